import Activations

/// NumPy's array files, versions 1 to 3: `\x93NUMPY`, the version, the header's length, a header
/// that is a Python dictionary in text, then the numbers, row-major.
///
/// Read are truth values, the integers of 1, 2, 4 and 8 bytes and the floats of 2, 4 and 8, in either
/// byte order, row-major or column-major (Fortran order, as pandas writes its tables); written are `<f4` and `<f8`.
///
/// Source: NumPy, "numpy.lib.format", NEP 1.
public enum NumpyFile {
  /// A longer header is refused; NumPy's own limit is 10,000.
  static let longestHeader = 64 << 10
  static let magic: [UInt8] = [0x93] + Array("NUMPY".utf8)

  /// The precision that holds a file's numbers: float32 for floats of 4 bytes and integers of up
  /// to 2, float64 for the others.
  ///
  /// - Throws: ``DataError`` where the file is no such array.
  public static func precision(of path: String) throws(DataError) -> Precision {
    let element = try matrix(OpenFile(path)).element
    return element.size < (element.kind == .float ? 8 : 4) ? .float32 : .float64
  }

  /// Reads a whole array, converted to `Scalar`.
  ///
  /// - Throws: ``DataError`` where the file is no such array.
  public static func read<Scalar: ActivationScalar>(
    _ path: String, as _: Scalar.Type
  ) throws(DataError) -> NumpyArray<Scalar> {
    let matrix = try matrix(OpenFile(path))
    let reader = MatrixReader<Scalar>(matrix)
    let width = matrix.width
    let count = matrix.count * width
    var values = [Scalar](repeating: 0, count: count)
    let rows = try values.withUnsafeMutableBufferPointer { buffer throws(DataError) in
      // An empty array may state any number of empty rows.
      guard let base = buffer.baseAddress, count > 0 else { return matrix.count }
      while try reader.readRow(base + reader.row * width) {}
      return reader.row
    }
    guard rows == matrix.count else {
      throw DataError(
        .malformed, file: path, expected: "\(matrix.count) rows", found: "\(rows)",
        hint: "; was it changed meanwhile?")
    }
    return NumpyArray(shape: matrix.shape, values: values)
  }

  /// Whether a file that begins so is a NumPy array.
  static func matches(_ prefix: [UInt8]) -> Bool { prefix.starts(with: magic) }

  /// Reads the header.
  static func matrix(_ opened: OpenFile) throws(DataError) -> MatrixFile {
    let file = InputFile(opened)
    func refuse(_ expected: String, _ found: String) -> DataError {
      DataError(.malformed, file: file.path, expected: expected, found: found)
    }
    let start = try file.prefix(12)
    guard matches(start), start.count >= 10 else {
      throw refuse("a NumPy array", "other bytes")
    }
    guard (1...3).contains(start[6]) else {
      throw refuse("version 1, 2 or 3 of the format", "\(start[6])")
    }
    let lengthSize = start[6] == 1 ? 2 : 4
    guard start.count >= 8 + lengthSize else { throw refuse("a header", "the end of the file") }
    let length = start[8..<8 + lengthSize].reversed().reduce(0) { $0 << 8 | Int($1) }
    guard length <= longestHeader else {
      throw refuse("a header of at most \(longestHeader) bytes", "\(length)")
    }
    let offset = 8 + lengthSize + length
    let bytes = try file.prefix(offset)
    guard bytes.count == offset else {
      throw refuse("a header of \(length) bytes", "the end of the file")
    }
    let text = String(decoding: bytes[(8 + lengthSize)...], as: UTF8.self)
    var parser = NumpyHeader(text)
    guard let header = parser.parse() else {
      throw refuse(
        "a header with 'descr', 'fortran_order' and 'shape'", DataError.quoted(text))
    }
    guard let element = NumpyHeader.element(header.type) else {
      throw refuse(
        "numbers of type f2, f4, f8, b1, or i or u with 1, 2, 4 or 8 bytes",
        DataError.quoted(header.type))
    }
    let matrix = try MatrixFile(opened, offset: offset, shape: header.shape, element: element)
    return header.isFortranOrder && header.shape.count > 1 ? try matrix.transposed() : matrix
  }
}

/// An array of any rank: its extents, outermost first, and its numbers, row-major.
public struct NumpyArray<Scalar: ActivationScalar>: Sendable, Hashable {
  /// The extents; empty for a single number.
  public let shape: [Int]
  /// The numbers: as many as the product of the extents.
  public let values: [Scalar]

  /// An array from its parts.
  ///
  /// - Precondition: the product of `shape` is the count of `values`.
  public init(shape: [Int], values: [Scalar]) {
    precondition(shape.reduce(1, *) == values.count, "the shape does not hold the values")
    self.shape = shape
    self.values = values
  }

  /// Writes the array as a version 1 file in its own precision, replacing the file at once.
  ///
  /// - Throws: ``DataError`` of code `inputOutput`; then the file is as it was.
  public func write(to path: String) throws(DataError) { try write(to: OutputPlace(path)) }

  /// Writes the array where that was settled beforehand.
  ///
  /// - Throws: ``DataError`` of code `inputOutput`; then the file is as it was.
  public func write(to place: OutputPlace) throws(DataError) {
    let type = Scalar.precision == .float32 ? "<f4" : "<f8"
    let extents = shape.map { "\($0)," }.joined(separator: " ")
    let shapeText = shape.count > 1 ? String(extents.dropLast()) : extents
    var header = "{'descr': '\(type)', 'fortran_order': False, 'shape': (\(shapeText)), }"
    // The numbers begin at a multiple of 64 bytes.
    header += String(repeating: " ", count: 63 - (10 + header.utf8.count) % 64) + "\n"
    let length = header.utf8.count
    let start =
      NumpyFile.magic + [1, 0, UInt8(truncatingIfNeeded: length), UInt8(length >> 8)]
      + Array(header.utf8)
    try place.write { file throws(DataError) in
      try file.write(start)
      try file.write(littleEndian: values)
    }
  }
}
