/// Products with matrices, normalization, and functions of whole rows.
extension NodeContext {
  static let affine: [String: Operation] = [
    "MatMul": { context in
      let signal = try context.signal(0)
      guard let weights = try context.constant(1) else { throw Unsupported("no weights") }
      return [.signal(try context.reader.multiply(signal, by: weights))]
    },
    "Gemm": { context in
      guard context.integer("transA", 0) == 0 else { throw Unsupported("transA is set") }
      let signal = try context.signal(0)
      guard var weights = try context.constant(1) else { throw Unsupported("no weights") }
      if context.integer("transB", 0) != 0 {
        guard weights.shape.count == 2 else { throw Unsupported("weights of another rank than 2") }
        weights = try weights.transposed([1, 0], context.reader.allowance)
      }
      let alpha = context.float("alpha", 1)
      if alpha != 1 { weights.values = weights.values.map { $0 * alpha } }
      var result = try context.reader.multiply(signal, by: weights)
      if var bias = try context.constant(2) {
        let beta = context.float("beta", 1)
        bias.values = bias.values.map { bias.rounded($0 * beta) }
        guard bias.values.allSatisfy(\.isFinite) else {
          throw Unsupported("a bias that is no finite number")
        }
        result.expression = try .infix("+", .input, context.expression(bias, beside: result))
      }
      return [.signal(result)]
    },
    "BatchNormalization": { context in
      guard context.integer("training_mode", 0) == 0 else {
        throw Unsupported("normalization in training mode")
      }
      guard let scale = try context.constant(1), let bias = try context.constant(2),
        let mean = try context.constant(3), let variance = try context.constant(4),
        [bias, mean, variance].allSatisfy({ $0.count == scale.count })
      else { throw Unsupported("no scale, bias, mean or variance") }
      let epsilon = context.float("epsilon", 1e-5)
      var factor = Constant(kind: .double, shape: [scale.count])
      var offset = factor
      for index in scale.values.indices {
        let deviation = (variance.values[index] + epsilon).squareRoot()
        factor.values.append(scale.values[index] / deviation)
        offset.values.append(
          bias.values[index] - mean.values[index] * scale.values[index] / deviation)
      }
      var result = try context.signal(0)
      result.expression = try .infix(
        "+", .infix("*", .value(result.expression), context.expression(factor, beside: result)),
        context.expression(offset, beside: result))
      return [.signal(result)]
    },
  ]

  static let rows: [String: Operation] = [
    "Softmax": row("softmax"), "LogSoftmax": row("log_softmax"),
    "ReduceMax": reduction("max"), "ReduceSum": reduction("sum"), "ReduceMean": reduction("mean"),
    "ArgMax": { context in
      let value = try context.value(0)
      switch value {
      case .signal(let signal):
        try context.requireColumns(context.integer("axis", 0), of: signal)
      case .pair:
        guard [1, -1].contains(context.integer("axis", 0)) else { throw Unsupported("its axis") }
      default: throw Unsupported("an input that is no row of numbers")
      }
      guard context.integer("select_last_index", 0) == 0 else {
        throw Unsupported("it takes the last of equals")
      }
      return [.classIndex(value)]
    },
  ]

  private static func row(_ name: String) -> Operation {
    { context in
      var signal = try context.signal(0)
      let usual = context.opset < 13 ? 1 : -1
      try context.requireColumns(context.integer("axis", usual), of: signal)
      signal = try context.reader.settled(signal)
      signal.expression = try .call(name, signal.expression)
      return [.signal(signal)]
    }
  }

  private static func reduction(_ name: String) -> Operation {
    { context in
      guard case .signal(var signal) = try context.value(0) else {
        throw Unsupported("it reduces constants")
      }
      guard let axes = try context.axes(), axes.count == 1 else {
        throw Unsupported("it leaves rows of another rank")
      }
      try context.requireColumns(axes[0], of: signal)
      signal.expression = try .call(name, .value(signal.expression))
      // A number for each sample, until a reshaping makes a column of it, which spreads over the row.
      if context.integer("keepdims", 1) != 1 { signal.shape = [] }
      return [.signal(signal)]
    }
  }

