import ActivationHost
import Activations
import Formulas

/// Gradient arrays against derivatives.
struct GradientChecks {
  let examination: Examination
  private var subject: Subject { examination.subject }

  init(_ examination: Examination) { self.examination = examination }

  private func setting(_ precision: Precision) -> Setting {
    Setting(parameters: subject.defaults).rounded(to: precision)
  }

  func run() throws(ProbeFailure) -> Finding {
    let functions = subject.functions(.gradientArray)
    if functions.isEmpty {
      return .skipped(
        subject.activation.form == .row ? "a row's is row-gradient" : "no gradient functions")
    }
    var worst: [WorstError] = []
    for function in functions {
      if let finding = try elements(function, &worst) { return finding }
      if let finding = try sums(function) { return finding }
    }
    return .pass("\(functions.count) functions", worst: worst)
  }

  /// dx, and dgate, for dy of several sizes and both signs.
  private func elements(
    _ function: FunctionDeclaration, _ worst: inout [WorstError]
  ) throws(ProbeFailure) -> Finding? {
    let precision = function.precision
    var inputs = examination.inputs(function, setting(precision))
    let whole = max(inputs.count / 64 * 64, examination.options.point == nil ? 0 : inputs.count)
    inputs = inputs.slice(0..<whole)
    let factors = [1.0, -1, 0.75, -2.5, 1.25, 3, -0.375, 1]
    inputs.dy = inputs.x.indices.map { factors[$0 % factors.count] }
    guard let formula = subject.formula else { return try againstDerivative(function, inputs) }
    if !function.takes("x") { return try fromValues(function, formula, inputs) }
    if function.takes("y") {
      inputs.y = examination.truths(formula, .value, inputs, precision).map {
        precision.round($0.isNumber ? $0.head : 0)
      }
    }
    if let finding = try compare(function, .dx, .derivative(0), formula, inputs, &worst) {
      return finding
    }
    guard function.takes("dgate"), let gate = subject.variables.firstIndex(of: "gate") else {
      return nil
    }
    return try compare(function, .dgate, .derivative(gate), formula, inputs, &worst)
  }

  /// One output of a gradient function against dy times the formula's derivative.
  private func compare(
    _ function: FunctionDeclaration, _ buffer: CallBuffer, _ output: FormulaProgram.Output,
    _ formula: Formula, _ inputs: CallInputs, _ worst: inout [WorstError]
  ) throws(ProbeFailure) -> Finding? {
    let precision = function.precision
    let got = try examination.caller().results(function, inputs, of: buffer)
    // The product by dy adds one rounding.
    var tolerance = examination.tolerance(function, isDerivative: true)
    tolerance.maxULP = tolerance.maxULP.map { 2 * $0 + 1 }
    let truths = examination.truths(formula, output, inputs, precision)
    var most = WorstError(function: function.symbol, ulp: -1, input: "", points: 0)
    let oracle = FormulaOracle(formula, [.value, output])
    // Where f' itself is beyond the format, so may be its product.
    for index in got.indices
    where truths[index].isNumber && abs(truths[index].head) <= precision.greatest {
      let x = inputs.x[index]
      let expected = truths[index].scaled(by: inputs.dy[index])
      most.points += 1
      if tolerance.verdict(got[index], expected, x: x) != .bad {
        let error = ULP.error(got[index], expected, precision)
        if error > most.ulp { (most.ulp, most.input) = (error, describe(inputs, index, buffer)) }
        continue
      }
      if isBesideKink(oracle, x, inputs, index, precision) { continue }
      let exact = point(oracle, x, inputs, index, precision)[1].scaled(by: inputs.dy[index])
      if tolerance.verdict(got[index], exact, x: x) != .bad { continue }
      return .fail(
        "\(function.symbol) is not dy * \(buffer == .dx ? "f'" : "df/dgate")",
        [
          Evidence(
            function: function.symbol,
            input: "\(describe(inputs, index, buffer)), dy = \(inputs.dy[index])",
            expected: NumberText.both(precision.round(exact.head)),
            got: NumberText.both(got[index]),
            ulp: NumberText.ulp(ULP.error(got[index], exact, precision)),
            reproduce: examination.command("gradient", at: x))
        ])
    }
    if most.points > 0 { worst.append(most) }
    return nil
  }

  private func describe(_ inputs: CallInputs, _ index: Int, _ buffer: CallBuffer) -> String {
    let x = "x = \(NumberText.both(inputs.x[index]))"
    if inputs.gate.isEmpty { return x }
    return (buffer == .dgate ? "dgate at " : "") + x
      + ", gate = \(NumberText.both(inputs.gate[index]))"
  }

  private func point(
    _ oracle: FormulaOracle, _ x: Double, _ inputs: CallInputs, _ index: Int,
    _ precision: Precision
  ) -> [TrueValue] {
    oracle.evaluate(
      subject.point(
        x: x, gate: inputs.gate.isEmpty ? 0 : inputs.gate[index],
        u: inputs.u.isEmpty ? 0 : inputs.u[index], inputs.setting), for: precision)
  }

  private func isBesideKink(
    _ oracle: FormulaOracle, _ x: Double, _ inputs: CallInputs, _ index: Int,
    _ precision: Precision
  ) -> Bool {
    let pieces = [precision.previous(x), x, precision.next(x)].map {
      point(oracle, $0, inputs, index, precision)[0].piece
    }
    return Set(pieces).count > 1
  }

