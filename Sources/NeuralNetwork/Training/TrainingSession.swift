import Activations
import Datasets

/// One training from its first to its last step: the course of it, and what must be remembered.
final class TrainingSession<Scalar: ActivationScalar> {
  private let network: Network<Scalar>
  private let options: TrainingOptions
  private let source: any SampleSource<Scalar>
  private let validation: (any SampleSource<Scalar>)?
  private let step: TrainingStep<Scalar>
  /// Where the batch is cut into shares; `step` then takes one of them.
  private let shared: SharedStep<Scalar>?
  private let communicator: any Communicator
  private let optimizer: OptimizerKernel<Scalar>
  private let batch: SampleBatch<Scalar>
  private let evaluator: Evaluator<Scalar>?
  private let learningRate: Double
  private let snapshot: TrainingSnapshot<Scalar>
  private let checkpoints: Checkpointing<Scalar>?
  private var best: (loss: Double, epoch: Int, parameters: [Scalar])?
  private var history: [EpochRecord] = []
  private var hasDiverged = false
  private var steps = 0
  private var samples = 0
  /// What earlier runs of the same training took.
  private var earlierSeconds = 0.0
  private var start = ContinuousClock.now
  /// Whether this process was asked to stop, which all learn with the next step.
  private var isToStop = false
  /// The epoch that was saved last, and when.
  private var saved = (epoch: 0, time: ContinuousClock.now)

  init(
    _ network: Network<Scalar>, options: TrainingOptions, pool: ThreadPool,
    source: any SampleSource<Scalar>, validation: (any SampleSource<Scalar>)?,
    checkpoints: Checkpointing<Scalar>?, communicator: (any Communicator)?
  ) throws {
    self.network = network
    self.options = options
    self.source = source
    self.validation = validation
    let communicator = communicator ?? SoleProcess()
    self.communicator = communicator
    self.checkpoints = communicator.rank == 0 ? checkpoints : nil
    let loss = options.loss ?? Loss(suiting: source.targetKind)
    try network.check(source, loss: loss)
    if let validation { try network.check(validation, loss: loss) }
    if let weights = options.classWeights, source.targetKind != .classes(count: weights.count) {
      throw NetworkError(
        .invalidOption, "class weights: expected one for each class, found \(weights.count)")
    }
    if options.earlyStopping != nil, validation == nil {
      throw NetworkError(.invalidOption, "early stopping needs validation samples")
    }
    learningRate = options.learningRate ?? options.optimizer.usualLearningRate
    // Memory for the samples that there are, however large a batch may be.
    let batchCapacity = max(1, min(options.batch, source.count ?? options.batch))
    optimizer = OptimizerKernel(
      options.optimizer, weightDecay: options.weightDecay ?? options.optimizer.usualWeightDecay,
      parameters: network.parameters.count)
    if communicator.size > 1 || (options.shares ?? 1) > 1 {
      let shared = try SharedStep(
        network, loss: loss, optimizer: optimizer, batch: batchCapacity,
        shares: options.shares ?? 1, clipNorm: options.clipNorm, seed: options.seed, pool: pool,
        communicator: communicator, classWeights: options.classWeights)
      step = shared.engine
      self.shared = shared
    } else {
      step = try TrainingStep(
        network, loss: loss, optimizer: optimizer, batch: batchCapacity,
        clipNorm: options.clipNorm, seed: options.seed, pool: pool,
        classWeights: options.classWeights)
      shared = nil
    }
    batch = SampleBatch(of: source, capacity: batchCapacity)
    evaluator = validation == nil ? nil : try Evaluator(network, loss: loss, pool: pool)
    snapshot = TrainingSnapshot(network, optimizer, isSaved: checkpoints != nil)
  }

  /// Goes on from where another run of the same training was, or begins.
  ///
  /// - Parameter state: that of rank 0, which all go on from.
  func begin(from state: TrainingState<Scalar>?) throws {
    let parameters = try state.flatMap { try snapshot.restore($0) }
    guard
      let (course, parameters) = try snapshot.broadcast(
        state?.course, best: parameters, over: communicator)
    else { return }
    if let loss = course.bestLoss, let epoch = course.bestEpoch, let parameters {
      best = (loss, epoch, parameters)
    }
    history = course.history
    steps = course.steps
    samples = course.samples
    earlierSeconds = course.seconds
    saved.epoch = course.history.count
  }