  /// Operators of ai.onnx.ml, as scikit-learn's models end and begin with.
  static let classical: [String: Operation] = [
    "Scaler": { context in
      var signal = try context.signal(0)
      for (name, sign) in [("offset", "-"), ("scale", "*")] {
        guard let values = context.node.attribute(name)?.floats, !values.isEmpty else { continue }
        let constant = Constant(kind: .float, shape: [values.count], values: values)
        signal.expression = try .infix(
          sign, signal.expression, context.expression(constant, beside: signal))
      }
      return [.signal(signal)]
    },
    "ZipMap": { context in
      let value = try context.value(0)
      return [.named(value, names: try context.labels("classlabels_"))]
    },
    "ArrayFeatureExtractor": { context in
      guard case .constant(let names) = try context.value(0),
        case .classIndex(let rows) = try context.value(1)
      else { throw Unsupported("it picks some of a sample's numbers") }
      return [.className(rows, names: try classNames(names))]
    },
    "Normalizer": { context in
      // Of probabilities, which have that sum already.
      let value = try context.value(0)
      guard context.node.attribute("norm")?.string == "L1" else {
        throw Unsupported("a norm other than the sum")
      }
      switch value {
      case .pair: return [value]
      case .signal(let signal):
        if case .call("softmax", _) = signal.expression.node { return [value] }
        throw Unsupported("it normalizes what are no probabilities")
      default: throw Unsupported("it normalizes what are no probabilities")
      }
    },
    "LinearRegressor": { context in
      guard ["NONE", nil].contains(context.node.attribute("post_transform")?.string) else {
        throw Unsupported("a post_transform")
      }
      return [.signal(try context.linear(outputs: context.integer("targets", 1)))]
    },
    "LinearClassifier": { context in
      let names = try context.labels("classlabels_")
      var signal = try context.linear(outputs: names.count)
      let transform = context.node.attribute("post_transform")?.string ?? "NONE"
      switch transform {
      case "SOFTMAX":
        signal = try context.reader.settled(signal)
        signal.expression = try .call("softmax", signal.expression)
        return [.className(.signal(signal), names: names), .signal(signal)]
      case "LOGISTIC" where names.count == 2:
        let pair = GraphValue.pair(try context.reader.logistic(of: signal))
        return [.className(pair, names: names), pair]
      case "NONE": return [.className(.signal(signal), names: names), .signal(signal)]
      default: throw Unsupported("the post_transform \(transform)")
      }
    },
  ]

  /// Class names of an attribute, in either of its two types.
  private func labels(_ prefix: String) throws -> [String] {
    for name in ["\(prefix)strings", "\(prefix)int64s", "\(prefix)ints"] {
      guard let attribute = node.attribute(name) else { continue }
      if !attribute.strings.isEmpty { return attribute.strings }
      if !attribute.integers.isEmpty { return attribute.integers.map { "\($0)" } }
    }
    throw Unsupported("no class names")
  }

  /// The product of a classical linear model, whose matrix has a row for each output.
  private func linear(outputs: Int) throws -> Signal {
    let signal = try signal(0)
    guard let width = signal.width, outputs >= 1, outputs <= 1 << 20,
      let coefficients = node.attribute("coefficients")?.floats,
      coefficients.count == outputs * width
    else { throw Unsupported("coefficients that do not fit") }
    let matrix = Constant(kind: .float, shape: [outputs, width], values: coefficients)
    var result = try reader.multiply(signal, by: matrix.transposed([1, 0], reader.allowance))
    if let intercepts = node.attribute("intercepts")?.floats, !intercepts.isEmpty {
      let bias = Constant(kind: .float, shape: [intercepts.count], values: intercepts)
      result.expression = try .infix("+", .input, expression(bias, beside: result))
    }
    return result
  }
}
