import ActivationHost
import Activations
import Formulas
import Glibc

/// The plugin as a layer: whole arrays through its most general forms, called in the probe.
struct PluginLayer {
  private let examination: Examination
  private let value: FunctionDeclaration
  private let gradient: FunctionDeclaration

  /// nil where there is no way to its gradient.
  init?(_ examination: Examination) {
    let subject = examination.subject
    func best(_ array: FunctionRole, _ scalar: FunctionRole) -> FunctionDeclaration? {
      subject.function(array, .float64) ?? subject.function(scalar, .float64)
        ?? subject.function(array, .float32) ?? subject.function(scalar, .float32)
    }
    guard let value = best(.valueArray, .value), let gradient = best(.gradientArray, .derivative)
    else { return nil }
    self.examination = examination
    self.value = value
    self.gradient = gradient
  }

  var isFloat: Bool { value.precision.isFloat || gradient.precision.isFloat }

  private func inputs(_ x: [Double], _ function: FunctionDeclaration) -> CallInputs {
    let setting = Setting(parameters: examination.subject.defaults, isTraining: true)
    var inputs = examination.complete(x.map(function.precision.round), function, setting)
    inputs.setting.isTraining = true
    return inputs
  }

  func callAsFunction(_ x: [Double]) throws(ProbeFailure) -> [Double] {
    try examination.caller().results(value, inputs(x, value))
  }

  func gradient(_ x: [Double], _ y: [Double], _ dy: [Double]) throws(ProbeFailure) -> [Double] {
    var inputs = inputs(x, gradient)
    inputs.y = y.map(gradient.precision.round)
    inputs.dy = gradient.isScalar ? [] : dy.map(gradient.precision.round)
    let results = try examination.caller().results(gradient, inputs)
    return gradient.isScalar ? zip(results, dy).map { $0 * $1 } : results
  }
}

/// A dense network of doubles with two hidden layers, small enough for its gradient to be compared
/// with differences of its loss, weight by weight.
struct SmallNetwork {
  /// Widths of input, first and second hidden layer, output.
  let widths: [Int]
  /// Layer by layer: each neuron's weights, then its bias.
  var weights: [Double]
  /// Whether the second hidden layer has the plugin too, rather than tanh.
  var usesPluginTwice = false

  /// - Parameter reach: the greatest weight that a neuron of one input starts with.
  init(widths: [Int], seed: UInt64, reach: Double = 1.5) {
    self.widths = widths
    var generator = SeededGenerator(seed: seed)
    weights = zip(widths, widths.dropFirst()).flatMap { inputs, outputs in
      let reach = reach / Double(inputs).squareRoot()
      return (0..<(outputs * (inputs + 1))).map { _ in
        Double.random(in: -reach...reach, using: &generator)
      }
    }
  }

  private struct Pass {
    /// Net inputs and activations of each layer, sample by sample in one array.
    var net: [[Double]] = []
    var out: [[Double]] = []
  }

  private func start(of layer: Int) -> Int {
    (0..<layer).reduce(0) { $0 + widths[$1 + 1] * (widths[$1] + 1) }
  }

  private func forward(_ samples: [[Double]], _ plugin: PluginLayer) throws(ProbeFailure) -> Pass {
    var pass = Pass()
    var current = samples.flatMap(\.self)
    for layer in 0..<3 {
      let (inputs, outputs) = (widths[layer], widths[layer + 1])
      let first = start(of: layer)
      var net = [Double](repeating: 0, count: samples.count * outputs)
      for sample in samples.indices {
        for neuron in 0..<outputs {
          let row = first + neuron * (inputs + 1)
          var sum = weights[row + inputs]
          for input in 0..<inputs { sum += weights[row + input] * current[sample * inputs + input] }
          net[sample * outputs + neuron] = sum
        }
      }
      current =
        layer == 0 || (layer == 1 && usesPluginTwice)
        ? try plugin(net) : layer == 1 ? net.map { tanh($0) } : net
      pass.net.append(net)
      pass.out.append(current)
    }
    return pass
  }

  /// Half the mean square error.
  func loss(
    _ samples: [[Double]], _ targets: [[Double]], _ plugin: PluginLayer
  ) throws(ProbeFailure) -> Double {
    let outputs = try forward(samples, plugin).out[2]
    return zip(outputs, targets.flatMap(\.self)).reduce(0) { $0 + ($1.0 - $1.1) * ($1.0 - $1.1) }
      / Double(2 * samples.count)
  }

  func gradient(
    _ samples: [[Double]], _ targets: [[Double]], _ plugin: PluginLayer
  ) throws(ProbeFailure) -> [Double] {
    let pass = try forward(samples, plugin)
    var gradient = [Double](repeating: 0, count: weights.count)
    var delta = zip(pass.out[2], targets.flatMap(\.self)).map { ($0 - $1) / Double(samples.count) }
    for layer in (0..<3).reversed() {
      let (inputs, outputs) = (widths[layer], widths[layer + 1])
      let first = start(of: layer)
      let below = layer == 0 ? samples.flatMap(\.self) : pass.out[layer - 1]
      var down = [Double](repeating: 0, count: samples.count * inputs)
      for sample in samples.indices {
        for neuron in 0..<outputs {
          let row = first + neuron * (inputs + 1)
          let slope = delta[sample * outputs + neuron]
          gradient[row + inputs] += slope
          for input in 0..<inputs {
            gradient[row + input] += slope * below[sample * inputs + input]
            down[sample * inputs + input] += slope * weights[row + input]
          }
        }
      }
      guard layer > 0 else { break }
      delta =
        layer == 1 || usesPluginTwice
        ? try plugin.gradient(pass.net[layer - 1], pass.out[layer - 1], down)
        : zip(down, pass.out[layer - 1]).map { $0 * (1 - $1 * $1) }
    }
    return gradient
  }

  /// Trains by Adam on the whole of the samples, and returns the best part that had the right sign.
  mutating func train(
    _ samples: [[Double]], _ targets: [[Double]], _ plugin: PluginLayer, steps: Int
  ) throws(ProbeFailure) -> Double {
    var mean = [Double](repeating: 0, count: weights.count)
    var square = mean
    var best = 0.0
    for step in 1...steps {
      let slopes = try gradient(samples, targets, plugin)
      guard slopes.allSatisfy(\.isFinite) else { break }
      for index in weights.indices {
        mean[index] = 0.9 * mean[index] + 0.1 * slopes[index]
        square[index] = 0.99 * square[index] + 0.01 * slopes[index] * slopes[index]
        let first = mean[index] / (1 - pow(0.9, Double(step)))
        let second = square[index] / (1 - pow(0.99, Double(step)))
        weights[index] -= 0.02 * first / (second.squareRoot() + 1e-9)
      }
      if step % 25 == 0 {
        let outputs = try forward(samples, plugin).out[2]
        let right = zip(outputs, targets.flatMap(\.self)).filter { $0 * $1 > 0 }.count
        best = max(best, Double(right) / Double(outputs.count))
        if best == 1 { break }
      }
    }
    return best
  }
}
