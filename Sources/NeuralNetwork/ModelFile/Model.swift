import Activations
import Datasets

/// A network together with what it takes to use it on new data.
///
/// Not thread-safe, as its network is not.
public struct Model<Scalar: ActivationScalar> {
  /// The network.
  public let network: Network<Scalar>
  /// What is done to inputs before the network sees them; nil where nothing is.
  public let standardization: Standardization?
  /// What the model's file says of it.
  public let description: ModelDescription
  /// The activations that are not the ones which the model was trained with; empty unless the
  /// policy allowed it.
  public let substitutions: [ActivationSubstitution]

  /// A model of a trained network.
  ///
  /// - Parameters:
  ///   - network: its weights are read when the model is saved.
  ///   - standardization: what was done to the inputs that it was trained with.
  ///   - targets: what it predicts.
  ///   - featureNames: a name for each input.
  ///   - classNames: a name for each class.
  ///   - labelName: the name of the column that held the labels.
  ///   - training: how it was trained.
  /// - Throws: ``DataError`` of code `mismatch` where the sizes do not fit the network.
  public init(
    network: Network<Scalar>, standardization: Standardization?, targets: TargetKind,
    featureNames: [String]?, classNames: [String]?, labelName: String? = nil,
    training: TrainingRecord
  ) throws(DataError) {
    let (architecture, activations) = network.savedShape
    let description = ModelDescription(
      precision: Scalar.precision.rawValue, architecture: architecture, activations: activations,
      targets: targets, featureNames: featureNames, classNames: classNames,
      labelName: labelName, training: training)
    try description.validate(path: "the model")
    try standardization?.check(inputWidth: architecture.inputs)
    self.init(
      network: network, standardization: standardization, description: description,
      substitutions: [])
  }

  init(
    network: Network<Scalar>, standardization: Standardization?, description: ModelDescription,
    substitutions: [ActivationSubstitution]
  ) {
    self.network = network
    self.standardization = standardization
    self.description = description
    self.substitutions = substitutions
  }

  /// Saves the model as a safetensors file, which replaces one that is there at once: an interrupted
  /// save leaves the file as it was.
  ///
  /// - Throws: ``DataError`` of code `inputOutput` where the system refuses.
  public func save(to path: String) throws(DataError) { try save(to: OutputPlace(path)) }

  /// Saves the model where that was settled beforehand.
  ///
  /// - Throws: ``DataError`` of code `inputOutput` where the system refuses.
  public func save(to place: OutputPlace) throws(DataError) {
    var contents = SafetensorsContents()
    contents.metadata = try ModelFile.metadata(description, path: place.path)
    contents.add(network.tensors)
    if let standardization {
      contents.add([
        NamedTensor(
          name: ModelFile.meanName, shape: [standardization.mean.count],
          values: standardization.mean),
        NamedTensor(
          name: ModelFile.scaleName, shape: [standardization.scale.count],
          values: standardization.scale),
      ])
    }
    try contents.write(to: place)
  }
}
