/// A matrix of numbers in a binary file: rows of `width` numbers from byte `offset` on.
///
/// What IDX and `.npy` files are after their headers. That the file is long enough for its rows is
/// checked when it is made; the header is hostile until then.
struct MatrixFile: Sendable {
  let file: OpenFile
  let offset: Int
  /// The extents as the header states them; the first is the rows.
  let shape: [Int]
  let element: ElementType
  /// The numbers in one row: the product of all extents but the first.
  let width: Int

  var path: String { file.path }
  var count: Int { shape.first ?? 1 }

  /// A matrix in a file.
  init(
    _ file: OpenFile, offset: Int, shape: [Int], element: ElementType
  ) throws(DataError) {
    self.file = file
    self.offset = offset
    self.shape = shape
    self.element = element
    // An empty array states its other extents all the same, and they are multiplied elsewhere.
    var bytes = element.size
    var overflows = false
    for extent in shape where extent != 0 {
      let (product, overflow) = bytes.multipliedReportingOverflow(by: extent)
      overflows = overflows || overflow
      bytes = product
    }
    if shape.contains(0) { bytes = 0 }
    guard !overflows, shape.allSatisfy({ $0 >= 0 }), bytes == file.size - offset else {
      throw DataError(
        .malformed, file: file.path,
        expected: "\(overflows ? "fewer" : "\(bytes)") bytes of numbers for the shape \(shape)",
        found: "\(file.size - offset)")
    }
    width = shape.dropFirst().reduce(1, *)
  }
}
