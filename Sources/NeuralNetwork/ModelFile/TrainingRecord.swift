/// How a network was trained, for those who want to do it again.
public struct TrainingRecord: Sendable, Hashable, Codable {
  /// How it was trained: optimizer, loss, seed and all.
  public var options: TrainingOptions
  /// The rule by which the weights were drawn.
  public var initializer: Initializer
  /// The epochs that were completed.
  public var epochs: Int
  /// The samples of an epoch.
  public var samples: Int
  /// The training loss of the last epoch; nil where none was completed, or it was no number.
  public var loss: Double?

  /// A record from its parts.
  public init(
    options: TrainingOptions, initializer: Initializer = .measured, epochs: Int, samples: Int,
    loss: Double? = nil
  ) {
    self.options = options
    self.initializer = initializer
    self.epochs = epochs
    self.samples = samples
    self.loss = loss.flatMap { $0.isFinite ? $0 : nil }
  }
}
