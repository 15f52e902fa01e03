import Activations
import Datasets
import NeuralNetwork
import Synchronization
import Testing

/// A batch cut into shares: the same bits, whoever has which.
struct SharingTests {
  /// Everything that a step can depend on.
  struct Setting: Sendable {
    var optimizer = Optimizer.adam()
    var clipNorm: Double?
    var shares: Int? = 8
    var samples = 150
    var batch = 100
    var epochs = 2
    var threads = 1
    var learningRate = 0.01
    var patience: Int?

    var options: TrainingOptions {
      TrainingOptions(
        optimizer: optimizer, learningRate: learningRate, clipNorm: clipNorm, epochs: epochs,
        batch: batch, seed: 9, shares: shares,
        earlyStopping: patience.map { TrainingOptions.EarlyStopping(patience: $0) })
    }
  }

  /// What a training came to on one rank.
  struct Outcome<Scalar: ActivationScalar>: Sendable {
    let tensors: [NamedTensor<Scalar>]
    let losses: [Double]
    let validation: [Double?]
    let reason: TrainingResult.Reason
    let samples: Int
  }

  static func data<Scalar: ActivationScalar>(
    _: Scalar.Type, count: Int, seed: UInt64
  ) throws -> DatasetSource<Scalar> {
    var random = RandomStream(seed: seed)
    let inputs = (0..<count * 40).map { _ in Scalar(random.uniform() - 0.5) }
    let classes = (0..<count).map { _ in Int32(random.below(4)) }
    return DatasetSource(
      try Dataset(inputs: inputs, inputWidth: 40, targets: .classes(classes, count: 4)))
  }

  /// Trains a network with dropout, a stochastic activation, gates and parameters that learn.
  static func train<Scalar: ActivationScalar>(
    _: Scalar.Type, _ setting: Setting, _ communicator: (any Communicator)?,
    from state: TrainingState<Scalar>? = nil, checkpoints: Checkpointing<Scalar>? = nil,
    progress: (TrainingEvent) throws -> Bool = { _ in true }
  ) throws -> Outcome<Scalar> {
    let layers = [
      LayerArchitecture(
        units: 130, activation: "prelu", perChannel: ["negative_slope"], dropout: 0.1),
      LayerArchitecture(units: 30, activation: "rrelu"),
      LayerArchitecture(units: 20, activation: "swiglu"),
      LayerArchitecture(units: 4, activation: "identity"),
    ]
    let network = try Network<Scalar>(
      NetworkArchitecture(inputs: 40, layers: layers), seed: 3, activations: TestActivations.named)
    let result = try Trainer(
      network, options: setting.options, pool: ThreadPool(threads: setting.threads),
      communicator: communicator
    ).train(
      on: data(Scalar.self, count: setting.samples, seed: 1),
      validation: data(Scalar.self, count: 70, seed: 2), from: state, checkpoints: checkpoints,
      progress: progress)
    return Outcome(
      tensors: network.tensors, losses: result.history.map(\.trainingLoss),
      validation: result.history.map(\.validationLoss), reason: result.reason,
      samples: result.samples)
  }

  static let settings = [
    Setting(), Setting(optimizer: .sgd(momentum: 0.9), clipNorm: 0.1, threads: 2),
    Setting(optimizer: .rmsprop(), clipNorm: 100, shares: 7),
    // Shares so large that they are taken in parts, and a last batch of fewer shares than ranks.
    Setting(optimizer: .adamW(), shares: 5, samples: 2700, batch: 2600, epochs: 1, threads: 2),
    Setting(optimizer: .sgd(), shares: 64, samples: 130, batch: 64),
  ]

  @Test(arguments: settings.indices)
  func theSameBitsOnAnyNumberOfRanks(index: Int) throws {
    let setting = Self.settings[index]
    let alone = try Self.train(Float.self, setting, nil)
    #expect(alone.reason == .finished)
    let placements: [(ranks: Int, machines: [[Int]])] = [
      (1, []), (2, []), (3, []), (5, []),
      // With memory in common: all of them, some, and on several machines.
      (2, [[0, 1]]), (3, [[1, 2]]), (5, [[0, 2, 3], [1, 4]]),
    ]
    for (ranks, machines) in placements {
      let all = try ThreadRanks.run(ranks, machines: machines) {
        try Self.train(Float.self, setting, $0)
      }
      for (rank, one) in all.enumerated() {
        #expect(one.tensors == alone.tensors, "rank \(rank) of \(ranks), \(machines)")
        #expect(one.losses == alone.losses, "rank \(rank) of \(ranks), \(machines)")
        #expect(one.validation == alone.validation, "rank \(rank) of \(ranks), \(machines)")
      }
    }
  }

