import Activations
import Datasets

/// What a saved training says of itself, beside its numbers: with which options, activations and data
/// it goes on to the same end.
public struct CheckpointDescription: Sendable, Hashable, Codable {
  /// The precision that is trained in.
  public var precision: String
  /// The network's shape.
  public var architecture: NetworkArchitecture
  /// The activation of each layer.
  public var activations: [ModelDescription.SavedActivation]
  /// How it is trained.
  public var options: TrainingOptions
  /// The rule by which the weights were drawn.
  public var initializer: Initializer
  /// How many samples there are, and a digest of the first of them as the network sees them.
  public var training: Samples
  /// Those that the loss is watched on.
  public var validation: Samples?

  /// Which samples.
  public struct Samples: Sendable, Hashable, Codable {
    /// How many; nil where that is not known.
    public var count: Int?
    /// SHA-256 over the first 1,024 of them, inputs and targets.
    public var digest: String

    /// Those of a source; restarts it.
    ///
    /// Standardized inputs depend on every sample, so that few tell whether all are the same.
    public init<Scalar: ActivationScalar>(_ source: any SampleSource<Scalar>) throws {
      let batch = SampleBatch(of: source, capacity: 1024)
      try source.restart(shuffleSeed: nil)
      let rows = try batch.read(source)
      let seal = SHA256()
      func add<Number>(_ values: UnsafePointer<Number>, _ count: Int) {
        seal.add(UnsafeRawBufferPointer(UnsafeBufferPointer(start: values, count: count)))
      }
      add(batch.inputs, rows * source.inputWidth)
      switch batch.targets.values {
      case .classes(let classes): add(classes, rows)
      case .values(let values): add(values, rows * source.targetKind.outputWidth)
      }
      if let weights = batch.targets.weights { add(weights, rows) }
      count = source.count
      digest = String(decoding: seal.digest(), as: UTF8.self)
    }
  }

  /// The description of a training that is about to begin.
  ///
  /// - Throws: what reading the samples throws.
  public init<Scalar: ActivationScalar>(
    _ network: Network<Scalar>, options: TrainingOptions, initializer: Initializer,
    training: any SampleSource<Scalar>, validation: (any SampleSource<Scalar>)?
  ) throws {
    precision = Scalar.precision.rawValue
    (architecture, activations) = network.savedShape
    self.options = options
    self.initializer = initializer
    self.training = try Samples(training)
    self.validation = try validation.map { try Samples($0) }
  }

  /// Checks that a training as described here may go on from one that was saved.
  ///
  /// More epochs are all the same, but for a learning rate whose course depends on how many there are.
  ///
  /// - Throws: ``DataError`` of code `mismatch` that names what differs.
  func check(saved: CheckpointDescription, path: String) throws(DataError) {
    func require(_ what: String, _ saved: some Equatable, _ present: some Equatable)
      throws(DataError)
    {
      guard "\(saved)" != "\(present)" else { return }
      throw DataError(
        .mismatch, file: path, expected: "\(what) \(saved), as in the training that was saved",
        found: "\(present)")
    }
    func samples(_ what: String, _ saved: Samples?, _ present: Samples?) throws(DataError) {
      try require(
        "a number of \(what) samples of", saved.map { "\($0.count ?? -1)" } ?? "0",
        present.map { "\($0.count ?? -1)" } ?? "0")
      guard saved != present else { return }
      throw DataError(
        .mismatch, file: path, expected: "the \(what) samples of the training that was saved",
        found: "others")
    }
    try require("the precision", saved.precision, precision)
    try require("inputs:", saved.architecture.inputs, architecture.inputs)
    try require("layers:", saved.architecture.layers.count, architecture.layers.count)
    for (index, layers) in zip(saved.architecture.layers, architecture.layers).enumerated() {
      try require("layer \(index):", layers.0.units, layers.1.units)
      try require(
        "layer \(index):", saved.activations[index].identity, activations[index].identity)
      guard layers.0 == layers.1, saved.activations[index] == activations[index] else {
        throw DataError(
          .mismatch, file: path,
          expected: "layer \(index) with the settings of the training that was saved",
          found: "others")
      }
    }
    try require("the initializer", saved.initializer, initializer)
    var (theirs, ours) = (saved.options, options)
    if !theirs.schedule.dependsOnEpochs { theirs.epochs = ours.epochs }
    for (before, now) in zip(Mirror(reflecting: theirs).children, Mirror(reflecting: ours).children)
    {
      try require("\(before.label ?? "options"):", "\(before.value)", "\(now.value)")
    }
    theirs = ours
    try samples("training", saved.training, training)
    try samples("validation", saved.validation, validation)
  }
}

extension LearningRateSchedule {
  /// Whether the rate at an epoch is another where there are more epochs.
  fileprivate var dependsOnEpochs: Bool {
    if case .cosine = course { true } else { false }
  }
}

extension Network {
  /// The shape with the activations' own names, and which code they are, as files keep them.
  var savedShape: (NetworkArchitecture, [ModelDescription.SavedActivation]) {
    var architecture = architecture
    let saved = zip(activations, architecture.layers).map { activation, layer in
      ModelDescription.SavedActivation(
        identity: activation.identity,
        parameters: Dictionary(
          activation.parameters.map { ($0.name, layer.settings[$0.name] ?? $0.defaultValue) },
          uniquingKeysWith: { first, _ in first }))
    }
    for index in architecture.layers.indices {
      architecture.layers[index].activation = saved[index].identity.name
    }
    return (architecture, saved)
  }
}
