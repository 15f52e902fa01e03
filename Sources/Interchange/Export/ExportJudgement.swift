import Activations
import Formulas

/// How far an exported activation is from its formula, in ULP of the model's precision.
public struct ExportJudgement: Sendable {
  /// The inputs that an activation is tried at: rows of numbers for one of rows.
  ///
  /// They cover the binades from 2^-40 to 2^6 on both sides, more densely where activations bend; an
  /// activation of rows is tried on rows of eight of them.
  public static func inputs<Scalar: ActivationScalar>(
    _: Scalar.Type, form: ActivationForm
  ) -> [Scalar] {
    var inputs: [Scalar] = []
    for step in 0..<1200 { inputs.append(Scalar(Double(step - 600) / 41.3)) }
    for exponent in stride(from: -40.0, to: 6.0, by: 0.17) {
      let magnitude = Scalar(1.0137 * pow2(exponent))
      inputs += [magnitude, -magnitude]
    }
    if form == .row {
      // Neighbours far from each other, within what a layer gives.
      inputs = inputs.indices.map { index in
        let value = inputs[index * 389 % inputs.count]
        return value * Scalar(0.25)
      }
      inputs.removeLast(inputs.count % columns)
    }
    return inputs
  }

  /// The numbers of a row.
  public static let columns = 8

  private static func pow2(_ exponent: Double) -> Double {
    let whole = exponent.rounded(.down)
    // Linear within the binade: where exactly the points lie does not matter.
    return Double(sign: .plus, exponent: Int(whole), significand: 1 + exponent - whole)
  }

  /// The largest error of results, and the input where it is; nil where the formula has no value at
  /// any.
  ///
  /// - Parameters:
  ///   - results: one for each of x.
  ///   - x: the inputs, whole rows for an activation of rows.
  ///   - gate: the second inputs of a gated one.
  ///   - use: the activation and its parameters.
  public static func worst<Scalar: ActivationScalar>(
    _ results: [Scalar], x: [Scalar], gate: [Scalar], _ use: ModelExport<Scalar>.Use
  ) throws -> (ulp: Double, x: Scalar)? {
    let names = use.formula.parameters.map(\.name)
    let formula = try Formula(
      use.formula.text, variables: ["x", "gate", "u", "training"] + names)
    let constants = names.map { Double(Scalar(use.settings[$0] ?? 0)) }
    var worst: (ulp: Double, x: Scalar)?
    func note(_ index: Int, _ truth: TrueValue) {
      guard truth.isNumber else { return }
      let ulp = ULP.error(Double(results[index]), truth, Scalar.precision)
      if worst.map({ ulp > $0.ulp }) ?? true { worst = (ulp, x[index]) }
    }
    func variables(_ index: Int) -> [Double] {
      [Double(x[index]), gate.isEmpty ? 0 : Double(gate[index]), 0, 0] + constants
    }
    guard use.formula.form == .row else {
      let oracle = FormulaOracle(formula)
      for index in x.indices {
        note(index, oracle.evaluate(variables(index), for: Scalar.precision)[0])
      }
      return worst
    }
    let oracle = FormulaOracle(formula, [.value], lanes: columns)
    for start in stride(from: 0, to: x.count, by: columns) {
      let row = oracle.evaluateRow(
        { variable, lane in variables(start + lane)[variable] }, for: Scalar.precision)
      for lane in 0..<columns { note(start + lane, row[0][lane]) }
    }
    return worst
  }
}
