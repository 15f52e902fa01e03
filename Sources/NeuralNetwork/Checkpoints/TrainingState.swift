import Activations

/// A training at the end of an epoch: all that the rest of it depends on, beside its options and its
/// data. A training that goes on from here ends with the bits of one that was never stopped.
///
/// Random numbers need no state: each follows from the seed, the epoch and the step.
public struct TrainingState<Scalar: ActivationScalar>: Sendable {
  /// The course so far, as a file keeps it.
  struct Course: Sendable, Codable {
    /// The epochs that are done.
    var history: [EpochRecord]
    /// The steps that were taken.
    var steps: Int
    /// The samples that were used.
    var samples: Int
    /// How long it has taken.
    var seconds: Double
    /// The validation loss and number of the best epoch.
    var bestLoss: Double?
    var bestEpoch: Int?
  }

  var course: Course
  /// What was learned, as ``Network/tensors`` names it.
  var tensors: [NamedTensor<Scalar>]
  /// What the optimizer keeps, a list for each of its states.
  var optimizer: [[NamedTensor<Scalar>]]
  /// What was learned at the end of the best epoch.
  var best: [NamedTensor<Scalar>]?

  /// The epoch that has just ended, from 1.
  public var epoch: Int { course.history.count }
}

/// How often a training is saved while it runs: always at the end of an epoch.
public enum CheckpointInterval: Sendable, Hashable {
  /// At the first end of an epoch after so many seconds.
  case seconds(Double)
  /// After every so many epochs.
  case epochs(Int)

  /// Whether a training is to be saved that was last saved then.
  func isDue(epochs: Int, seconds: Double) -> Bool {
    switch self {
    case .seconds(let interval): seconds >= interval
    case .epochs(let interval): epochs >= interval
    }
  }
}

/// What saves a training while it runs.
public struct Checkpointing<Scalar: ActivationScalar> {
  /// How often.
  public var interval: CheckpointInterval
  /// Saves a state.
  public var save: (TrainingState<Scalar>) -> Void

  /// From its parts. A state that cannot be saved is no reason to give up the training, so `save`
  /// has to deal with failures itself.
  public init(interval: CheckpointInterval, save: @escaping (TrainingState<Scalar>) -> Void) {
    self.interval = interval
    self.save = save
  }
}
