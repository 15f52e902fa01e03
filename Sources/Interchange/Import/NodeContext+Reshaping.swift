/// Operators that change a tensor's form or type, of which those are taken that leave each sample's
/// numbers as they are.
extension NodeContext {
  private static let unchanged: Operation = { context in
    [try context.value(0)]
  }

  static let reshaping: [String: Operation] = [
    "Identity": unchanged,
    "Dropout": { context in
      if let training = try context.constant(2)?.scalar, training != 0 {
        throw Unsupported("dropout in training mode")
      }
      return [try context.value(0)]
    },
    "Cast": { context in
      [try cast(context.value(0), to: context.integer("to", 1), context.reader.allowance)]
    },
    "Constant": { context in [.constant(try constant(context))] },
    "Flatten": { context in
      if case .constant(let constant) = try context.value(0) {
        let axis = try context.axis(context.integer("axis", 1), rank: constant.shape.count + 1)
        return [
          .constant(
            try constant.reshaped([
              constant.shape[..<axis].reduce(1, *), constant.shape[axis...].reduce(1, *),
            ]))
        ]
      }
      var signal = try context.signal(0)
      guard context.integer("axis", 1) == 1 else { throw Unsupported("an axis other than 1") }
      signal.shape = [try signal.shape.elements()]
      return [.signal(signal)]
    },
    "Reshape": { context in
      let shape: Constant
      if let attribute = context.node.attribute("shape") {
        shape = Constant(
          kind: .int64, shape: [attribute.integers.count],
          values: attribute.integers.map { Double($0) })
      } else if let constant = try context.constant(1) {
        shape = constant
      } else {
        throw Unsupported("a shape that is missing")
      }
      return [try context.reshape(to: shape)]
    },
    "Squeeze": { context in
      guard case .constant(let constant) = try context.value(0) else {
        return [try context.squeezed()]
      }
      let rank = constant.shape.count
      var axes = Set<Int>()
      if let given = try context.axes() {
        for axis in given { axes.insert(try context.axis(axis, rank: rank)) }
      } else {
        axes = Set(constant.shape.indices.filter { constant.shape[$0] == 1 })
      }
      return [
        .constant(
          try constant.reshaped(
            constant.shape.indices.filter { !axes.contains($0) }.map { constant.shape[$0] }))
      ]
    },
    "Unsqueeze": { context in
      guard let axes = try context.axes() else { throw Unsupported("no axes") }
      guard case .constant(let constant) = try context.value(0) else {
        var signal = try context.signal(0)
        guard signal.shape.isEmpty, axes == [1] || axes == [-1] else {
          throw Unsupported("a rank other than 2")
        }
        signal.shape = [context.reader.affines[signal.affine].outputs]
        return [.signal(signal)]
      }
      let rank = constant.shape.count + axes.count
      guard rank <= 8 else { throw Unsupported("rank \(rank)") }
      var places = Set<Int>()
      for axis in axes { places.insert(try context.axis(axis, rank: rank)) }
      guard places.count == axes.count else { throw Unsupported("an axis that is there twice") }
      var rest = constant.shape.makeIterator()
      return [
        .constant(
          try constant.reshaped((0..<rank).map { places.contains($0) ? 1 : rest.next() ?? 1 }))
      ]
    },
    "Transpose": { context in
      let given = context.node.attribute("perm")?.integers
      guard case .constant(let constant) = try context.value(0) else {
        let signal = try context.signal(0)
        guard given == Array(0...signal.shape.count) else {
          throw Unsupported("it exchanges axes of the samples")
        }
        return [.signal(signal)]
      }
      return [
        .constant(
          try constant.transposed(
            given ?? constant.shape.indices.reversed(), context.reader.allowance))
      ]
    },
    "Expand": { context in
      guard let shape = try context.constant(1) else { throw Unsupported("no shape") }
      switch try context.value(0) {
      case .constant(let constant):
        // Over the batch, whatever it is, a constant spreads where it is used.
        let extents = try shape.values.map { extent in
          guard let integer = Int(exactly: extent.isNaN ? 1 : extent) else {
            throw Unsupported("a shape of fractions")
          }
          return integer
        }
        return [.constant(try constant.expanded(to: extents, context.reader.allowance))]
      case .signal(let signal):
        guard shape.count == signal.shape.count + 1,
          zip(shape.values.dropFirst(), signal.shape).allSatisfy({ $0 == 1 || $0 == Double($1) })
        else { throw Unsupported("it repeats a sample's numbers") }
        return [.signal(signal)]
      default: throw Unsupported("an input that is no row of numbers")
      }
    },
    "ConstantOfShape": { context in
      guard let shape = try context.constant(0) else { throw Unsupported("no shape") }
      var filling = Constant(kind: .float, shape: [], values: [0])
      if let tensor = context.node.attribute("value")?.tensor {
        filling = try context.reader.tensors.constant(tensor)
        guard filling.count == 1 else { throw Unsupported("it repeats several numbers") }
      }
      // The same number everywhere spreads where it is used.
      return [.constant(try filling.reshaped(shape.values.map { _ in 1 }))]
    },
    "Shape": { context in
      let extents: [Double]
      switch try context.value(0) {
      case .constant(let constant): extents = constant.shape.map { Double($0) }
      default:
        // The batch is whatever it is.
        let signal = try context.signal(0)
        extents = [.nan] + signal.shape.map { Double($0) }
      }
      return [.constant(Constant(kind: .int64, shape: [extents.count], values: extents))]
    },
    "Gather": { context in
      switch (try context.value(0), try context.value(1)) {
      case (.constant(let constant), .constant(let indices)):
        return [.constant(try constant.gathered(indices))]
      case (.constant(let names), .classIndex(let rows)):
        return [.className(rows, names: try classNames(names))]
      default: throw Unsupported("it picks some of a sample's numbers")
      }
    },
    "Slice": { context in
      guard case .constant(let constant) = try context.value(0), constant.shape.count == 1,
        let start = try context.constant(1)?.integers?.first,
        let end = try context.constant(2)?.integers?.first,
        try context.constant(4)?.integers?.first ?? 1 == 1
      else { throw Unsupported("it picks some of a sample's numbers") }
      let count = constant.shape[0]
      func place(_ index: Int) -> Int { min(max(index < 0 ? index &+ count : index, 0), count) }
      let range = place(start)..<max(place(start), place(end))
      let indices = Constant(
        kind: .int64, shape: [range.count], values: range.map { Double($0) })
      return [.constant(try constant.gathered(indices))]
    },
    "Concat": { context in [try context.concatenated()] },
    "Split": { context in
      let signal = try context.signal(0)
      try context.requireColumns(context.integer("axis", 0), of: signal)
      let sizes =
        try context.constant(1)?.integers ?? context.node.attribute("split")?.integers
      let halves = try context.reader.halves(of: signal)
      guard context.node.outputs.count == 2,
        sizes.map({ $0 == [halves.0.width, halves.1.width] }) ?? true
      else { throw Unsupported("it splits otherwise than into two halves") }
      return [.signal(halves.0), .signal(halves.1)]
    },
  ]

