import Activations
import Formulas

/// How an activation is computed: for each output the form that loses least, and what is known.
public struct Design: Sendable {
  /// One function to be written.
  struct Function: Sendable {
    var output: Samples.Output
    /// As it was typed, or its derivative by the rules, and how far that is off in double.
    var typed: Expression
    var typedError: SampledError
    /// The mathematics, before the edges.
    var expression: Expression
    /// In double, for x that is a float.
    var narrow: Expression
    /// In long double, for x that is a double.
    var wide: Expression
    /// In double, for x that is a double: for languages without long double.
    var plain: Expression
    /// Parts of `narrow` and of `wide` that are looked at, and the errors where they do not help.
    var narrowGuards: Guards
    var wideGuards: Guards
    var rules: [String]
  }

  /// What was stated.
  public let definition: Definition
  /// What was found.
  public let properties: Properties
  let functions: [Function]

  /// Chooses the forms.
  ///
  /// - Parameters:
  ///   - definition: what was stated.
  ///   - progress: told what is done next, in words.
  /// - Throws: an ``AuthoringError`` where the formula is not real at the samples (it says where),
  ///   or has no derivative at any of them.
  /// - Complexity: some thousand evaluations in arbitrary precision.
  public init(
    _ definition: Definition, progress: (String) -> Void = { _ in }
  ) throws(AuthoringError) {
    guard !definition.isRow else {
      throw AuthoringError(
        "formula: '\(definition.formula.text)' ranges over a row: expected one of x alone")
    }
    progress("looking at the formula")
    let samples = Samples(definition)
    try Self.check(samples)
    let typed = definition.expression
    var functions: [Function] = []
    for index in samples.outputs.indices {
      progress("choosing how to compute it, \(index + 1) of \(samples.outputs.count) functions")
      let best = Candidate.best(typed, index, samples)
      let narrow = FarForm<Double>(
        output: index, samples: samples, greatest: Double(Float.greatestFiniteMagnitude),
        tolerance: 0x1p-28)
      let plain = FarForm<Double>(
        output: index, samples: samples, greatest: .greatestFiniteMagnitude, tolerance: 0x1p-40)
      let wide = FarForm<Extended>(
        output: index, samples: samples, greatest: .greatestFiniteMagnitude, tolerance: 0x1p-50)
      let narrowForm = narrow.complete(best.expression)
      var wideForm = wide.complete(best.expression)
      var wideGuards = Guards(wideForm, index, samples, Guards.Watch.double, in: Extended.self)
      let output = samples.outputs[index]
      if !wideGuards.unresolved.isEmpty, let local = LocalForm(output.of(typed), definition) {
        wideForm = local.complete(wideForm, beside: wideGuards.unresolved)
        wideGuards = Guards(
          wideForm, index, samples, Guards.Watch.double, in: Extended.self,
          keeping: wideGuards.nodes)
      }
      let plainForm = output.of(typed)
      functions.append(
        Function(
          output: output, typed: plainForm,
          typedError: SampledError(plainForm, index, samples), expression: best.expression,
          narrow: narrowForm, wide: wideForm, plain: plain.complete(best.expression),
          narrowGuards: Guards(narrowForm, index, samples, Guards.Watch.float, in: Double.self),
          wideGuards: wideGuards,
          rules: Forms.ordered(best.rules)))
    }
    self.definition = definition
    self.functions = functions
    progress("finding what holds of it")
    var properties = try Properties(definition, samples)
    let forms = functions.map(\.expression)
    try properties.prove(definition, samples, value: forms[0], slope: forms[1])
    self.properties = properties
  }

  /// The largest error that a form of double, or of float, leaves at samples and next to roots, in
  /// ULP.
  public func sampledError(isDerivative: Bool, isFloat: Bool) -> Double {
    functions.filter { ($0.output != .value) == isDerivative }
      .map { isFloat ? $0.narrowGuards.error : $0.wideGuards.error }.max() ?? 0
  }

  private static func check(_ samples: Samples) throws(AuthoringError) {
    for setting in samples.settings {
      let places = samples.unrealPlaces(setting)
      guard !places.isEmpty else { continue }
      let at = setting == samples.settings[0] ? "" : " with \(samples.text(setting))"
      throw AuthoringError(
        "formula: not a real number \(places.prefix(3).joined(separator: ", "))\(at): expected a "
          + "value everywhere (where(…) gives one)")
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
