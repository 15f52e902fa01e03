import ActivationHost
import Activations
import Formulas

/// Range, monotonicity and symmetry, as declared.
struct ShapeChecks {
  let examination: Examination
  private var subject: Subject { examination.subject }

  init(_ examination: Examination) { self.examination = examination }

  /// What rounding may move a value by.
  private func allowance(_ value: Double, _ precision: Precision) -> Double {
    if let promised = subject.maxULP(precision, isDerivative: false) {
      return 2 * promised * ULP.unit(at: value, precision)
    }
    return 2 * (precision.isFloat ? 1e-6 : 1e-12) * max(1, abs(value))
  }

  func range() throws(ProbeFailure) -> Finding {
    guard let range = subject.range else { return .skipped("no range declared") }
    var count = 0
    for function in subject.values {
      let precision = function.precision
      let setting = Setting(parameters: subject.defaults).rounded(to: precision)
      guard
        let low = FormulaOracle(range.low).rounded(setting.parameters, to: Double.self)[0],
        let high = FormulaOracle(range.high).rounded(setting.parameters, to: Double.self)[0]
      else { return .fail("the ends of the range have no value at the defaults") }
      // An open end may be reached by rounding; one that is no number of the format, such as the
      // minimum of mish, may be passed by as much as the promise allows.
      let least = precision.round(low) == low ? low : low - allowance(low, precision)
      let most = precision.round(high) == high ? high : high + allowance(high, precision)
      let sweep = try results(function)
      count += sweep.got.count
      if let index = sweep.got.firstIndex(where: { $0 < least || $0 > most }) {
        return .fail(
          "\(function.symbol) leaves the declared range",
          [
            Evidence(
              function: function.symbol, input: "x = \(NumberText.both(sweep.inputs.x[index]))",
              expected: "\(subject.activation.text("range") ?? "")",
              got: NumberText.both(sweep.got[index]),
              reproduce: examination.command("range", at: sweep.inputs.x[index]))
          ])
      }
    }
    return .pass("\(count) values")
  }

  /// A row's results lie in a range too, over ordinary rows.
  private func results(_ function: FunctionDeclaration) throws(ProbeFailure) -> Sweep {
    guard function.isRow else { return try examination.sweep(function) }
    let inputs = CallInputs(
      x: SamplePoints.ordinary(function.precision, count: 64, seed: examination.options.seed),
      setting: Setting(parameters: subject.defaults).rounded(to: function.precision))
    return Sweep(
      function: function, inputs: inputs, got: try examination.caller().results(function, inputs))
  }

  func monotonic() throws(ProbeFailure) -> Finding {
    guard let text = subject.activation.text("monotonic"), text != "no" else {
      return .skipped("not declared")
    }
    guard examination.isUnivariate else { return .skipped("more than one input") }
    let isRising = ["increasing", "nondecreasing"].contains(text)
    var count = 0
    for function in subject.values {
      let sweep = try examination.sweep(function)
      count += sweep.got.count
      var last = 0
      for index in sweep.got.indices.dropFirst() {
        let (before, after) = (sweep.got[last], sweep.got[index])
        last = index
        if before.isNaN || after.isNaN { continue }
        let fall = isRising ? before - after : after - before
        guard fall > allowance(before, function.precision) else { continue }
        return .fail(
          "\(function.symbol) \(isRising ? "falls" : "rises")",
          [
            Evidence(
              function: function.symbol,
              input: "from x = \(NumberText.both(sweep.inputs.x[index - 1])) to "
                + NumberText.both(sweep.inputs.x[index]),
              expected: text, got: "\(NumberText.both(before)), then \(NumberText.both(after))",
              reproduce: examination.command("monotonic"))
          ])
      }
    }
    return .pass("\(count) values")
  }

  func symmetry() throws(ProbeFailure) -> Finding {
    guard let text = subject.activation.text("symmetry"), text != "no" else {
      return .skipped("not declared")
    }
    guard examination.isUnivariate else { return .skipped("more than one input") }
    let sign = text == "odd" ? -1.0 : 1.0
    var count = 0
    for function in subject.values {
      let setting = Setting(parameters: subject.defaults).rounded(to: function.precision)
      let points = SamplePoints.elements(
        function.precision, count: examination.options.level.settingPoints * 8,
        seed: examination.options.seed
      ).filter { $0 > 0 }
      let right = examination.complete(points, function, setting)
      let left = examination.complete(points.map { -$0 }, function, setting)
      let here = try examination.caller().results(function, right)
      let there = try examination.caller().results(function, left)
      count += points.count
      for index in points.indices {
        let mirrored = sign * there[index]
        if here[index] == mirrored || here[index].isNaN || mirrored.isNaN { continue }
        if abs(here[index] - mirrored) <= allowance(here[index], function.precision) { continue }
        return .fail(
          "\(function.symbol) is not \(text)",
          [
            Evidence(
              function: function.symbol, input: "x = ±\(NumberText.both(points[index]))",
              expected: text,
              got: "\(NumberText.both(here[index])) and \(NumberText.both(there[index]))",
              reproduce: examination.command("symmetry"))
          ])
      }
    }
    return .pass("\(count) pairs")
  }
}
