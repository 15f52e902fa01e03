extension Expression {
  /// A function of one argument, by the language's name; what is 0 or 1 of a condition.
  static func function(_ name: String, _ x: Expression) throws -> Expression {
    if name == "not" {
      guard x.isCondition else { throw Unsupported("the opposite of a number") }
      return try .opposite(x)
    }
    return try .call(name, .value(x))
  }

  /// Two operands joined by a sign, or by `min` or `max`.
  static func join(
    _ sign: String, _ left: Expression, _ right: Expression
  ) throws -> Expression {
    switch sign {
    case "and", "or":
      guard left.isCondition, right.isCondition else {
        throw Unsupported("numbers as conditions")
      }
      return try .infix(sign, left, right)
    case "min", "max": return try .call(sign, .value(left), .value(right))
    case "mean": return try .infix("+", .value(left), .value(right))
    case "/": return try .quotient(.value(left), .value(right))
    default: return try .infix(sign, .value(left), .value(right))
    }
  }

  /// Of exp(z) over its row's sum: softmax, as it stands in graphs that spell it out.
  static func quotient(_ left: Expression, _ right: Expression) throws -> Expression {
    if case .call("exp", let exponent) = left.node, try right == .call("sum", left) {
      // The greatest is subtracted for the range's sake only.
      if case .infix("-", let z, let greatest) = exponent[0].node,
        try greatest == .call("max", z)
      {
        return try .call("softmax", z)
      }
      return try .call("softmax", exponent[0])
    }
    return try .infix("/", left, right)
  }

  /// Where x > 0, one, else the other.
  static func positive(
    _ x: Expression, _ above: Expression, _ below: Expression
  ) throws -> Expression {
    try .call("where", .infix(">", x, .number("0")), above, below)
  }

  /// x between two bounds.
  static func clipped(
    _ x: Expression, _ low: Expression, _ high: Expression
  ) throws -> Expression {
    try .call("min", .call("max", x, low), high)
  }

  /// x sigmoid(beta x)
  static func swish(_ x: Expression, _ beta: Expression) throws -> Expression {
    try .infix("*", x, .call("sigmoid", .infix("*", beta, x)))
  }

  /// Gelu in either form.
  static func gelu(_ x: Expression, isTanh: Bool) throws -> Expression {
    guard isTanh else { return try .infix("*", x, .call("normal_cdf", x)) }
    let cube = try Expression.infix(
      "*", .number("0.044715"), .infix("^", x, .number("3")))
    let root = try Expression.call("sqrt", .infix("/", .number("2"), .number("pi")))
    let argument = try Expression.infix("*", root, .infix("+", x, cube))
    let half = try Expression.infix("*", .number("0.5"), x)
    return try .infix("*", half, .infix("+", .number("1"), .call("tanh", argument)))
  }

  /// A number: of a condition 1 where it holds and 0 elsewhere.
  static func value(_ x: Expression) throws -> Expression {
    x.isCondition ? try .call("where", x, .number("1"), .number("0")) : x
  }

  /// A condition's opposite.
  private static func opposite(_ x: Expression) throws -> Expression {
    let opposites = ["<": ">=", "<=": ">", ">": "<=", ">=": "<", "==": "!=", "!=": "=="]
    if case .infix(let sign, let left, let right) = x.node, let other = opposites[sign] {
      return try .infix(other, left, right)
    }
    // not (a and b), as its own truth value compared.
    return try .infix("==", .value(x), .number("0"))
  }

  /// Whether a number is meant to be a condition: `Cast` to bool of a cast condition.
  var asCondition: Expression? {
    if isCondition { return self }
    if case .call("where", let parts) = node, parts[1] == .number("1"), parts[2] == .number("0") {
      return parts[0]
    }
    return nil
  }
}
