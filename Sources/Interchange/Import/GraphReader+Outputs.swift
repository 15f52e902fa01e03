import Activations
import Datasets
import NeuralNetwork

/// What a graph's outputs make of the network.
extension GraphReader {
  /// The last signal, what it predicts, and how its numbers are read.
  private struct End {
    var signal: Signal
    var targets: TargetKind
    var classNames: [String]?
    var loss: Loss
  }

  /// The network; nil where something was refused.
  func network(keepsNumbers: Bool) -> ImportedNetwork? {
    let outputs = outputs()
    guard refused == 0 else { return nil }
    do {
      let end = try end(outputs.map(\.value), keepsNumbers: keepsNumbers)
      let layers = try layers(upTo: end.signal)
      let isDouble = model.graph.inputs.contains {
        $0.elementType == ONNXTensor.Kind.double.rawValue
      }
      return ImportedNetwork(
        layers: layers, standardization: try inputStandardization(), targets: end.targets,
        classNames: end.classNames, loss: end.loss, precision: isDouble ? .float64 : .float32,
        producer: model.producer)
    } catch {
      refuse(outputs.first?.name ?? "", "outputs", Unsupported.reason(of: error))
      return nil
    }
  }

  /// What the outputs together say: labels and probabilities of one signal, or numbers.
  private func end(_ values: [GraphValue], keepsNumbers: Bool) throws -> End {
    var sources: [GraphValue] = []
    var names: [String]?
    var isClassifier = false
    for value in values {
      switch value {
      case .className(let source, let given), .named(let source, let given):
        names = given
        isClassifier = true
        sources.append(source)
      case .classIndex(let source):
        isClassifier = true
        sources.append(source)
      case .pair:
        isClassifier = true
        sources.append(value)
      case .signal: sources.append(value)
      case .constant: throw Unsupported("an output does not depend on the input")
      case .unknown: throw Unsupported("an output is not known")
      }
    }
    guard let first = sources.first else { throw Unsupported("the graph has no output") }
    for source in sources.dropFirst() {
      guard source.key == first.key, source.key != nil else {
        throw Unsupported("several outputs that are not of one layer")
      }
    }
    switch first {
    case .pair(let signal):
      guard signal.width == 1, case .call("sigmoid", let z) = signal.expression.node else {
        throw Unsupported("probabilities of two classes that are no sigmoid's")
      }
      var logit = signal
      logit.expression = z[0]
      return try classes(logit, count: 2, names, .binaryCrossEntropy)
    case .signal(var signal):
      guard let width = signal.width else {
        throw Unsupported("samples of shape \(signal.shape), where rank 2 was expected")
      }
      var isSoftmax = false
      if width >= 2, case .call("softmax", let z) = signal.expression.node {
        isSoftmax = true
        if isClassifier || !keepsNumbers { signal.expression = z[0] }
      }
      guard isClassifier || (isSoftmax && !keepsNumbers) else {
        return End(signal: signal, targets: .values(width: width), loss: .squaredError)
      }
      guard width >= 2 else { throw Unsupported("the greatest of one number") }
      return try classes(signal, count: width, names, .softmaxCrossEntropy)
    default: throw Unsupported("outputs of a kind that is not known")
    }
  }

  private func classes(
    _ signal: Signal, count: Int, _ names: [String]?, _ loss: Loss
  ) throws -> End {
    let names = names ?? (0..<count).map { "\($0)" }
    guard names.count == count, Set(names).count == count else {
      throw Unsupported("\(Set(names).count) different class names for \(count) classes")
    }
    return End(
      signal: signal, targets: .classes(count: count), classNames: names, loss: loss)
  }

  /// The chain of layers down to the network's inputs.
  private func layers(upTo signal: Signal) throws -> [ImportedNetwork.Layer] {
    var last = try settled(signal, isEnd: true)
    // What is left to do after the last activation is a layer of its own.
    if case .diagonal(let scale, let shift) = affines[last.affine].form,
      affines[last.affine].base == 0 || scale.contains(where: { $0 != 1 })
        || shift.contains(where: { $0 != 0 })
    {
      last = try settled(multiply(last, by: unit(scale.count)), isEnd: true)
    }
    var layers: [ImportedNetwork.Layer] = []
    var index = affines[last.affine].base
    while index != 0, let map = stages[index].affine {
      layers.append(try layer(stages[index], map))
      index = map.base
    }
    return layers.reversed()
  }

  private func unit(_ width: Int) throws -> Constant {
    guard width <= 4096 else { throw Unsupported("\(width) outputs that no layer computes") }
    try allowance.take(width * width)
    var matrix = Constant(kind: .double, shape: [width, width])
    matrix.values = (0..<width * width).map { $0 / width == $0 % width ? 1 : 0 }
    return matrix
  }

  private func layer(
    _ stage: ImportedStage, _ map: AffineMap
  ) throws -> ImportedNetwork.Layer {
    guard case .dense(var weights, var bias) = map.form else {
      preconditionFailure("a layer without weights")
    }
    if let gate = stage.gate, case .dense(let others, let offsets) = gate.form {
      // Side by side: of each row the x half, then the gate half.
      try allowance.take(2 * weights.count)
      let width = map.outputs
      var both: [Double] = []
      both.reserveCapacity(2 * weights.count)
      for start in stride(from: 0, to: weights.count, by: width) {
        both += weights[start..<start + width]
        both += others[start..<start + width]
      }
      weights = both
      bias += offsets
    }
    guard (weights + bias).allSatisfy(\.isFinite) else {
      throw Unsupported("weights that are no finite numbers")
    }
    return ImportedNetwork.Layer(
      inputs: map.inputs, units: stage.width, weights: weights, bias: bias,
      activation: stage.activation?.name, settings: stage.activation?.settings ?? [:],
      channels: stage.activation?.channels ?? [:], formula: stage.activation?.formula ?? "x")
  }

  /// x' = scale x + shift of the inputs as (x - mean) / deviation; nil where nothing is done.
  private func inputStandardization() throws -> Standardization? {
    guard let standardization, case .diagonal(let scale, let shift) = affines[standardization].form,
      zip(scale, shift).contains(where: { $0 != 1 || $1 != 0 })
    else { return nil }
    do throws(DataError) {
      return try Standardization(
        mean: zip(scale, shift).map { $1 == 0 ? 0 : -$1 / $0 }, scale: scale.map { 1 / $0 })
    } catch { throw Unsupported("a scaling of the inputs that is no standardization") }
  }
}

extension GraphValue {
  /// What tells whether two outputs are of one signal: a softmax and what it is of are.
  fileprivate var key: ClosedSignal? {
    switch self {
    case .pair(let signal):
      return ClosedSignal(
        affine: signal.affine, gate: signal.gate, expression: signal.expression)
    case .signal(let signal):
      var expression = signal.expression
      if case .call("softmax", let z) = expression.node { expression = z[0] }
      return ClosedSignal(affine: signal.affine, gate: signal.gate, expression: expression)
    default: return nil
    }
  }
}
