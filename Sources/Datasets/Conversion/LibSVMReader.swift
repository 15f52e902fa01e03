/// A label, then `index:value` for each input that is not zero; indices from 1, or from 0.
///
/// The columns are called by their index, and the label comes last, under that name.
struct LibSVMReader {
  /// More fields than this, zeros included, are refused.
  private static let mostFields = 500_000_000
  private let file: OpenFile

  init(_ file: OpenFile) { self.file = file }

  func converted() throws(DataError) -> TextConversion {
    // Once for the largest index, and once more to write every row as long.
    var lines = LineReader(file)
    var least = Int.max
    var most = -1
    var rows = 0
    while let row = try row(&lines) {
      guard let row else { continue }
      rows += 1
      for (index, _) in row.values { (least, most) = (min(least, index), max(most, index)) }
    }
    guard most >= 0, rows > 0 else {
      throw DataError(.empty, file: file.path, expected: "rows of data", found: "labels only")
    }
    let first = least == 0 ? 0 : 1
    let width = most - first + 1
    guard width <= CSVFile.mostColumns, width * rows <= Self.mostFields else {
      throw DataError(
        .malformed, file: file.path,
        expected: "at most \(Self.mostFields) fields, zeros included",
        found: "\(rows) rows of \(width)")
    }
    lines = LineReader(file)
    var isFirst = true
    let reader = self
    let converted = try OpenFile.spooledLines(for: file.path) { output throws(DataError) in
      if isFirst {
        isFirst = false
        output.append((first...most).map { Array("\($0)".utf8) } + [Array("label".utf8)])
      }
      guard let row = try reader.row(&lines) else { return false }
      guard let row else {
        output.appendEmpty()
        return true
      }
      var fields = [[UInt8]](repeating: [UInt8(ascii: "0")], count: width)
      for (index, value) in row.values { fields[index - first] = value }
      output.append(fields + [row.label])
      return true
    }
    return TextConversion(format: .libsvm, file: converted, lineOffset: -1)
  }

  private typealias Row = (label: [UInt8], values: [(Int, [UInt8])])

  /// The next row; nil at the end, a nil row where the line holds none.
  private func row(_ lines: inout LineReader) throws(DataError) -> Row?? {
    guard let line = try lines.next() else { return .none }
    let text = line.prefix { $0 != UInt8(ascii: "#") }
    var words = text.split { $0 == 0x20 || $0 == 0x09 }[...]
    guard let label = words.popFirst() else { return .some(nil) }
    var values: [(Int, [UInt8])] = []
    for word in words {
      let parts = word.split(separator: UInt8(ascii: ":"), omittingEmptySubsequences: false)
      guard parts.count == 2, let index = Int(String(decoding: parts[0], as: UTF8.self)),
        index >= 0,
        !parts[1].isEmpty
      else {
        throw DataError(
          .malformed, file: file.path, line: lines.number, expected: "index:value",
          found: DataError.quoted(String(decoding: word, as: UTF8.self)))
      }
      values.append((index, Array(parts[1])))
    }
    return (Array(label), values)
  }
}
