import Activations
import Datasets

/// How much worse a model does where the values of one column are dealt out anew among the rows.
public struct ColumnImportance: Sendable, Hashable, Codable {
  /// The column.
  public var column: String
  /// The mean drop of accuracy or, where targets are numbers, of R2.
  public var drop: Double
  /// The standard deviation of the drops, over the ways in which the values were dealt out.
  public var deviation: Double
}

extension Model {
  /// What each column is worth to the network: the drop of accuracy, or of R2 where targets are
  /// numbers, once its values are dealt out anew among the rows, so that they say nothing.
  ///
  /// Columns that say the same share what they are worth: dealing out one leaves the other.
  ///
  /// - Parameters:
  ///   - samples: labelled samples as they are in their file, such as `file.load(Double.self)`.
  ///   - columns: the file's.
  ///   - repeats: in how many ways each column is dealt out.
  ///   - seed: decides these.
  /// - Returns: a figure for each column, in their order; empty where there is no measure, as where all
  ///   targets are the same.
  /// - Throws: what evaluating throws.
  public func importance(
    of samples: Dataset<Double>, columns: [InputColumn], repeats: Int = 5, seed: UInt64 = 1,
    loss: Loss? = nil, pool: ThreadPool = .allCores
  ) throws -> [ColumnImportance] {
    func score(_ samples: Dataset<Double>) throws -> Double? {
      let prepared = try preparation.apply(to: samples, of: columns, as: Scalar.self)
      let evaluation = try network.evaluate(
        DatasetSource(prepared), loss: loss, scaling: preparation.targets, pool: pool)
      return evaluation.accuracy ?? evaluation.r2
    }
    guard let whole = try score(samples) else { return [] }
    var random = RandomStream(seed: seed)
    return try columns.indices.map { column in
      var drops: [Double] = []
      for _ in 0..<repeats {
        var order = Array(0..<samples.count)
        random.shuffle(&order)
        drops.append(whole - (try score(samples.dealing(out: column, in: order)) ?? whole))
      }
      let mean = drops.reduce(0, +) / Double(max(repeats, 1))
      let squares = drops.reduce(0) { $0 + ($1 - mean) * ($1 - mean) }
      return ColumnImportance(
        column: columns[column].name, drop: mean,
        deviation: (squares / Double(max(repeats, 1))).squareRoot())
    }
  }
}
