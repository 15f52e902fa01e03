import Activations
import Formulas

/// How an activation is computed: for each output the form that loses least, and what is known.
public struct Design: Sendable {
  /// One function to be written.
  struct Function: Sendable {
    var output: Samples.Output
    /// The mathematics, before the edges.
    var expression: Expression
    /// In double, for x that is a float.
    var narrow: Expression
    /// In long double, for x that is a double.
    var wide: Expression
    var rules: [String]
    /// The error of the double form next to a root, where all but the last bits of a sum cancel, in
    /// ULP: what no sample shows.
    var errorBesideRoots: Double
  }

  /// What was stated.
  public let definition: Definition
  /// What was found.
  public let properties: Properties
  let functions: [Function]

  /// Chooses the forms.
  ///
  /// - Throws: an ``AuthoringError`` where the formula is not real at the samples (it says where),
  ///   or has no derivative at any of them.
  /// - Complexity: some thousand evaluations in arbitrary precision.
  public init(_ definition: Definition) throws(AuthoringError) {
    let samples = Samples(definition)
    try Self.check(samples)
    let typed = definition.expression
    var functions: [Function] = []
    for index in samples.outputs.indices {
      let best = Candidate.best(typed, index, samples)
      let narrow = FarForm<Double>(
        output: index, samples: samples, greatest: Double(Float.greatestFiniteMagnitude),
        tolerance: 0x1p-28)
      let wide = FarForm<Extended>(
        output: index, samples: samples, greatest: .greatestFiniteMagnitude, tolerance: 0x1p-50)
      let wideForm = wide.complete(best.expression)
      functions.append(
        Function(
          output: samples.outputs[index], expression: best.expression,
          narrow: narrow.complete(best.expression), wide: wideForm, rules: best.rules,
          errorBesideRoots: Self.errorBesideRoots(wideForm, index, samples)))
    }
    self.definition = definition
    self.functions = functions
    properties = Properties(definition, samples)
  }

  private static func errorBesideRoots(
    _ expression: Expression, _ output: Int, _ samples: Samples
  ) -> Double {
    let evaluation = Evaluation<Extended>(expression, variables: samples.variables)
    var registers: [Extended] = []
    return samples.besideRoots(of: output).map { input, truth in
      ULP.error(Double(evaluation(input, &registers)), truth, .float64)
    }.max() ?? 0
  }

  /// The largest error of the double forms next to a root, in ULP.
  public func errorBesideRoots(isDerivative: Bool) -> Double {
    functions.filter { ($0.output != .value) == isDerivative }.map(\.errorBesideRoots).max() ?? 0
  }

  private static func check(_ samples: Samples) throws(AuthoringError) {
    var bad: [Double] = []
    for (input, truths) in zip(samples.inputs, samples.truths) where truths[0].kind == .notANumber {
      bad.append(input[0])
    }
    if let low = bad.min(), let high = bad.max() {
      throw AuthoringError(
        "formula: not a real number at \(bad.count) of \(samples.inputs.count) points tried, from "
          + "x = \(low) to x = \(high): expected a value everywhere (where(…) gives one)")
    }
    let undetermined = zip(samples.inputs, samples.truths).filter { $1[0].kind == .undetermined }
    if let first = undetermined.map({ $0.0[0] }).filter({ abs($0) <= 20 }).sorted().first {
      throw AuthoringError(
        "formula: no number at x = \(first) (an infinity, or 0 / 0): expected a value everywhere")
    }
    if let pole = Self.pole(samples) {
      throw AuthoringError(
        "formula: infinite at x = \(pole), between numbers: expected a value everywhere "
          + "(where(…) gives one)")
    }
    if !samples.truths.contains(where: { $0[1].isNumber }) {
      throw AuthoringError("formula: it has no derivative by x at any of the points tried")
    }
  }

  /// An input whose value is infinite while those beside it are not: no overflow, but a pole.
  private static func pole(_ samples: Samples) -> Double? {
    for (input, truths) in zip(samples.inputs, samples.truths) where truths[0].head.isInfinite {
      let reach = max(abs(input[0]), 1) * 0x1p-20
      let beside = samples.truth(
        at: [input[0] - reach, input[0] + reach], setting: samples.settings[0])
      if beside.allSatisfy({ $0[0].head.isFinite }) { return input[0] }
    }
    return nil
  }
}
