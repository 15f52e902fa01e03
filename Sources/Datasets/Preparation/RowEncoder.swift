import Activations

/// Makes a network's inputs of rows: numbers, NaN for gaps, and of categories the number of a level.
struct RowEncoder {
  /// What is done with one column.
  private enum Step {
    /// A number: where its input goes, what fills a gap, and the input that tells of one.
    case number(output: Int, fill: Double, gap: Int?)
    /// A category: the input of each level of the file, -1 where it has none; of others, the same; and
    /// the input that tells of a gap.
    case category(outputs: [Int], others: Int, gap: Int?)
  }

  private let steps: [Step]
  private let mean: [Double]
  private let scale: [Double]
  private let width: Int
  /// Whether every column is one input, which only needs to be scaled.
  private let isPlain: Bool

  /// - Parameters:
  ///   - preparation: what is to be done.
  ///   - columns: what the rows hold: as many columns, whose categories may have other levels.
  init(_ preparation: Preparation, from columns: [InputColumn]) {
    precondition(columns.count == preparation.columns.count, "rows of another preparation")
    width = preparation.inputWidth
    mean = preparation.inputs?.mean ?? Array(repeating: 0, count: width)
    scale = preparation.inputs?.scale ?? Array(repeating: 1, count: width)
    isPlain = preparation.columns.allSatisfy(\.isPlain)
    var next = 0
    var steps: [Step] = []
    for (column, source) in zip(preparation.columns, columns) {
      let levels = column.levels
      let last = next + column.width - 1
      let gap = column.tellsGaps ? last : nil
      if let levels {
        let others = column.tellsOthers ? next + levels.count : -1
        let places = Dictionary(
          levels.enumerated().map { ($1, next + $0) }, uniquingKeysWith: { a, _ in a })
        steps.append(
          .category(
            outputs: (source.levels ?? []).map { places[$0] ?? others }, others: others, gap: gap))
      } else {
        steps.append(.number(output: next, fill: column.fill, gap: gap))
      }
      next += column.width
    }
    self.steps = steps
  }

  /// Encodes rows.
  ///
  /// - Parameters:
  ///   - raw: [rows x columns]
  ///   - output: [rows x inputs]
  func encode<Scalar: ActivationScalar>(
    _ raw: UnsafePointer<Double>, rows: Int, into output: UnsafeMutablePointer<Scalar>
  ) {
    switch ConcretePointer(output) {
    case .float(let output): encodeRows(raw, rows, output)
    case .double(let output): encodeRows(raw, rows, output)
    }
  }

  private func encodeRows<Number: ActivationScalar>(
    _ raw: UnsafePointer<Double>, _ rows: Int, _ output: UnsafeMutablePointer<Number>
  ) {
    mean.withUnsafeBufferPointer { mean in
      scale.withUnsafeBufferPointer { scale in
        for row in 0..<rows {
          let source = raw + row * steps.count
          let output = output + row * width
          if isPlain {
            for column in 0..<width {
              output[column] = Number(
                (filled(source[column], column) - mean[column]) / scale[column])
            }
            continue
          }
          for place in 0..<width { output[place] = Number((0 - mean[place]) / scale[place]) }
          for column in steps.indices {
            if let (place, value) = input(column, source[column]) {
              output[place] = Number((value - mean[place]) / scale[place])
            }
            if let gap = gapInput(column, source[column]) {
              output[gap] = Number((1 - mean[gap]) / scale[gap])
            }
          }
        }
      }
    }
  }

  @inline(__always)
  private func filled(_ value: Double, _ column: Int) -> Double {
    guard value.isNaN, case .number(_, let fill, _) = steps[column] else { return value }
    return fill
  }

  /// The input that a column's value sets, and to what; nil where all its inputs stay 0.
  @inline(__always)
  private func input(_ column: Int, _ value: Double) -> (place: Int, value: Double)? {
    switch steps[column] {
    case .number(let place, let fill, _): return (place, value.isNaN ? fill : value)
    case .category(let outputs, let others, _):
      guard !value.isNaN else { return nil }
      let place = value < 0 ? others : outputs[Int(value)]
      return place < 0 ? nil : (place, 1)
    }
  }

  /// The input that tells of a gap, where this is one.
  @inline(__always)
  private func gapInput(_ column: Int, _ value: Double) -> Int? {
    guard value.isNaN else { return nil }
    switch steps[column] {
    case .number(_, _, let gap), .category(_, _, let gap): return gap
    }
  }
}
