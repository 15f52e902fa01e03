import Formulas

/// A rule that writes one expression as another of the same value that keeps its accuracy.
package struct RewritingRule: Sendable {
  /// What it does, as an author reads it in the file.
  package let name: String
  let rewrite: @Sendable (Expression) -> Expression?

  init(_ name: String, _ rewrite: @escaping @Sendable (Expression) -> Expression?) {
    self.name = name
    self.rewrite = rewrite
  }

  /// Applies rules to every part, the inner ones first, until none applies.
  ///
  /// - Returns: the expression, and which rules were used.
  package static func rewrite(
    _ expression: Expression, by rules: [RewritingRule]
  ) -> (expression: Expression, used: Set<String>) {
    var used: Set<String> = []
    // A rule either brings a node nearer to its final form or does not apply; the bound is a net.
    func rewritten(_ node: Expression, _ fuel: Int) -> Expression {
      let mapped = node.mapChildren { rewritten($0, fuel) }
      let node = mapped.rebuilt
      guard fuel > 0 else { return node }
      // Another root, as where a sign moves out, has a part that no rule has seen.
      if node != mapped { return rewritten(node, fuel - 1) }
      for rule in rules {
        if let better = rule.rewrite(node), better != node {
          used.insert(rule.name)
          return rewritten(better, fuel - 1)
        }
      }
      return node
    }
    return (rewritten(expression, 12), used)
  }

  /// e^u: its u.
  static func exponent(_ a: Expression) -> Expression? {
    if case .function(.exp, let u) = a { u } else { nil }
  }

  /// a + b in either order, where one of them is `constant`: the other.
  static func sum(_ a: Expression, with constant: Expression) -> Expression? {
    guard case .binary(.add, let b, let c) = a else { return nil }
    return b == constant ? c : c == constant ? b : nil
  }

  /// u^2, written as a product: its u.
  static func square(_ a: Expression) -> Expression? {
    if case .binary(.multiply, let u, let v) = a, u == v { u } else { nil }
  }

  /// 2 u: its u.
  private static func double(_ a: Expression) -> Expression? {
    if case .binary(.multiply, .two, let u) = a { u } else { nil }
  }

  static func halved(_ a: Expression) -> Expression { a / .two }

  package static let all: [RewritingRule] = classic + differences + periodic

  private static let classic: [RewritingRule] = [
    RewritingRule("(e^u - e^-u) / 2 = sinh u, (e^u + e^-u) / 2 = cosh u, sinh u / cosh u = tanh u")
    {
      switch $0 {
      case .binary(.subtract, let a, let b):
        guard let u = exponent(a), let v = exponent(b), u == -v else { return nil }
        return .two * .apply(.sinh, u)
      case .binary(.add, let a, let b):
        guard let u = exponent(a), let v = exponent(b), u == -v else { return nil }
        return .two * .apply(.cosh, u)
      case .binary(.divide, let a, let b):
        if case (.function(.sinh, let u), .function(.cosh, let v)) = (a, b), u == v {
          return .apply(.tanh, u)
        }
        if case (.function(.sinh, let u)?, .function(.cosh, let v)?) = (double(a), double(b)),
          u == v
        {
          return .apply(.tanh, u)
        }
        return nil
      default: return nil
      }
    },
    RewritingRule("(e^u - 1) / (e^u + 1) = tanh(u / 2)") {
      guard case .binary(.divide, let a, let b) = $0,
        let v = sum(b, with: .one).flatMap(exponent)
      else { return nil }
      if case .function(.expm1, v) = a { return .apply(.tanh, halved(v)) }
      if case .binary(.subtract, let e, .one) = a, exponent(e) == v {
        return .apply(.tanh, halved(v))
      }
      if case .binary(.subtract, .one, let e) = a, exponent(e) == v {
        return -.apply(.tanh, halved(v))
      }
      return nil
    },
    RewritingRule("log(u + sqrt(u^2 + 1)) = asinh u") {
      guard case .function(.log, let inner) = $0 else { return nil }
      // The sum may have been written as two branches already.
      if case .select(.binary(.less, let u, .zero), _, .binary(.add, _, let root)) = inner,
        case .function(.sqrt, let squared) = root, sum(squared, with: .one).flatMap(square) == u
      {
        return .apply(.asinh, u)
      }
      guard case .binary(.add, let a, let b) = inner else { return nil }
      for (u, root) in [(a, b), (b, a)] {
        if case .function(.sqrt, let inner) = root, sum(inner, with: .one).flatMap(square) == u {
          return .apply(.asinh, u)
        }
      }
      return nil
    },
    RewritingRule("log(1 + u) = log1p u") {
      guard case .function(.log, let a) = $0 else { return nil }
      return sum(a, with: .one).map { .function(.log1p, $0) }
    },
    RewritingRule("log(1 + e^u) = softplus u = max(u, 0) + log1p(e^-|u|)") {
      guard case .function(.log1p, let a) = $0 else { return nil }
      return exponent(a).map { .function(.softplus, $0) }
    },
    RewritingRule("1 / (1 + e^-u) = S(u), computed from e^-|u|") {
      switch $0 {
      case .binary(.divide, let a, let b):
        guard let v = sum(b, with: .one).flatMap(exponent) else { return nil }
        return a * .function(.sigmoid, -v)
      case .binary(.multiply, let a, let b):
        if let u = exponent(a), case .function(.sigmoid, let v) = b, u == -v {
          return .function(.sigmoid, u)
        }
        if let u = exponent(b), case .function(.sigmoid, let v) = a, u == -v {
          return .function(.sigmoid, u)
        }
        return nil
      default: return nil
      }
    },
    RewritingRule("1 - S(u) = S(-u), log S(u) = -softplus(-u)") {
      switch $0 {
      case .binary(.subtract, .one, .function(.sigmoid, let u)): return .function(.sigmoid, -u)
      case .function(.log, .function(.sigmoid, let u)): return -.function(.softplus, -u)
      default: return nil
      }
    },
    RewritingRule("1 + tanh u = 2 S(2 u), 1 - tanh u = 2 S(-2 u), 1 - tanh^2 u = 4 S(2 u) S(-2 u)")
    {
      if let other = sum($0, with: .one), case .function(.tanh, let u) = other {
        return .two * .function(.sigmoid, .two * u)
      }
      guard case .binary(.subtract, .one, let b) = $0 else { return nil }
      if case .function(.tanh, let u) = b { return .two * .function(.sigmoid, -(.two * u)) }
      if let t = square(b), case .function(.tanh, let u) = t {
        let twice = .two * u
        return .number("4") * (.function(.sigmoid, twice) * .function(.sigmoid, -twice))
      }
      return nil
    },
    RewritingRule("1 + erf u = erfc(-u), 1 - erf u = erfc u") {
      if let other = sum($0, with: .one), case .function(.erf, let u) = other {
        return .function(.erfc, -u)
      }
      if case .binary(.subtract, .one, .function(.erf, let u)) = $0 {
        return .function(.erfc, u)
      }
      return nil
    },
    RewritingRule("e^u - 1 = expm1 u") {
      guard case .binary(.subtract, let a, let b) = $0 else { return nil }
      if b == .one, let u = exponent(a) { return .function(.expm1, u) }
      if a == .one, let u = exponent(b) { return -.function(.expm1, u) }
      return nil
    },
    RewritingRule("sqrt(u + c^2) - c = u / (sqrt(u + c^2) + c)") {
      guard case .binary(.subtract, let root, let c) = $0, case .function(.sqrt, let inner) = root,
        case .binary(.add, let a, let b) = inner, let value = c.literal, value > 0
      else { return nil }
      for (u, constant) in [(a, b), (b, a)] where constant.literal == value * value {
        return u / (root + c)
      }
      return nil
    },
    RewritingRule("cosh u - 1 = 2 sinh^2(u / 2), 1 - cos u = 2 sin^2(u / 2)") {
      switch $0 {
      case .binary(.subtract, .function(.cosh, let u), .one):
        let s = Expression.apply(.sinh, halved(u))
        return .two * (s * s)
      case .binary(.subtract, .one, .function(.cos, let u)):
        let s = Expression.apply(.sin, halved(u))
        return .two * (s * s)
      default: return nil
      }
    },
  ]
}
