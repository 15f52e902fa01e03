import Activations

/// The rows of a ``MatrixFile``, converted block by block.
final class MatrixReader<Scalar: ActivationScalar> {
  let matrix: MatrixFile
  private let file: InputFile
  private var block: [UInt8]
  private var position = 0
  private var filled = 0
  private(set) var row = 0

  init(_ matrix: MatrixFile) {
    self.matrix = matrix
    file = InputFile(matrix.file)
    // Whole numbers only; a row may be longer than a block.
    block = [UInt8](repeating: 0, count: 256 << 10)
    rewind()
  }

  func rewind() {
    file.seek(to: matrix.offset)
    (position, filled, row) = (0, 0, 0)
  }

  /// Reads the next row; false after the last, or where the file has been cut meanwhile.
  func readRow(_ output: UnsafeMutablePointer<Scalar>) throws(DataError) -> Bool {
    guard row < matrix.count else { return false }
    let element = matrix.element
    var column = 0
    while column < matrix.width {
      if position == filled {
        position = 0
        filled = try block.withUnsafeMutableBufferPointer { bytes throws(DataError) in
          try file.read(into: UnsafeMutableRawBufferPointer(bytes))
        }
        filled -= filled % element.size
        guard filled > 0 else { return false }
      }
      let count = min(matrix.width - column, (filled - position) / element.size)
      switch ConcretePointer(output + column) {
      case .float(let output): convert(count, into: output)
      case .double(let output): convert(count, into: output)
      }
      position += count * element.size
      column += count
    }
    row += 1
    return true
  }

  /// Converts the block's next numbers.
  private func convert<Number: ActivationScalar>(
    _ count: Int, into output: UnsafeMutablePointer<Number>
  ) {
    let element = matrix.element
    block.withUnsafeBytes { bytes in
      guard let base = bytes.baseAddress else { return }
      for place in 0..<count {
        output[place] = element.load(base + position + place * element.size, Number.self)
      }
    }
  }

  /// Reads the next row into an array of `width` numbers.
  func readRow(into output: inout [Scalar]) throws(DataError) -> Bool {
    try output.withUnsafeMutableBufferPointer { buffer throws(DataError) in
      guard let base = buffer.baseAddress else { return false }
      return try readRow(base)
    }
  }
}
