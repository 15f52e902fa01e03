/// Constructors that leave out what does nothing: 0 + a, 1 * a, -(-a), and fold whole numbers.
extension Expression {
  private static func whole(_ a: Expression) -> Int? {
    a.literal.flatMap { abs($0) < 0x1p40 ? Int(exactly: $0) : nil }
  }

  package static prefix func - (a: Expression) -> Expression {
    switch a {
    case zero: zero
    case .negate(let b): b
    case .binary(.subtract, let b, let c): .binary(.subtract, c, b)
    default: .negate(a)
    }
  }

  package static func + (a: Expression, b: Expression) -> Expression {
    if a == zero { return b }
    if b == zero { return a }
    if let m = whole(a), let n = whole(b) { return Expression(whole: m + n) }
    if a == b { return two * a }
    if case .negate(let c) = b { return a - c }
    if case .negate(let c) = a { return b - c }
    return .binary(.add, a, b)
  }

  package static func - (a: Expression, b: Expression) -> Expression {
    if b == zero { return a }
    if a == zero { return -b }
    if a == b { return zero }
    if let m = whole(a), let n = whole(b) { return Expression(whole: m - n) }
    if case .negate(let c) = b { return a + c }
    if case .negate(let c) = a { return -(c + b) }
    return .binary(.subtract, a, b)
  }

  package static func * (a: Expression, b: Expression) -> Expression {
    if a == zero || b == zero { return zero }
    if a == one { return b }
    if b == one { return a }
    if let m = whole(a), let n = whole(b) { return Expression(whole: m * n) }
    if case .negate(let c) = a { return -(c * b) }
    if case .negate(let c) = b { return -(a * c) }
    if case .binary(.divide, one, let c) = a { return b / c }
    if case .binary(.divide, one, let c) = b { return a / c }
    // Numbers gather in front.
    if let n = whole(b) {
      if case .binary(.multiply, let c, let d) = a, let m = whole(c) {
        return Expression(whole: m * n) * d
      }
      return .binary(.multiply, b, a)
    }
    if let m = whole(a), case .binary(.multiply, let c, let d) = b, let n = whole(c) {
      return Expression(whole: m * n) * d
    }
    return .binary(.multiply, a, b)
  }

  package static func / (a: Expression, b: Expression) -> Expression {
    if a == zero { return zero }
    if b == one { return a }
    if a == b { return one }
    if let m = whole(a), let n = whole(b), n != 0, m % n == 0 { return Expression(whole: m / n) }
    if case .negate(let c) = a { return -(c / b) }
    if case .negate(let c) = b { return -(a / c) }
    if let n = whole(b), n != 0, case .binary(.multiply, let c, let d) = a, let m = whole(c),
      m % n == 0
    {
      return Expression(whole: m / n) * d
    }
    if case .binary(.multiply, let c, let d) = a, case .binary(.multiply, c, let f) = b,
      whole(c) != nil
    {
      return d / f
    }
    return .binary(.divide, a, b)
  }

  /// a^b; small whole powers as products.
  package static func power(_ a: Expression, _ b: Expression) -> Expression {
    if b.literal == 0.5 { return .function(.sqrt, a) }
    if b.literal == -0.5 { return one / .function(.sqrt, a) }
    guard let n = whole(b), abs(n) <= 8 else { return .binary(.power, a, b) }
    switch n {
    case 0: return one
    case ..<0: return one / power(a, Expression(whole: -n))
    case 1: return a
    case _ where n % 2 == 0:
      let half = power(a, Expression(whole: n / 2))
      return half * half
    default: return power(a, Expression(whole: n - 1)) * a
    }
  }

  package static func apply(_ function: Function, _ a: Expression) -> Expression {
    switch (function, a) {
    case (.abs, .negate(let b)), (.cosh, .negate(let b)), (.cos, .negate(let b)):
      .function(function, b)
    case (.tanh, .negate(let b)), (.sinh, .negate(let b)), (.sin, .negate(let b)),
      (.atan, .negate(let b)), (.erf, .negate(let b)), (.asinh, .negate(let b)),
      (.cbrt, .negate(let b)), (.sign, .negate(let b)):
      -Expression.function(function, b)
    case (.exp, zero): one
    default: .function(function, a)
    }
  }

  package static func choose(_ c: Expression, _ a: Expression, _ b: Expression) -> Expression {
    a == b ? a : .select(c, a, b)
  }

  /// The whole tree, built again by these constructors.
  package var simplified: Expression {
    mapChildren(\.simplified).rebuilt
  }

  /// The root alone, built again.
  package var rebuilt: Expression {
    switch self {
    case .negate(let a): -a
    case .binary(.add, let a, let b): a + b
    case .binary(.subtract, let a, let b): a - b
    case .binary(.multiply, let a, let b): a * b
    case .binary(.divide, let a, let b): a / b
    case .binary(.power, .euler, let b): .apply(.exp, b)
    case .binary(.power, let a, let b): .power(a, b)
    case .function(let f, let a): .apply(f, a)
    case .select(let c, let a, let b): .choose(c, a, b)
    default: self
    }
  }
}
