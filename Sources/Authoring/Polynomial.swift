/// A sum of products of atoms: what is no sum, product or quotient is one letter here.
struct Polynomial: Hashable {
  /// Atoms and how often each is a factor.
  typealias Monomial = [Expression: Int]

  private(set) var terms: [Monomial: Fraction] = [:]

  /// More terms than anybody would read.
  private static let mostTerms = 48

  init() {}
  init(_ number: Fraction) { if number != .zero { terms = [[:]: number] } }
  init(atom: Expression) { terms = [[atom: 1]: .one] }
  init(product: Monomial) { terms = [product: .one] }

  var isZero: Bool { terms.isEmpty }

  /// The number that it is; nil where it has an atom.
  var number: Fraction? {
    isZero ? .zero : terms.count == 1 ? terms[[:]] : nil
  }

  static func + (a: Self, b: Self) throws(TooLarge) -> Self {
    var sum = a
    for (monomial, coefficient) in b.terms { try sum.add(coefficient, monomial) }
    return sum
  }

  static prefix func - (a: Self) -> Self {
    var negative = a
    negative.terms = a.terms.mapValues { -$0 }
    return negative
  }

  static func * (a: Self, b: Self) throws(TooLarge) -> Self {
    var product = Polynomial()
    for (left, m) in a.terms {
      for (right, n) in b.terms {
        let factors = left.merging(right, uniquingKeysWith: +)
        product = try product + Self.reduced(factors, m * n)
        if product.terms.count > mostTerms { throw TooLarge() }
      }
    }
    return product
  }

  func scaled(by factor: Fraction) throws(TooLarge) -> Self {
    try self * Polynomial(factor)
  }

  private mutating func add(_ coefficient: Fraction, _ monomial: Monomial) throws(TooLarge) {
    let sum = try (terms[monomial] ?? .zero) + coefficient
    terms[monomial] = sum == .zero ? nil : sum
  }

  /// A product with what is known of its atoms used: sqrt(u)^2 = u, |u|^2 = u^2, u sign u = |u|,
  /// |u| sign u = u.
  private static func reduced(
    _ factors: Monomial, _ coefficient: Fraction
  ) throws(TooLarge) -> Polynomial {
    for (atom, power) in factors {
      guard case .function(let function, let u) = atom else { continue }
      func without(_ atoms: [Expression], _ other: Polynomial) throws(TooLarge) -> Polynomial {
        var rest = factors
        for atom in atoms { rest[atom] = rest[atom] == 1 ? nil : rest[atom]! - 1 }
        return try reduced(rest, coefficient) * other
      }
      switch function {
      case .sqrt where power >= 2:
        if let inside = try? RationalForm(u), inside.denominator.isEmpty {
          return try without([atom, atom], inside.numerator)
        }
      case .abs where power >= 2:
        if let inside = try? RationalForm(u), inside.denominator.isEmpty {
          return try without([atom, atom], inside.numerator * inside.numerator)
        }
      case .sign where factors[.function(.abs, u)] != nil:
        if let inside = try? RationalForm(u), inside.denominator.isEmpty {
          return try without([atom, .function(.abs, u)], inside.numerator)
        }
      case .sign where factors[u] != nil:
        return try without([atom, u], Polynomial(atom: .function(.abs, u)))
      default: continue
      }
    }
    var term = Polynomial()
    try term.add(coefficient, factors)
    return term
  }

  // MARK: Division

  /// The terms in an order that division can rely on.
  private var ordered: [(key: Monomial, value: Fraction)] {
    terms.sorted { Self.rank($0.key) > Self.rank($1.key) }
  }

  private static func rank(_ monomial: Monomial) -> String {
    let degree = monomial.values.reduce(0, +)
    let names = monomial.map { "\($0.key)^\($0.value)" }.sorted().joined(separator: " ")
    return String(degree + 100) + names
  }

  /// The product of atoms and the number that all terms have in common, the first term's sign with
  /// it, and what is left.
  func content() throws(TooLarge) -> (number: Fraction, atoms: Monomial, rest: Polynomial) {
    guard let first = ordered.first else { return (.zero, [:], self) }
    var atoms = first.key
    var (top, bottom) = (0, 1)
    for (monomial, coefficient) in terms {
      atoms = atoms.compactMapValues { $0 }.reduce(into: [:]) { common, factor in
        let power = min(factor.value, monomial[factor.key] ?? 0)
        if power > 0 { common[factor.key] = power }
      }
      top = Fraction.divisor(top, coefficient.numerator)
      if terms.count == 1 { top = abs(coefficient.numerator) }
      let shared = Fraction.divisor(bottom, coefficient.denominator)
      let (multiple, isTooLarge) = (bottom / shared)
        .multipliedReportingOverflow(by: coefficient.denominator)
      if isTooLarge { throw TooLarge() }
      bottom = multiple
    }
    let number = try Fraction(first.value.numerator < 0 ? -top : top, bottom)
    var rest = Polynomial()
    for (monomial, coefficient) in terms {
      var left = monomial
      for (atom, power) in atoms {
        left[atom] = left[atom] == power ? nil : (left[atom] ?? 0) - power
      }
      try rest.add(coefficient / number, left)
    }
    return (number, atoms, rest)
  }

  /// self / other where it comes out even; nil otherwise.
  func dividedEvenly(by other: Polynomial) -> Polynomial? {
    guard let lead = other.ordered.first, !isZero else { return nil }
    var (rest, quotient) = (self, Polynomial())
    for _ in 0..<Self.mostTerms {
      guard let first = rest.ordered.first else { return quotient }
      var factors = first.key
      for (atom, power) in lead.key {
        let left = (factors[atom] ?? 0) - power
        if left < 0 { return nil }
        factors[atom] = left == 0 ? nil : left
      }
      guard let coefficient = try? first.value / lead.value else { return nil }
      var term = Polynomial()
      term.terms[factors] = coefficient
      guard let sum = try? quotient + term, let product = try? term * other,
        let difference = try? rest + -product
      else { return nil }
      (quotient, rest) = (sum, difference)
    }
    return nil
  }

  // MARK: As an expression

  /// The sum, its positive terms first.
  var expression: Expression {
    let parts = ordered.map { Self.term($0.key, $0.value) }
    let positive = parts.filter { !$0.isNegative }.map(\.expression)
    let negative = parts.filter(\.isNegative).map(\.expression)
    let sum = positive.reduce(Expression.zero, +)
    return negative.reduce(sum, -)
  }

  private static func term(
    _ monomial: Monomial, _ coefficient: Fraction
  ) -> (expression: Expression, isNegative: Bool) {
    let product = Self.product(monomial)
    let top = Expression(whole: abs(coefficient.numerator))
    let bottom = Expression(whole: coefficient.denominator)
    return ((top * product) / bottom, coefficient.numerator < 0)
  }

  /// The atoms' product in a fixed order.
  static func product(_ monomial: Monomial) -> Expression {
    monomial.sorted { $0.key.description < $1.key.description }
      .map { Expression.power($0.key, Expression(whole: $0.value)) }
      .reduce(Expression.one, *)
  }
}
