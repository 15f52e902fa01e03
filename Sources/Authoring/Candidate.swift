import Activations
import Formulas

/// One way of writing an output, and how far it is off.
struct Candidate {
  var expression: Expression
  /// The names of the rules that led to it.
  var rules: Set<String>
  /// Bits lost at each sample: 0 is perfect.
  var losses: [Double] = []
  /// Their sum.
  var loss = 0.0

  /// The form that loses least; of those that are as good, the one that was rewritten least. Where
  /// none serves everywhere, two, each on its part of the line.
  static func best(_ typed: Expression, _ output: Int, _ samples: Samples) -> Candidate {
    let candidates = Forms.all(of: typed, samples.outputs[output]).map {
      Candidate($0.expression, $0.rules, output, samples)
    }
    let least = candidates.map(\.loss).min() ?? 0
    let best =
      candidates.filter { $0.loss <= least * 1.02 }.min {
        ($0.rules.count, $0.length) < ($1.rules.count, $1.length)
      } ?? candidates[0]
    let single = candidates.sorted { $0.loss < $1.loss }.prefix(12)
    return Self.split(Array(single), than: best, samples) ?? best
  }

  private init(
    _ expression: Expression, _ rules: Set<String>, _ output: Int, _ samples: Samples
  ) {
    self.expression = expression
    self.rules = rules
    let evaluation = Evaluation<Double>(expression, variables: samples.variables)
    var registers: [Double] = []
    losses = zip(samples.inputs, samples.truths).map { input, truths in
      guard truths[output].isNumber else { return 0 }
      let error = ULP.error(evaluation(input, &registers), truths[output], .float64)
      // Two units are every candidate's; what no double can tell is as bad as nothing at all.
      return error <= 2 ? 0 : error.isFinite ? min(64, Double(error.exponent) + 1) : 64
    }
    loss = losses.reduce(0, +)
  }

  private var length: Int { expression.description.utf8.count }

  /// Two forms on two sides of a border, where that loses much less than the best alone.
  private static func split(
    _ candidates: [Candidate], than best: Candidate, _ samples: Samples
  ) -> Candidate? {
    guard best.loss > 24 else { return nil }
    let x = Expression.variable("x")
    var found: (loss: Double, candidate: Candidate)?
    for (measure, isDistance) in [(x, false), (Expression.function(.abs, x), true)] {
      for border in [-16.0, -4, -1, -0.25, 0, 0.25, 1, 4, 16] where border >= 0 || !isDistance {
        if isDistance && border == 0 { continue }
        let isBelow = samples.inputs.map { (isDistance ? abs($0[0]) : $0[0]) < border }
        func loss(_ candidate: Candidate, below: Bool) -> Double {
          zip(candidate.losses, isBelow).reduce(0) { $1.1 == below ? $0 + $1.0 : $0 }
        }
        let left = candidates.map { ($0, loss($0, below: true)) }.min { $0.1 < $1.1 }
        let right = candidates.map { ($0, loss($0, below: false)) }.min { $0.1 < $1.1 }
        guard let left, let right, left.1 + right.1 < min(found?.loss ?? .infinity, best.loss / 2)
        else { continue }
        let number = Expression.number("\(abs(border))")
        let place = border < 0 ? Expression.negate(number) : border == 0 ? .zero : number
        var candidate = left.0
        candidate.expression = .select(
          .binary(.less, measure, place), left.0.expression, right.0.expression)
        candidate.rules.formUnion(right.0.rules)
        candidate.loss = left.1 + right.1
        found = (candidate.loss, candidate)
      }
    }
    return found?.candidate
  }
}

/// Ways of writing an output: as it was typed, by rules, as one fraction.
enum Forms {
  /// What an author reads of ``Expression/asOneFraction``.
  static let fraction = "brought to one fraction, what cancels left out, common factors apart"

  private struct List {
    var forms: [(expression: Expression, rules: Set<String>)] = []
    private var known: Set<Expression> = []

    mutating func add(_ expression: Expression, _ rules: Set<String>) {
      if known.insert(expression).inserted { forms.append((expression, rules)) }
    }

    /// A form, what the rules make of it, and the same of its one fraction.
    mutating func addAll(_ expression: Expression, _ rules: Set<String>) {
      add(expression, rules)
      let rewritten = RewritingRule.rewrite(expression, by: RewritingRule.all)
      add(rewritten.expression, rules.union(rewritten.used))
      let forms = [(expression, Set<String>()), (rewritten.expression, rewritten.used)]
      for (form, used) in forms {
        let fraction = form.asOneFraction
        guard fraction != form else { continue }
        let all = rules.union(used).union([Forms.fraction])
        add(fraction, all)
        let again = RewritingRule.rewrite(fraction, by: RewritingRule.all)
        add(again.expression, all.union(again.used))
      }
    }
  }

  static func all(
    of typed: Expression, _ output: Samples.Output
  ) -> [(expression: Expression, rules: Set<String>)] {
    var values = List()
    let plain = typed.simplified
    values.addAll(plain, [])
    let full = RewritingRule.rewrite(plain, by: RewritingRule.all)
    for name in full.used.sorted() {
      let fewer = RewritingRule.rewrite(plain, by: RewritingRule.all.filter { $0.name != name })
      values.add(fewer.expression, fewer.used)
    }
    var rules: Set = [Expression.branchwiseRule]
    let branches = plain.branchwise { branch in
      let form = RewritingRule.rewrite(branch, by: RewritingRule.all)
      rules.formUnion(form.used)
      return form.expression
    }
    if let branches { values.add(branches, rules) }
    guard case .derivative(let name) = output else { return values.forms }
    var derivatives = List()
    for value in values.forms {
      derivatives.addAll(value.expression.derivative(by: name), value.rules)
    }
    return derivatives.forms
  }

  /// Names of rules in the order in which they are told.
  static func ordered(_ names: Set<String>) -> [String] {
    (RewritingRule.all.map(\.name) + [fraction, Expression.branchwiseRule]).filter(names.contains)
  }
}