  @Test func doublesHaveTheSameBitsToo() throws {
    let setting = Setting(optimizer: .adam(), clipNorm: 0.5, shares: 6)
    let alone = try Self.train(Double.self, setting, nil)
    let all = try ThreadRanks.run(4) { try Self.train(Double.self, setting, $0) }
    #expect(all.allSatisfy { $0.tensors == alone.tensors })
  }

  /// The sum is the same but for rounding, however it is cut; dropout and noise are by the sample.
  @Test func sharesMakeTheWholeGradient() throws {
    let whole = try Self.train(
      Double.self, Setting(optimizer: .sgd(), clipNorm: 0.2, shares: nil, learningRate: 0.1), nil)
    for shares in [2, 3, 8, 100] {
      let cut = try Self.train(
        Double.self, Setting(optimizer: .sgd(), clipNorm: 0.2, shares: shares, learningRate: 0.1),
        nil)
      for (expected, found) in zip(whole.tensors, cut.tensors) {
        for (a, b) in zip(expected.values, found.values) {
          #expect(abs(a - b) <= 1e-13 * max(1, abs(a)), "\(expected.name), \(shares) shares")
        }
      }
    }
  }

  /// What was saved by two ranks goes on with three, to the bits of a training that never stopped.
  @Test(arguments: [Optimizer.adam(), .sgd(momentum: 0.9), .sgd()])
  func goesOnWithOtherRanks(optimizer: Optimizer) throws {
    var setting = Setting(optimizer: optimizer, epochs: 5, patience: 4)
    let alone = try Self.train(Float.self, setting, nil)
    setting.epochs = 3
    let saved = Mutex<TrainingState<Float>?>(nil)
    let half = setting
    _ = try ThreadRanks.run(2, machines: [[0, 1]]) { communicator in
      try Self.train(
        Float.self, half, communicator,
        checkpoints: Checkpointing(interval: .epochs(1)) { state in
          saved.withLock { $0 = state }
        })
    }
    let state = try #require(saved.withLock { $0 })
    #expect(state.epoch == 3)
    setting.epochs = 5
    let rest = setting
    let all = try ThreadRanks.run(3, machines: [[0, 2]]) {
      try Self.train(Float.self, rest, $0, from: $0.rank == 0 ? state : nil)
    }
    #expect(all.allSatisfy { $0.tensors == alone.tensors && $0.losses == alone.losses })
  }

  /// One rank is asked to stop: all stop after the same step, with the same weights.
  @Test func allStopTogether() throws {
    let setting = Setting(epochs: 50)
    let all = try ThreadRanks.run(3, machines: [[0, 1, 2]]) { communicator in
      try Self.train(Float.self, setting, communicator) { event in
        guard case .step(let step) = event else { return true }
        return communicator.rank != 1 || step.epoch < 3 || step.samples < 100
      }
    }
    // Two batches an epoch: asked after the first, all know with the second.
    #expect(all.allSatisfy { $0.reason == .requested && $0.samples == 450 })
    #expect(all.allSatisfy { $0.tensors == all[0].tensors })
  }

  /// A loss that is no number ends all, with the same words.
  @Test func allDivergeTogether() throws {
    let setting = Setting(optimizer: .sgd(), epochs: 30, learningRate: 1e30)
    let alone = try Self.train(Float.self, setting, nil)
    guard case .diverged(let expected) = alone.reason else {
      Issue.record("\(alone.reason)")
      return
    }
    for (ranks, machines) in [(2, []), (4, [[0, 1, 2, 3]])] {
      let all = try ThreadRanks.run(ranks, machines: machines) {
        try Self.train(Float.self, setting, $0)
      }
      #expect(all.allSatisfy { $0.reason == .diverged(expected) })
    }
  }

  @Test func moreRanksThanSharesAreRefused() throws {
    let error = #expect(throws: NetworkError.self) {
      try ThreadRanks.run(3) { try Self.train(Float.self, Setting(shares: 2), $0) }
    }
    #expect(error?.code == .invalidOption)
    let many = #expect(throws: NetworkError.self) {
      try Self.train(Float.self, Setting(shares: 101), nil)
    }
    #expect(many?.code == .invalidOption)
  }
}
