/// Operators that work on each number alone: what they are as expressions.
extension NodeContext {
  static let elementwise: [String: Operation] = unary.merging(shaped) { $1 }
    .merging(binary) { $1 }.merging(choices) { $1 }

  /// Functions that the formula language has, by its name.
  private static let unary: [String: Operation] = [
    "Exp": "exp", "Log": "log", "Sqrt": "sqrt", "Abs": "abs", "Sign": "sign", "Floor": "floor",
    "Sin": "sin", "Cos": "cos", "Tan": "tan", "Asin": "asin", "Acos": "acos", "Atan": "atan",
    "Sinh": "sinh", "Cosh": "cosh", "Tanh": "tanh", "Asinh": "asinh", "Acosh": "acosh",
    "Atanh": "atanh", "Erf": "erf", "Sigmoid": "sigmoid", "Softplus": "softplus", "Neg": "neg",
    "Not": "not",
  ].mapValues(function)

  private static func function(_ name: String) -> Operation {
    { context in
      if case .constant(let constant) = try context.value(0) {
        return [.constant(try constant.mapped(by: name, context.reader.allowance))]
      }
      return try context.map { try .function(name, $0) }
    }
  }

  private static func activation(
    _ change: @escaping @Sendable (NodeContext, Expression) throws -> Expression
  ) -> Operation {
    { context in
      try context.map { x in try change(context, x) }
    }
  }

  /// Activations, as the standard defines them with its defaults.
  private static let shaped: [String: Operation] = [
    "Relu": activation { _, x in try .call("max", x, .number("0")) },
    "LeakyRelu": activation { node, x in
      try .positive(x, x, .infix("*", node.number("alpha", "0.01"), x))
    },
    "Elu": activation { node, x in
      try .positive(x, x, .infix("*", node.number("alpha", "1"), .call("expm1", x)))
    },
    "Celu": activation { node, x in
      let alpha = node.number("alpha", "1")
      return try .positive(
        x, x, .infix("*", alpha, .call("expm1", .infix("/", x, alpha))))
    },
    "Selu": activation { node, x in
      let tail = try Expression.infix(
        "*", node.number("alpha", "1.6732632"), .call("expm1", x))
      return try .infix("*", node.number("gamma", "1.050701"), .positive(x, x, tail))
    },
    "HardSigmoid": activation { node, x in
      let line = try Expression.infix(
        "+", .infix("*", node.number("alpha", "0.2"), x), node.number("beta", "0.5"))
      return try .clipped(line, .number("0"), .number("1"))
    },
    "HardSwish": activation { _, x in
      let line = try Expression.infix("+", .infix("/", x, .number("6")), .number("0.5"))
      return try .infix("*", x, .clipped(line, .number("0"), .number("1")))
    },
    "Softsign": activation { _, x in
      try .infix("/", x, .infix("+", .number("1"), .call("abs", x)))
    },
    "Mish": activation { _, x in
      try .infix("*", x, .call("tanh", .call("softplus", x)))
    },
    "Gelu": activation { node, x in
      try .gelu(x, isTanh: node.node.attribute("approximate")?.string == "tanh")
    },
    "Swish": activation { node, x in
      try .swish(x, node.number("alpha", "1"))
    },
    "ThresholdedRelu": activation { node, x in
      try .call("where", .infix(">", x, node.number("alpha", "1")), x, .number("0"))
    },
    "Shrink": activation { node, x in
      let (band, bias) = (node.number("lambd", "0.5"), node.number("bias", "0"))
      let below = try Expression.call(
        "where", .infix("<", x, .call("neg", band)), .infix("+", x, bias), .number("0"))
      return try .call("where", .infix(">", x, band), .infix("-", x, bias), below)
    },
    "Reciprocal": { context in
      if case .constant(let constant) = try context.value(0) {
        return [.constant(try constant.mapped(by: "reciprocal", context.reader.allowance))]
      }
      return try context.map { x in try .quotient(.number("1"), x) }
    },
    "PRelu": { context in
      guard case .signal = try context.value(0) else { throw Unsupported("a constant input") }
      return [
        try context.join(context.value(0), context.value(1)) { x, slope in
          try .positive(x, x, .infix("*", slope, x))
        }
      ]
    },
  ]

  /// What ONNX Runtime's optimizer writes in the place of several nodes.
  static let microsoft: [String: Operation] = [
    "Gelu": activation { _, x in try .gelu(x, isTanh: false) },
    "QuickGelu": activation { node, x in
      try .swish(x, node.number("alpha", "1.702"))
    },
    "FastGelu": { context in
      guard context.has(1) else {
        return try context.map { x in try .gelu(x, isTanh: true) }
      }
      return [
        try context.join(context.value(0), context.value(1)) { x, bias in
          try .gelu(.infix("+", x, bias), isTanh: true)
        }
      ]
    },
  ]

  /// Operators of two inputs or, of some, more.
  private static let binary: [String: Operation] = [
    "Add": "+", "Sub": "-", "Mul": "*", "Div": "/", "Pow": "^", "Sum": "+", "Max": "max",
    "Min": "min", "Mean": "mean", "Less": "<", "LessOrEqual": "<=", "Greater": ">",
    "GreaterOrEqual": ">=", "Equal": "==", "And": "and", "Or": "or",
  ].mapValues(joint)

  private static func joint(_ sign: String) -> Operation {
    { context in
      if context.opset < 7, context.integer("broadcast", 0) == 1 {
        throw Unsupported("broadcasting of operator set \(context.opset), before 7")
      }
      var result = try context.value(0)
      for index in context.operands.indices.dropFirst() {
        let next = try context.value(index)
        if case .constant(let left) = result, case .constant(let right) = next {
          result = .constant(try left.joined(with: right, by: sign, context.reader.allowance))
        } else {
          result = try context.join(result, next) { left, right in
            try .join(sign, left, right)
          }
        }
      }
      if sign == "mean", context.operands.count > 1 {
        let count = Constant(kind: .float, shape: [], values: [Double(context.operands.count)])
        result = try context.join(result, .constant(count)) { sum, count in
          try .join("/", sum, count)
        }
      }
      return [result]
    }
  }

  /// Choices among values.
  private static let choices: [String: Operation] = [
    "Where": { context in
      if case .constant(let condition) = try context.value(0) {
        guard let choice = condition.scalar else { throw Unsupported("a choice by channel") }
        return [try context.value(choice != 0 ? 1 : 2)]
      }
      let condition = try context.signal(0)
      guard condition.expression.isCondition else { throw Unsupported("numbers as a condition") }
      // The condition takes part twice, so that both branches meet its signal.
      let left = try context.join(.signal(condition), context.value(1)) {
        condition, value in
        try .call("where", condition, value, .number("0"))
      }
      return [
        try context.join(left, context.value(2)) { first, other in
          guard case .call("where", let parts) = first.node else {
            throw Unsupported("a choice of nothing")
          }
          return try .call("where", parts[0], parts[1], other)
        }
      ]
    },
    "Clip": { context in
      var result = try context.value(0)
      for (index, name, function) in [(1, "min", "max"), (2, "max", "min")] {
        var bound = try context.constant(index)
        if let value = context.node.attribute(name)?.float {
          bound = Constant(kind: .float, shape: [], values: [Double(value)])
        }
        // Exporters write the greatest float for no bound.
        guard let bound, let value = bound.scalar, abs(value) < 3.4e38 else { continue }
        result = try context.join(result, .constant(bound)) { x, bound in
          try .call(function, x, bound)
        }
      }
      return [result]
    },
  ]
}
