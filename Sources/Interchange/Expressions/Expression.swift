import Formulas

/// A function of one net input, and of a gate where there are two, as a graph's nodes spell it out:
/// what becomes a formula.
///
/// Trees are bounded in size and depth, so that a graph that doubles itself at each node costs no
/// more than a long formula.
struct Expression: Hashable, Sendable {
  indirect enum Node: Hashable, Sendable {
    /// The net input.
    case input
    /// The second net input.
    case gate
    /// A number as a formula writes it.
    case number(String)
    /// A learnable parameter of an activation.
    case parameter(String)
    /// A number for each channel.
    case channels([Double])
    /// A function of the formula language, of any number of arguments.
    case call(String, [Expression])
    /// An operator between two: its sign, and how tightly it binds.
    case infix(String, Expression, Expression)
  }

  /// The largest tree.
  static let largest = 3000
  /// The deepest.
  static let deepest = 100

  let node: Node
  let size: Int
  let depth: Int
  /// Whether it is true or false, not a number.
  let isCondition: Bool

  static let input = Expression(leaf: .input)
  static let gate = Expression(leaf: .gate)

  private init(leaf: Node) {
    node = leaf
    size = 1
    depth = 0
    isCondition = false
  }

  /// A number as a formula writes it.
  static func number(_ text: String) -> Expression { Expression(leaf: .number(text)) }

  /// A learnable parameter.
  static func parameter(_ name: String) -> Expression { Expression(leaf: .parameter(name)) }

  /// A number for each channel.
  static func channels(_ values: [Double]) -> Expression { Expression(leaf: .channels(values)) }

  /// A function's call.
  static func call(_ name: String, _ arguments: Expression...) throws -> Expression {
    try Expression(.call(name, arguments), arguments, isCondition: false)
  }

  /// An operator: `+ - * / ^`, a comparison, `and`, `or`.
  static func infix(
    _ sign: String, _ left: Expression, _ right: Expression
  ) throws -> Expression {
    let isCondition = ["<", "<=", ">", ">=", "==", "!=", "and", "or"].contains(sign)
    return try Expression(.infix(sign, left, right), [left, right], isCondition: isCondition)
  }

  private init(
    _ node: Node, _ operands: [Expression], isCondition: Bool
  ) throws {
    self.node = node
    self.isCondition = isCondition
    size = operands.reduce(1) { $0 + $1.size }
    depth = operands.reduce(0) { max($0, $1.depth) } + 1
    guard size <= Self.largest, depth <= Self.deepest else {
      throw Unsupported("its elementwise part is longer than any activation")
    }
  }

  /// The parts that it is made of.
  var operands: [Expression] {
    switch node {
    case .input, .gate, .number, .parameter, .channels: []
    case .call(_, let arguments): arguments
    case .infix(_, let left, let right): [left, right]
    }
  }

  /// This tree with what `change` makes of some of its parts; nil leaves a part as it is.
  func mapping(_ change: (Expression) throws -> Expression?) throws
    -> Expression
  {
    if let changed = try change(self) { return changed }
    switch node {
    case .input, .gate, .number, .parameter, .channels: return self
    case .call(let name, let arguments):
      var changed: [Expression] = []
      for argument in arguments { changed.append(try argument.mapping(change)) }
      return try Expression(.call(name, changed), changed, isCondition: isCondition)
    case .infix(let sign, let left, let right):
      return try .infix(sign, left.mapping(change), right.mapping(change))
    }
  }

  /// Visits every part, itself first.
  func forEach(_ body: (Expression) -> Void) {
    body(self)
    for operand in operands { operand.forEach(body) }
  }

  /// Whether any part is this one.
  func contains(_ part: Expression) -> Bool {
    self == part || operands.contains { $0.contains(part) }
  }

  /// Whether any number is one for each channel.
  var hasChannels: Bool {
    if case .channels = node { return true }
    return operands.contains(where: \.hasChannels)
  }

  /// The decimals that it spells out, each once.
  var literals: [Double] {
    var found: [Double] = []
    forEach { part in
      if case .number(let text) = part.node, let value = Double(text), !found.contains(value) {
        found.append(value)
      }
    }
    return found
  }
}

extension Expression {
  /// The text in the formula language.
  ///
  /// - Parameter channels: what stands for numbers that differ by channel.
  func text(channels: String = "c") -> String { text(channels, above: 0) }

  private static let binding = [
    "or": 1, "and": 2, "<": 3, "<=": 3, ">": 3, ">=": 3, "==": 3, "!=": 3, "+": 4, "-": 4,
    "*": 5, "/": 5, "^": 7,
  ]

  private func text(_ channels: String, above: Int) -> String {
    switch node {
    case .input: return "x"
    case .gate: return "gate"
    case .number(let digits):
      return digits.hasPrefix("-") && above > 4 ? "(\(digits))" : digits
    case .parameter(let name): return name
    case .channels: return channels
    case .call("neg", let arguments):
      let inner = "-" + arguments[0].text(channels, above: 6)
      return above > 4 ? "(\(inner))" : inner
    case .call("softmax", let arguments):
      let z = arguments[0].text(channels, above: 0)
      return "exp(\(z) - max(\(z))) / sum(exp(\(z) - max(\(z))))"
    case .call("log_softmax", let arguments):
      let z = arguments[0].text(channels, above: 0)
      return "\(z) - max(\(z)) - log(sum(exp(\(z) - max(\(z)))))"
    case .call(let name, let arguments):
      return "\(name)(\(arguments.map { $0.text(channels, above: 0) }.joined(separator: ", ")))"
    case .infix(let sign, let left, let right):
      let binding = Self.binding[sign] ?? 1
      // Sums and products group to the left; comparisons do not chain, powers group to the right.
      let isLeft = binding == 4 || binding == 5 || binding <= 2
      let inner =
        left.text(channels, above: isLeft ? binding : binding + 1)
        + (sign == "^" ? "^" : " \(sign) ") + right.text(channels, above: binding + 1)
      return binding < above ? "(\(inner))" : inner
    }
  }
}
