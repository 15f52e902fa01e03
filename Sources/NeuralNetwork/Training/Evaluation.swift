import Activations
import CKernels
import Datasets

/// How well a network does on samples.
public struct Evaluation: Sendable, Hashable, Codable {
  /// How well one class is told from the others.
  public struct ClassMeasures: Sendable, Hashable, Codable {
    /// How many samples are of it.
    public var count: Int
    /// The share of what was taken for it that is of it; nil where nothing was.
    public var precision: Double?
    /// The share of it that was taken for it; nil where there is none.
    public var recall: Double?
    /// The harmonic mean of both, 0 where neither is anything.
    public var f1: Double
  }

  /// How many samples.
  public var count: Int
  /// The mean loss. Of targets that are standardized it is that of the standardized ones.
  public var loss: Double
  /// The share of the samples whose class was right; nil where targets are numbers.
  public var accuracy: Double?
  /// How often a sample of class `row` was taken for one of class `column`; nil where targets are
  /// numbers, or more than 1,024 classes.
  public var confusion: [[Int]]?
  /// Of each class, where ``confusion`` is known.
  public var classes: [ClassMeasures]?
  /// The mean of the recalls of the classes that are there.
  public var balancedAccuracy: Double?
  /// The mean of -log of the probability of what is right; nil where outputs are no probabilities.
  public var logLoss: Double?
  /// The probability that of two samples the one of the second class is told from the one of the
  /// first; nil unless there are two classes, and samples of both.
  public var auc: Double?
  /// 1 - sum of (y - t)^2 / sum of (t - mean)^2, the mean over targets; nil of classes, and where all
  /// targets are the same.
  public var r2: Double?
  /// The root of the mean of (y - t)^2, in the targets' units; nil of classes.
  public var rmse: Double?
  /// The mean of |y - t|, in the targets' units; nil of classes.
  public var mae: Double?
}

extension Network {
  /// Measures how well the network does on all samples of a source, in its order.
  ///
  /// - Parameters:
  ///   - source: the samples; restarted first.
  ///   - loss: nil for what suits the targets.
  ///   - scaling: what was done to targets that are numbers, so that errors are in their units.
  /// - Throws: ``NetworkError`` where the data does not suit the network or has no samples, and what
  ///   the source throws.
  public func evaluate(
    _ source: any SampleSource<Scalar>, loss: Loss? = nil, scaling: Standardization? = nil,
    pool: ThreadPool = .allCores
  ) throws -> Evaluation {
    let loss = loss ?? Loss(suiting: source.targetKind)
    try check(source, loss: loss)
    return try Evaluator(self, loss: loss, pool: pool).evaluate(source, scaling: scaling)
  }
}

/// Evaluates a network again and again.
final class Evaluator<Scalar: ActivationScalar> {
  private let network: Network<Scalar>
  private let predictor: Predictor<Scalar>
  private let loss: LossKernel<Scalar>
  private let outputs: AlignedBuffer<Scalar>
  private let scratch: AlignedBuffer<Scalar>

  private let batch: Int

  /// The samples that are taken at once: of small networks so many that all products stay small, as
  /// the library for large ones takes longer to start than a test does.
  private static func batch(_ network: Network<Scalar>) -> Int {
    let largest = network.layers.reduce(1) { max($0, $1.weightCount) }
    let small = Int(hillock_small_product) / largest
    return small >= 64 ? min(small, 512) : 512
  }

  init(_ network: Network<Scalar>, loss: Loss, pool: ThreadPool) throws {
    self.network = network
    batch = Self.batch(network)
    let width = network.architecture.outputs
    predictor = try Predictor(network, batch: batch, pool: pool)
    self.loss = LossKernel(loss: loss, outputs: width, numerics: .make())
    outputs = AlignedBuffer(count: batch * width)
    scratch = AlignedBuffer(count: self.loss.scratchCount(rows: batch))
  }

  func evaluate(
    _ source: any SampleSource<Scalar>, scaling: Standardization? = nil
  ) throws -> Evaluation {
    try source.restart(shuffleSeed: nil)
    let batch = SampleBatch(of: source, capacity: batch)
    let width = source.targetKind.outputWidth
    var classes = ClassTally(classes: batch.isClassified ? width : 0)
    var numbers = NumberTally(width: batch.isClassified ? 0 : width)
    var count = 0
    var sum = 0.0
    while true {
      let rows = try batch.read(source)
      if rows == 0 { break }
      predictor.predict(batch.inputs, count: rows, into: outputs.start)
      count += rows
      sum += loss.sum(
        outputs.start, targets: batch.targets, rows: rows, dz: nil, weight: 1,
        scratch: scratch.start)
      switch batch.targets.values {
      case .classes(let indices): classes.add(outputs.start, indices, rows: rows, loss)
      case .values(let values): numbers.add(outputs.start, values, rows: rows)
      }
    }
    guard count > 0 else {
      throw NetworkError(.unsuitableData, "the data has no samples to evaluate")
    }
    var evaluation = Evaluation(
      count: count, loss: sum / (Double(count) * Double(loss.loss.terms(outputs: loss.outputs))))
    if batch.isClassified {
      classes.measure(&evaluation)
      if loss.hasProbabilities { evaluation.logLoss = evaluation.loss }
    } else {
      numbers.measure(&evaluation, scaling)
    }
    return evaluation
  }
}
