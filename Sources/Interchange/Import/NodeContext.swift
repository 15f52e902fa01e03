import Datasets

/// A node with the values of its inputs.
struct NodeContext {
  typealias Operation = @Sendable (NodeContext) throws -> [GraphValue]

  let node: ONNXNode
  let operands: [GraphValue?]
  /// The version of the node's operator set.
  let opset: Int
  let reader: GraphReader

  /// What computes this node's operator.
  func operation() throws -> Operation {
    let tables: [String: Operation]
    switch node.domain {
    case "": tables = Self.standard
    case "ai.onnx.ml": tables = Self.classical
    case "com.microsoft": tables = Self.microsoft
    default:
      throw Unsupported(
        "no operator of domain \(DataError.quoted(node.domain)) is known, and the file defines none"
      )
    }
    guard let operation = tables[node.operation] else {
      throw Unsupported("no part of a dense network")
    }
    return operation
  }

  static let standard: [String: Operation] = elementwise.merging(reshaping) { $1 }
    .merging(affine) { $1 }.merging(rows) { $1 }

  // MARK: Inputs

  /// The value of an input that must be there.
  func value(_ index: Int) throws -> GraphValue {
    guard index < operands.count, let value = operands[index] else {
      throw Unsupported("input \(index) is missing")
    }
    return value
  }

  /// Whether an input is there.
  func has(_ index: Int) -> Bool { index < operands.count && operands[index] != nil }

  /// The constant of an input, nil where it is left out.
  func constant(_ index: Int) throws -> Constant? {
    guard has(index) else { return nil }
    guard case .constant(let constant) = try value(index) else {
      throw Unsupported("input \(index) is not constant")
    }
    return constant
  }

  /// The signal of an input.
  func signal(_ index: Int) throws -> Signal {
    switch try value(index) {
    case .signal(let signal): return signal
    case .constant: throw Unsupported("input \(index) does not depend on the network's input")
    default: throw Unsupported("input \(index) is no row of numbers, but what a class is called")
    }
  }

  // MARK: Attributes

  func integer(_ name: String, _ usual: Int) -> Int { node.attribute(name)?.integer ?? usual }

  func float(_ name: String, _ usual: Double) -> Double {
    node.attribute(name).map { Double($0.float) } ?? usual
  }

  /// A float attribute as a formula writes it.
  func number(_ name: String, _ usual: String) -> Expression {
    guard let value = node.attribute(name)?.float else { return .number(usual) }
    return .number(Constant(kind: .float, shape: []).text(Double(value)))
  }

  /// Axes of an attribute, or of an input, whose place has changed with the versions.
  func axes(_ name: String = "axes", input: Int = 1) throws -> [Int]? {
    if let axes = node.attribute(name)?.integers, !axes.isEmpty { return axes }
    guard let constant = try constant(input) else { return nil }
    guard let axes = constant.integers else { throw Unsupported("axes that are no integers") }
    return axes
  }

  /// An axis counted from the first, of so many.
  func axis(_ axis: Int, rank: Int) throws -> Int {
    guard (-rank..<rank).contains(axis) else {
      throw Unsupported("axis \(axis) of \(rank)")
    }
    return axis < 0 ? axis + rank : axis
  }

  /// Checks that an axis is that of the columns.
  func requireColumns(_ axis: Int, of signal: Signal) throws {
    let rank = signal.shape.count + 1
    guard signal.width != nil, try self.axis(axis, rank: rank) == rank - 1 else {
      throw Unsupported("it works along axis \(axis), not along a sample's numbers")
    }
  }

  // MARK: Expressions

  /// A constant as part of an expression of a signal: one number, or one for each channel.
  func expression(_ constant: Constant, beside signal: Signal) throws -> Expression {
    guard constant.kind != .string else { throw Unsupported("texts among numbers") }
    if constant.values.contains(where: \.isNaN) { throw Unsupported("a constant that is NaN") }
    if let value = constant.scalar, constant.shape.count <= signal.shape.count + 1 {
      return Self.number(value, constant)
    }
    let extents = constant.shape.drop { $0 == 1 }
    guard let width = signal.width, Array(extents) == [width], constant.shape.count <= 2 else {
      throw Unsupported(
        "a constant of shape \(constant.shape) beside rows of shape \(signal.shape)")
    }
    if let first = constant.values.first, constant.values.allSatisfy({ $0 == first }) {
      return Self.number(first, constant)
    }
    return .channels(constant.values)
  }

  private static func number(_ value: Double, _ constant: Constant) -> Expression {
    if value.isInfinite { return .number(value > 0 ? "inf" : "-inf") }
    return .number(constant.text(value))
  }

  /// Applies a function of one argument.
  func map(
    _ change: (Expression) throws -> Expression
  ) throws -> [GraphValue] {
    var signal = try signal(0)
    signal.expression = try change(signal.expression)
    return [.signal(signal)]
  }

  /// Joins two operands, of which one at least is a signal.
  func join(
    _ left: GraphValue, _ right: GraphValue,
    _ join: (Expression, Expression) throws -> Expression
  ) throws -> GraphValue {
    switch (left, right) {
    case (.signal(var signal), .constant(let constant)):
      signal.expression = try join(signal.expression, expression(constant, beside: signal))
      return .signal(signal)
    case (.constant(let constant), .signal(var signal)):
      signal.expression = try join(expression(constant, beside: signal), signal.expression)
      return .signal(signal)
    case (.signal(let left), .signal(let right)):
      return .signal(try reader.join(left, right, join))
    default: throw Unsupported("inputs that are no rows of numbers")
    }
  }
}
