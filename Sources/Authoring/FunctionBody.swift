/// A C function's body for an expression: what is used twice, or is long, has a name.
struct FunctionBody {
  private(set) var lines: [String] = []
  private var writer: ExpressionText
  private var taken: Set<String>
  private let longest = 72

  /// The functions beside the headers' that it calls.
  var called: Set<String> { writer.called }

  init(_ expression: Expression, _ dialect: Dialect, taken: [String]) {
    writer = ExpressionText(dialect)
    self.taken = Set(taken)
    var uses: [Expression: Int] = [:]
    Self.count(expression, &uses)
    name(expression, uses, dialect)
    lines.append("return \(writer.text(expression));")
  }

  private static func count(_ node: Expression, _ uses: inout [Expression: Int]) {
    uses[node, default: 0] += 1
    if uses[node] == 1 { for child in node.children { count(child, &uses) } }
  }

  /// Names the parts of `node` that deserve it, in the order of evaluation.
  private mutating func name(_ node: Expression, _ uses: [Expression: Int], _ dialect: Dialect) {
    for child in node.children {
      name(child, uses, dialect)
      guard writer.names[child] == nil, !child.children.isEmpty else { continue }
      if case .negate(let inner) = child, inner.children.isEmpty || writer.names[inner] != nil {
        continue
      }
      let text = writer.definition(child)
      guard uses[child, default: 0] > 1 || text.utf8.count > longest else { continue }
      let called = fresh(for: child)
      lines.append("\(child.isCondition ? "int" : dialect.type) \(called) = \(text);")
      writer.names[child] = called
    }
  }

  private mutating func fresh(for node: Expression) -> String {
    let stem =
      switch node {
      case .function(.exp, _): "e"
      case .function(.sigmoid, _): "s"
      case .function(.tanh, _): "t"
      case .function(.softplus, _): "p"
      case .function(.sqrt, _): "r"
      case .function(.log1p, _), .function(.log, _): "l"
      default: node.isCondition ? "c" : "a"
      }
    var candidate = stem
    var number = 2
    while !taken.insert(candidate).inserted {
      candidate = "\(stem)\(number)"
      number += 1
    }
    return candidate
  }
}

extension Expression {
  /// Whether it is true or false, and no number.
  var isCondition: Bool {
    switch self {
    case .not, .binary(.less, _, _), .binary(.lessOrEqual, _, _), .binary(.equal, _, _),
      .binary(.notEqual, _, _), .binary(.and, _, _), .binary(.or, _, _):
      true
    default: false
    }
  }
}