  func run(_ progress: (TrainingEvent) throws -> Bool) throws -> TrainingResult {
    start = .now
    saved.time = start
    let warnings = network.warnings
    let reason: TrainingResult.Reason
    do { reason = try reasonToEnd(warnings, progress) } catch {
      saveCheckpoint()
      throw error
    }
    switch reason {
    case .finished, .stoppedEarly: break
    case .requested, .diverged: saveCheckpoint()
    }
    // Others may still be looking at weights that they have in common with this rank.
    network.parameters.moveBack()
    if hasDiverged { snapshot.restoreWeights() }
    restoreBest()
    return TrainingResult(
      reason: reason, history: history, bestEpoch: best?.epoch, warnings: warnings,
      seconds: seconds, samples: samples)
  }

  /// How long the training has taken, all runs of it together.
  private var seconds: Double { earlierSeconds + start.duration(to: .now).seconds }

  private func reasonToEnd(
    _ warnings: [TrainingWarning], _ progress: (TrainingEvent) throws -> Bool
  ) throws -> TrainingResult.Reason {
    for warning in warnings where try !progress(.warning(warning)) { isToStop = true }
    if isToStop, communicator.size == 1 { return .requested }
    if hasStalled { return .stoppedEarly }
    while history.count < options.epochs {
      let epoch = history.count + 1
      switch try runEpoch(epoch, progress) {
      case .stopped(let reason): return reason
      case .completed(let record):
        history.append(record)
        if let loss = record.validationLoss { remember(loss, epoch) }
        try shared?.collectOptimizer()
        snapshot.take(
          TrainingState.Course(
            history: history, steps: steps, samples: samples, seconds: seconds,
            bestLoss: best?.loss, bestEpoch: best?.epoch), best: best?.parameters)
        if let checkpoints,
          checkpoints.interval.isDue(
            epochs: epoch - saved.epoch, seconds: saved.time.duration(to: .now).seconds)
        {
          saveCheckpoint()
        }
        if try !progress(.epoch(record)) { isToStop = true }
        let stops = try communicator.all(isToStop).contains(true)
        if hasStalled { return .stoppedEarly }
        if stops { return .requested }
      }
    }
    return .finished
  }

  /// Saves the last complete epoch, unless it has been.
  private func saveCheckpoint() {
    guard let checkpoints, snapshot.epoch > saved.epoch, let state = snapshot.state else { return }
    checkpoints.save(state)
    saved = (state.epoch, .now)
  }

  private enum EpochOutcome {
    case completed(EpochRecord)
    case stopped(TrainingResult.Reason)
  }

