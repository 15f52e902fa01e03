/// Affine steps around and within an expression, which layers can do as well.
extension Expression {
  /// The gate in the place of the input.
  func renamed() throws -> Expression {
    guard !contains(.gate) else { throw Unsupported("it joins more than two branches") }
    return try mapping { $0 == .input ? .gate : nil }
  }

  /// An affine step of something with a constant, which is a number or one for each channel.
  private func step() -> (inner: Expression, scale: Expression?, form: String)? {
    switch node {
    case .call("neg", let arguments): return (arguments[0], nil, "neg")
    case .infix(let sign, let left, let right) where ["+", "-", "*", "/"].contains(sign):
      if right.isLeafConstant, !left.isLeafConstant { return (left, right, sign) }
      if left.isLeafConstant, !right.isLeafConstant, sign != "/" {
        return (right, left, sign == "-" ? "from" : sign)
      }
      return sign == "*" ? Self.factored(left, right) : nil
    default: return nil
    }
  }

  /// A product of two, one of which is by a constant: a (b c) is (a b) c.
  private static func factored(
    _ left: Expression, _ right: Expression
  ) -> (inner: Expression, scale: Expression?, form: String)? {
    for (one, other) in [(right, left), (left, right)] {
      guard let step = one.step(), let scale = step.scale, ["*", "/"].contains(step.form),
        let inner = try? Expression.infix("*", other, step.inner)
      else { continue }
      return (inner, scale, step.form)
    }
    return nil
  }

  private var isLeafConstant: Bool {
    switch node {
    case .number, .channels: true
    default: false
    }
  }

  private func values(width: Int) -> [Double]? {
    switch node {
    case .number(let text):
      return (Double(text) ?? (text == "pi" ? Double.pi : nil)).map {
        Array(repeating: $0, count: width)
      }
    case .channels(let values): return values.count == width ? values : nil
    default: return nil
    }
  }

  /// The affine step right around the net input, as a scale and a shift, and what is left of the
  /// expression; nil where the input is read otherwise too.
  func innermost(width: Int) throws -> ([Double], [Double], Expression)? {
    var found: Expression?
    forEach { part in
      if found == nil, let step = part.step(), step.inner == .input { found = part }
    }
    guard let found, let step = found.step() else { return nil }
    // A name that no formula has stands for the step while the rest is looked through.
    let mark = try Expression.call("", found)
    let marked = try mapping { $0 == found ? mark : nil }
    var isRead = false
    func look(_ part: Expression) {
      if part == mark { return }
      if part == .input { isRead = true }
      part.operands.forEach(look)
    }
    look(marked)
    guard !isRead else { return nil }
    let rest = try marked.mapping { $0 == mark ? .input : nil }
    let ones = [Double](repeating: 1, count: width)
    let zeros = [Double](repeating: 0, count: width)
    guard let constant = step.scale else { return (ones.map { -$0 }, zeros, rest) }
    guard let values = constant.values(width: width), values.allSatisfy(\.isFinite) else {
      return nil
    }
    switch step.form {
    case "+": return (ones, values, rest)
    case "-": return (ones, values.map { -$0 }, rest)
    case "from": return (ones.map { -$0 }, values, rest)
    case "*": return (values, zeros, rest)
    default:
      let inverse = values.map { 1 / $0 }
      return inverse.allSatisfy(\.isFinite) ? (inverse, zeros, rest) : nil
    }
  }

  /// The outermost affine step: what is within, and the step as an expression of it.
  func peeled() throws -> (core: Expression, step: Expression)? {
    guard let step = step() else { return nil }
    let core = step.inner
    guard let constant = step.scale else { return (core, try .call("neg", .input)) }
    switch step.form {
    case "from": return (core, try .infix("-", constant, .input))
    default: return (core, try .infix(step.form, .input, constant))
    }
  }
}
