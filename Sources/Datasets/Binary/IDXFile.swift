/// The MNIST files' format: two zero bytes, the type, the number of dimensions, a big-endian 32-bit
/// extent for each, then the numbers, big-endian.
///
/// Source: Y. LeCun, C. Cortes, C. Burges, "The MNIST database of handwritten digits".
enum IDXFile {
  private static let types: [UInt8: ElementType] = [
    0x08: ElementType(kind: .unsigned, size: 1, isBigEndian: true),
    0x09: ElementType(kind: .signed, size: 1, isBigEndian: true),
    0x0B: ElementType(kind: .signed, size: 2, isBigEndian: true),
    0x0C: ElementType(kind: .signed, size: 4, isBigEndian: true),
    0x0D: ElementType(kind: .float, size: 4, isBigEndian: true),
    0x0E: ElementType(kind: .float, size: 8, isBigEndian: true),
  ]

  /// Whether a file that begins so is an IDX file.
  static func matches(_ prefix: [UInt8]) -> Bool {
    prefix.count >= 4 && prefix[0] == 0 && prefix[1] == 0 && types[prefix[2]] != nil
      && prefix[3] > 0
  }

  /// Reads the header.
  static func matrix(_ opened: OpenFile) throws(DataError) -> MatrixFile {
    let file = InputFile(opened)
    let start = try file.prefix(4)
    guard matches(start), let element = types[start[2]] else {
      throw DataError(
        .malformed, file: file.path,
        expected: "an IDX header: 0, 0, a type of 8, 9, 11 to 14, and the dimensions",
        found: start.map(String.init).joined(separator: ", "))
    }
    let offset = 4 + 4 * Int(start[3])
    let header = try file.prefix(offset)
    guard header.count == offset else {
      throw DataError(
        .malformed, file: file.path, expected: "a header of \(offset) bytes",
        found: "the end of the file after \(header.count)")
    }
    let shape = stride(from: 4, to: offset, by: 4).map { place in
      header[place..<place + 4].reduce(0) { $0 << 8 | Int($1) }
    }
    return try MatrixFile(opened, offset: offset, shape: shape, element: element)
  }

  /// The labels of the images at `path`: those that the options name, or that the images' name
  /// leads to; nil where none are wanted.
  static func labels(for path: String, _ options: DataOptions) throws(DataError) -> MatrixFile? {
    guard options.label != nil else { return nil }
    guard let labels = options.labelsPath ?? labelsPath(for: path) else {
      throw DataError(
        .missing, file: path, expected: "a file of labels", found: "none",
        hint: "; images named train-images-idx3-ubyte have theirs in train-labels-idx1-ubyte")
    }
    return try matrix(.data(labels))
  }

  /// The labels that belong to `train-images-idx3-ubyte`: `train-labels-idx1-ubyte`.
  ///
  /// - Returns: nil where the name does not say.
  static func labelsPath(for path: String) -> String? {
    let start = path.lastIndex(of: "/") ?? path.startIndex
    guard let range = path[start...].ranges(of: "images").last else { return nil }
    var labels = path
    labels.replaceSubrange(range, with: "labels")
    guard let rank = labels[start...].ranges(of: "idx").last,
      rank.upperBound < labels.endIndex
    else { return labels }
    labels.replaceSubrange(rank.upperBound...rank.upperBound, with: "1")
    return labels
  }
}
