/// A C function's body for an expression: what is used twice, or is long, has a name, and so has
/// what is guarded.
struct FunctionBody {
  /// A part that has a name.
  struct Part {
    var name: String
    var text: String
    var isCondition: Bool
  }

  /// C's statements.
  private(set) var lines: [String] = []
  /// The parts in order, and what is returned: for languages that write statements otherwise.
  private(set) var parts: [Part] = []
  private(set) var result = ""
  private var writer: ExpressionText
  private var taken: Set<String>
  private let longest = 72

  /// The functions beside the headers' that it calls.
  var called: Set<String> { writer.called }

  private let guarded: Set<Expression>
  private let watch: Guards.Watch
  private let rescue: String

  /// - Parameters:
  ///   - taken: words that are no names for parts.
  ///   - guards: parts that are looked at.
  ///   - rescue: what is returned where too little is left of one.
  init(
    _ expression: Expression, _ dialect: Dialect, taken: [String],
    guards: Guards? = nil, rescue: String = ""
  ) {
    writer = ExpressionText(dialect)
    self.taken = Set(taken)
    guarded = guards?.nodes ?? []
    watch = guards?.watch ?? Guards.Watch.double[0]
    self.rescue = rescue
    var uses: [Expression: Int] = [:]
    Self.count(expression, &uses)
    name(expression, uses, dialect)
    if guarded.contains(expression) { guardPart(expression, dialect) }
    result = writer.text(expression)
    lines.append("return \(result);")
  }

  /// The arguments that it does not mention.
  func unused(_ arguments: [String]) -> [String] {
    let texts = lines + parts.map(\.text) + [result]
    let words = texts.flatMap { $0.split { !($0.isLetter || $0.isNumber || $0 == "_") } }
    return arguments.filter { !words.contains(Substring($0)) }
  }

  private mutating func give(_ part: Expression, name: String, _ dialect: Dialect) {
    let text = writer.definition(part)
    lines.append("\(part.isCondition ? "int" : dialect.type) \(name) = \(text);")
    parts.append(Part(name: name, text: text, isCondition: part.isCondition))
    writer.names[part] = name
  }

  private mutating func guardPart(_ part: Expression, _ dialect: Dialect) {
    guard let operand = part.children.first else { return }
    if writer.names[operand] == nil && !operand.children.isEmpty {
      give(operand, name: fresh(for: operand), dialect)
    }
    let name = fresh(for: part)
    give(part, name: name, dialect)
    let term = writer.text(operand)
    let size = dialect == .wide ? "fabsl" : "fabs"
    let little = "\(size)(\(name)) < \(dialect.literal(watch.factor))"
    if case .binary = part {
      lines.append("if (\(little) * \(size)(\(term))) return \(rescue);")
    } else {
      lines.append("if (!(\(size)(\(term)) <= \(watch.farthest)) || \(little)) return \(rescue);")
    }
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
      if guarded.contains(child) {
        guardPart(child, dialect)
        continue
      }
      if case .negate(let inner) = child, inner.children.isEmpty || writer.names[inner] != nil {
        continue
      }
      let text = writer.definition(child)
      guard uses[child, default: 0] > 1 || text.utf8.count > longest else { continue }
      give(child, name: fresh(for: child), dialect)
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
