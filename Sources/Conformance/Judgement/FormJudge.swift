import ActivationHost
import Activations
import Formulas

/// Any function of an activation, whatever its form, held against the formula: of elements, of
/// arrays or of rows; of x, of y or of both; values, derivatives, partial derivatives, gradients and
/// sums. With it every check can ask for every form.
struct FormJudge {
  let examination: Examination
  let check: String
  private var subject: Subject { examination.subject }

  /// Compares all that a function gives.
  ///
  /// - Parameters:
  ///   - count: how many points, or how many elements in all rows; nil for as many as the values have.
  ///   - draw: which of several draws of random points.
  ///   - scope: which points to judge.
  func judge(
    _ function: FunctionDeclaration, _ setting: Setting, count: Int? = nil, draw: Int = 0,
    scope: SweepJudge.Scope = .all
  ) throws(ProbeFailure) -> Judgement {
    if function.isRow {
      return try RowJudge(examination: examination, check: check)
        .judge(function, setting, lengths: RowJudge.lengths(count ?? 1000))
    }
    if !function.isValue, !function.takes("x") {
      return try DerivativeOfY(examination).judge(
        function, setting, check: check,
        points: count ?? examination.options.level.settingPoints * 2,
        most: min((count ?? .max) / 4, examination.options.level.valueCases))
    }
    let inputs = examination.inputs(function, setting, count: count, draw: draw)
    var judgement = try judge(function, inputs, scope: scope)
    if function.isGradient {
      judgement = judgement + (try judge(function, extremes(inputs), scope: scope))
      judgement = judgement + (try sums(function, setting))
    }
    return judgement
  }

  /// The elements that a function of x gives at these inputs.
  func judge(
    _ function: FunctionDeclaration, _ inputs: CallInputs, scope: SweepJudge.Scope = .all
  ) throws(ProbeFailure) -> Judgement {
    guard let formula = subject.formula else { return Judgement() }
    // Whole vectors: other lengths have a check of their own.
    let whole = function.isScalar || inputs.count < 64 ? inputs.count : inputs.count / 64 * 64
    var inputs = try examination.withValues(inputs.slice(0..<whole), function)
    if function.isGradient, inputs.dy.allSatisfy({ $0 == 1 }) {
      let factors = [1.0, -1, 0.75, -2.5, 1.25, 3, -0.375, 1]
      inputs.dy = inputs.x.indices.map { factors[$0 % factors.count] }
    }
    var judgement = Judgement()
    for (buffer, output) in outputs(function) {
      let sweep = Sweep(
        function: function, inputs: inputs,
        got: try examination.caller().results(function, inputs, of: buffer))
      let judge = SweepJudge(
        examination: examination, check: check, formula: formula, output: output,
        tolerance: examination.tolerance(function, isDerivative: output != .value))
      judgement = judgement + judge.judge(sweep, scope: scope)
    }
    return judgement
  }

  /// What a function gives element by element, and the formula's output that it is of.
  private func outputs(
    _ function: FunctionDeclaration
  ) -> [(buffer: CallBuffer, output: FormulaProgram.Output)] {
    func by(_ name: String) -> FormulaProgram.Output? {
      subject.variables.firstIndex(of: name).map { .derivative($0) }
    }
    switch function.role {
    case .value, .valueArray: return [(.y, .value)]
    case .derivative: return [(.y, .derivative(0))]
    case .partial(let name): return by(name).map { [(.y, $0)] } ?? []
    case .gradientArray:
      let gate = function.takes("dgate") ? by("gate").map { [(CallBuffer.dgate, $0)] } : nil
      return [(.dx, .derivative(0))] + (gate ?? [])
    case .valueRow, .gradientRow: return []
    }
  }

  /// Factors that no arithmetic hides: zeros of both signs, tiny, huge. At inputs where f' is an
  /// ordinary number, so that no right order of multiplications leaves the format.
  private func extremes(_ inputs: CallInputs) -> CallInputs {
    let ordinary = inputs.x.indices.filter { abs(inputs.x[$0]) >= 0x1p-8 && abs(inputs.x[$0]) <= 8 }
    let step = max(1, ordinary.count / 192)
    var inputs = inputs.choosing(stride(from: 0, to: ordinary.count, by: step).map { ordinary[$0] })
    let factors = [0, -0.0, 1e-30, -1e-30, 1e30, -1e30, 1, 0]
    inputs.dy = inputs.x.indices.map { factors[$0 % factors.count] }
    return inputs
  }

  /// Learnable parameters' gradients: added to what is there already.
  private func sums(
    _ function: FunctionDeclaration, _ setting: Setting
  ) throws(ProbeFailure) -> Judgement {
    let learnable = subject.activation.parameters.enumerated().filter {
      function.takes("d" + $0.element.name)
    }
    var judgement = Judgement()
    guard let formula = subject.formula, !learnable.isEmpty else { return judgement }
    let precision = function.precision
    let inputs = examination.ordinary(function, 67, setting)
    let caller = try examination.caller()
    caller.fill(function, inputs)
    // A start that sums of this size do not hide.
    let start = 3.0
    let stride = caller.stride(function, inputs)
    let places = subject.activation.parameters.count * stride
    caller.write([Double](repeating: start, count: places), .gradients, precision, 0)
    try caller.run(caller.prepare(function, inputs), inputs)
    let got = caller.read(.gradients, precision, places)
    for (index, parameter) in learnable {
      guard let variable = subject.variables.firstIndex(of: parameter.name) else { continue }
      let truths = examination.truths(formula, .derivative(variable), inputs, precision)
      let products = zip(inputs.dy, truths).map { $0 * $1.head }
      // One sum for the call, or one for each element where the parameter is an array.
      for place in 0..<(function.takesArray(of: parameter) ? inputs.count : 1) {
        let terms = function.takesArray(of: parameter) ? place..<(place + 1) : 0..<inputs.count
        judgement.asked += 1
        guard terms.allSatisfy({ truths[$0].isNumber }) else {
          judgement.omit("the formula's derivative is not known")
          continue
        }
        judgement.judged += 1
        let expected = start + products[terms].reduce(0, +)
        let size = start + products[terms].reduce(0) { $0 + abs($1) }
        let allowed = size * (precision.isFloat ? 2e-5 : 1e-11)
        let found = got[index * stride + place]
        if abs(found - expected) <= allowed { continue }
        let isOverwritten = abs(found - (expected - start)) <= allowed
        judgement.failureCount += 1
        judgement.explain(
          isOverwritten
            ? "Of a batch in pieces \(parameter.name) learns from the last piece alone."
            : "\(parameter.name) is moved by \(found - start) where \(expected - start) is its slope.",
          remedy: isOverwritten
            ? "Write += in the place of = where \(function.symbol) stores d\(parameter.name)."
            : "Sum dy times df/d\(parameter.name) over all n elements in \(function.symbol).")
        judgement.failures.append(
          Evidence(
            function: function.symbol,
            input: "d\(parameter.name), n = \(inputs.count), before: \(start)",
            expected: NumberText.both(expected),
            got: NumberText.both(found)
              + (isOverwritten ? ", overwritten instead of added to" : ""),
            reproduce: examination.command(check)))
        break
      }
    }
    return judgement
  }
}
