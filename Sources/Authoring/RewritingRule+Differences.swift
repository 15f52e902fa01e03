import Formulas

/// Rules for differences of what is nearly the same: what cancels is left out before anything is
/// computed.
extension RewritingRule {
  static let differences: [RewritingRule] = [
    RewritingRule("u + sqrt(v) = (v - u^2) / (sqrt(v) - u) where u < 0") {
      guard case .binary(.add, let a, let b) = $0 else { return nil }
      for (u, root) in [(a, b), (b, a)] {
        guard case .function(.sqrt, let v) = root, u.contains("x"), !isOneSided(u) else { continue }
        return .select(
          .binary(.less, u, .zero), v.difference(from: u * u) / (root + .apply(.abs, u)),
          .binary(.maximum, u, .zero) + root)
      }
      return nil
    },
    RewritingRule("sqrt(v) - u = (v - u^2) / (sqrt(v) + u) where u > 0") {
      guard case .binary(.subtract, .function(.sqrt, let v), let u) = $0, u.contains("x"),
        !isOneSided(u)
      else { return nil }
      let root = Expression.function(.sqrt, v)
      return .select(
        .binary(.less, .zero, u), v.difference(from: u * u) / (root + .apply(.abs, u)),
        .binary(.subtract, root, .binary(.minimum, u, .zero)))
    },
    RewritingRule("log(2 - e^u) = log1p(-expm1 u)") {
      guard case .function(.log, .binary(.subtract, .two, let e)) = $0, let u = exponent(e)
      else { return nil }
      return .function(.log1p, -.function(.expm1, u))
    },
    RewritingRule("log((e^u + c) / d) = log1p(expm1(u) / d) where c + 1 = d") {
      guard case .function(.log, .binary(.divide, let a, let d)) = $0,
        case .binary(.add, let p, let q) = a, let whole = d.literal
      else { return nil }
      for (e, c) in [(p, q), (q, p)] {
        if let u = exponent(e), let constant = c.literal, constant + 1 == whole {
          return .function(.log1p, .function(.expm1, u) / d)
        }
      }
      return nil
    },
    RewritingRule("log((1 + e^u) / (1 + e^v)) = softplus u - softplus v") {
      guard case .function(.log, .binary(.divide, let a, let b)) = $0,
        let u = sum(a, with: .one).flatMap(exponent), let v = sum(b, with: .one).flatMap(exponent)
      else { return nil }
      return .binary(.subtract, .function(.softplus, u), .function(.softplus, v))
    },
    RewritingRule("softplus u - softplus v = log1p(S(v) expm1(u - v))") {
      guard case .binary(.subtract, .function(.softplus, let u), .function(.softplus, let v)) = $0
      else { return nil }
      let distance = u.difference(from: v)
      return .function(.log1p, .function(.sigmoid, v) * .apply(.expm1, distance))
    },
    RewritingRule("S(u) - S(v) = S(u) S(-v) (1 - e^(v - u))") {
      guard case .binary(.subtract, .function(.sigmoid, let u), .function(.sigmoid, let v)) = $0
      else { return nil }
      let distance = v.difference(from: u)
      return -(.function(.sigmoid, u) * .function(.sigmoid, -v) * .apply(.expm1, distance))
    },
    RewritingRule("e^u / (e^u + c) = 1 / (1 + c e^-u)") {
      guard case .binary(.divide, let a, .binary(.add, let p, let q)) = $0 else { return nil }
      for (e, c) in [(p, q), (q, p)] where c != .one && !c.contains("x") {
        guard let u = exponent(e) else { continue }
        let divisor = .one + c * .apply(.exp, -u)
        if a == e { return .one / divisor }
        if case .binary(.multiply, e, let rest) = a { return rest / divisor }
        if case .binary(.multiply, let rest, e) = a { return rest / divisor }
      }
      return nil
    },
  ]

  /// Of one sign by its form: what these rules have been at already.
  private static func isOneSided(_ u: Expression) -> Bool {
    switch u {
    case .binary(.maximum, _, .zero), .binary(.minimum, _, .zero), .function(.abs, _): true
    default: false
    }
  }

  static let periodic: [RewritingRule] = [
    RewritingRule("sin(u + pi) = sin(u - pi) = -sin u, cos(u + pi) = cos(u - pi) = -cos u") {
      guard case .function(let function, let argument) = $0, [.sin, .cos].contains(function)
      else { return nil }
      switch argument {
      case .binary(.add, let u, .pi), .binary(.add, .pi, let u), .binary(.subtract, let u, .pi):
        return -.apply(function, u)
      case .binary(.subtract, .pi, let u):
        return function == .sin ? .apply(.sin, u) : -.apply(.cos, u)
      default: return nil
      }
    },
    RewritingRule("1 + cos u = 2 cos^2(u / 2)") {
      guard let other = sum($0, with: .one), case .function(.cos, let u) = other else { return nil }
      let half = Expression.apply(.cos, halved(u))
      return .two * (half * half)
    },
    RewritingRule("1 - sin u = cos^2 u / (1 + sin u) where sin u > 0, and 1 + sin u likewise") {
      if case .binary(.subtract, .one, .function(.sin, let u)) = $0 {
        return fromCosine(u, isSum: false)
      }
      guard let other = sum($0, with: .one), case .function(.sin, let u) = other else { return nil }
      return fromCosine(u, isSum: true)
    },
  ]

  /// 1 + s or 1 - s for s = sin u, in which nothing cancels.
  private static func fromCosine(_ u: Expression, isSum: Bool) -> Expression {
    let sine = Expression.function(.sin, u)
    let cosine = Expression.apply(.cos, u)
    let distance = Expression.function(.abs, sine)
    let cancels: Expression =
      isSum ? .binary(.less, sine, .zero) : .binary(.less, .zero, sine)
    return .select(cancels, (cosine * cosine) / (.one + distance), .one + distance)
  }
}
