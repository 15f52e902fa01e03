import Activations
import Datasets
import NeuralNetwork

/// Which runs a comparison is made of: every activation with every setting of the grid and every seed.
public struct ComparisonPlan: Sendable {
  /// One of the activations that are compared.
  public struct Contender: Sendable {
    /// The activation of all hidden layers.
    public var activation: any Activation
    /// Its parameters' values, where they are not the defaults.
    public var settings: [String: Double]

    /// A contender from its parts.
    public init(_ activation: any Activation, settings: [String: Double] = [:]) {
      self.activation = activation
      self.settings = settings
    }
  }

  /// One point of the grid.
  public struct Configuration: Sendable, Hashable, Codable {
    /// The widths of the hidden layers.
    public var hidden: [Int]
    /// The learning rate; nil for the optimizer's usual one.
    public var learningRate: Double?

    /// A configuration from its parts.
    public init(hidden: [Int], learningRate: Double?) {
      self.hidden = hidden
      self.learningRate = learningRate
    }
  }

  /// What is compared; the first is what the others are compared to.
  public var contenders: [Contender]
  /// The points of the grid.
  public var configurations: [Configuration]
  /// The seeds: each decides a split, the weights and the order of the samples.
  public var seeds: [UInt64]
  /// How all are trained; its seed and learning rate are those of the plan.
  public var options: TrainingOptions
  /// Which samples are kept out of training.
  public var split: RunDescription.Split
  /// Whether inputs, and targets that are numbers, are standardized.
  public var standardizes = true
  /// Whether all classes count the same together.
  public var balancesClasses = false
  /// The share of hidden outputs that training leaves out.
  public var dropout = 0.0
  /// The rule for the first weights.
  public var initializer = Initializer.measured

  /// A plan from its parts.
  public init(
    contenders: [Contender], configurations: [Configuration], seeds: [UInt64],
    options: TrainingOptions, split: RunDescription.Split
  ) {
    self.contenders = contenders
    self.configurations = configurations
    self.seeds = seeds
    self.options = options
    self.split = split
  }

  /// A run: places in the plan's lists.
  struct Run: Sendable {
    var contender: Int
    var configuration: Int
    var seed: Int
  }

  /// The runs, those of one seed together, so that they share its split.
  var runs: [Run] {
    seeds.indices.flatMap { seed in
      configurations.indices.flatMap { configuration in
        contenders.indices.map { Run(contender: $0, configuration: configuration, seed: seed) }
      }
    }
  }

  /// What a run is.
  func description(
    _ run: Run, data: [String], reading: String, precision: Precision
  ) -> RunDescription {
    let (contender, configuration) = (contenders[run.contender], configurations[run.configuration])
    var options = options
    options.seed = seeds[run.seed]
    options.learningRate = configuration.learningRate
    return RunDescription(
      data: data, reading: reading, split: split, standardizes: standardizes,
      balancesClasses: balancesClasses,
      precision: precision.rawValue, hidden: configuration.hidden,
      activation: contender.activation.identity, settings: contender.settings, dropout: dropout,
      initializer: initializer, options: options)
  }
}
