import ArgumentParser
import NeuralNetwork

/// How the network is trained: the options of `train` that become ``TrainingOptions``.
struct TrainingOptionGroup: ParsableArguments {
  @Option(help: "How often all samples are used.")
  var epochs = 30

  @Option(name: [.long, .customLong("batch-size")], help: "The samples of a step.")
  var batch = 32

  @Option(
    help: ArgumentHelp(
      "Into how many shares a batch is cut, which several ranks may have between them; 1, or under "
        + "mpirun, one for every 128 samples, unless given. Another number gives other bits.",
      valueName: "count"))
  var shares: Int?

  @Option(help: "The rule by which weights move.")
  var optimizer = OptimizerName.adam

  @Option(
    name: [.long, .customLong("lr")],
    help: "The learning rate; the optimizer's usual one unless given.")
  var learningRate: Double?

  @Option(help: "The momentum of sgd.")
  var momentum: Double?

  @Flag(help: "Nesterov's momentum, for sgd.")
  var nesterov = false

  @Option(help: "How much weights shrink; the optimizer's usual unless given.")
  var weightDecay: Double?

  @Option(
    help: ArgumentHelp(
      "The learning rate's course: constant, cosine[:FLOOR] or step:EPOCHS:FACTOR.",
      valueName: "course"))
  var schedule = ScheduleArgument(.constant)

  @Option(help: "Over how many epochs the learning rate first rises.")
  var warmUp = 0.0

  @Option(help: "The largest norm of all gradients together.")
  var clip: Double?

  @Option(
    help: ArgumentHelp(
      "What is made small: softmax, binary, squared or huber[:DELTA]; what suits the labels unless given.",
      valueName: "loss"))
  var loss: LossArgument?

  @Option(
    help: ArgumentHelp(
      "How much samples of a class count: balanced, so that all classes do together the same.",
      valueName: "balanced"))
  var classWeight: ClassWeight?

  @Option(
    help: "Stop when the validation loss has not become smaller for so many epochs.")
  var patience: Int?

  @Option(help: "Decides weights, order and every other random number.")
  var seed: UInt64 = 1

  func validate() throws {
    if optimizer != .sgd, momentum != nil || nesterov {
      throw ValidationError("--momentum and --nesterov go with --optimizer sgd.")
    }
  }

  /// How many shares a batch has among so many ranks; 1 where there is no other process.
  ///
  /// - Throws: where that leaves a rank without any.
  private func shares(ranks: Int?) throws -> Int? {
    guard let ranks else { return shares }
    let count = shares ?? min(max(batch / Self.usualShare, 1), Self.mostShares)
    guard count >= ranks else {
      let ways =
        batch >= ranks && shares == nil
        ? "--shares \(ranks), or --batch \(ranks * Self.usualShare)" : "--shares \(ranks)"
      throw NetworkError(
        .invalidOption,
        "\(ranks) ranks, but a batch of \(batch) has \(count == 1 ? "one share" : "\(count) shares"), "
          + "and each rank takes one at least; expected fewer ranks, or \(ways)")
    }
    return count
  }

  /// The samples of a share, and the most shares, unless told otherwise.
  private static let usualShare = 128
  private static let mostShares = 64

  /// The options for the library; it checks their values.
  ///
  /// - Parameter ranks: the processes that train together; nil where this one is alone.
  /// - Throws: where there are more of them than shares.
  func options(ranks: Int?) throws -> TrainingOptions {
    let rule: Optimizer =
      switch optimizer {
      case .sgd: .sgd(momentum: momentum ?? (nesterov ? 0.9 : 0), nesterov: nesterov)
      case .rmsprop: .rmsprop()
      case .adam: .adam()
      case .adamw: .adamW()
      }
    return TrainingOptions(
      loss: loss?.loss, optimizer: rule, learningRate: learningRate,
      schedule: LearningRateSchedule(schedule.course, warmUpEpochs: warmUp),
      weightDecay: weightDecay, clipNorm: clip, epochs: epochs, batch: batch, seed: seed,
      shares: try shares(ranks: ranks),
      earlyStopping: patience.map { TrainingOptions.EarlyStopping(patience: $0) })
  }
}
