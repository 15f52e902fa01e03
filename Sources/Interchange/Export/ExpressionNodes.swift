/// Writes an expression as nodes that compute it in double.
///
/// ONNX has no expm1, log1p, exp2, log2, cbrt, erfc and normal distribution, ONNX Runtime has some
/// operators for floats only, and of others kernels that lose digits. Exp, Log, Sqrt and arithmetic
/// are exact in double, so that the rest is made of these, in forms that cancel nothing.
struct ExpressionNodes {
  private(set) var list: NodeList
  private var known: [Expression: String]

  /// - Parameters:
  ///   - list: where the nodes go.
  ///   - names: what holds the input, the gate and the parameters, in double.
  init(_ list: NodeList, names: [Expression: String]) {
    self.list = list
    known = names
  }

  /// The name of an expression's value.
  mutating func value(_ expression: Expression) throws -> String {
    if let name = known[expression] { return name }
    let name = try write(expression)
    known[expression] = name
    return name
  }

  private mutating func write(_ expression: Expression) throws -> String {
    switch expression.node {
    case .number("pi"): return list.number(.pi)
    case .number("e"): return list.number(2.718281828459045)
    case .number("inf"): return list.number(.infinity)
    case .number(let digits):
      guard let value = Double(digits) else { throw Unsupported("the number \(digits)") }
      return list.number(value)
    case .infix("^", let base, let exponent): return try power(base, exponent)
    case .infix("!=", let left, let right):
      return list.add("Not", [list.add("Equal", [try value(left), try value(right)])])
    case .infix(let sign, let left, let right):
      let operators = [
        "+": "Add", "-": "Sub", "*": "Mul", "/": "Div", "<": "Less", "<=": "LessOrEqual",
        ">": "Greater", ">=": "GreaterOrEqual", "==": "Equal", "and": "And", "or": "Or",
      ]
      guard let name = operators[sign] else { throw Unsupported("the sign \(sign)") }
      return list.add(name, [try value(left), try value(right)])
    case .call(let name, let arguments): return try call(name, arguments)
    case .input, .gate, .parameter, .channels: throw Unsupported("a value that is not given")
    }
  }

  private mutating func power(
    _ base: Expression, _ exponent: Expression
  ) throws -> String {
    let x = try value(base)
    if case .number(let digits) = exponent.node, let count = Int(digits), (1...8).contains(count) {
      var result = x
      for _ in 1..<count { result = list.add("Mul", [result, x]) }
      return result
    }
    return list.add("Pow", [x, try value(exponent)])
  }

  private mutating func call(
    _ name: String, _ arguments: [Expression]
  ) throws -> String {
    var operands: [String] = []
    for argument in arguments { operands.append(try value(argument)) }
    let x = operands[0]
    switch name {
    case "where": return list.add("Where", operands)
    case "min": return list.add("Min", operands)
    case "max" where operands.count == 2: return list.add("Max", operands)
    case "sum", "mean", "max":
      let operators = ["sum": "ReduceSum", "mean": "ReduceMean", "max": "ReduceMax"]
      return list.add(
        operators[name] ?? name, [x, list.integers([-1])], [ONNXAttribute("keepdims", 1)])
    case "softmax":
      let exponentials = list.exp(list.subtract(x, list.greatest(x)))
      return list.add("Div", [exponentials, list.sum(exponentials)])
    case "log_softmax":
      let shifted = list.subtract(x, list.greatest(x))
      return list.subtract(shifted, list.add("Log", [list.sum(list.exp(shifted))]))
    default:
      guard let result = list.function(name, x) else {
        throw Unsupported("no operators compute \(name)")
      }
      return result
    }
  }
}
