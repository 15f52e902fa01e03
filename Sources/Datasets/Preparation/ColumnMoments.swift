import Activations

/// The mean of each column so far, and the sum of its squared differences from it; NaN is left out.
///
/// Welford's recurrence, which keeps its figures where a sum of squares would cancel them.
struct ColumnMoments {
  /// How many numbers each column has had.
  private(set) var counts: [Double]
  private(set) var mean: [Double]
  private(set) var squares: [Double]
  private(set) var rows = 0

  init(width: Int) {
    counts = [Double](repeating: 0, count: width)
    (mean, squares) = (counts, counts)
  }

  mutating func add<Number: ActivationScalar>(_ batch: UnsafePointer<Number>, rows: Int) {
    let width = mean.count
    self.rows += rows
    for row in 0..<rows {
      for column in 0..<width {
        let x = Double(batch[row * width + column])
        if x.isNaN { continue }
        counts[column] += 1
        let difference = x - mean[column]
        mean[column] += difference * (1 / counts[column])
        squares[column] += difference * (x - mean[column])
      }
    }
  }

  /// The mean and the standard deviation of a column once its gaps are filled.
  func filled(_ column: Int, with fill: Double) -> (mean: Double, deviation: Double) {
    let present = counts[column]
    let gaps = Double(rows) - present
    guard gaps > 0 else {
      return (mean[column], (squares[column] / max(present, 1)).squareRoot())
    }
    let total = (present * mean[column] + gaps * fill) / Double(rows)
    let (before, after) = (mean[column] - total, fill - total)
    let sum = squares[column] + present * before * before + gaps * after * after
    return (total, (sum / Double(rows)).squareRoot())
  }
}

/// The median of numbers: exact of up to 65,536, of more that of so many drawn at random from them.
struct RunningMedian {
  private static let most = 65_536
  private var values: [Double] = []
  private var count = 0
  private var random = RandomStream(seed: 0x6D65_6469)

  mutating func add(_ value: Double) {
    count += 1
    if values.count < Self.most {
      values.append(value)
    } else if case let place = random.below(count), place < Self.most {
      values[place] = value
    }
  }

  /// The median; nil where there were no numbers.
  var median: Double? {
    guard !values.isEmpty else { return nil }
    let sorted = values.sorted()
    let middle = sorted.count / 2
    return sorted.count.isMultiple(of: 2)
      ? sorted[middle - 1] / 2 + sorted[middle] / 2 : sorted[middle]
  }
}
