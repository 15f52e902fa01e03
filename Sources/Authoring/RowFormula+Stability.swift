import Formulas

/// Exponentials over a row as they do not overflow: the greatest exponent is subtracted first. What an
/// author subtracted himself, and cancels out, is taken out before, so that the two are one.
extension RowFormula {
  /// The form to write: this one where nothing is to be made stable, or too little is known.
  package var stable: RowFormula {
    let plain = changed { $0.splittingExponents(of: self) }
    guard let plain else { return self }
    guard let exponent = plain.exponents.first else {
      return plain.stages.count < stages.count ? plain : self
    }
    guard plain.exponents.count == 1, !plain.stages.contains(where: { exponent.contains($0.name) })
    else { return self }
    return plain.shiftedInX(exponent) ?? plain.shifted(exponent) ?? self
  }

  /// What e is raised to that differs from element to element, anywhere.
  private var exponents: Set<Expression> {
    (stages.map(\.term) + [value]).reduce(into: []) { $0.formUnion($1.exponents) }
  }

  /// With e^(a (x - top)) in the place of e^(a x), top being the x at which a x is greatest: of that
  /// difference nothing is rounded, however large x is. None where e^(a top) does not cancel out.
  private func shiftedInX(_ exponent: Expression) -> RowFormula? {
    let x = Expression.variable("x")
    guard let slope = try? RationalForm(exponent / x).expression(), !slope.contains("x") else {
      return nil
    }
    let top = Self.name(.place, beside: stages.map(\.name) + names)
    let power = Expression.function(.exp, slope * .variable(top))
    let held = Expression.function(.exp, slope * (x - .variable(top))) * power
    guard var result = changed({ $0.replacing(.function(.exp, exponent), by: held) }) else {
      return nil
    }
    let parts = result.stages.map(\.term) + [result.value]
    guard !parts.contains(where: { $0.hasPart(power) }) else { return nil }
    /// What depends on the difference alone is written by it: x - top - log(sum) rounds less than
    /// x - log(sum) - top.
    func relative(_ expression: Expression) -> Expression {
      let difference = Expression.variable("difference")
      let other = expression.replacing(x, by: difference + .variable(top)).reduced(nil)
      return other.contains(top) ? expression : other.replacing(difference, by: x - .variable(top))
    }
    for index in result.stages.indices {
      result.stages[index].term = relative(result.stages[index].term)
    }
    result.value = relative(result.value)
    result.stages.insert(
      Stage(name: top, reduction: .place, term: exponent, isShift: true), at: 0)
    return result.pruned
  }

  /// With e^(u - most) / scale in the place of e^u, scale being e^-most: it cancels out, but for what
  /// is added to a sum of powers, which is no larger than they are where most is 0 at least.
  private func shifted(_ exponent: Expression) -> RowFormula? {
    let taken = stages.map(\.name) + ["x"] + names
    let most = Self.name(.maximum, beside: taken)
    let scale = Self.name(.number, beside: taken)
    let power = Expression.function(.exp, exponent)
    let held = Expression.function(.exp, exponent - .variable(most)) / .variable(scale)
    let logarithm = (scale, -Expression.variable(most))
    guard
      var result = changed(logarithm: logarithm, { $0.replacing(power, by: held) })
    else { return nil }
    let usesScale = result.contains(scale)
    let greatest = usesScale ? .binary(.maximum, exponent, .zero) : exponent
    result.stages.insert(
      contentsOf: [
        Stage(name: most, reduction: .maximum, term: greatest, isShift: true),
        Stage(
          name: scale, reduction: .number, term: .function(.exp, -.variable(most)), isShift: true),
      ], at: 0)
    return result.pruned
  }

  /// All variables.
  private var names: [String] {
    (stages.map(\.term) + [value]).flatMap(\.variables)
  }

  /// Every expression changed, what is the same for a whole row taken out of its sums, and fractions
  /// reduced; nil where one is too long for that.
  private func changed(
    logarithm: (name: String, value: Expression)? = nil, _ change: (Expression) -> Expression
  ) -> RowFormula? {
    var factors: [(name: String, value: Expression)] = []
    func reduced(_ expression: Expression) -> Expression? {
      let named = factors.reduce(expression) { $0.replacing($1.name, by: $1.value) }
      return change(named).reduced(logarithm)
    }
    var stages: [Stage] = []
    for stage in self.stages {
      guard var term = reduced(stage.term) else { return nil }
      if [.sum, .mean].contains(stage.reduction) {
        guard let parts = term.rowFactors else { return nil }
        term = parts.inner
        if parts.outer != .one {
          factors.append((stage.name, parts.outer * .variable(stage.name)))
        }
      }
      stages.append(Stage(name: stage.name, reduction: stage.reduction, term: term))
    }
    guard let value = reduced(value) else { return nil }
    return RowFormula(stages, value).pruned
  }
}

