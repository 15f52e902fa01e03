import Activations
import Datasets

/// Trains a network on samples, epoch after epoch.
///
/// The same network, samples, options and seed give the same bits on the same machine, whatever the
/// number of threads, and of processes that train it together.
public struct Trainer<Scalar: ActivationScalar> {
  /// The network that learns.
  public let network: Network<Scalar>
  /// How it is trained.
  public let options: TrainingOptions
  private let pool: ThreadPool
  private let communicator: (any Communicator)?

  /// A trainer of a network.
  ///
  /// - Parameter communicator: the processes that train it together: each calls this, and
  ///   ``train(on:validation:from:checkpoints:progress:)``, with the same network, options and
  ///   samples. Nil where there is one process only.
  /// - Throws: ``NetworkError`` with code `.invalidOption`.
  public init(
    _ network: Network<Scalar>, options: TrainingOptions, pool: ThreadPool = .allCores,
    communicator: (any Communicator)? = nil
  ) throws {
    try options.validate()
    self.network = network
    self.options = options
    self.pool = pool
    self.communicator = communicator
  }

  /// Trains.
  ///
  /// - Parameters:
  ///   - source: the samples to learn from.
  ///   - validation: samples that are not learned from, whose loss is watched.
  ///   - state: where to go on; from the beginning where there is none. Samples, options and
  ///     activations must be those that it was made with, or the bits will be others. Of several
  ///     processes, only that of rank 0 is asked.
  ///   - checkpoints: saves the training while it runs. What ends it before its last epoch, errors
  ///     included, leaves the last complete epoch saved. Of several processes, rank 0 saves.
  ///   - progress: told of every step and epoch; answers whether to go on. Where one of several
  ///     processes does not, all stop after the same step.
  /// - Returns: what it came to. A loss that is no longer finite ends the training and is not an
  ///   error: the result says where it appeared, and the network has the weights of the best or the
  ///   last epoch that was completed.
  /// - Throws: ``NetworkError`` where the data or the state does not suit the network, and what the
  ///   sources and the communicator throw.
  public func train(
    on source: any SampleSource<Scalar>, validation: (any SampleSource<Scalar>)? = nil,
    from state: TrainingState<Scalar>? = nil, checkpoints: Checkpointing<Scalar>? = nil,
    progress: (TrainingEvent) throws -> Bool = { _ in true }
  ) throws -> TrainingResult {
    let session = try TrainingSession(
      network, options: options, pool: pool, source: source, validation: validation,
      checkpoints: checkpoints, communicator: communicator)
    try session.begin(from: state)
    return try session.run(progress)
  }
}
