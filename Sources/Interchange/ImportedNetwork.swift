import Activations
import Datasets
import NeuralNetwork

/// A dense network that was read from an ONNX file: its numbers, and the names of its activations.
public struct ImportedNetwork: Sendable {
  /// A dense layer.
  public struct Layer: Sendable {
    /// The width of its input.
    public var inputs: Int
    /// The width of its output.
    public var units: Int
    /// `[inputs, columns]`, columns = units or, of a gated activation, twice as many.
    public var weights: [Double]
    /// `[columns]`
    public var bias: [Double]
    /// The activation's name; nil for none.
    public var activation: String?
    /// Values of its parameters where they differ from the defaults.
    public var settings: [String: Double]
    /// Values for each channel, of a learnable parameter.
    public var channels: [String: [Double]]
    /// The formula that the graph spells out, for people.
    public var formula: String
  }

  /// The layers, from the first to the output.
  public var layers: [Layer]
  /// What is done to the inputs before.
  public var standardization: Standardization?
  /// What is predicted.
  public var targets: TargetKind
  /// A name for each class.
  public var classNames: [String]?
  /// The loss that gives the outputs their meaning.
  public var loss: Loss
  /// The precision of the file's numbers.
  public var precision: Precision
  /// The program that wrote the file, where it says.
  public var producer: String

  /// The largest file that is read: what a message of protocol buffers may have.
  public static let largestFile = 0x7FFF_FFFF
  private static let mostFields = 4_000_000

  /// Reads a file.
  ///
  /// Nothing outside the file's directory is read, and no more memory is used than a small multiple
  /// of the file's size, whatever the file says.
  ///
  /// - Parameters:
  ///   - path: the file.
  ///   - activations: what an elementwise part may turn out to be.
  ///   - keepsNumbers: whether a softmax at the end is a layer like another, not a sign of classes.
  /// - Throws: ``DataError`` where the file cannot be read or is no ONNX, ``ImportError`` where it
  ///   holds no dense network.
  public init(
    _ path: String, activations: [ActivationFormula], keepsNumbers: Bool = false
  ) throws {
    let file = try InputFile(path)
    guard file.size <= Self.largestFile else {
      throw DataError(
        .malformed, file: path, expected: "at most \(Self.largestFile) bytes",
        found: "\(file.size)")
    }
    let bytes = try file.prefix(file.size)
    let model = try Self.parse(bytes, path: path)
    let allowance = ImportAllowance(bytes: bytes.count)
    let directory = path.lastIndex(of: "/").map { String(path[...$0]) } ?? "."
    let reader = GraphReader(
      model, tensors: TensorReader(bytes, directory: directory, allowance: allowance),
      allowance: allowance, matcher: ActivationMatcher(activations))
    let result = reader.network(keepsNumbers: keepsNumbers)
    guard let result, reader.refused == 0 else {
      throw ImportError(
        file: path,
        reasons: reader.refusals.map {
          ImportError.Reason(node: $0.node, operation: $0.operation, text: $0.reason)
        },
        others: reader.refused - reader.refusals.count)
    }
    self = result
  }

  private static func parse(_ bytes: [UInt8], path: String) throws -> ONNXModel {
    let model: ONNXModel
    do throws(WireReader.Fault) {
      model = try ONNXModel(
        WireReader(
          bytes, in: 0..<bytes.count, allowance: WireReader.Allowance(fields: mostFields)))
    } catch {
      throw DataError(
        .malformed, file: path,
        expected: "an ONNX file with \(error.expected) at byte "
          + "\(error.offset)", found: error.found)
    }
    guard model.irVersion >= 1, !model.graph.nodes.isEmpty else {
      throw DataError(
        .malformed, file: path, expected: "an ONNX file",
        found: model.irVersion >= 1 ? "one whose graph has no nodes" : "one without a version")
    }
    guard (3...14).contains(model.irVersion) else {
      throw DataError(
        .malformed, file: path, expected: "IR version 3 to 14", found: "\(model.irVersion)")
    }
    if let opset = model.opsets[""], !(7...28).contains(opset) {
      throw DataError(
        .malformed, file: path, expected: "operator set 7 to 28", found: "\(opset)")
    }
    return model
  }

  init(
    layers: [Layer], standardization: Standardization?, targets: TargetKind,
    classNames: [String]?, loss: Loss, precision: Precision, producer: String
  ) {
    self.layers = layers
    self.standardization = standardization
    self.targets = targets
    self.classNames = classNames
    self.loss = loss
    self.precision = precision
    self.producer = producer
  }

  /// The model, with activations of their names.
  ///
  /// - Parameter activation: finds an activation by name.
  /// - Throws: what `activation` throws, ``NetworkError``, ``DataError``.
  public func model<Scalar: ActivationScalar>(
    _: Scalar.Type, activation: (String) throws -> any Activation
  ) throws -> Model<Scalar> {
    let none = IdentityActivation()
    let activations = try layers.map { try $0.activation.map(activation) ?? none }
    let architecture = NetworkArchitecture(
      inputs: layers[0].inputs,
      layers: zip(layers, activations).map { layer, activation in
        LayerArchitecture(
          units: layer.units, activation: activation.name, settings: layer.settings,
          perChannel: Set(layer.channels.keys))
      })
    var rest = activations.makeIterator()
    // The weights are about to be replaced: the initializer is the one that measures nothing.
    let network = try Network<Scalar>(architecture, initializer: .lecun) { _ in
      rest.next() ?? none
    }
    try network.setTensors(tensors(activations))
    let options = TrainingOptions(loss: loss)
    return try Model(
      network: network,
      preparation: Preparation(width: layers[0].inputs, inputs: standardization), targets: targets,
      featureNames: nil,
      classNames: classNames,
      training: TrainingRecord(options: options, epochs: 0, samples: 0))
  }

  private func tensors<Scalar: ActivationScalar>(
    _ activations: [any Activation]
  ) -> [NamedTensor<Scalar>] {
    zip(layers, activations).enumerated().flatMap { index, pair in
      let (layer, activation) = pair
      func tensor(_ name: String, _ shape: [Int], _ values: [Double]) -> NamedTensor<Scalar> {
        NamedTensor(
          name: "layers.\(index).\(name)", shape: shape, values: values.map { Scalar($0) })
      }
      let columns = layer.bias.count
      return [
        tensor("weights", [layer.inputs, columns], layer.weights),
        tensor("bias", [columns], layer.bias),
      ]
        + activation.learnableParameters.map { parameter in
          let values =
            layer.channels[parameter.name]
            ?? [layer.settings[parameter.name] ?? parameter.defaultValue]
          return tensor("activation.\(parameter.name)", [values.count], values)
        }
    }
  }
}
