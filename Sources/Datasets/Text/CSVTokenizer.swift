import Activations

/// Splits a CSV file into records and fields (RFC 4180), block by block.
///
/// Quoted fields may hold delimiters, line ends and doubled quotes. Lines end in LF, CR LF or CR;
/// the last one may have no end. Blank lines are skipped, as is a byte order mark. Where the delimiter
/// is a space, any run of spaces and tabulators is one. Memory: the longest record, which may have at
/// most ``longestRecord`` bytes.
///
/// The bytes lie in a buffer of its own, reached through `bytes`: the fields' places are valid until
/// the next record is read. Unsafe pointers because this is the inner loop of reading; every index
/// is checked against `end`, once a byte.
final class CSVTokenizer {
  /// A field of the current record: where its text begins and ends in the buffer.
  struct Field {
    var start: Int
    var end: Int
    var isQuoted: Bool
  }

  /// A record longer than this is refused: more likely a quote that never ends.
  static let longestRecord = 64 << 20

  let file: InputFile
  let dialect: TextDialect
  /// The fields of the current record.
  private(set) var fields: ContiguousArray<Field> = []
  /// The line on which the current record starts, from 1.
  private(set) var line = 0
  /// The buffer that holds the current record.
  private(set) var bytes: UnsafeMutablePointer<UInt8>

  private var capacity: Int
  private var start = 0
  private var end = 0
  private var nextLine = 1
  private var isAtFileEnd = false

  init(
    _ file: InputFile, _ dialect: TextDialect, blockSize: Int = 256 << 10
  ) throws(DataError) {
    self.file = file
    self.dialect = dialect
    capacity = blockSize
    bytes = .allocate(capacity: blockSize)
    try rewind()
  }

  deinit { bytes.deallocate() }

  /// Goes back to the first record.
  func rewind() throws(DataError) {
    file.seek(to: 0)
    (start, end, nextLine, isAtFileEnd) = (0, 0, 1, false)
    try readMore()
    if end >= 3, bytes[0] == 0xEF, bytes[1] == 0xBB, bytes[2] == 0xBF { start = 3 }
    if end >= 2, (bytes[0], bytes[1]) == (0xFF, 0xFE) || (bytes[0], bytes[1]) == (0xFE, 0xFF) {
      throw DataError(.malformed, file: file.path, expected: "UTF-8 text", found: "UTF-16 text")
    }
  }

  /// Moves to the next record; false at the end of the file.
  func next() throws(DataError) -> Bool {
    while true {
      guard let recordEnd = try scan() else {
        if isAtFileEnd { return false }
        try readMore()
        continue
      }
      start = recordEnd
      if fields.count == 1, fields[0].start == fields[0].end, !fields[0].isQuoted { continue }
      return true
    }
  }

  /// What stands before the decimals of a number.
  var decimalPoint: UInt8 { dialect.decimalPoint }

  /// Whether the current record begins as a comment does.
  var beginsWithHash: Bool {
    fields.first.map { !$0.isQuoted && $0.start < $0.end && bytes[$0.start] == UInt8(ascii: "#") }
      ?? false
  }

  /// Whether a field's bytes are its text in UTF-8, as they are for all plain text.
  func isLiteral(_ field: Field) -> Bool {
    for place in field.start..<field.end
    where bytes[place] >= 0x80 || (field.isQuoted && bytes[place] == UInt8(ascii: "\"")) {
      return false
    }
    return true
  }

  /// The text of a field of the current record, its doubled quotes undone; white space around text
  /// that is not quoted is left out. What is not in the encoding is replaced, as messages can show it.
  func text(_ field: Field) -> String { decoded(unescaped(field)) }

  /// The text of the field in a column, from 0: a name or a label, whose bytes decide what it is.
  ///
  /// - Throws: ``DataError`` of code `malformed` where they are not in the encoding: replaced, two
  ///   different labels would become one.
  func validText(_ column: Int) throws(DataError) -> String {
    let bytes = unescaped(fields[column])
    if dialect.encoding == .utf8, String(validating: bytes, as: UTF8.self) == nil {
      throw DataError(
        .malformed, file: file.path, line: line, column: column + 1, expected: "UTF-8 text",
        found: DataError.quoted(decoded(bytes)),
        hint: "; --encoding latin1 reads one byte a character")
    }
    return decoded(bytes)
  }

  private func decoded(_ bytes: [UInt8]) -> String {
    switch dialect.encoding {
    case .utf8: return String(decoding: bytes, as: UTF8.self)
    case .latin1:
      var text = ""
      text.unicodeScalars.append(contentsOf: bytes.map { UnicodeScalar($0) })
      return text
    }
  }

  private func unescaped(_ field: Field) -> [UInt8] {
    let range = trimmed(field)
    let raw = UnsafeBufferPointer(start: bytes + range.lowerBound, count: range.count)
    guard field.isQuoted else { return Array(raw) }
    var unescaped: [UInt8] = []
    var afterQuote = false
    for byte in raw {
      afterQuote = byte == UInt8(ascii: "\"") && !afterQuote
      if !afterQuote { unescaped.append(byte) }
    }
    return unescaped
  }

  /// Where a field's text lies, without the white space around text that is not quoted.
  func trimmed(_ field: Field) -> Range<Int> {
    var (low, high) = (field.start, field.end)
    guard !field.isQuoted else { return low..<high }
    while low < high, bytes[low] == 0x20 || bytes[low] == 0x09 { low += 1 }
    while low < high, bytes[high - 1] == 0x20 || bytes[high - 1] == 0x09 { high -= 1 }
    return low..<high
  }

