import ActivationHost
import Activations

/// A derivative without a formula: against Ridders' extrapolated differences of the plugin's own
/// value, with the extrapolation's own estimate of its error as the tolerance's floor.
struct DifferenceChecks {
  let examination: Examination
  let check: String
  private let levels = 14
  private var subject: Subject { examination.subject }

  init(_ examination: Examination, check: String = "derivative") {
    self.examination = examination
    self.check = check
  }

  func run() throws(ProbeFailure) -> Finding {
    if subject.values.isEmpty { return .skipped("no value of x") }
    // Gradients beside a derivative are compared with that.
    let scalars = subject.functions(.derivative)
    let functions = scalars.isEmpty ? subject.functions(.gradientArray) : scalars
    if functions.isEmpty { return .skipped("no derivative") }
    var finding = Finding.pass("")
    for function in functions {
      for setting in examination.defaults(function.precision) {
        finding.add(try judge(function, setting))
        if finding.status == .fail {
          finding.message =
            "\(function.symbol) is not the slope of the value (no formula was given)"
          return finding
        }
      }
    }
    finding.message = "\(finding.judged) extrapolated differences; no formula was given"
    return finding
  }

  /// A function of derivatives, in any form, against slopes of the value.
  func judge(
    _ function: FunctionDeclaration, _ setting: Setting
  ) throws(ProbeFailure) -> Judgement {
    if function.isRow {
      return try RowDifferences(examination: examination, check: check).judge(function, setting)
    }
    var judgement = Judgement()
    guard let value = subject.values.last, !value.isRow, let variable = variable(function) else {
      return judgement
    }
    let setting = setting.rounded(to: .float32)
    let points = points(function)
    let slopes = try slopes(value, points, function, setting, variable)
    var inputs = examination.complete(points, function, setting)
    inputs = try examination.withValues(inputs, function)
    let factors = [1.0, -1, 0.75, -2.5]
    if function.isGradient { inputs.dy = points.indices.map { factors[$0 % factors.count] } }
    let got = try examination.caller().results(function, inputs)
    let tolerance = examination.tolerance(function, isDerivative: true).relative
    // A form of y loses what y does not tell.
    let floor = function.takes("x") ? 1e-9 : 1e-6
    for index in points.indices where slopes[index].error.isFinite {
      let (slope, x) = (slopes[index], points[index])
      let result = function.isGradient ? got[index] / inputs.dy[index] : got[index]
      judgement.asked += 1
      judgement.judged += 1
      let allowed = max(
        20 * slope.error, tolerance * max(1, abs(x), abs(slope.value)),
        value.precision.isFloat || function.precision.isFloat
          ? 2e-3 * max(1, abs(slope.value)) : floor * max(1, abs(slope.value)))
      if abs(result - slope.value) <= allowed { continue }
      if !result.isFinite, check == "derivative" { continue }
      if try isBetweenSides(result, inputs, index, value, allowed) { continue }
      judgement.failureCount += 1
      judgement.explain(
        "\(value.symbol) rises by \(slope.value) for each unit of \(function.role == .partial("gate") ? "gate" : "x") there, and "
          + "\(function.symbol) says \(result).",
        remedy:
          "Derive \(value.symbol) once more by hand at this input; a formula says which of the "
          + "two is meant.")
      if judgement.failures.count >= 3 { continue }
      judgement.failures.append(
        Evidence(
          function: function.symbol, input: subject.describe(inputs, index),
          expected: "\(NumberText.both(slope.value)), to within \(allowed)",
          got: NumberText.both(result), reproduce: examination.command(check, at: x)))
    }
    return judgement
  }

  /// What a function is the derivative by; nil where it is of no one number.
  private func variable(_ function: FunctionDeclaration) -> WritableKeyPath<CallInputs, [Double]>? {
    switch function.role {
    case .derivative, .gradientArray: \.x
    case .partial("gate"): \.gate
    default: nil
    }
  }

  private func points(_ function: FunctionDeclaration) -> [Double] {
    if let point = examination.options.point { return [function.precision.round(point)] }
    return SamplePoints.elements(
      .float32, count: examination.options.level.settingPoints * 3, seed: examination.options.seed
    ).filter { abs($0) >= 0x1p-12 && abs($0) <= 0x1p13 }
  }

