/// How a file of text separates its fields and spells what is in them.
struct TextDialect: Sendable, Hashable {
  var delimiter: UInt8
  /// What stands before the decimals of a number.
  var decimalPoint: UInt8
  var encoding: DataOptions.Encoding
  /// What is added to a line's number where the file was made of another.
  var lineOffset = 0

  /// What is found in a file, where the options leave it open.
  ///
  /// The delimiter is whichever of comma, semicolon, tabulator and bar the first line holds most of,
  /// else the space. The decimal point is a comma where the delimiter is not, and numbers with commas
  /// are there, and none with points.
  init(_ file: InputFile, options: DataOptions) throws(DataError) {
    let prefix = try file.prefix(64 << 10)
    delimiter = options.delimiter.byte ?? Self.delimiter(of: prefix)
    encoding = options.encoding
    decimalPoint =
      switch options.decimal {
      case .point: UInt8(ascii: ".")
      case .comma: UInt8(ascii: ",")
      case .automatic: Self.decimalPoint(of: prefix, delimiter: delimiter)
      }
    if decimalPoint == delimiter {
      throw DataError(
        .mismatch, file: file.path, expected: "another delimiter than the decimal comma",
        found: "commas for both")
    }
  }

  private static func delimiter(of prefix: [UInt8]) -> UInt8 {
    var counts: [UInt8: Int] = [:]
    var isQuoted = false
    var isComment = prefix.first == UInt8(ascii: "#")
    for byte in prefix {
      if byte == UInt8(ascii: "\""), !isComment { isQuoted.toggle() }
      if isQuoted { continue }
      if byte == 0x0A || byte == 0x0D {
        // A comment says nothing of the lines below it, and an empty line neither.
        if !isComment, !counts.isEmpty { break }
        (counts, isComment) = ([:], false)
        continue
      }
      if counts.isEmpty { isComment = byte == UInt8(ascii: "#") }
      counts[byte, default: 0] += 1
    }
    var best = UInt8(ascii: ",")
    for other in [";", "\t", "|"].map(UInt8.init(ascii:))
    where counts[other, default: 0] > counts[best, default: 0] { best = other }
    let isSpaced = counts[best] == nil && counts[UInt8(ascii: " ")] != nil
    return isSpaced ? UInt8(ascii: " ") : best
  }

  private static func decimalPoint(of prefix: [UInt8], delimiter: UInt8) -> UInt8 {
    let (comma, point) = (UInt8(ascii: ","), UInt8(ascii: "."))
    guard delimiter != comma else { return point }
    var commas = 0
    for field in prefix.split(whereSeparator: { $0 == delimiter || $0 == 0x0A || $0 == 0x0D }) {
      let field = field.filter { $0 != UInt8(ascii: "\"") && $0 != 0x20 && $0 != 0x2D }
      let digits = field.count { $0 &- 0x30 < 10 }
      guard digits == field.count - 1, digits > 0 else { continue }
      if field.contains(point) { return point }
      if field.contains(comma) { commas += 1 }
    }
    return commas > 0 ? comma : point
  }
}

extension DataOptions.Delimiter {
  /// The byte; nil to find out.
  var byte: UInt8? {
    switch self {
    case .automatic: nil
    case .comma: UInt8(ascii: ",")
    case .semicolon: UInt8(ascii: ";")
    case .tab: UInt8(ascii: "\t")
    case .pipe: UInt8(ascii: "|")
    case .space: UInt8(ascii: " ")
    }
  }
}