  /// Reads numbers from columns of the current record.
  ///
  /// - Returns: the place in `columns` of the first that holds no finite number; nil where all do.
  func numbers<Number: ActivationScalar>(
    _ columns: [Int], into numbers: UnsafeMutablePointer<Number>
  ) -> Int? {
    let (bytes, point) = (bytes, decimalPoint)
    return fields.withUnsafeBufferPointer { fields in
      for place in columns.indices {
        let range = trimmed(fields[columns[place]])
        guard
          case .number(let value) = DecimalNumber<Number>(
            bytes + range.lowerBound, count: range.count, point: point), value.isFinite
        else { return place }
        numbers[place] = value
      }
      return nil
    }
  }

  /// Finds the fields of the record at `start`, and returns where the next begins; nil where the
  /// buffer ends first (at the file's end: where no record is left).
  private func scan() throws(DataError) -> Int? {
    // Local, so that the loop over bytes need not ask whether someone else changes them.
    let (bytes, end, delimiter) = (bytes, end, dialect.delimiter)
    let isSpaced = delimiter == UInt8(ascii: " ")
    var fields: ContiguousArray<Field> = []
    swap(&fields, &self.fields)
    defer { swap(&fields, &self.fields) }
    fields.removeAll(keepingCapacity: true)
    if start == end { return nil }
    line = nextLine + dialect.lineOffset
    var lines = 1
    var i = start
    if isSpaced { i = Self.afterBlanks(bytes, from: i, to: end) }
    while true {
      var field = Field(start: i, end: i, isQuoted: false)
      if i < end, bytes[i] == UInt8(ascii: "\"") {
        guard let close = try closingQuote(from: i + 1, column: fields.count + 1, lines: &lines)
        else { return nil }
        field = Field(start: i + 1, end: close, isQuoted: true)
        i = close + 1
        if !isSpaced { while i < end, bytes[i] == 0x20 { i += 1 } }
      } else {
        while i < end, bytes[i] != delimiter, bytes[i] != 0x0A, bytes[i] != 0x0D,
          !isSpaced || bytes[i] != 0x09
        { i += 1 }
        field.end = i
      }
      let fieldEnd = i
      if isSpaced { i = Self.afterBlanks(bytes, from: i, to: end) }
      if i == end && !isAtFileEnd { return nil }
      fields.append(field)
      if i == end {
        nextLine += lines
        return end
      }
      switch bytes[i] {
      case 0x0A:
        nextLine += lines
        return i + 1
      case 0x0D:
        if i + 1 == end && !isAtFileEnd { return nil }
        nextLine += lines
        return i + 1 < end && bytes[i + 1] == 0x0A ? i + 2 : i + 1
      case _ where isSpaced && i > fieldEnd: break
      case delimiter: i += 1
      default:
        throw DataError(
          .malformed, file: file.path, line: line + lines - 1, column: fields.count,
          expected: "the delimiter or the line's end after the closing quote",
          found: DataError.quoted(String(UnicodeScalar(bytes[i]))))
      }
    }
  }

  /// The first place that holds neither a space nor a tabulator.
  private static func afterBlanks(
    _ bytes: UnsafeMutablePointer<UInt8>, from first: Int, to end: Int
  ) -> Int {
    var i = first
    while i < end, bytes[i] == 0x20 || bytes[i] == 0x09 { i += 1 }
    return i
  }

  /// The place of the quote that ends a quoted field; nil where the buffer ends first.
  private func closingQuote(
    from first: Int, column: Int, lines: inout Int
  ) throws(DataError) -> Int? {
    let fieldLine = line + lines - 1
    var i = first
    while i < end {
      if bytes[i] == UInt8(ascii: "\"") {
        if i + 1 == end { return isAtFileEnd ? i : nil }
        if bytes[i + 1] != UInt8(ascii: "\"") { return i }
        i += 1
      } else if bytes[i] == 0x0A || (bytes[i] == 0x0D && (i + 1 >= end || bytes[i + 1] != 0x0A)) {
        lines += 1
      }
      i += 1
    }
    guard isAtFileEnd else { return nil }
    throw DataError(
      .malformed, file: file.path, line: fieldLine, column: column,
      expected: "a closing quote", found: "the end of the file")
  }

  /// Moves the unfinished record to the buffer's beginning, makes room and reads on.
  private func readMore() throws(DataError) {
    let kept = end - start
    if kept > capacity / 2 {
      guard kept < Self.longestRecord else {
        throw DataError(
          .malformed, file: file.path, line: nextLine,
          expected: "a record of at most \(Self.longestRecord >> 20) MiB",
          found: "a longer one (a quote that never ends?)")
      }
      let larger = UnsafeMutablePointer<UInt8>.allocate(capacity: capacity * 2)
      larger.update(from: bytes + start, count: kept)
      bytes.deallocate()
      bytes = larger
      capacity *= 2
    } else {
      bytes.update(from: bytes + start, count: kept)
    }
    let room = UnsafeMutableRawBufferPointer(start: bytes + kept, count: capacity - kept)
    let count = try file.read(into: room)
    (start, end) = (0, kept + count)
    isAtFileEnd = count < room.count
  }
}
