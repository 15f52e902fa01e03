import Activations
import Formulas

/// One way of writing an output, and how far it is off.
struct Candidate {
  var expression: Expression
  /// The names of the rules that led to it.
  var rules: [String]
  /// Bits lost, summed over the samples: 0 is perfect.
  var loss = 0.0

  /// Ways of writing an output: as it was typed, by all rules, and by all but one of those used.
  static func all(_ typed: Expression, _ output: Samples.Output) -> [Candidate] {
    func by(_ rules: [RewritingRule]) -> Candidate {
      let value = RewritingRule.rewrite(typed.simplified, by: rules)
      guard case .derivative(let name) = output else {
        return Candidate(expression: value.expression, rules: order(value.used))
      }
      let derived = RewritingRule.rewrite(value.expression.derivative(by: name), by: rules)
      return Candidate(
        expression: derived.expression, rules: order(value.used.union(derived.used)))
    }
    let full = by(RewritingRule.all)
    var candidates = [full, by([])]
    for name in full.rules { candidates.append(by(RewritingRule.all.filter { $0.name != name })) }
    return candidates
  }

  private static func order(_ used: Set<String>) -> [String] {
    RewritingRule.all.map(\.name).filter(used.contains)
  }

  /// The one that loses least; of those that are as good, the one that was rewritten least.
  static func best(_ typed: Expression, _ output: Int, _ samples: Samples) -> Candidate {
    var candidates = all(typed, samples.outputs[output])
    for index in candidates.indices {
      candidates[index].loss = loss(candidates[index].expression, output, samples)
    }
    let least = candidates.map(\.loss).min() ?? 0
    return candidates.filter { $0.loss <= least * 1.02 }.min { $0.rules.count < $1.rules.count }
      ?? candidates[0]
  }

  private static func loss(_ expression: Expression, _ output: Int, _ samples: Samples) -> Double {
    let evaluation = Evaluation<Double>(expression, variables: samples.variables)
    var registers: [Double] = []
    var loss = 0.0
    for (input, truths) in zip(samples.inputs, samples.truths) where truths[output].isNumber {
      let error = ULP.error(evaluation(input, &registers), truths[output], .float64)
      // Two units are every candidate's; what no double can tell is as bad as nothing at all.
      if !(error <= 2) { loss += min(64, error.isNaN ? 64 : doubleLog(error)) }
    }
    return loss
  }

  private static func doubleLog(_ error: Double) -> Double {
    error.isFinite ? Double(error.exponent) + 1 : 64
  }
}