  private func runEpoch(_ epoch: Int, _ progress: (TrainingEvent) throws -> Bool) throws
    -> EpochOutcome
  {
    let start = ContinuousClock.now
    try source.restart(
      shuffleSeed: RandomPurpose.shuffle.stream(seed: options.seed, step: epoch).state)
    let isClassified = batch.isClassified
    var done = 0
    var lossSum = 0.0
    var correct = 0
    var rate = learningRate
    var stepInEpoch = 0
    while true {
      let rows = try batch.read(source)
      if rows == 0 { break }
      let share = source.count.map { Double(done) / Double(max($0, 1)) } ?? 0
      rate =
        learningRate
        * options.schedule.factor(epoch: Double(epoch - 1) + share, of: options.epochs)
      let outcome = try takeStep(rows: rows, learningRate: rate)
      steps += 1
      stepInEpoch += 1
      guard outcome.loss.isFinite else {
        let divergence = divergence(
          epoch: epoch, step: stepInEpoch, layer: outcome.layerNotFinite)
        return .stopped(try end(divergence, progress))
      }
      done += rows
      samples += rows
      lossSum += outcome.loss * Double(rows)
      correct += outcome.correct
      let event = StepProgress(
        epoch: epoch, samples: done, samplesPerEpoch: source.count, loss: lossSum / Double(done),
        accuracy: isClassified ? Double(correct) / Double(done) : nil,
        samplesPerSecond: Double(done) / max(start.duration(to: .now).seconds, 1e-9))
      if try !progress(.step(event)) { isToStop = true }
      // Others than this process know of it only one step later.
      if outcome.isToStop || (isToStop && communicator.size == 1) { return .stopped(.requested) }
    }
    guard done > 0 else {
      throw NetworkError(.unsuitableData, "the data has no samples to train on")
    }
    guard step.numerics.isFinite(UnsafePointer(network.parameters.start), network.parameters.count)
    else {
      return .stopped(
        try end(
          Divergence(
            epoch: epoch, step: stepInEpoch, layer: nil, activation: nil, isOfWeights: true),
          progress))
    }
    let evaluation = try evaluate()
    return .completed(
      EpochRecord(
        epoch: epoch, trainingLoss: lossSum / Double(done),
        trainingAccuracy: isClassified ? Double(correct) / Double(done) : nil,
        validationLoss: evaluation?.loss, validationAccuracy: evaluation?.accuracy,
        learningRate: rate, seconds: start.duration(to: .now).seconds))
  }

  private func end(
    _ divergence: Divergence, _ progress: (TrainingEvent) throws -> Bool
  ) rethrows -> TrainingResult.Reason {
    hasDiverged = true
    return try progress(.diverged(divergence)) ? .diverged(divergence) : .requested
  }

  /// Takes one step on the batch that has been read.
  private func takeStep(rows: Int, learningRate: Double) throws -> SharedStep<Scalar>.Outcome {
    if let shared {
      return try shared.run(
        inputs: batch.inputs, targets: batch.targets, rows: rows, step: steps,
        learningRate: learningRate, isToStop: isToStop)
    }
    let outcome = step.run(
      inputs: batch.inputs, targets: batch.targets, rows: rows, step: steps,
      learningRate: learningRate)
    return SharedStep.Outcome(
      loss: outcome.loss, correct: outcome.correct,
      layerNotFinite: outcome.loss.isFinite ? nil : step.firstLayerNotFinite)
  }

  /// How well rank 0 finds the network to do on the validation samples.
  private func evaluate() throws -> Evaluation? {
    guard let validation, let evaluator else { return nil }
    let evaluation = communicator.rank == 0 ? try evaluator.evaluate(validation) : nil
    let measures = try communicator.broadcast(
      (
        count: evaluation?.count ?? 0, loss: evaluation?.loss ?? 0,
        accuracy: evaluation?.accuracy ?? -1
      ))
    return evaluation
      ?? Evaluation(
        count: measures.count, loss: measures.loss,
        accuracy: measures.accuracy < 0 ? nil : measures.accuracy)
  }

  /// Remembers the weights of an epoch that is better than all before it.
  private func remember(_ loss: Double, _ epoch: Int) {
    guard let stopping = options.earlyStopping, loss.isFinite else { return }
    if best.map({ loss < $0.loss - stopping.leastImprovement }) ?? true {
      best = (loss, epoch, network.parameters.array)
    }
  }

  /// Whether too many epochs have passed since one was better than all before it.
  private var hasStalled: Bool {
    options.earlyStopping.map { history.count - (best?.epoch ?? 0) >= $0.patience } ?? false
  }

  private func restoreBest() {
    guard let best else { return }
    network.parameters.start.update(from: best.parameters, count: best.parameters.count)
    network.version += 1
  }

  /// The step that has just been given up, and the first layer whose output is not finite.
  private func divergence(epoch: Int, step number: Int, layer: Int?) -> Divergence {
    Divergence(
      epoch: epoch, step: number, layer: layer,
      activation: layer.map { network.layers[$0].activation.name })
  }
}

extension Duration {
  /// The duration in seconds.
  var seconds: Double {
    Double(components.seconds) + Double(components.attoseconds) * 1e-18
  }
}
