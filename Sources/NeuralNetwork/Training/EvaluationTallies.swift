import Activations
import Datasets

/// Who was taken for whom.
struct ClassTally {
  /// More classes than this have no table.
  private static let mostClasses = 1024
  /// Of more samples than this no scores are kept.
  private static let mostScores = 10_000_000

  private var count = 0
  private var correct = 0
  private var confusion: [[Int]]
  /// Of two classes: how much each sample is taken for the second, and whether it is.
  private var scores: [(score: Double, isSecond: Bool)] = []
  private let isBinary: Bool

  init(classes: Int) {
    isBinary = classes == 2
    let size = classes <= Self.mostClasses ? classes : 0
    confusion = Array(repeating: Array(repeating: 0, count: size), count: size)
  }

  /// Takes note of the outputs `[rows, outputs]` for samples of these classes.
  mutating func add<Scalar: ActivationScalar>(
    _ z: UnsafePointer<Scalar>, _ classes: UnsafePointer<Int32>, rows: Int,
    _ loss: LossKernel<Scalar>
  ) {
    count += rows
    correct += loss.correct(z, classes: classes, rows: rows)
    if !confusion.isEmpty {
      for row in 0..<rows {
        confusion[Int(classes[row])][loss.predictedClass(z, row: row)] += 1
      }
    }
    guard isBinary, scores.count < Self.mostScores else { return }
    for row in 0..<rows {
      let score =
        loss.outputs == 1
        ? Double(z[row]) : Double(z[row * loss.outputs + 1]) - Double(z[row * loss.outputs])
      scores.append((score, classes[row] == 1))
    }
  }

  func measure(_ evaluation: inout Evaluation) {
    evaluation.accuracy = Double(correct) / Double(count)
    guard !confusion.isEmpty else { return }
    evaluation.confusion = confusion
    let classes = confusion.indices.map { index in
      let right = confusion[index][index]
      let own = confusion[index].reduce(0, +)
      let taken = confusion.reduce(0) { $0 + $1[index] }
      return Evaluation.ClassMeasures(
        count: own, precision: taken > 0 ? Double(right) / Double(taken) : nil,
        recall: own > 0 ? Double(right) / Double(own) : nil,
        f1: own + taken > 0 ? 2 * Double(right) / Double(own + taken) : 0)
    }
    evaluation.classes = classes
    let recalls = classes.compactMap(\.recall)
    evaluation.balancedAccuracy = recalls.reduce(0, +) / Double(recalls.count)
    evaluation.auc = scores.count == count ? areaUnderCurve : nil
  }

  /// The share of pairs of a sample of the second class and one of the first in which the former has
  /// the greater score; of equal ones a half. The sum of ranks gives it (Mann and Whitney, 1947).
  private var areaUnderCurve: Double? {
    let sorted = scores.sorted { $0.score < $1.score }
    let second = sorted.count { $0.isSecond }
    let first = sorted.count - second
    guard first > 0, second > 0, sorted.allSatisfy({ $0.score.isFinite }) else { return nil }
    var ranks = 0.0
    var start = 0
    while start < sorted.count {
      var end = start + 1
      while end < sorted.count, sorted[end].score == sorted[start].score { end += 1 }
      let rank = Double(start + 1 + end) / 2
      ranks += rank * Double(sorted[start..<end].count { $0.isSecond })
      start = end
    }
    let least = Double(second) * Double(second + 1) / 2
    return (ranks - least) / (Double(first) * Double(second))
  }
}

/// How far outputs are from targets that are numbers.
struct NumberTally {
  private let width: Int
  private var count = 0.0
  private var mean: [Double]
  private var spread: [Double]
  private var squares: [Double]
  private var distances: [Double]

  init(width: Int) {
    self.width = width
    mean = Array(repeating: 0, count: width)
    (spread, squares, distances) = (mean, mean, mean)
  }

  /// Takes note of outputs and targets `[rows, width]`.
  mutating func add<Scalar: ActivationScalar>(
    _ y: UnsafePointer<Scalar>, _ t: UnsafePointer<Scalar>, rows: Int
  ) {
    for row in 0..<rows {
      count += 1
      for column in 0..<width {
        let target = Double(t[row * width + column])
        let error = Double(y[row * width + column]) - target
        squares[column] += error * error
        distances[column] += abs(error)
        let difference = target - mean[column]
        mean[column] += difference / count
        spread[column] += difference * (target - mean[column])
      }
    }
  }

  func measure(_ evaluation: inout Evaluation, _ scaling: Standardization?) {
    guard width > 0 else { return }
    let scale = scaling?.scale ?? Array(repeating: 1, count: width)
    let terms = count * Double(width)
    evaluation.rmse =
      (zip(squares, scale).reduce(0) { $0 + $1.0 * $1.1 * $1.1 } / terms).squareRoot()
    evaluation.mae = zip(distances, scale).reduce(0) { $0 + $1.0 * $1.1 } / terms
    guard spread.allSatisfy({ $0 > 0 }) else { return }
    evaluation.r2 = zip(squares, spread).reduce(0) { $0 + 1 - $1.0 / $1.1 } / Double(width)
  }
}
