/// The samples of a data set dealt out into parts of about the same size, each of which is held out
/// once: cross-validation.
///
/// Samples of a group stay together; of classes every part has about the same share.
public struct Folds: Sendable, Hashable {
  /// How many parts.
  public let count: Int
  /// The part of each sample.
  public let parts: [Int]

  /// Deals out samples.
  ///
  /// - Parameters:
  ///   - targets: the samples'.
  ///   - groups: what each sample belongs to; nil where none belong together.
  ///   - count: how many parts.
  ///   - seed: decides which samples are together.
  /// - Throws: ``DataError`` of code `mismatch` where there are fewer samples or groups than parts.
  public init<Scalar>(
    _ targets: Targets<Scalar>, groups: [String]? = nil, count: Int, seed: UInt64
  ) throws(DataError) {
    let samples = targets.count
    let names = groups ?? []
    let units: [[Int]] =
      groups == nil
      ? (0..<samples).map { [$0] }
      : Dictionary(grouping: 0..<samples) { names[$0] }.sorted { $0.key < $1.key }.map(\.value)
    guard count >= 2, units.count >= count else {
      throw DataError(
        .mismatch, expected: "from 2 to \(units.count) parts for cross-validation",
        found: "\(count)")
    }
    var order = Array(units.indices)
    var random = RandomStream(seed: seed)
    random.shuffle(&order)
    // The largest first, as the small ones then fill what is left.
    if groups != nil { order.sort { units[$0].count > units[$1].count } }
    var dealt = Dealt(parts: count, targets)
    var parts = [Int](repeating: 0, count: samples)
    for unit in order {
      let part = dealt.take(units[unit])
      for sample in units[unit] { parts[sample] = part }
    }
    self.count = count
    self.parts = parts
  }

  /// The samples that are held out where a part is.
  public func samples(of part: Int) -> [Int] { parts.indices.filter { parts[$0] == part } }

  /// How many samples of each class each part has so far.
  private struct Dealt {
    private var totals: [Int]
    private var classes: [[Int]]
    private let labels: [Int32]

    init<Scalar>(parts: Int, _ targets: Targets<Scalar>) {
      totals = [Int](repeating: 0, count: parts)
      switch targets {
      case .classes(let indices, let count):
        labels = indices
        classes = [[Int]](repeating: [Int](repeating: 0, count: count), count: parts)
      case .values:
        labels = []
        classes = []
      }
    }

    /// The part that has the fewest samples of the unit's classes, and of those the smallest.
    mutating func take(_ unit: [Int]) -> Int {
      func load(_ part: Int) -> (Int, Int) {
        (labels.isEmpty ? 0 : unit.reduce(0) { $0 + classes[part][Int(labels[$1])] }, totals[part])
      }
      let part = totals.indices.min { load($0) < load($1) } ?? 0
      totals[part] += unit.count
      if !labels.isEmpty { for sample in unit { classes[part][Int(labels[sample])] += 1 } }
      return part
    }
  }
}
