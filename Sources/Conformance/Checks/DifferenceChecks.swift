import ActivationHost
import Activations

/// A derivative without a formula: against Ridders' extrapolated differences of the plugin's own
/// value, with the extrapolation's own estimate of its error as the tolerance's floor.
struct DifferenceChecks {
  let examination: Examination
  private let levels = 14
  private var subject: Subject { examination.subject }

  init(_ examination: Examination) { self.examination = examination }

  func run() throws(ProbeFailure) -> Finding {
    guard let value = subject.values.last, !value.isRow else { return .skipped("no value of x") }
    let functions = subject.derivatives
    if functions.isEmpty { return .skipped("no derivative of x") }
    var compared = 0
    for function in functions {
      let points = points(function)
      let setting = Setting(parameters: subject.defaults).rounded(to: .float32)
      let slopes = try slopes(value, points, function, setting)
      let inputs = examination.complete(points, function, setting)
      let got = try examination.caller().results(function, inputs)
      let tolerance = examination.tolerance(function, isDerivative: true).relative
      for index in points.indices where slopes[index].error.isFinite && got[index].isFinite {
        let (slope, x) = (slopes[index], points[index])
        compared += 1
        let allowed = max(
          20 * slope.error, tolerance * max(1, abs(x), abs(slope.value)),
          value.precision.isFloat ? 2e-3 : 1e-9 * max(1, abs(slope.value)))
        if abs(got[index] - slope.value) <= allowed { continue }
        if try isBetweenSides(got[index], x, value, function, setting, allowed) { continue }
        return .fail(
          "\(function.symbol) is not the slope of \(value.symbol) (no formula was given)",
          [
            Evidence(
              function: function.symbol, input: "x = \(NumberText.both(x))",
              expected: "\(NumberText.both(slope.value)), to within \(allowed)",
              got: NumberText.both(got[index]),
              reproduce: examination.command("derivative", at: x))
          ])
      }
    }
    return .pass("\(compared) extrapolated differences; no formula was given")
  }

  private func points(_ function: FunctionDeclaration) -> [Double] {
    if let point = examination.options.point { return [function.precision.round(point)] }
    return SamplePoints.elements(
      .float32, count: examination.options.level.settingPoints * 3, seed: examination.options.seed
    ).filter { abs($0) >= 0x1p-12 && abs($0) <= 0x1p13 }
  }

  private func companions(
    _ inputs: CallInputs, _ function: FunctionDeclaration, each count: Int
  ) -> CallInputs {
    // Every difference of one point has that point's gate and u.
    let base = examination.complete(
      Array(repeating: 0, count: inputs.count / count), function, inputs.setting)
    var inputs = inputs
    inputs.gate = base.gate.flatMap { [Double](repeating: $0, count: count) }
    inputs.u = base.u.flatMap { [Double](repeating: $0, count: count) }
    return inputs
  }

  private func slopes(
    _ value: FunctionDeclaration, _ points: [Double], _ function: FunctionDeclaration,
    _ setting: Setting
  ) throws(ProbeFailure) -> [(value: Double, error: Double)] {
    let precision = value.precision
    var inputs = CallInputs(setting: setting)
    for x in points {
      var step = 0.0625 * max(1, abs(x) * 0.5)
      for _ in 0..<levels {
        inputs.x += [precision.round(x + step), precision.round(x - step)]
        step *= 0.5
      }
    }
    inputs = companions(inputs, function, each: 2 * levels)
    let got = try examination.caller().results(value, inputs)
    return points.indices.map { index in
      extrapolate(
        (0..<levels).map { level in
          let place = (index * levels + level) * 2
          let step = inputs.x[place] - inputs.x[place + 1]
          return step == 0 ? .nan : (got[place] - got[place + 1]) / step
        })
    }
  }

  /// Neville's table over steps that halve: the entry that agrees best with its neighbours.
  private func extrapolate(_ differences: [Double]) -> (value: Double, error: Double) {
    var best = (value: Double.nan, error: Double.infinity)
    var above: [Double] = []
    for difference in differences {
      var row = [difference]
      var factor = 4.0
      for (column, previous) in above.enumerated() {
        let refined = (factor * row[column] - previous) / (factor - 1)
        let error = max(abs(refined - row[column]), abs(refined - previous))
        if error < best.error { best = (refined, error) }
        row.append(refined)
        factor *= 4
      }
      above = row
    }
    return best
  }

  /// A kink nearby makes any extrapolation meaningless: then one-sided differences decide.
  private func isBetweenSides(
    _ got: Double, _ x: Double, _ value: FunctionDeclaration, _ function: FunctionDeclaration,
    _ setting: Setting, _ allowed: Double
  ) throws(ProbeFailure) -> Bool {
    let precision = value.precision
    let step = max(1, abs(x)) * (precision.isFloat ? 0x1p-9 : 0x1p-20)
    var inputs = CallInputs(
      x: [x - step, x, x + step].map(precision.round), setting: setting)
    inputs = companions(inputs, function, each: 3)
    let results = try examination.caller().results(value, inputs)
    let left = (results[1] - results[0]) / (inputs.x[1] - inputs.x[0])
    let right = (results[2] - results[1]) / (inputs.x[2] - inputs.x[1])
    let slack = max(allowed, (precision.isFloat ? 1e-3 : 1e-7) * max(1, abs(left), abs(right)))
    // Sides that agree are no kink, and do not excuse a wrong slope.
    return abs(left - right) > 100 * slack && got >= min(left, right) - slack
      && got <= max(left, right) + slack
  }
}
