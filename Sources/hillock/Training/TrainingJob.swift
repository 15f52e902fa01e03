import ActivationHost
import Activations
import Datasets
import NeuralNetwork

/// One network, trained on one file: from the options of a command to what came of it.
struct TrainingJob {
  /// The widths of the hidden layers.
  var hidden: [Int]
  /// An activation for each hidden layer, and one for the output.
  var activations: [any Activation]
  /// Parameter values for each of the activations.
  var settings: [[String: Double]]
  /// The learnable parameters that have a value for each neuron.
  var perChannel: Set<String> = []
  /// The share of each hidden layer's outputs that training leaves out.
  var dropout = 0.0
  /// The rule for the first weights.
  var initializer = Initializer.measured
  /// How it is trained.
  var options: TrainingOptions
  /// The threads.
  var pool = ThreadPool.allCores
  /// What takes new builds of the plugins, where that is wanted.
  var reloading: PluginReloading?

  /// Whether targets that are numbers may be brought to mean 0 and variance 1: a loss of distances,
  /// of outputs that can be any numbers.
  var takesStandardizedTargets: Bool {
    activations.last?.identity == IdentityActivation().identity
      && options.loss?.isOfDistances ?? true
  }

  /// What came of it.
  struct Outcome<Scalar: ActivationScalar> {
    let result: TrainingResult
    let model: Model<Scalar>
    /// Whether the model was saved.
    let isSaved: Bool
    /// How well it does on the test samples, where there are any.
    let test: Evaluation?
  }

  /// All that it takes, ready for the first step.
  struct Prepared<Scalar: ActivationScalar> {
    let job: TrainingJob
    let file: DataFile
    let data: TrainingData<Scalar>
    let network: Network<Scalar>
    fileprivate let output: TrainingOutput?
    fileprivate let state: TrainingState<Scalar>?
    fileprivate let checkpoints: Checkpointing<Scalar>?
    fileprivate let curves: TrainingCurves?

    /// Which training it is.
    func description() throws -> CheckpointDescription {
      try job.description(network, data)
    }
  }

  /// Makes the network, and finds out where the training goes on.
  ///
  /// - Parameters:
  ///   - file: the samples.
  ///   - output: where it is saved, meanwhile and in the end.
  ///   - curves: where its course is written.
  func prepare<Scalar: ActivationScalar>(
    _ file: DataFile, _ data: TrainingData<Scalar>, to output: TrainingOutput? = nil,
    curves: TrainingCurves? = nil
  ) throws -> Prepared<Scalar> {
    let network = try network(
      inputs: data.training.inputWidth, targets: file.targetKind, Scalar.self)
    let (state, checkpoints) =
      try output?.checkpoints(
        of: { try description(network, data) }, epochs: options.epochs, Scalar.self) ?? (nil, nil)
    return Prepared(
      job: self, file: file, data: data, network: network, output: output, state: state,
      checkpoints: checkpoints, curves: curves)
  }

  private func description<Scalar: ActivationScalar>(
    _ network: Network<Scalar>, _ data: TrainingData<Scalar>
  ) throws -> CheckpointDescription {
    try CheckpointDescription(
      network, options: options, initializer: initializer, training: data.training,
      validation: data.validation)
  }
}

extension TrainingJob.Prepared {
  /// Trains, saves what was learned, and only then tests it.
  ///
  /// - Parameters:
  ///   - communicator: the processes that train it together, of which the first saves and tests.
  ///   - progress: as ``Trainer`` has it.
  func run(
    with communicator: (any Communicator)? = nil, progress: (TrainingEvent) throws -> Bool
  ) throws -> TrainingJob.Outcome<Scalar> {
    let (options, pool) = (job.options, job.pool)
    let result = try Trainer(network, options: options, pool: pool, communicator: communicator)
      .train(
        on: data.training, validation: data.validation, from: state, checkpoints: checkpoints,
        progress: progress)
    let model = try Model(
      network: network, preparation: data.preparation, targets: file.targetKind,
      featureNames: file.featureNames, classNames: file.classNames,
      labelName: file.labelName,
      training: TrainingRecord(
        options: options, initializer: job.initializer, epochs: result.history.count,
        samples: data.training.count ?? 0, loss: result.history.last?.trainingLoss))
    let isSaved = try output?.save(model, result) ?? false
    try curves?.write(result, title: DisplayText.line(file.path, limit: 60))
    typealias Outcome = TrainingJob.Outcome<Scalar>
    if case .diverged = result.reason {
      return Outcome(result: result, model: model, isSaved: isSaved, test: nil)
    }
    guard communicator.map({ $0.rank == 0 }) ?? true else {
      return Outcome(result: result, model: model, isSaved: false, test: nil)
    }
    let test = try data.test.map {
      try network.evaluate(
        $0, loss: options.loss, scaling: data.preparation.targets, pool: pool)
    }
    return Outcome(result: result, model: model, isSaved: isSaved, test: test)
  }

}

extension TrainingJob {
  private func network<Scalar: ActivationScalar>(
    inputs: Int, targets: TargetKind, _: Scalar.Type
  ) throws -> Network<Scalar> {
    // Two classes that binary cross-entropy tells apart take one output.
    let outputs =
      options.loss == .binaryCrossEntropy && targets == .classes(count: 2)
      ? 1 : targets.outputWidth
    let layers = zip(hidden + [outputs], zip(activations, settings)).enumerated().map {
      index, layer in
      let (units, (activation, settings)) = layer
      return LayerArchitecture(
        units: units, activation: activation.name, settings: settings,
        perChannel: perChannel.intersection(activation.learnableParameters.map(\.name)),
        dropout: index < hidden.count ? dropout : 0)
    }
    let architecture = NetworkArchitecture(inputs: inputs, layers: layers)
    var next = activations.makeIterator()
    return try Network(architecture, initializer: initializer, seed: options.seed) { name in
      guard let activation = next.next() else {
        preconditionFailure("a layer without an activation: \(name)")
      }
      return activation
    }
  }
}