  private static func cast(
    _ value: GraphValue, to type: Int, _ allowance: ImportAllowance
  ) throws -> GraphValue {
    guard let kind = ONNXTensor.Kind(rawValue: type) else {
      throw Unsupported("numbers of type \(type)")
    }
    switch value {
    case .constant(var constant):
      guard constant.kind != .string, kind != .string else {
        throw Unsupported("it makes numbers of texts, or texts of numbers")
      }
      try allowance.take(constant.values.count)
      constant.kind = kind
      constant.values = constant.values.map { Constant.rounded($0, to: kind) }
      return .constant(constant)
    case .signal(var signal):
      if kind.isFloating || signal.expression.isCondition {
        guard kind != .bool, signal.expression.isCondition else { return .signal(signal) }
        signal.expression = try .value(signal.expression)
        return .signal(signal)
      }
      guard kind == .bool, let condition = signal.expression.asCondition else {
        throw Unsupported("it makes integers of a sample's numbers")
      }
      signal.expression = condition
      return .signal(signal)
    default: return value
    }
  }

  private static func constant(_ context: NodeContext) throws -> Constant {
    for attribute in context.node.attributes {
      switch attribute.name {
      case "value":
        guard let tensor = attribute.tensor else { continue }
        return try context.reader.tensors.constant(tensor)
      case "value_float":
        return Constant(kind: .float, shape: [], values: [Double(attribute.float)])
      case "value_int":
        return Constant(kind: .int64, shape: [], values: [Double(attribute.integer)])
      case "value_floats":
        return Constant(
          kind: .float, shape: [attribute.floats.count], values: attribute.floats)
      case "value_ints":
        return Constant(
          kind: .int64, shape: [attribute.integers.count],
          values: attribute.integers.map { Double($0) })
      case "value_string":
        return Constant(kind: .string, shape: [], strings: [attribute.string])
      case "value_strings":
        return Constant(
          kind: .string, shape: [attribute.strings.count], strings: attribute.strings)
      default: continue
      }
    }
    throw Unsupported("a constant of a kind that is not read")
  }

