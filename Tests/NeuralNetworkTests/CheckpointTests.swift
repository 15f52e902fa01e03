import Activations
import DataFixtures
import Datasets
import Foundation
import NeuralNetwork
import Testing

/// A training that goes on from a checkpoint ends with the bits of one that was never stopped.
struct CheckpointTests {
  static let optimizers: [Optimizer] = [
    .sgd(), .sgd(momentum: 0.9), .sgd(momentum: 0.9, nesterov: true), .rmsprop(), .adam(),
    .adamW(),
  ]

  /// Everything that a training can depend on: dropout, a stochastic activation, learnable
  /// parameters, a schedule, clipping where asked, early stopping.
  struct Setting {
    var optimizer: Optimizer
    var threads: Int
    var clipNorm: Double?
    var patience: Int?
    var epochs = 6
  }

  static func data<Scalar: ActivationScalar>(_: Scalar.Type, seed: UInt64) throws
    -> DatasetSource<Scalar>
  {
    var random = RandomStream(seed: seed)
    let inputs = (0..<150 * 40).map { _ in Scalar(random.uniform() - 0.5) }
    let classes = (0..<150).map { _ in Int32(random.below(4)) }
    return DatasetSource(
      try Dataset(inputs: inputs, inputWidth: 40, targets: .classes(classes, count: 4)))
  }

  /// Trains; saves every epoch to `place`, stops after `last` where given, and goes on from what is
  /// there where asked.
  static func train<Scalar: ActivationScalar>(
    _: Scalar.Type, _ setting: Setting, place: OutputPlace? = nil, stopsAfter last: Int? = nil,
    resumes: Bool = false
  ) throws -> (tensors: [NamedTensor<Scalar>], result: TrainingResult) {
    let layers = [
      LayerArchitecture(
        units: 130, activation: "prelu", perChannel: ["negative_slope"], dropout: 0.1),
      LayerArchitecture(units: 30, activation: "rrelu"),
      LayerArchitecture(units: 4, activation: "identity"),
    ]
    let network = try Network<Scalar>(
      NetworkArchitecture(inputs: 40, layers: layers), seed: 3, activations: TestActivations.named)
    let options = TrainingOptions(
      optimizer: setting.optimizer, learningRate: 0.01, schedule: .init(.cosine(), warmUpEpochs: 1),
      clipNorm: setting.clipNorm, epochs: setting.epochs, batch: 32, seed: 9,
      earlyStopping: setting.patience.map { TrainingOptions.EarlyStopping(patience: $0) })
    let (samples, validation) = (try data(Scalar.self, seed: 1), try data(Scalar.self, seed: 2))
    let file = try place.map {
      CheckpointFile(
        $0,
        try CheckpointDescription(
          network, options: options, initializer: .measured, training: samples,
          validation: validation))
    }
    let result = try Trainer(network, options: options, pool: ThreadPool(threads: setting.threads))
      .train(
        on: samples, validation: validation, from: resumes ? file?.read(Scalar.self) : nil,
        checkpoints: file.map { file in
          Checkpointing(interval: .epochs(1)) { state in
            do { try file.write(state) } catch { Issue.record("\(error)") }
          }
        }
      ) { event in
        // In the middle of an epoch, whose steps are then lost.
        guard let last, case .step(let step) = event else { return true }
        return step.epoch <= last || step.samples < 64
      }
    return (network.tensors, result)
  }

  private func check<Scalar: ActivationScalar>(_: Scalar.Type, _ setting: Setting) throws {
    let directory = try TemporaryDirectory()
    let whole = try Self.train(Scalar.self, setting)
    for last in [1, 3] {
      let place = try OutputPlace("\(directory.path)/checkpoint")
      let part = try Self.train(Scalar.self, setting, place: place, stopsAfter: last)
      #expect(part.result.reason == .requested && part.result.history.count == last)
      let rest = try Self.train(Scalar.self, setting, place: place, resumes: true)
      #expect(rest.tensors == whole.tensors, "\(setting), stopped after \(last)")
      #expect(rest.result.reason == whole.result.reason)
      #expect(rest.result.bestEpoch == whole.result.bestEpoch)
      #expect(rest.result.samples == whole.result.samples)
      #expect(
        rest.result.history.map(\.trainingLoss) == whole.result.history.map(\.trainingLoss))
    }
  }

  @Test(arguments: optimizers, [1, 2])
  func theSameBitsAsWithoutAStop(optimizer: Optimizer, threads: Int) throws {
    try check(Float.self, Setting(optimizer: optimizer, threads: threads))
  }

  @Test(arguments: [1, 2])
  func theSameBitsInDoubleClippedAndStoppedEarly(threads: Int) throws {
    try check(
      Double.self,
      Setting(
        optimizer: .adamW(), threads: threads, clipNorm: 0.5, patience: 3, epochs: 12))
  }

  /// A checkpoint of another training is refused by what differs.
  @Test func anotherTrainingIsNotGoneOnWith() throws {
    let directory = try TemporaryDirectory()
    let place = try OutputPlace("\(directory.path)/checkpoint")
    let setting = Setting(optimizer: .adam(), threads: 1)
    _ = try Self.train(Float.self, setting, place: place, stopsAfter: 2)
    var other = setting
    other.optimizer = .rmsprop()
    var longer = setting
    longer.epochs = 7
    for (setting, word) in [(other, "optimizer: adam"), (longer, "epochs: 6")] {
      do {
        _ = try Self.train(Float.self, setting, place: place, resumes: true)
        Issue.record("it went on")
      } catch { #expect("\(error)".contains(word), "\(error)") }
    }
    #expect(throws: DataError.self) {
      try Self.train(Double.self, setting, place: place, resumes: true)
    }
  }

  /// Every changed byte is noticed.
  @Test func aDamagedCheckpointIsRefused() throws {
    let directory = try TemporaryDirectory()
    let path = "\(directory.path)/checkpoint"
    let place = try OutputPlace(path)
    let setting = Setting(optimizer: .sgd(), threads: 1)
    _ = try Self.train(Float.self, setting, place: place, stopsAfter: 2)
    let good = try Data(contentsOf: URL(fileURLWithPath: path))
    var random = RandomStream(seed: 6)
    for _ in 0..<60 {
      var bad = good
      bad[random.below(bad.count)] ^= 1 << UInt8(random.below(8))
      try bad.write(to: URL(fileURLWithPath: path))
      #expect(throws: DataError.self) {
        try Self.train(Float.self, setting, place: place, resumes: true)
      }
    }
  }

  /// What diverges leaves the last epoch that did not.
  @Test func aDivergedNetworkHasItsLastGoodWeights() throws {
    let samples = try Self.data(Float.self, seed: 1)
    let network = try Network<Float>(
      NetworkArchitecture(widths: [40, 8, 4], activation: "exponential"), seed: 3,
      activations: TestActivations.named)
    let options = TrainingOptions(
      optimizer: .sgd(), learningRate: 1e-3,
      // Harmless for two epochs, then far too much.
      schedule: .init(.step(every: 2, factor: 1e9)), epochs: 8, batch: 32, seed: 9)
    var good: [[NamedTensor<Float>]] = []
    let result = try Trainer(network, options: options).train(on: samples) { event in
      if case .epoch = event { good.append(network.tensors) }
      return true
    }
    guard case .diverged = result.reason else {
      Issue.record("it did not diverge: \(result.reason)")
      return
    }
    #expect(!result.history.isEmpty && result.history.count == good.count)
    #expect(network.tensors == good.last)
    #expect(network.tensors.allSatisfy { $0.values.allSatisfy(\.isFinite) })
  }
}
