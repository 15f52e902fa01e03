/// An expression's distinct parts in order, to evaluate it at many points in a working format.
struct Evaluation<Scalar: WorkingScalar> {
  private enum Step {
    case constant(Scalar)
    case variable(Int)
    case negate(Int), not(Int)
    case function(Expression.Function, Int)
    case binary(Expression.Operator, Int, Int)
    case select(Int, Int, Int)
  }

  private var steps: [Step] = []
  /// The part that each register holds.
  private(set) var nodes: [Expression] = []

  /// - Parameter variables: the order in which evaluation takes their values.
  init(_ expression: Expression, variables: [String]) {
    var places: [Expression: Int] = [:]
    _ = Self.append(expression, variables, &steps, &nodes, &places)
  }

  private static func append(
    _ node: Expression, _ variables: [String], _ steps: inout [Step],
    _ nodes: inout [Expression], _ places: inout [Expression: Int]
  ) -> Int {
    if let place = places[node] { return place }
    let parts = node.children.map { append($0, variables, &steps, &nodes, &places) }
    switch node {
    case .number(let digits): steps.append(.constant(Scalar(decimal: digits) ?? .nan))
    case .pi: steps.append(.constant(.pi))
    case .euler: steps.append(.constant(Scalar.call(.exp, 1)))
    case .infinity: steps.append(.constant(.infinity))
    case .variable(let name): steps.append(.variable(variables.firstIndex(of: name) ?? 0))
    case .negate: steps.append(.negate(parts[0]))
    case .not: steps.append(.not(parts[0]))
    case .function(let f, _): steps.append(.function(f, parts[0]))
    case .binary(let symbol, _, _): steps.append(.binary(symbol, parts[0], parts[1]))
    case .select: steps.append(.select(parts[0], parts[1], parts[2]))
    }
    nodes.append(node)
    places[node] = steps.count - 1
    return steps.count - 1
  }

  /// The value; `registers` is room that is used again from point to point.
  func callAsFunction(_ inputs: [Double], _ registers: inout [Scalar]) -> Scalar {
    registers.removeAll(keepingCapacity: true)
    for step in steps {
      let value: Scalar
      switch step {
      case .constant(let number): value = number
      case .variable(let index): value = Scalar(inputs[index])
      case .negate(let a): value = -registers[a]
      case .not(let a): value = registers[a] == 0 ? 1 : 0
      case .function(let f, let a): value = Scalar.call(f, registers[a])
      case .binary(let symbol, let a, let b):
        value = Self.combine(symbol, registers[a], registers[b])
      case .select(let c, let a, let b): value = registers[c] != 0 ? registers[a] : registers[b]
      }
      registers.append(value)
    }
    return registers.last ?? .nan
  }

  private static func combine(
    _ symbol: Expression.Operator, _ a: Scalar, _ b: Scalar
  ) -> Scalar {
    switch symbol {
    case .add: a + b
    case .subtract: a - b
    case .multiply: a * b
    case .divide: a / b
    case .power: Scalar.power(a, b)
    // Written as `a <= b ? a : b` is, so that NaN in b comes through; NaN in a is b's.
    case .minimum: a < b ? a : b
    case .maximum: a > b ? a : b
    case .less: a < b ? 1 : 0
    case .lessOrEqual: a <= b ? 1 : 0
    case .equal: a == b ? 1 : 0
    case .notEqual: a != b ? 1 : 0
    case .and: a != 0 && b != 0 ? 1 : 0
    case .or: a != 0 || b != 0 ? 1 : 0
    }
  }
}
