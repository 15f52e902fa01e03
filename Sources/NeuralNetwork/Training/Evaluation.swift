import Activations
import Datasets

/// How well a network does on samples.
public struct Evaluation: Sendable, Hashable, Codable {
  /// How many samples.
  public var count: Int
  /// The mean loss.
  public var loss: Double
  /// The share of the samples whose class was right; nil where targets are numbers.
  public var accuracy: Double?
  /// How often a sample of class `row` was taken for one of class `column`; nil where targets are
  /// numbers, or more than 1,024 classes.
  public var confusion: [[Int]]?
}

extension Network {
  /// Measures how well the network does on all samples of a source, in its order.
  ///
  /// - Parameters:
  ///   - source: the samples; restarted first.
  ///   - loss: nil for what suits the targets.
  /// - Throws: ``NetworkError`` where the data does not suit the network or has no samples, and what
  ///   the source throws.
  public func evaluate(
    _ source: any SampleSource<Scalar>, loss: Loss? = nil, pool: ThreadPool = .allCores
  ) throws -> Evaluation {
    let loss = loss ?? Loss(suiting: source.targetKind)
    try check(source, loss: loss)
    return try Evaluator(self, loss: loss, pool: pool).evaluate(source)
  }
}

/// Evaluates a network again and again.
final class Evaluator<Scalar: ActivationScalar> {
  private let network: Network<Scalar>
  private let predictor: Predictor<Scalar>
  private let loss: LossKernel<Scalar>
  private let outputs: AlignedBuffer<Scalar>
  private let scratch: AlignedBuffer<Scalar>

  private static var batch: Int { 512 }

  init(_ network: Network<Scalar>, loss: Loss, pool: ThreadPool) throws {
    self.network = network
    let width = network.architecture.outputs
    predictor = try Predictor(network, batch: Self.batch, pool: pool)
    self.loss = LossKernel(loss: loss, outputs: width, numerics: .make())
    outputs = AlignedBuffer(count: Self.batch * width)
    scratch = AlignedBuffer(count: self.loss.scratchCount(rows: Self.batch))
  }

  func evaluate(_ source: any SampleSource<Scalar>) throws -> Evaluation {
    try source.restart(shuffleSeed: nil)
    let batch = SampleBatch(of: source, capacity: Self.batch)
    let width = source.targetKind.outputWidth
    let classCount = batch.isClassified && width <= 1024 ? width : 0
    var confusion = Array(repeating: Array(repeating: 0, count: classCount), count: classCount)
    var count = 0
    var correct = 0
    var sum = 0.0
    while true {
      let rows = try batch.read(source)
      if rows == 0 { break }
      predictor.predict(batch.inputs, count: rows, into: outputs.start)
      count += rows
      sum += loss.sum(
        outputs.start, targets: batch.targets, rows: rows, dz: nil, weight: 1,
        scratch: scratch.start)
      if case .classes(let classes) = batch.targets {
        correct += loss.correct(UnsafePointer(outputs.start), classes: classes, rows: rows)
        for row in 0..<rows where classCount > 0 {
          confusion[Int(classes[row])][loss.predictedClass(outputs.start, row: row)] += 1
        }
      }
    }
    guard count > 0 else {
      throw NetworkError(.unsuitableData, "the data has no samples to evaluate")
    }
    return Evaluation(
      count: count, loss: sum / (Double(count) * Double(loss.loss.terms(outputs: loss.outputs))),
      accuracy: batch.isClassified ? Double(correct) / Double(count) : nil,
      confusion: classCount > 0 ? confusion : nil)
  }
}
