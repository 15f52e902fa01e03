import Activations
import Datasets

/// Trains a network on samples, epoch after epoch.
///
/// The same network, samples, options and seed give the same bits on the same machine, whatever the
/// number of threads.
public struct Trainer<Scalar: ActivationScalar> {
  /// The network that learns.
  public let network: Network<Scalar>
  /// How it is trained.
  public let options: TrainingOptions
  private let pool: ThreadPool

  /// A trainer of a network.
  ///
  /// - Throws: ``NetworkError`` with code `.invalidOption`.
  public init(
    _ network: Network<Scalar>, options: TrainingOptions, pool: ThreadPool = .allCores
  ) throws {
    try options.validate()
    self.network = network
    self.options = options
    self.pool = pool
  }

  /// Trains.
  ///
  /// - Parameters:
  ///   - source: the samples to learn from.
  ///   - validation: samples that are not learned from, whose loss is watched.
  ///   - state: where to go on; from the beginning where there is none. Samples, options and
  ///     activations must be those that it was made with, or the bits will be others.
  ///   - checkpoints: saves the training while it runs. What ends it before its last epoch, errors
  ///     included, leaves the last complete epoch saved.
  ///   - progress: told of every step and epoch; answers whether to go on.
  /// - Returns: what it came to. A loss that is no longer finite ends the training and is not an
  ///   error: the result says where it appeared, and the network has the weights of the best or the
  ///   last epoch that was completed.
  /// - Throws: ``NetworkError`` where the data or the state does not suit the network, and what the
  ///   sources throw.
  public func train(
    on source: any SampleSource<Scalar>, validation: (any SampleSource<Scalar>)? = nil,
    from state: TrainingState<Scalar>? = nil, checkpoints: Checkpointing<Scalar>? = nil,
    progress: (TrainingEvent) throws -> Bool = { _ in true }
  ) throws -> TrainingResult {
    let session = try TrainingSession(
      network, options: options, pool: pool, source: source, validation: validation,
      checkpoints: checkpoints)
    if let state { try session.resume(state) }
    return try session.run(progress)
  }
}
