/// An expression as one fraction: its numerator multiplied out, so that what cancels is gone before
/// anything is computed, and the factors of its denominator.
struct RationalForm {
  private(set) var numerator: Polynomial
  private(set) var denominator: [Polynomial: Int] = [:]

  private init(_ numerator: Polynomial) { self.numerator = numerator }

  init(_ expression: Expression) throws(TooLarge) {
    switch expression {
    case .number(let digits): self.init(Polynomial(try Fraction(decimal: digits)))
    case .negate(let a):
      self = try RationalForm(a)
      numerator = -numerator
    case .binary(.add, let a, let b):
      self = try RationalForm.sum(RationalForm(a), RationalForm(b))
    case .binary(.subtract, let a, let b):
      self = try RationalForm.sum(RationalForm(a), RationalForm(.negate(b)))
    case .binary(.multiply, let a, let b):
      self = try RationalForm.product(RationalForm(a), RationalForm(b))
    case .binary(.divide, let a, let b):
      self = try RationalForm.product(RationalForm(a), RationalForm.inverse(of: b))
    case .infinity, .not: throw TooLarge()
    default: self.init(Polynomial(atom: expression))
    }
  }

  private static func product(_ a: Self, _ b: Self) throws(TooLarge) -> Self {
    var result = RationalForm(try a.numerator * b.numerator)
    result.denominator = a.denominator.merging(b.denominator, uniquingKeysWith: +)
    return result.cancelled()
  }

  private static func sum(_ a: Self, _ b: Self) throws(TooLarge) -> Self {
    var common = a.denominator
    for (factor, power) in b.denominator { common[factor] = max(common[factor] ?? 0, power) }
    func raised(_ form: Self) throws(TooLarge) -> Polynomial {
      var numerator = form.numerator
      for (factor, power) in common {
        for _ in 0..<(power - (form.denominator[factor] ?? 0)) {
          numerator = try numerator * factor
        }
      }
      return numerator
    }
    var result = RationalForm(try raised(a) + raised(b))
    result.denominator = common
    return result.cancelled()
  }

  /// 1 / b, the factors of b kept apart.
  private static func inverse(of b: Expression) throws(TooLarge) -> Self {
    guard case .binary(.multiply, let p, let q) = b else { return try RationalForm(b).inverted() }
    return try product(inverse(of: p), inverse(of: q))
  }

  private func inverted() throws(TooLarge) -> Self {
    guard !numerator.isZero else { throw TooLarge() }
    let (number, atoms, rest) = try numerator.content()
    var top = Polynomial(try .one / number)
    for (factor, power) in denominator { for _ in 0..<power { top = try top * factor } }
    var result = RationalForm(top)
    for (atom, power) in atoms { result.denominator[Polynomial(atom: atom), default: 0] += power }
    if rest.number == nil { result.denominator[rest, default: 0] += 1 }
    return result.cancelled()
  }

  /// Without the factors that numerator and denominator have in common.
  private func cancelled() -> Self {
    var result = self
    for factor in denominator.keys {
      while let power = result.denominator[factor],
        let quotient = result.numerator.dividedEvenly(by: factor)
      {
        result.numerator = quotient
        result.denominator[factor] = power == 1 ? nil : power - 1
      }
    }
    return result
  }

  /// Where it is 0, if it is a line in x: -d / c of c x + d.
  var rootInX: Expression? {
    let x = Expression.variable("x")
    var (slope, rest) = (Polynomial(), Polynomial())
    for (monomial, coefficient) in numerator.terms {
      var others = monomial
      let power = others.removeValue(forKey: x) ?? 0
      guard power <= 1, !others.keys.contains(where: { $0.contains("x") }),
        let sum = try? (power == 1 ? slope : rest)
          + Polynomial(coefficient) * Polynomial(product: others)
      else { return nil }
      if power == 1 { slope = sum } else { rest = sum }
    }
    guard !slope.isZero else { return nil }
    let quotient = Expression.binary(.divide, (-rest).expression, slope.expression)
    return quotient.simplified.asOneFraction
  }

  /// The fraction, the factors that all terms have in common taken out.
  func expression() throws(TooLarge) -> Expression {
    if numerator.isZero { return .zero }
    let (number, atoms, rest) = try numerator.content()
    let top = Expression(whole: abs(number.numerator)) * Polynomial.product(atoms) * rest.expression
    let factors = denominator.map { ($0.key.expression, $0.value) }
      .sorted { $0.0.description < $1.0.description }
    let product = factors.map { Expression.power($0.0, Expression(whole: $0.1)) }
      .reduce(Expression.one, *)
    let quotient = top / (Expression(whole: number.denominator) * product)
    return number.numerator < 0 ? -quotient : quotient
  }
}

extension Expression {
  /// The expression as one fraction, branches apart; itself where that would be too long.
  package var asOneFraction: Expression {
    if case .select(let c, let a, let b) = self {
      return .choose(c, a.asOneFraction, b.asOneFraction)
    }
    return (try? RationalForm(self).expression()) ?? self
  }

  /// Whether two expressions are the same once multiplied out: the difference is 0.
  func difference(from other: Expression) -> Expression {
    (try? RationalForm(.binary(.subtract, self, other)).expression()) ?? self - other
  }
}
