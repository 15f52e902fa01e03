/// Weka's attribute-relation file format: attributes with their types, then rows with commas.
///
/// Source: Weka's manual, "ARFF". Sparse rows and relational attributes are refused.
struct ARFFReader {
  private let file: OpenFile
  private var lines: LineReader

  init(_ file: OpenFile) {
    self.file = file
    lines = LineReader(file)
  }

  /// The table as CSV, each row on the line that it had.
  func converted() throws(DataError) -> TextConversion {
    var reader = self
    let attributes = try reader.header()
    guard reader.lines.number >= 1, !attributes.isEmpty else {
      throw reader.refuse("@attribute lines and @data", "none")
    }
    var isFirst = true
    let path = file.path
    let converted = try OpenFile.spooledLines(for: path) { output throws(DataError) in
      if isFirst {
        isFirst = false
        for _ in 1..<reader.lines.number { output.appendEmpty() }
        output.append(attributes.map { Array($0.name.utf8) })
      }
      guard let line = try reader.lines.next() else { return false }
      let start = line.drop { $0 == 0x20 || $0 == 0x09 }
      if start.isEmpty || start.first == UInt8(ascii: "%") {
        output.appendEmpty()
        return true
      }
      if start.first == UInt8(ascii: "{") {
        throw reader.refuse("a row of fields", "a sparse one")
      }
      output.append(try reader.fields(start))
      return true
    }
    return TextConversion(
      format: .arff, file: converted,
      categorical: attributes.filter(\.isNominal).map(\.name))
  }

  private struct Attribute {
    var name: String
    var isNominal: Bool
  }

  private func refuse(_ expected: String, _ found: String) -> DataError {
    DataError(
      .malformed, file: file.path, line: lines.number, expected: expected, found: found)
  }

  private mutating func header() throws(DataError) -> [Attribute] {
    var attributes: [Attribute] = []
    while let bytes = try lines.next() {
      let line = String(decoding: bytes, as: UTF8.self)
        .trimmingPrefix { $0 == " " || $0 == "\t" }
      let word = line.prefix { !$0.isWhitespace }.lowercased()
      switch word {
      case "@data": return attributes
      case "@attribute":
        let rest = line.dropFirst(word.count).drop { $0.isWhitespace }
        guard let (name, type) = Self.attribute(rest) else {
          throw refuse("@attribute NAME TYPE", DataError.quoted(String(line)))
        }
        guard !type.lowercased().hasPrefix("relational") else {
          throw refuse("attributes of numbers, names, texts and dates", "a relational one")
        }
        attributes.append(Attribute(name: name, isNominal: type.hasPrefix("{")))
      default: continue
      }
    }
    throw refuse("@data", "the end of the file")
  }

  private static func attribute(_ text: Substring) -> (name: String, type: Substring)? {
    guard let first = text.first else { return nil }
    let name: Substring
    var rest: Substring
    if first == "'" || first == "\"" {
      guard let end = text.dropFirst().firstIndex(of: first) else { return nil }
      name = text[text.index(after: text.startIndex)..<end]
      rest = text[text.index(after: end)...]
    } else {
      name = text.prefix { !$0.isWhitespace && $0 != "{" }
      rest = text[name.endIndex...]
    }
    rest = rest.drop { $0.isWhitespace }
    return rest.isEmpty ? nil : (String(name), rest)
  }

  /// The fields of a row, which commas or tabulators separate, and either kind of quotes holds
  /// together.
  private func fields(_ line: ArraySlice<UInt8>) throws(DataError) -> [[UInt8]] {
    var fields: [[UInt8]] = []
    var field: [UInt8] = []
    var quote: UInt8?
    var wasQuoted = false
    var isEscaped = false
    for byte in line {
      if isEscaped {
        field.append(byte)
        isEscaped = false
      } else if let open = quote {
        switch byte {
        case UInt8(ascii: "\\"): isEscaped = true
        case open: quote = nil
        default: field.append(byte)
        }
      } else {
        switch byte {
        case UInt8(ascii: "'"), UInt8(ascii: "\""):
          quote = byte
          wasQuoted = true
          field.removeAll { $0 == 0x20 }
        case UInt8(ascii: ","), 0x09:
          fields.append(wasQuoted ? field : Self.trimmed(field))
          (field, wasQuoted) = ([], false)
        default: if !wasQuoted || byte != 0x20 { field.append(byte) }
        }
      }
    }
    guard quote == nil else { throw refuse("a closing quote", "the end of the line") }
    fields.append(wasQuoted ? field : Self.trimmed(field))
    return fields
  }

  private static func trimmed(_ field: [UInt8]) -> [UInt8] {
    let start = field.drop { $0 == 0x20 }
    guard let last = start.lastIndex(where: { $0 != 0x20 }) else { return [] }
    return Array(start[...last])
  }
}
