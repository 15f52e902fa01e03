import Formulas

/// A function as anybody would write it from its formula, beside the form that was chosen for it.
public struct FormComparison: Sendable {
  /// `value`, `derivative`, or `b_partial` for the derivative by b.
  public let role: String
  /// What was typed, or its derivative by the rules, in C's double.
  public let typed: String
  /// What the plugin computes, in C.
  public let chosen: String
  /// The largest error of `typed` at the points that were tried, in ULP of double: infinite where no
  /// number comes out that should.
  public let typedError: Double
  /// The x at which that is.
  public let typedWorst: Double
  /// The largest error of `chosen` there, rounded to double.
  public let chosenError: Double
  /// What was done to come from the one to the other, for people.
  public let rules: [String]
}

extension PluginSource {
  /// Each function as it was typed and as it is written.
  public var comparisons: [FormComparison] {
    design.functions.map { form in
      let typed = FunctionBody(form.typed, .narrow, taken: arguments + words)
      return FormComparison(
        role: role(form.output), typed: function("typed_\(role(form.output))", .narrow, typed),
        chosen: function(symbol(form.output, .wide), .wide, body(form, .wide)),
        typedError: form.typedError.ulp, typedWorst: form.typedError.x,
        chosenError: form.wideGuards.error, rules: form.rules)
    }
  }
}

/// The largest error of a form at the samples, computed in double.
struct SampledError: Sendable {
  private(set) var ulp = 0.0
  /// Where it is.
  private(set) var x = 0.0

  init(_ form: Expression, _ output: Int, _ samples: Samples) {
    let evaluation = Evaluation<Double>(form, variables: samples.variables)
    var registers: [Double] = []
    for (input, truths) in zip(samples.inputs, samples.truths) where truths[output].isNumber {
      let error = ULP.error(evaluation(input, &registers), truths[output], .float64)
      if error > ulp { (ulp, x) = (error, input[0]) }
    }
  }
}