  /// A form of y alone: within what f' takes where f rounds to y, times dy.
  private func fromValues(
    _ function: FunctionDeclaration, _ formula: Formula, _ inputs: CallInputs
  ) throws(ProbeFailure) -> Finding? {
    let precision = function.precision
    let setting = inputs.setting
    let cases = DerivativeOfY.cases(
      inputs.x, formula, precision, most: examination.options.level.valueCases
    ) { [subject] in
      subject.point(x: $0, setting)
    }
    var given = examination.complete(cases.map(\.x), function, setting)
    given.y = cases.map(\.y)
    given.dy = cases.indices.map { [1, -1, 0.75, -2.5][$0 % 4] }
    let got = try examination.caller().results(function, given)
    var tolerance = examination.tolerance(function, isDerivative: true)
    tolerance.maxULP = tolerance.maxULP.map { 2 * $0 + 1 }
    for (index, item) in cases.enumerated() {
      let dy = given.dy[index]
      let ends = [item.low.scaled(by: dy), item.high.scaled(by: dy)]
      if tolerance.contains(
        got[index], dy < 0 ? ends[1] : ends[0], dy < 0 ? ends[0] : ends[1], x: item.x)
      {
        continue
      }
      return .fail(
        "\(function.symbol) is not dy * f'",
        [
          Evidence(
            function: function.symbol,
            input: "y = \(NumberText.both(item.y)), dy = \(dy)",
            expected: "from \(NumberText.both(min(ends[0].head, ends[1].head))) to "
              + NumberText.both(max(ends[0].head, ends[1].head)),
            got: NumberText.both(got[index]), reproduce: examination.command("gradient", at: item.x)
          )
        ])
    }
    return nil
  }

  /// Without a formula: against the plugin's own scalar derivative.
  private func againstDerivative(
    _ function: FunctionDeclaration, _ inputs: CallInputs
  ) throws(ProbeFailure) -> Finding? {
    guard let scalar = subject.function(.derivative, function.precision), scalar.takes("x"),
      !function.takes("y"), !scalar.takes("y")
    else { return nil }
    let slopes = try examination.caller().results(scalar, inputs)
    let got = try examination.caller().results(function, inputs)
    let tolerance = examination.tolerance(function, isDerivative: true)
    guard
      let index = got.indices.first(where: {
        let expected = TrueValue(kind: .number, head: slopes[$0] * inputs.dy[$0])
        return expected.head.isFinite
          && tolerance.verdict(got[$0], expected, x: inputs.x[$0]) == .bad
      })
    else { return nil }
    return .fail(
      "\(function.symbol) is not dy * \(scalar.symbol)",
      [
        Evidence(
          function: function.symbol, input: "x = \(NumberText.both(inputs.x[index]))",
          expected: NumberText.both(slopes[index] * inputs.dy[index]),
          got: NumberText.both(got[index]), reproduce: examination.command("gradient"))
      ])
  }

  /// Learnable parameters' gradients: added to what is there already.
  private func sums(_ function: FunctionDeclaration) throws(ProbeFailure) -> Finding? {
    let learnable = subject.activation.parameters.enumerated().filter {
      function.takes("d" + $0.element.name)
    }
    guard let formula = subject.formula, !learnable.isEmpty else { return nil }
    let precision = function.precision
    var inputs = ArrayChecks(examination).inputs(function, 67)
    inputs.setting = setting(precision)
    let caller = try examination.caller()
    let call = caller.prepare(function, inputs)
    caller.fill(function, inputs)
    // A start that sums of this size do not hide.
    let start = 3.0
    let isArray = function.prototype.arguments.contains { argument in
      argument.type == .input(precision)
        && subject.activation.parameters.contains {
          $0.name == argument.name
        }
    }
    let stride = isArray ? inputs.count : 1
    let places = subject.activation.parameters.count * stride
    caller.write([Double](repeating: start, count: places), .gradients, precision, 0)
    do throws(ProbeFailure) {
      _ = try caller.probe.call(call)
    } catch {
      throw caller.named(error, function, inputs)
    }
    let got = caller.read(.gradients, precision, places)
    for (index, parameter) in learnable {
      guard let variable = subject.variables.firstIndex(of: parameter.name) else { continue }
      let truths = examination.truths(formula, .derivative(variable), inputs, precision)
      guard truths.allSatisfy(\.isNumber) else { continue }
      let products = zip(inputs.dy, truths).map { $0 * $1.head }
      // One sum for the call, or one for each element where the parameter is an array.
      let takesArray = function.prototype.arguments.contains {
        $0.name == parameter.name && $0.type == .input(precision)
      }
      for place in 0..<(takesArray ? inputs.count : 1) {
        let terms = takesArray ? [products[place]] : products
        let expected = start + terms.reduce(0, +)
        let size = start + terms.reduce(0) { $0 + abs($1) }
        let allowed = size * (precision.isFloat ? 2e-5 : 1e-11)
        let found = got[index * stride + place]
        if abs(found - expected) <= allowed { continue }
        let isOverwritten = abs(found - (expected - start)) <= allowed
        return .fail(
          isOverwritten
            ? "\(function.symbol) overwrites d\(parameter.name) instead of adding to it"
            : "\(function.symbol) adds something else than dL/d\(parameter.name)",
          [
            Evidence(
              function: function.symbol, input: "n = \(inputs.count), before: \(start)",
              expected: NumberText.both(expected), got: NumberText.both(found),
              reproduce: examination.command("gradient"))
          ])
      }
    }
    return nil
  }
}
