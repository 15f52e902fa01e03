import Activations
import Datasets
import NeuralNetwork

/// One network of a run, and how far its training has come.
///
/// Belongs to one thread at a time.
final class Lane {
  let network: Network<Float>
  private let trainer: Trainer<Float>
  private var state: TrainingState<Float>?
  private let observer: NetworkObserver<Float>
  /// The epochs that are done, the loss of each thinned out so that any run has some hundreds.
  private(set) var curve = LossCurve()
  private(set) var last: EpochRecord?
  /// Why training cannot go on.
  private(set) var failure: String?
  /// The seconds of an epoch, lately; nobody knows before there was one, so that a first is tried alone.
  private var secondsPerEpoch = Double.infinity
  private let options: TrainingOptions
  private let activations: [any Activation]
  private let subjects: [CurveSubject]

  /// Threads of the pool compute one lane each; a small network gains nothing from more.
  private static let pool = ThreadPool(threads: 1)

  var epoch: Int { state?.epoch ?? 0 }
  var isFinished: Bool { failure != nil || epoch >= options.epochs }

  /// - Parameters:
  ///   - subjects: the hidden layers' activations.
  ///   - widths: of the hidden layers.
  init(
    _ subjects: [CurveSubject], widths: [Int], data: RunData, options: TrainingOptions
  ) throws {
    let hidden = widths.indices.map { subjects[subjects.count == 1 ? 0 : $0] }
    let outputs = data.file.targetKind.outputWidth
    let layers =
      zip(widths, hidden).map { units, subject in
        LayerArchitecture(
          units: units, activation: subject.activation.name, settings: subject.settings)
      } + [LayerArchitecture(units: outputs, activation: IdentityActivation().name)]
    let used = hidden.map(\.activation) + [IdentityActivation()]
    var next = used.makeIterator()
    network = try Network<Float>(
      NetworkArchitecture(inputs: data.samples.training.inputWidth, layers: layers),
      seed: options.seed
    ) { name in
      guard let activation = next.next() else {
        preconditionFailure("a layer without an activation: \(name)")
      }
      return activation
    }
    activations = used
    self.subjects = subjects
    self.options = options
    trainer = try Trainer(network, options: options, pool: Self.pool)
    observer = try NetworkObserver(network, capacity: 256)
  }

  /// How many epochs fit into a time.
  func epochs(in seconds: Double) -> Int { max(1, Int(min(seconds / secondsPerEpoch, 1e4))) }

  /// Trains for some epochs.
  ///
  /// - Parameter goesOn: asked between two steps once an epoch is done. Where it says no, the epoch
  ///   that was begun is forgotten, and begun again the next time, to the same bits.
  func train(_ epochs: Int, on data: RunData, goesOn: () -> Bool) {
    guard !isFinished else { return }
    // No more than are left: training that ends by itself saves no state, for there is nothing to go on
    // with, and the lane would not know that it is finished.
    let epochs = min(epochs, options.epochs - epoch)
    var done = 0
    var seconds = 0.0
    do {
      let result = try trainer.train(
        on: data.samples.training, from: state,
        // Saved when training is told to end, and not before.
        checkpoints: Checkpointing(interval: .epochs(.max)) { self.state = $0 }
      ) { event in
        switch event {
        case .epoch(let record):
          done += 1
          seconds += record.seconds
          last = record
          curve.append(record.epoch, record.trainingLoss)
          return done < epochs
        // At least one epoch, so that there is no frame without progress.
        case .step: return done == 0 || goesOn()
        case .warning, .diverged: return true
        }
      }
      if done > 0 { secondsPerEpoch = max(seconds / Double(done), 1e-7) }
      if case .diverged(let divergence) = result.reason { failure = divergence.description }
      // Of a plugin whose process has ended there are no numbers, but there is a reason.
      for subject in subjects { try subject.requireAlive() }
    } catch {
      failure = PlaygroundError(error).message
    }
  }

  /// How well it does on what it has not seen.
  func test(on data: RunData) -> Evaluation? {
    guard let source = data.samples.test else { return nil }
    return try? network.evaluate(source, pool: Self.pool)
  }

  /// Every layer's outputs for inputs as the network takes them.
  func layerOutputs(_ inputs: [Float]) -> [[Float]] { observer.layerOutputs(inputs) }

  /// Every layer's net inputs, outputs and slopes.
  func observe(_ inputs: [Float]) -> [LayerObservation<Float>] { observer.observe(inputs) }

  /// The gradient of each layer's weights, over some samples.
  func gradients(on data: RunData) -> [[Float]] {
    (try? network.weightGradients(
      on: data.samples.training, samples: 256, pool: Self.pool)) ?? []
  }

  /// The model's file, as `hillock train --output` writes it.
  ///
  /// - Throws: where a formula that was typed takes part, which no file could name.
  func model(_ data: RunData) throws -> Model<Float> {
    if let formula = activations.first(where: { $0 is FormulaActivation }) {
      throw PlaygroundError(
        .invalid,
        "a model names its activations' plugins, and '\(formula.name)' is none yet; write one with "
          + "hillock new")
    }
    var options = options
    options.epochs = max(epoch, 1)
    return try Model(
      network: network, preparation: data.samples.preparation,
      targets: data.file.targetKind, featureNames: data.file.featureNames,
      classNames: data.file.classNames, labelName: data.file.labelName,
      training: TrainingRecord(
        options: options, epochs: epoch, samples: data.samples.training.count ?? 0,
        loss: last?.trainingLoss))
  }
}

/// The losses of a run, at no more than some hundred epochs: every one at first, then every second,
/// every fourth and so on.
struct LossCurve {
  private(set) var epochs: [Int] = []
  private(set) var losses: [Double] = []
  private var stride = 1

  private static let most = 512

  mutating func append(_ epoch: Int, _ loss: Double) {
    guard epoch.isMultiple(of: stride) else { return }
    epochs.append(epoch)
    losses.append(loss)
    guard epochs.count == Self.most else { return }
    stride *= 2
    let kept = epochs.indices.filter { epochs[$0].isMultiple(of: stride) }
    epochs = kept.map { epochs[$0] }
    losses = kept.map { losses[$0] }
  }
}