  /// A reshaped constant, or a signal whose samples stay rows.
  private func reshape(to shape: Constant) throws -> GraphValue {
    switch try value(0) {
    case .constant(let constant):
      guard let extents = shape.integers else {
        throw Unsupported("a constant whose shape is the batch's")
      }
      return .constant(try constant.reshaped(extents))
    case .signal(var signal):
      let width = try signal.shape.elements()
      let extents = shape.values
      // The batch may be what it is, left to the reader, or fixed.
      let isBatch =
        extents.first.map {
          $0.isNaN || $0 == -1 || $0 == 0 || reader.batch.map { Double($0) } == $0
        } ?? false
      guard extents.count == 2, isBatch,
        extents[1] == Double(width) || (extents[1] == -1 && extents[0] != -1)
      else {
        throw Unsupported("a rank other than 2, or rows of another width than \(width)")
      }
      signal.shape = [signal.shape.isEmpty ? reader.affines[signal.affine].outputs : width]
      return .signal(signal)
    case let other: return other
    }
  }

  /// What labels lose without a change; a signal must keep its rows.
  private func squeezed() throws -> GraphValue {
    switch try value(0) {
    case .signal: throw Unsupported("a rank other than 2")
    case let other: return other
    }
  }

  /// The names of classes that a tensor holds: texts, or integers as texts.
  static func classNames(_ constant: Constant) throws -> [String] {
    if constant.kind == .string { return constant.strings }
    guard let integers = constant.integers else { throw Unsupported("classes that are no names") }
    return integers.map { "\($0)" }
  }

  /// Constants side by side; of signals, 1 - p and p only.
  private func concatenated() throws -> GraphValue {
    if case .constant(var result) = try value(0) {
      for index in operands.indices.dropFirst() {
        guard let next = try constant(index), next.kind == result.kind,
          result.shape.count == 1, next.shape.count == 1
        else { throw Unsupported("constants that are no lists") }
        try reader.allowance.take(next.count)
        result.values += next.values
        result.strings += next.strings
        result.shape[0] += next.shape[0]
      }
      return .constant(result)
    }
    guard operands.count == 2 else { throw Unsupported("it joins several branches") }
    let (first, second) = (try signal(0), try signal(1))
    guard first.width == 1, second.width == 1, first.affine == second.affine,
      try first.expression == .infix("-", .number("1"), second.expression)
    else { throw Unsupported("it joins several branches") }
    return .pair(second)
  }
}
