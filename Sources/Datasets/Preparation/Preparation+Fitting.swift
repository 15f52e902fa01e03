import Activations

extension Preparation {
  /// How a preparation is learned from rows.
  struct FittingOptions {
    /// Whether inputs that are numbers are brought to mean 0 and variance 1.
    var standardizesInputs = true
    /// Whether targets that are numbers are.
    var standardizesTargets = false
  }

  /// What the rows of a fitting held, for people to read.
  struct Fitted {
    let preparation: Preparation
    /// The gaps of each column.
    let gaps: [Int]
    /// The different levels of each category, and how many of them were too rare for an input.
    let levels: [(all: Int, rare: Int)?]
    /// How many rows each class had; empty where targets are numbers.
    let classCounts: [Int]
    /// Of targets that are numbers, whether or not they are scaled.
    let targets: Standardization?
    /// The least and the greatest of them.
    let targetRange: ClosedRange<Double>?
  }

  /// A category has an input of its own for a level that this share of the rows has, or more.
  static let leastShare = 0.005
  /// And that this many rows have.
  static let leastRows = 2
  /// For no more levels than this, the most frequent ones.
  static let mostInputs = 100

  /// Learns from the rows of a source, in one pass from its beginning.
  ///
  /// A number that is missing anywhere is filled with the median, and has an input that tells so;
  /// where none is missing, a gap in rows to come is filled with the mean. Rare levels of a category
  /// share an input. Only numbers and dates are scaled: the inputs of a category stay 0 and 1.
  static func fit(
    _ source: any SampleSource<Double>, columns: [InputColumn], options: FittingOptions
  ) throws -> Fitted {
    let facts = try RowFacts(source, columns: columns)
    guard facts.rows > 0 else {
      throw DataError(.empty, expected: "samples to prepare", found: "none")
    }
    var fitted: [InputColumn] = []
    var levels: [(all: Int, rare: Int)?] = []
    var mean: [Double] = []
    var scale: [Double] = []
    for (place, column) in columns.enumerated() {
      var column = column
      let gaps = facts.gaps(place)
      column.tellsGaps = gaps > 0
      if let names = column.levels {
        let kept = Self.kept(facts.levelCounts[place], rows: facts.rows)
        let present = facts.levelCounts[place].count { $0 > 0 }
        levels.append((present, present - kept.count))
        column.kind = .category(levels: kept.map { names[$0] })
        column.tellsOthers = kept.count < present
        if kept.isEmpty, !column.tellsGaps { column.tellsOthers = true }
        mean += Array(repeating: 0, count: column.width)
        scale += Array(repeating: 1, count: column.width)
      } else {
        levels.append(nil)
        column.fill = gaps > 0 ? facts.medians[place].median ?? 0 : facts.moments.mean[place]
        let filled = facts.moments.filled(place, with: column.fill)
        mean.append(filled.mean)
        scale.append(filled.deviation == 0 ? 1 : filled.deviation)
        if column.tellsGaps {
          mean.append(0)
          scale.append(1)
        }
      }
      fitted.append(column)
    }
    let targets = try facts.targetMoments.map { moments in
      let filled = moments.mean.indices.map { moments.filled($0, with: 0) }
      return try Standardization(
        mean: filled.map(\.mean), scale: filled.map { $0.deviation == 0 ? 1 : $0.deviation })
    }
    let inputs =
      options.standardizesInputs ? try Standardization(mean: mean, scale: scale) : nil
    return Fitted(
      preparation: try Preparation(
        columns: fitted, inputs: inputs, targets: options.standardizesTargets ? targets : nil),
      gaps: columns.indices.map(facts.gaps), levels: levels, classCounts: facts.classCounts,
      targets: targets, targetRange: facts.targetRange)
  }

  /// The levels that have an input of their own, in their order.
  private static func kept(_ counts: [Int], rows: Int) -> [Int] {
    let least = max(leastRows, Int((leastShare * Double(rows)).rounded(.up)))
    let frequent = counts.indices.filter { counts[$0] >= least }
    guard frequent.count > mostInputs else { return frequent }
    return frequent.sorted { (counts[$1], $0) < (counts[$0], $1) }.prefix(mostInputs).sorted()
  }
}

/// What one pass over rows finds in their columns and targets.
private struct RowFacts {
  private let columns: [InputColumn]
  private(set) var moments: ColumnMoments
  private(set) var medians: [RunningMedian]
  private(set) var levelCounts: [[Int]]
  private(set) var classCounts: [Int] = []
  private(set) var targetMoments: ColumnMoments?
  private(set) var targetRange: ClosedRange<Double>?
  var rows: Int { moments.rows }

  init(_ source: any SampleSource<Double>, columns: [InputColumn]) throws {
    self.columns = columns
    let width = columns.count
    moments = ColumnMoments(width: width)
    medians = columns.map { _ in RunningMedian() }
    levelCounts = columns.map { Array(repeating: 0, count: $0.levels?.count ?? 0) }
    let capacity = max(1, 4096 / width)
    let batch = UnsafeMutablePointer<Double>.allocate(capacity: capacity * width)
    defer { batch.deallocate() }
    var classes: [Int32] = []
    var values: [Double] = []
    switch source.targetKind {
    case .classes(let count):
      classes = Array(repeating: 0, count: capacity)
      classCounts = Array(repeating: 0, count: count)
    case .values(let count):
      values = Array(repeating: 0, count: capacity * count)
      if count > 0 { targetMoments = ColumnMoments(width: count) }
    }
    try source.restart(shuffleSeed: nil)
    while true {
      let count = try classes.withUnsafeMutableBufferPointer { classes in
        try values.withUnsafeMutableBufferPointer { values in
          let targets: TargetBuffer<Double> =
            switch source.targetKind {
            case .classes: classes.baseAddress.map { .classes($0) } ?? .none
            case .values: values.baseAddress.map { .values($0) } ?? .none
            }
          return try source.read(capacity, inputs: batch, targets: targets)
        }
      }
      if count == 0 { break }
      add(batch, rows: count)
      for index in classes.prefix(count) where classCounts.indices.contains(Int(index)) {
        classCounts[Int(index)] += 1
      }
      values.withUnsafeBufferPointer {
        if let start = $0.baseAddress { targetMoments?.add(start, rows: count) }
      }
      for value in values.prefix(count * (targetMoments?.mean.count ?? 0)) {
        let range = targetRange ?? value...value
        targetRange = min(range.lowerBound, value)...max(range.upperBound, value)
      }
    }
  }

  private mutating func add(_ batch: UnsafePointer<Double>, rows: Int) {
    moments.add(batch, rows: rows)
    for (place, column) in columns.enumerated() where column.levels != nil {
      for row in 0..<rows {
        let value = batch[row * columns.count + place]
        if value >= 0 { levelCounts[place][Int(value)] += 1 }
      }
    }
    for (place, column) in columns.enumerated() where column.levels == nil && column.takesGaps {
      for row in 0..<rows {
        let value = batch[row * columns.count + place]
        if !value.isNaN { medians[place].add(value) }
      }
    }
  }

  /// How many rows have nothing in a column.
  func gaps(_ place: Int) -> Int { rows - Int(moments.counts[place]) }
}
