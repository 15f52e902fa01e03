import ActivationHost
import Activations
import Formulas
import Glibc

/// The plugin in a network.
extension Check {
  static let network = [
    Check(
      "network-gradient", .network,
      "the gradient of a network with two hidden layers agrees with differences of its loss",
      why: "Value and derivative may each be right, and belong to different functions: only a "
        + "network shows that they fit each other.",
      remedy: "Compare with the message of derivative and gradient; then look at what depends on "
        + "n or on the order of calls."
    ) { (examination) throws(ProbeFailure) in try NetworkChecks(examination).gradient() },
    Check(
      "learns", .network, "a small network learns XOR and two spirals with it",
      why: "An activation that bends where no net input comes conforms and is of no use in a "
        + "hidden layer. One whose slope is the same everywhere (an identity, a step) is not asked to.",
      remedy: "Nothing, if that is what it is for: say so in the summary, and leave the check out "
        + "(--skip learns)."
    ) { (examination) throws(ProbeFailure) in try NetworkChecks(examination).learns() },
  ]
}

struct NetworkChecks {
  let examination: Examination
  private var subject: Subject { examination.subject }

  init(_ examination: Examination) { self.examination = examination }

  /// Why no network is built, if so.
  private var obstacle: String? {
    if subject.activation.form != .elementwise { return "networks here are of elements" }
    for check in ["value", "derivative", "derivative-of-y", "gradient", "array-scalar"] {
      if examination.findings[check]?.isFailure == true { return "\(check) has failed already" }
    }
    return nil
  }

  func gradient() throws(ProbeFailure) -> Finding {
    if let obstacle { return .skipped(obstacle) }
    guard let layer = PluginLayer(examination) else {
      return .skipped("no gradient: it cannot be trained through")
    }
    if layer.isFloat { return .skipped("differences need a value in double") }
    var generator = SeededGenerator(seed: examination.options.seed)
    var worst = 0.0
    for attempt in 0..<3 {
      // Two hidden layers: this activation, and tanh.
      var network = SmallNetwork(
        widths: [3, 8, 7, 2], seed: examination.options.seed &+ UInt64(attempt))
      let samples = (0..<12).map { _ in
        (0..<3).map { _ in Double.random(in: -1.5...1.5, using: &generator) }
      }
      let targets = (0..<12).map { _ in
        (0..<2).map { _ in Double.random(in: -1...1, using: &generator) }
      }
      let exact = try network.gradient(samples, targets, layer)
      var errors: [Double] = []
      for index in network.weights.indices {
        // A step may cross a kink of a hidden neuron: the best of three steps counts.
        var best = Double.infinity
        for step in [1e-4, 1e-5, 1e-6] {
          let weight = network.weights[index]
          network.weights[index] = weight + step
          let ahead = try network.loss(samples, targets, layer)
          network.weights[index] = weight - step
          let behind = try network.loss(samples, targets, layer)
          network.weights[index] = weight
          let difference = (ahead - behind) / (2 * step)
          best = min(best, abs(difference - exact[index]) / max(1, abs(difference)))
          if best < 1e-7 { break }
        }
        errors.append(best)
      }
      // A step function's slope is nowhere that of its differences, and a kink may be met: a wrong
      // gradient is wrong in more than a few weights.
      errors.sort()
      let typical = errors[errors.count * 9 / 10]
      worst = max(worst, typical)
      if typical > 1e-5 {
        return .fail(
          "the gradient of a network is off by \(NumberText.ulp(typical * 1e6))e-6 of the loss's "
            + "differences",
          [Evidence(reproduce: examination.command("network-gradient"))],
          Diagnosis(
            because: "Each step of a training with \(subject.activation.name) goes elsewhere than "
              + "downhill.",
            remedy:
              "Compare value and derivative at the inputs of a network, -3 to 3: hillock plot "
              + "\(subject.activation.name) shows both."))
      }
    }
    return .pass("\(worst == 0 ? "exact" : "to \(String(worst)) of the differences")")
  }

  func learns() throws(ProbeFailure) -> Finding {
    if let obstacle { return .skipped(obstacle) }
    guard let layer = PluginLayer(examination) else {
      return .skipped("no gradient: it cannot be trained through")
    }
    if let slope = try constantSlope() {
      return .skipped("its slope is \(slope) everywhere: it cannot, and need not")
    }
    let exclusive: ([[Double]], [[Double]]) = (
      [[-1, -1], [-1, 1], [1, -1], [1, 1]], [[-1], [1], [1], [-1]]
    )
    for (name, data, widths, steps) in [
      ("XOR", exclusive, [2, 8, 8, 1], 400), ("two spirals", Self.spirals(), [2, 24, 24, 1], 1500),
    ] {
      var best = 0.0
      for seed in 0..<4 where best < 0.9 {
        // One that bends far from 0 (a hard sigmoid of width 6) needs net inputs that get there.
        var network = SmallNetwork(
          widths: widths, seed: UInt64(seed) &+ 11, reach: seed < 2 ? 1.5 : 6)
        network.usesPluginTwice = true
        best = max(best, try network.train(data.0, data.1, layer, steps: steps))
      }
      if best < 0.9 {
        return .warning(
          "a network of it does not learn \(name): \(Int(best * 100)) % right at best",
          Diagnosis(
            because: "Four networks with \(subject.activation.name) were trained on \(name) for "
              + "\(steps) steps, and the best told \(Int(best * 100)) % apart.",
            remedy:
              "See where its slope is 0 or tiny for inputs from -3 to 3, and whether it bends "
              + "there at all."))
      }
    }
    return .pass("XOR and two spirals")
  }

  /// The slope of an activation that has no other: through an affine one a network is affine, and
  /// through a step nothing is learned. What was compared with the formula is what tells.
  private func constantSlope() throws(ProbeFailure) -> Double? {
    guard examination.options.point == nil, let derivative = subject.derivatives.first else {
      return nil
    }
    let slopes = try examination.sweep(derivative).got
    return slopes.allSatisfy { $0 == slopes[0] } ? slopes.first : nil
  }

  /// Two interleaved spirals of 3/4 of a turn.
  private static func spirals() -> ([[Double]], [[Double]]) {
    var samples: [[Double]] = []
    var targets: [[Double]] = []
    for index in 0..<32 {
      let radius = 0.3 + 1.7 * Double(index) / 31
      let angle = 4.7 * Double(index) / 31
      let (x, y) = (radius * cos(angle), radius * sin(angle))
      samples += [[x, y], [-x, -y]]
      targets += [[1], [-1]]
    }
    return (samples, targets)
  }
}
