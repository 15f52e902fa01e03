/// How a network is trained.
public struct TrainingOptions: Sendable, Hashable, Codable {
  /// Stops training when a loss no longer becomes smaller, and keeps the weights of its best epoch.
  public struct EarlyStopping: Sendable, Hashable, Codable {
    /// How many epochs in a row may pass without improvement.
    public var patience: Int
    /// By how much the loss must become smaller to count as an improvement.
    public var leastImprovement: Double

    /// Early stopping from its parts.
    public init(patience: Int = 10, leastImprovement: Double = 0) {
      self.patience = patience
      self.leastImprovement = leastImprovement
    }
  }

  /// What is made small; nil for what suits the targets.
  public var loss: Loss?
  /// The rule by which weights move.
  public var optimizer: Optimizer
  /// The learning rate; nil for the optimizer's usual one.
  public var learningRate: Double?
  /// How the learning rate changes.
  public var schedule: LearningRateSchedule
  /// How much weights shrink; nil for the optimizer's usual. Biases and the activations' parameters
  /// do not.
  public var weightDecay: Double?
  /// The largest norm of all gradients together; longer ones are scaled down to it.
  public var clipNorm: Double?
  /// How often all samples are used.
  public var epochs: Int
  /// The samples of a step.
  public var batch: Int
  /// Decides the order of the samples, dropout and stochastic activations.
  public var seed: UInt64
  /// Into how many shares a batch is cut, which several processes may have between them, and whose
  /// gradients are added in an order of their own; nil for one. Another number gives other bits.
  public var shares: Int?
  /// When to stop before the last epoch, by the loss on the validation samples.
  public var earlyStopping: EarlyStopping?
  /// How much a training sample of each class counts; nil where all count the same.
  public var classWeights: [Double]?

  /// Options from their parts.
  public init(
    loss: Loss? = nil, optimizer: Optimizer = .adam(), learningRate: Double? = nil,
    schedule: LearningRateSchedule = LearningRateSchedule(), weightDecay: Double? = nil,
    clipNorm: Double? = nil, epochs: Int = 30, batch: Int = 32, seed: UInt64 = 0,
    shares: Int? = nil, earlyStopping: EarlyStopping? = nil, classWeights: [Double]? = nil
  ) {
    self.loss = loss
    self.optimizer = optimizer
    self.learningRate = learningRate
    self.schedule = schedule
    self.weightDecay = weightDecay
    self.clipNorm = clipNorm
    self.epochs = epochs
    self.batch = batch
    self.seed = seed
    self.shares = shares == 1 ? nil : shares
    self.earlyStopping = earlyStopping
    self.classWeights = classWeights
  }

  /// Checks every number.
  ///
  /// - Throws: ``NetworkError`` with code `.invalidOption`, naming the option.
  public func validate() throws {
    func check(_ name: String, _ value: some CustomStringConvertible, _ holds: Bool, _ text: String)
      throws
    {
      guard holds else {
        throw NetworkError(.invalidOption, "\(name): expected \(text), found \(value)")
      }
    }
    try check("epochs", epochs, epochs >= 1, "at least 1")
    try check("batch", batch, (1...1 << 24).contains(batch), "from 1 to 16777216")
    if let shares {
      try check("shares", shares, (1...batch).contains(shares), "from 1 to the batch's \(batch)")
    }
    if let learningRate {
      try check(
        "learning rate", learningRate, learningRate > 0 && learningRate.isFinite, "above 0")
    }
    if let weightDecay {
      try check(
        "weight decay", weightDecay, weightDecay >= 0 && weightDecay.isFinite, "at least 0")
    }
    if let clipNorm { try check("gradient clipping", clipNorm, clipNorm > 0, "above 0") }
    if let earlyStopping {
      let patience = earlyStopping.patience
      try check("early stopping: patience", patience, patience >= 1, "at least 1")
    }
    for weight in classWeights ?? [] {
      try check("class weight", weight, weight >= 0 && weight.isFinite, "at least 0")
    }
    try optimizer.validate()
    try schedule.validate()
  }
}