  private func slopes(
    _ value: FunctionDeclaration, _ points: [Double], _ function: FunctionDeclaration,
    _ setting: Setting, _ variable: WritableKeyPath<CallInputs, [Double]>
  ) throws(ProbeFailure) -> [(value: Double, error: Double)] {
    let precision = value.precision
    let base = examination.complete(points, function, setting)
    // Every difference of one point has that point's gate, u and parameters.
    var inputs = examination.withoutElements(
      base.choosing(points.indices.flatMap { [Int](repeating: $0, count: 2 * levels) }), value)
    for index in points.indices {
      let center = base[keyPath: variable][index]
      var step = 0.0625 * max(1, abs(center) * 0.5)
      for level in 0..<levels {
        let place = (index * levels + level) * 2
        inputs[keyPath: variable][place] = precision.round(center + step)
        inputs[keyPath: variable][place + 1] = precision.round(center - step)
        step *= 0.5
      }
    }
    let moved = inputs[keyPath: variable]
    let got = try examination.caller().results(value, inputs)
    return points.indices.map { index in
      Self.extrapolate(
        (0..<levels).map { level in
          let place = (index * levels + level) * 2
          let step = moved[place] - moved[place + 1]
          return step == 0 ? .nan : (got[place] - got[place + 1]) / step
        })
    }
  }

  /// Neville's table over steps that halve: the entry that agrees best with its neighbours.
  static func extrapolate(_ differences: [Double]) -> (value: Double, error: Double) {
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
    _ got: Double, _ inputs: CallInputs, _ index: Int, _ value: FunctionDeclaration,
    _ allowed: Double
  ) throws(ProbeFailure) -> Bool {
    let precision = value.precision
    let x = inputs.x[index]
    let step = max(1, abs(x)) * (precision.isFloat ? 0x1p-9 : 0x1p-20)
    var around = examination.withoutElements(inputs.choosing([index, index, index]), value)
    around.x = [x - step, x, x + step].map(precision.round)
    let results = try examination.caller().results(value, around)
    let left = (results[1] - results[0]) / (around.x[1] - around.x[0])
    let right = (results[2] - results[1]) / (around.x[2] - around.x[1])
    let slack = max(allowed, (precision.isFloat ? 1e-3 : 1e-7) * max(1, abs(left), abs(right)))
    // Sides that agree are no kink, and do not excuse a wrong slope.
    return abs(left - right) > 100 * slack && got >= min(left, right) - slack
      && got <= max(left, right) + slack
  }
}

/// A row's gradient without a formula: dy times the Jacobian by differences, along some directions.
struct RowDifferences {
  let examination: Examination
  let check: String

  func judge(
    _ function: FunctionDeclaration, _ setting: Setting
  ) throws(ProbeFailure) -> Judgement {
    var judgement = Judgement()
    let subject = examination.subject
    guard let value = subject.functions(.valueRow).last else { return judgement }
    let setting = setting.rounded(to: .float32)
    let precision = value.precision
    let rows = RowJudge(examination: examination, check: check)
    for length in [1, 2, 5, 17, 65] {
      var inputs = rows.row(function, length, setting)
      var given = inputs
      (given.y, given.dy) = ([], [])
      inputs.y = function.takes("y") ? try examination.caller().results(value, given) : []
      inputs.y = inputs.y.map(function.precision.round)
      let got = try examination.caller().results(function, inputs)
      for lane in stride(from: 0, to: length, by: max(1, length / 6)) {
        var differences: [Double] = []
        var step = 0x1p-4
        for _ in 0..<12 {
          var sums: [Double] = []
          for sign in [1.0, -1] {
            var moved = given
            moved.x[lane] = precision.round(given.x[lane] + sign * step)
            let row = try examination.caller().results(value, moved)
            sums.append(zip(row, inputs.dy).reduce(0) { $0 + $1.0 * $1.1 })
          }
          differences.append((sums[0] - sums[1]) / (2 * step))
          step *= 0.5
        }
        let slope = DifferenceChecks.extrapolate(differences)
        guard slope.error.isFinite else { continue }
        judgement.asked += 1
        judgement.judged += 1
        let isFloat = precision.isFloat || function.precision.isFloat
        let allowed = max(20 * slope.error, (isFloat ? 2e-3 : 1e-6) * max(1, abs(slope.value)))
        // Where an element enters or leaves the row's support, the sides differ.
        if abs(got[lane] - slope.value) <= allowed || isKink(differences, allowed) { continue }
        judgement.failureCount += 1
        judgement.explain(
          "The loss moves by \(slope.value) for each unit of x[\(lane)], and \(function.symbol) says "
            + "\(got[lane]).",
          remedy: "Sum over all outputs of the row in \(function.symbol): each depends on every x.")
        if judgement.failures.count >= 3 { continue }
        judgement.failures.append(
          Evidence(
            function: function.symbol,
            input: "dx[\(lane)], n = \(length), " + subject.describe(inputs, lane),
            expected: "\(NumberText.both(slope.value)), to within \(allowed)",
            got: NumberText.both(got[lane]), reproduce: examination.command(check)))
      }
    }
    return judgement
  }

  /// Whether differences over ever shorter steps do not come to rest.
  private func isKink(_ differences: [Double], _ allowed: Double) -> Bool {
    abs(differences[2] - differences[6]) > 100 * allowed
  }
}
