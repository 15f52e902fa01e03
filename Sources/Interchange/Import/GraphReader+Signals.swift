/// A signal that was closed, so that two readers of it find the same layer.
struct ClosedSignal: Hashable {
  var affine: Int
  var gate: Int?
  var expression: Expression
}

/// How affine maps and elementwise expressions become layers.
extension GraphReader {
  /// The widest layer of which a diagonal is made into a matrix.
  private static let widestDiagonal = 4096

  // MARK: Joining

  /// Two signals joined: of the same net input, or of the two halves of a gated layer.
  func join(
    _ left: Signal, _ right: Signal,
    _ join: (Expression, Expression) throws -> Expression
  ) throws -> Signal {
    guard left.shape == right.shape else {
      throw Unsupported("rows of shapes \(left.shape) and \(right.shape)")
    }
    var result = left
    var other = right.expression
    if left.affine != right.affine || (left.gate ?? right.gate) != (right.gate ?? left.gate) {
      // x of one map and the gate of another, of which either may have both already.
      guard affines[left.affine].base == affines[right.affine].base,
        case .dense = affines[left.affine].form, case .dense = affines[right.affine].form
      else {
        throw Unsupported(
          "it joins the outputs of different layers: a residual or a branch is no chain of dense "
            + "layers")
      }
      if left.affine == right.gate {
        result.affine = right.affine
        result.gate = right.gate
        result.expression = try left.expression.renamed()
      } else if right.gate == nil, left.gate == nil || left.gate == right.affine {
        result.gate = right.affine
        other = try right.expression.renamed()
      } else {
        throw Unsupported("it joins more than two branches")
      }
    } else {
      result.gate = left.gate ?? right.gate
    }
    result.expression = try join(result.expression, other)
    return result
  }

  /// The two halves of a signal's columns.
  func halves(of signal: Signal) throws -> (Signal, Signal) {
    let signal = try settled(signal)
    let map = affines[signal.affine]
    guard map.outputs.isMultiple(of: 2), signal.expression == .input else {
      throw Unsupported("it splits what is no layer of an even number of net inputs")
    }
    try allowance.take(map.inputs * map.outputs)
    let half = map.outputs / 2
    guard let first = map.columns(0..<half), let second = map.columns(half..<map.outputs) else {
      throw Unsupported("it splits what is no layer")
    }
    return (add(first), add(second))
  }

  /// p of two opposite scores [-z, z].
  func logistic(of signal: Signal) throws -> Signal {
    let (first, second) = try halves(of: signal)
    guard case .dense(let low, let lowBias) = affines[first.affine].form,
      case .dense(let high, let highBias) = affines[second.affine].form,
      zip(low + lowBias, high + highBias).allSatisfy({ $0 == -$1 })
    else { throw Unsupported("scores of two classes that are not opposite") }
    var result = second
    result.expression = try .call("sigmoid", .input)
    return result
  }

  private func add(_ map: AffineMap) -> Signal {
    affines.append(map)
    return Signal(shape: [map.outputs], affine: affines.count - 1, expression: .input)
  }

  // MARK: Layers

  /// signal W
  func multiply(_ signal: Signal, by weights: Constant) throws -> Signal {
    guard let width = signal.width else {
      throw Unsupported("samples of shape \(signal.shape), where rank 2 was expected")
    }
    guard weights.kind.isFloating, weights.shape.count == 2, weights.shape[0] == width,
      weights.shape[1] > 0
    else { throw Unsupported("weights of shape \(weights.shape) for \(width) inputs") }
    guard weights.values.allSatisfy(\.isFinite) else {
      throw Unsupported("weights that are no finite numbers")
    }
    let below = try settled(signal, isEnd: true)
    let map = affines[below.affine]
    let outputs = weights.shape[1]
    try allowance.take(weights.values.count + outputs)
    guard case .diagonal(let scale, let shift) = map.form else {
      preconditionFailure("a layer that was closed")
    }
    var product = weights.values
    var bias = [Double](repeating: 0, count: outputs)
    // The inputs' own diagonal may become their standardization: it stays until the end.
    if map.base != 0 || !isStandardization(scale) {
      for row in 0..<width where scale[row] != 1 || shift[row] != 0 {
        for column in 0..<outputs {
          bias[column] += shift[row] * product[row * outputs + column]
          product[row * outputs + column] *= scale[row]
        }
      }
    } else if let standardization, standardization != below.affine {
      throw Unsupported("the network's inputs are scaled in two ways")
    } else {
      standardization = below.affine
    }
    return add(
      AffineMap(
        base: map.base, inputs: width, outputs: outputs,
        form: .dense(weights: product, bias: bias)))
  }

  private func isStandardization(_ scale: [Double]) -> Bool {
    scale.allSatisfy { $0 > 0 && $0.isFinite }
  }

