import Activations
import Datasets

/// What a model file says of its network, beside the numbers: enough to use it on new data, and to
/// tell how it came about.
public struct ModelDescription: Sendable, Hashable, Codable {
  /// An activation as the network used it.
  public struct SavedActivation: Sendable, Hashable, Codable {
    /// Which code it was.
    public var identity: ActivationIdentity
    /// The value of every parameter, defaults included: another version may have others. Learnable
    /// ones are where training started from; what they became lies among the tensors.
    public var parameters: [String: Double]
  }

  /// The precision that the network was trained in.
  public var precision: String
  /// The network's shape.
  public var architecture: NetworkArchitecture
  /// The activation of each layer, from the first to the output.
  public var activations: [SavedActivation]
  /// What the network predicts.
  public var targets: TargetKind
  /// A name for each column that is an input, where the data had them.
  public var featureNames: [String]?
  /// What these columns are; nil in a file of a time when all were numbers without gaps.
  public var columns: [InputColumn]?
  /// A name for each class.
  public var classNames: [String]?
  /// The name of the column that held the labels, where the data had one.
  public var labelName: String?
  /// How the network was trained.
  public var training: TrainingRecord

  /// The columns that are inputs, where the data had names for them.
  var inputColumns: [InputColumn]? {
    columns ?? featureNames.map { $0.map { InputColumn(name: $0) } }
  }

  /// Checks what a file says: sizes that fit together, and names that differ.
  func validate(path: String) throws(DataError) {
    func require(_ holds: Bool, _ expected: String, _ found: String) throws(DataError) {
      guard !holds else { return }
      throw DataError(.mismatch, file: path, expected: expected, found: found)
    }
    do { try architecture.validate() } catch {
      throw DataError(
        .mismatch, file: path, expected: "an architecture that makes sense", found: "\(error)")
    }
    try require(
      activations.count == architecture.layers.count,
      "an activation for each of \(architecture.layers.count) layers", "\(activations.count)")
    for (index, (layer, activation)) in zip(architecture.layers, activations).enumerated() {
      try require(
        layer.activation == activation.identity.name,
        "layer \(index) to have the activation \(DataError.quoted(layer.activation))",
        DataError.quoted(activation.identity.name))
    }
    let width = columns?.count ?? architecture.inputs
    if let columns {
      for column in columns { try column.validate(path: path) }
      // No overflow: no column has more than the levels that were just counted.
      let inputs = columns.reduce(0) { $0 + $1.width }
      try require(inputs == architecture.inputs, "\(architecture.inputs) inputs", "\(inputs)")
      try require(
        Set(columns.map(\.name)).count == width, "column names that differ",
        "one that is there twice")
    }
    if let featureNames {
      try require(
        featureNames.count == width, "\(width) feature names", "\(featureNames.count)")
      try require(
        Set(featureNames).count == featureNames.count, "feature names that differ",
        "one that is there twice")
    }
    switch targets {
    case .classes(let count):
      try require(count >= 2, "at least two classes", "\(count)")
      // Two classes may be told apart by one output.
      try require(
        count == architecture.outputs || (count == 2 && architecture.outputs == 1),
        "a class for each of \(architecture.outputs) outputs", "\(count) classes")
      if let classNames {
        try require(classNames.count == count, "\(count) class names", "\(classNames.count)")
        try require(
          Set(classNames).count == count, "class names that differ", "one that is there twice")
      }
    case .values(let width):
      try require(
        width == architecture.outputs, "\(architecture.outputs) numbers a target", "\(width)")
      try require(classNames == nil, "no class names for numbers", "\(classNames?.count ?? 0)")
    }
  }
}
