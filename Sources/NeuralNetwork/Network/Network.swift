import Activations

/// A network of dense layers: y = f_L(... f_1(x W_1 + b_1) ... W_L + b_L).
///
/// Weights have shape `[inputs, units]`, row-major; a gated layer's `[inputs, 2 * units]`. All
/// learned values lie in one buffer, in the order of ``tensors``.
///
/// Not thread-safe: a network is owned by one thread at a time, which spreads the work over the
/// library's own.
public final class Network<Scalar: ActivationScalar> {
  /// The shape that the network was made from.
  public let architecture: NetworkArchitecture
  /// The layers, from the first to the output.
  let layers: [Layer<Scalar>]
  /// Weights, biases and activation parameters of all layers.
  let parameters: AlignedBuffer<Scalar>
  /// Another number after each change of the parameters.
  var version = 0

  /// Makes a network with weights drawn by an initializer, and biases zero.
  ///
  /// - Parameters:
  ///   - architecture: the shape; checked first.
  ///   - initializer: the rule for the weights.
  ///   - seed: of the weights; the same seed gives the same weights.
  ///   - activations: finds the activation of a name; called once a layer.
  /// - Throws: ``NetworkError`` for an architecture or parameter that makes no sense, and what
  ///   `activations` or the activation's own `kernels` throw.
  public init(
    _ architecture: NetworkArchitecture, initializer: Initializer = .measured, seed: UInt64 = 0,
    activations: (String) throws -> any Activation
  ) throws {
    try architecture.validate()
    var layers: [Layer<Scalar>] = []
    var next = 0
    func place(_ count: Int) -> Int {
      defer { next += AlignedBuffer<Scalar>.padded(count) }
      return next
    }
    var width = architecture.inputs
    for (index, shape) in architecture.layers.enumerated() {
      let activation = try activations(shape.activation)
      try shape.validate(for: activation, layer: index)
      layers.append(
        try Layer(shape, inputs: width, activation: activation, place: place))
      width = shape.units
    }
    self.architecture = architecture
    self.layers = layers
    parameters = AlignedBuffer(count: next)
    let normal = NumericKernels<Scalar>.make().normal
    var below: ActivationGain?
    for (index, layer) in layers.enumerated() {
      let values: [Scalar] = layer.layout.initialValues(
        layer.activation.parameters, overrides: architecture.layers[index].settings)
      (parameters.start + layer.parameters).update(from: values, count: values.count)
      let deviation = Scalar(
        initializer.variance(inputs: layer.inputs, columns: layer.columns, below: below)
          .squareRoot())
      let weights = parameters.start + layer.weights
      let stream = RandomPurpose.weights.stream(seed: seed, layer: index)
      for input in 0..<layer.inputs {
        let row = weights + input * layer.weightStride
        normal(stream, UInt64(input * layer.columns), row, layer.columns)
        for column in 0..<layer.columns { row[column] *= deviation }
      }
      if initializer == .measured, index < layers.count - 1 {
        below = ActivationGain(layer.sample(parameters: parameters.start + layer.parameters))
      }
    }
  }

  /// The activations of the layers, from the first to the output.
  public var activations: [any Activation] { layers.map(\.activation) }

  /// How many values training can change.
  public var learnableCount: Int {
    layers.reduce(0) { sum, layer in
      sum + layer.weightCount + layer.columns
        + layer.learnableSlots.reduce(0) { $0 + $1.slot.count }
    }
  }
}

extension LayerArchitecture {
  /// Checks the parameters that this layer names against those that its activation has.
  func validate(for activation: any Activation, layer index: Int) throws {
    func parameter(_ name: String) throws -> ActivationParameter {
      if let found = activation.parameters.first(where: { $0.name == name }) { return found }
      let names = activation.parameters.map(\.name).joined(separator: ", ")
      throw NetworkError(
        .invalidParameter,
        "layer \(index): \(activation.name) has no parameter \(name); it has "
          + (names.isEmpty ? "none" : names))
    }
    for (name, value) in settings.sorted(by: { $0.key < $1.key }) {
      let interval = try parameter(name).interval
      guard interval.contains(value) else {
        throw NetworkError(
          .invalidParameter,
          "layer \(index): \(activation.name): \(name): expected in \(interval), found \(value)")
      }
    }
    for name in perChannel where try !parameter(name).isLearnable {
      throw NetworkError(
        .invalidParameter,
        "layer \(index): \(activation.name): \(name) is not learnable, so it has one value")
    }
  }
}
