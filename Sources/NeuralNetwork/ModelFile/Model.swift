import Activations
import Datasets

/// A network together with what it takes to use it on new data.
///
/// Not thread-safe, as its network is not.
public struct Model<Scalar: ActivationScalar> {
  /// The network.
  public let network: Network<Scalar>
  /// What is done to rows before the network sees them, and undone of what it says.
  public let preparation: Preparation
  /// What the model's file says of it.
  public let description: ModelDescription
  /// The activations that are not the ones which the model was trained with; empty unless the
  /// policy allowed it.
  public let substitutions: [ActivationSubstitution]

  /// A model of a trained network.
  ///
  /// - Parameters:
  ///   - network: its weights are read when the model is saved.
  ///   - preparation: what was done to the samples that it was trained with.
  ///   - targets: what it predicts.
  ///   - featureNames: a name for each column; nil where they have none.
  ///   - classNames: a name for each class.
  ///   - labelName: the name of the column that held the labels.
  ///   - training: how it was trained.
  /// - Throws: ``DataError`` of code `mismatch` where the sizes do not fit the network.
  public init(
    network: Network<Scalar>, preparation: Preparation, targets: TargetKind,
    featureNames: [String]?, classNames: [String]?, labelName: String? = nil,
    training: TrainingRecord
  ) throws(DataError) {
    var columns = preparation.columns
    if let featureNames, featureNames.count == columns.count {
      for place in columns.indices { columns[place].name = featureNames[place] }
    }
    let (architecture, activations) = network.savedShape
    let description = ModelDescription(
      precision: Scalar.precision.rawValue, architecture: architecture, activations: activations,
      targets: targets, featureNames: featureNames, columns: columns,
      classNames: classNames, labelName: labelName, training: training)
    try description.validate(path: "the model")
    self.init(
      network: network,
      preparation: try Preparation(
        columns: columns, inputs: preparation.inputs, targets: preparation.targets),
      description: description, substitutions: [])
  }

  init(
    network: Network<Scalar>, preparation: Preparation, description: ModelDescription,
    substitutions: [ActivationSubstitution]
  ) {
    self.network = network
    self.preparation = preparation
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
    for (names, scaling) in [
      (ModelFile.inputNames, preparation.inputs), (ModelFile.targetNames, preparation.targets),
    ] {
      guard let scaling else { continue }
      contents.add([
        NamedTensor(name: names.mean, shape: [scaling.mean.count], values: scaling.mean),
        NamedTensor(name: names.scale, shape: [scaling.scale.count], values: scaling.scale),
      ])
    }
    try contents.write(to: place)
  }
}