  /// The signal with nothing left to do but an affine map: its own net input where it has no
  /// activation yet, the output of its layer otherwise.
  ///
  /// - Parameter isEnd: whether the layer must be closed even where it has no activation.
  func settled(_ signal: Signal, isEnd: Bool = false) throws -> Signal {
    let signal = try unloaded(signal)
    if signal.gate == nil, signal.expression == .input {
      guard isEnd, case .dense = affines[signal.affine].form else { return signal }
    }
    let key = ClosedSignal(
      affine: signal.affine, gate: signal.gate, expression: signal.expression)
    if let affine = closed[key] {
      return Signal(shape: signal.shape, affine: affine, expression: .input)
    }
    let result = try close(signal)
    closed[key] = result.affine
    return result
  }

  /// The signal as an affine map alone, where it is no more than that.
  private func unloaded(_ signal: Signal) throws -> Signal {
    guard signal.gate == nil else { return signal }
    var folded = signal
    while let next = try fold(folded) { folded = next }
    return folded.expression == .input ? folded : signal
  }

  /// Makes a layer of a signal, and returns what is left to do with its outputs.
  private func close(_ signal: Signal) throws -> Signal {
    guard let width = signal.width else {
      throw Unsupported("samples of shape \(signal.shape), where rank 2 was expected")
    }
    guard !signal.expression.isCondition else { throw Unsupported("conditions as numbers") }
    var signal = signal
    var rest: [Expression] = []
    var activation: ImportedActivation?
    if signal.expression != .input {
      let found = try find(signal)
      activation = found.activation
      signal = found.signal
      rest = found.rest
    }
    let stage = ImportedStage(
      affine: try dense(affines[signal.affine]),
      gate: try signal.gate.map { index in try dense(affines[index]) },
      activation: activation, width: width)
    stages.append(stage)
    try allowance.take(2 * width)
    affines.append(.identity(base: stages.count - 1, width: width))
    var result = Signal(shape: [width], affine: affines.count - 1, expression: .input)
    for step in rest {
      result.expression = try step.mapping { $0 == .input ? result.expression : nil }
    }
    return try unloaded(result)
  }

  /// The activation of a signal: with as much of the affine steps around it left to the layers as
  /// it takes to find one; a multiple of one only where the layers multiply anyhow.
  private func find(
    _ signal: Signal
  ) throws -> (activation: ImportedActivation, signal: Signal, rest: [Expression]) {
    if let found = try find(signal, isMultiple: false) ?? find(signal, isMultiple: true) {
      return found
    }
    // A bias is none of the formula's.
    var bare = signal
    while bare.expression.hasChannels, let folded = try fold(bare) { bare = folded }
    throw Unsupported(matcher.unmatched(bare.expression))
  }

  private func find(
    _ signal: Signal, isMultiple: Bool
  ) throws -> (activation: ImportedActivation, signal: Signal, rest: [Expression])? {
    var outer = signal
    var rest: [Expression] = []
    let most = 4
    for _ in 0...most {
      var inner = outer
      for _ in 0...most where !isMultiple || !rest.isEmpty {
        if let activation = try matcher.match(
          inner.expression, isGated: inner.gate != nil, isMultiple: isMultiple)
        {
          if activation.isSwapped { (inner.affine, inner.gate) = (inner.gate!, inner.affine) }
          if activation.factor != 1 {
            rest.append(try .infix("*", .input, .number("\(activation.factor)")))
          }
          return (activation, inner, rest.reversed())
        }
        guard let folded = try fold(inner) else { break }
        inner = folded
      }
      guard let (core, step) = try outer.expression.peeled(), core != .input else { return nil }
      rest.append(step)
      outer.expression = core
    }
    return nil
  }

  /// The signal with its innermost affine step done by its map, where that is all that reads the net
  /// input.
  private func fold(_ signal: Signal) throws -> Signal? {
    guard let width = signal.width,
      let (scale, shift, rest) = try signal.expression.innermost(width: width)
    else { return nil }
    var result = signal
    result.expression = rest
    let map = affines[signal.affine]
    // A shift leaves the matrix as it is.
    try allowance.take(2 * width + (scale.allSatisfy { $0 == 1 } ? 0 : map.inputs * map.outputs))
    affines.append(map.followed(by: scale, shift))
    result.affine = affines.count - 1
    return result
  }

  /// A map as a matrix.
  private func dense(_ map: AffineMap) throws -> AffineMap {
    guard case .diagonal(let scale, let shift) = map.form else { return map }
    let width = map.outputs
    guard width <= Self.widestDiagonal else {
      throw Unsupported("an activation of \(width) numbers that no layer computes")
    }
    try allowance.take(width * width)
    var weights = [Double](repeating: 0, count: width * width)
    for index in 0..<width { weights[index * width + index] = scale[index] }
    return AffineMap(
      base: map.base, inputs: width, outputs: width, form: .dense(weights: weights, bias: shift))
  }
}