extension Expression {
  fileprivate var exponents: Set<Expression> {
    let inner = children.reduce(into: Set<Expression>()) { $0.formUnion($1.exponents) }
    guard case .function(.exp, let u) = self, u.contains("x") else { return inner }
    return inner.union([u])
  }

  fileprivate func hasPart(_ part: Expression) -> Bool {
    self == part || children.contains { $0.hasPart(part) }
  }

  fileprivate var variables: [String] {
    if case .variable(let name) = self { [name] } else { children.flatMap(\.variables) }
  }

  /// e^(u + c) as e^u e^c, where c names a stage's number and is the same for a whole row.
  fileprivate func splittingExponents(of row: RowFormula) -> Expression {
    let inner = mapChildren { $0.splittingExponents(of: row) }
    guard case .function(.exp, let u) = inner, u.contains("x"),
      row.stages.contains(where: { u.contains($0.name) }),
      let form = try? RationalForm(u),
      !form.denominator.keys.contains(where: { $0.expression.contains("x") })
    else { return inner }
    var (own, common) = (Polynomial(), Polynomial())
    for (monomial, coefficient) in form.numerator.terms {
      guard let term = try? Polynomial(coefficient) * Polynomial(product: monomial) else {
        return inner
      }
      let isOwn = monomial.keys.contains { $0.contains("x") }
      guard let sum = try? (isOwn ? own : common) + term else { return inner }
      if isOwn { own = sum } else { common = sum }
    }
    let divisor = form.denominator.map { ($0.key.expression, $0.value) }
      .sorted { $0.0.description < $1.0.description }
      .map { Expression.power($0.0, Expression(whole: $0.1)) }.reduce(.one, *)
    let powers = [own, common].map { Expression.apply(.exp, $0.expression / divisor) }
    return powers[0] * powers[1]
  }

  /// A term's factors that are the same for a whole row, and the others.
  fileprivate var rowFactors: (outer: Expression, inner: Expression)? {
    guard contains("x"), let form = try? RationalForm(self),
      let (number, atoms, rest) = try? form.numerator.content()
    else { return (.one, self) }
    var outer = Expression(whole: number.numerator) / Expression(whole: number.denominator)
    var inner = rest.expression
    for (atom, power) in atoms.sorted(by: { $0.key.description < $1.key.description }) {
      let factor = Expression.power(atom, Expression(whole: power))
      if atom.contains("x") { inner = inner * factor } else { outer = outer * factor }
    }
    let divisors = form.denominator.map { ($0.key.expression, $0.value) }
      .sorted { $0.0.description < $1.0.description }
    for (divisor, power) in divisors {
      let factor = Expression.power(divisor, Expression(whole: power))
      if divisor.contains("x") { inner = inner / factor } else { outer = outer / factor }
    }
    return (outer, inner)
  }

  /// Fractions in lowest terms, in arguments too, and the logarithm of a product with a power of e, or
  /// with what a logarithm is known of, as a sum.
  fileprivate func reduced(_ known: (name: String, value: Expression)?) -> Expression {
    let inner = mapChildren { $0.reduced(known) }
    guard case .function(.log, let a) = inner, let form = try? RationalForm(a),
      let (number, atoms, rest) = try? form.numerator.content()
    else { return inner.simplified.asOneFraction }
    func logarithm(_ atom: Expression) -> Expression? {
      if case .function(.exp, let u) = atom { return u }
      if case .variable(known?.name) = atom { return known?.value }
      return nil
    }
    var sum = Expression.zero
    var left =
      rest.expression * Expression(whole: number.numerator)
      / Expression(whole: number.denominator)
    for (atom, power) in atoms.sorted(by: { $0.key.description < $1.key.description }) {
      if let logarithm = logarithm(atom) {
        sum = sum + Expression(whole: power) * logarithm
      } else {
        left = left * .power(atom, Expression(whole: power))
      }
    }
    let divisors = form.denominator.map { ($0.key.expression, $0.value) }
      .sorted { $0.0.description < $1.0.description }
    for (divisor, power) in divisors {
      if let logarithm = logarithm(divisor) {
        sum = sum - Expression(whole: power) * logarithm
      } else {
        left = left / .power(divisor, Expression(whole: power))
      }
    }
    left = left.simplified
    if case .binary(.divide, .one, let divisor) = left {
      return (sum - .function(.log, divisor)).simplified.asOneFraction
    }
    return sum == .zero
      ? inner.simplified : (.function(.log, left) + sum).simplified.asOneFraction
  }
}
