import Activations

/// The rows of a data file, one after another in the file's order.
///
/// What a format has to offer; ``StreamingSource`` and ``DataFile/load(_:)`` make the rest of it.
/// Not safe for use from several threads at once.
protocol RowReader<Scalar>: AnyObject {
  associatedtype Scalar: ActivationScalar

  /// The numbers in one row's input.
  var inputWidth: Int { get }
  /// The kind of the rows' targets.
  var targetKind: TargetKind { get }
  /// How many rows the file has.
  var count: Int { get }
  /// How much the row that was read last counts in training; nil where all count the same.
  var weight: Double? { get }

  /// Goes back to the first row.
  func rewind() throws(DataError)

  /// Writes the next row, `inputWidth` inputs and a target.
  ///
  /// - Returns: false after the last row.
  func readRow(
    inputs: UnsafeMutablePointer<Scalar>, target: TargetBuffer<Scalar>
  ) throws(DataError) -> Bool
}

extension RowReader {
  var weight: Double? { nil }

  /// Reads rows until `inputs` is full or the file ends, and returns how many.
  func fill(
    _ inputs: inout [Scalar], targets: TargetBuffer<Scalar>, weights: inout [Double]
  ) throws(DataError) -> Int {
    let width = targetKind.rowWidth
    return try inputs.withUnsafeMutableBufferPointer { buffer throws(DataError) -> Int in
      guard let base = buffer.baseAddress else { return 0 }
      let capacity = buffer.count / inputWidth
      var row = 0
      while row < capacity,
        try readRow(
          inputs: base + row * inputWidth, target: targets.advanced(by: row, width: width))
      {
        row += 1
        if let weight { weights.append(weight) }
      }
      return row
    }
  }
}

extension TargetKind {
  /// The numbers that one sample's target has in memory: a class index is one.
  var rowWidth: Int {
    if case .values(let width) = self { width } else { 1 }
  }
}

extension TargetBuffer {
  /// The place of the target of sample `index`, where each has `width` numbers.
  func advanced(by index: Int, width: Int) -> TargetBuffer {
    switch self {
    case .classes(let pointer): .classes(pointer + index)
    case .values(let pointer): .values(pointer + index * width)
    case .none: .none
    }
  }
}
