/// The records of a library: the lines of its exported `activation_info…` symbols.
enum MetadataRecords {
  /// The beginning of the symbols' names.
  static let symbolPrefix = "activation_info"
  /// The bytes of all records of a library together.
  private static let maximumText = 1 << 20

  /// The records of each activation, in the order of their addresses; empty where the library
  /// exports none.
  ///
  /// - Throws: ``HostError`` `malformedRecord` for text that is no UTF-8, a line that is no
  ///   `activation.key: text`, or a symbol that holds no text.
  static func read(
    _ image: ElfImage
  ) throws(HostError) -> [String: [ActivationDescription.Record]] {
    let symbols = image.exports
      .filter { $0.name.hasPrefix(symbolPrefix) && $0.isData }
      .sorted { ($0.address, $0.name) < ($1.address, $1.name) }
    var records: [String: [ActivationDescription.Record]] = [:]
    var total = 0
    var last: ElfImage.Symbol?
    for symbol in symbols {
      // Two names of one place, as symbol versions make them, are one record.
      if let last, last.address == symbol.address, last.size == symbol.size { continue }
      last = symbol
      guard let bytes = image.contents(of: symbol) else {
        throw HostError(
          .malformedRecord, "symbol '\(symbol.name)' lies outside the file's data",
          expected: "an initialized constant")
      }
      total += bytes.count
      guard total <= maximumText else {
        throw HostError(
          .malformedRecord, "the records are too long", expected: "at most \(maximumText) bytes")
      }
      // A zero ends a line too: C ends every constant with one.
      var isBlank = true
      for line in bytes.split(whereSeparator: { $0 == 0x0A || $0 == 0 }) {
        let text = try string(line, symbol)
        guard let (activation, record) = parse(text) else {
          // A C string ends with one zero, an address with more.
          throw (bytes.count == 8 && bytes.suffix(2).allSatisfy { $0 == 0 }) || isSlice(bytes)
            ? noText(symbol)
            : HostError(
              .malformedRecord, "a line of symbol '\(symbol.name)' cannot be understood",
              expected: "'activation.key: text', the activation's name of \(ActivationName.rule)",
              found: "'\(text)'",
              position: .byte(UInt64(line.startIndex)))
        }
        guard let record else { continue }
        isBlank = false
        records[activation, default: []].append(record)
      }
      guard !isBlank else { throw noText(symbol) }
    }
    return records
  }

  /// Whether these bytes are an address and a length, in either order, as Rust's `&str` and D's
  /// `string` are.
  private static func isSlice(_ bytes: ArraySlice<UInt8>) -> Bool {
    guard bytes.count == 16 else { return false }
    return [bytes.prefix(8), bytes.suffix(8)].contains { $0.suffix(4).allSatisfy { $0 == 0 } }
  }

  /// The common mistake: a pointer to the text is exported, not the text.
  private static func noText(_ symbol: ElfImage.Symbol) -> HostError {
    HostError(
      .malformedRecord, "symbol '\(symbol.name)' holds no text",
      expected: symbol.size == 16
        ? "the characters themselves: in Rust static \(symbol.name): [u8; N] = *b\"…\", in D "
          + "immutable char[N]"
        : "an array of characters (const char \(symbol.name)[]), not a pointer",
      found: symbol.size == 16 ? "an address and a length" : "\(symbol.size) bytes")
  }

  private static func string(
    _ line: ArraySlice<UInt8>, _ symbol: ElfImage.Symbol
  ) throws(HostError) -> String {
    do {
      return String(copying: try UTF8Span(validating: line.span))
    } catch {
      throw HostError(
        .malformedRecord, "the text of symbol '\(symbol.name)' is not UTF-8",
        found: "\(error.kind)",
        position: .byte(UInt64(line.startIndex + error.byteOffsets.lowerBound)))
    }
  }

  /// `activation.key: text`; the record is nil for a blank line.
  private static func parse(
    _ line: String
  ) -> (activation: String, record: ActivationDescription.Record?)? {
    let line = trimmed(line.utf8[...])
    guard !line.isEmpty else { return ("", nil) }
    guard let colon = line.firstIndex(of: UInt8(ascii: ":")) else { return nil }
    let subject = trimmed(line[..<colon])
    // The key has no dot, but for the one of note.PEER; the name may have some.
    guard let dot = subject.lastIndex(of: UInt8(ascii: ".")) else { return nil }
    var activation = String(Substring(subject[..<dot]))
    var key = String(Substring(subject[subject.index(after: dot)...]))
    guard ActivationName.isValid(activation), isKey(key) else { return nil }
    let note = ".\(ActivationDescription.noteKey)"
    if activation.hasSuffix(note), activation != note {
      activation.removeLast(note.utf8.count)
      key = "\(ActivationDescription.noteKey).\(key)"
    }
    let text = String(Substring(trimmed(line[line.index(after: colon)...])))
    return (activation, ActivationDescription.Record(key: key, text: text))
  }

  private static func isKey(_ key: String) -> Bool {
    !key.isEmpty && key.utf8.count <= TextScanner.maximumWord
      && key.utf8.allSatisfy {
        TextScanner.isWordStart($0) || TextScanner.isDigit($0) || $0 == UInt8(ascii: "-")
      }
  }

  private static func trimmed(_ text: Substring.UTF8View) -> Substring.UTF8View {
    var text = text
    while let first = text.first, TextScanner.isSpace(first) { text.removeFirst() }
    while let last = text.last, TextScanner.isSpace(last) { text.removeLast() }
    return text
  }
}

/// What an activation may be called, as `activation.h` states it: what a command line, a file name and
/// a model can hold.
enum ActivationName {
  private static let maximumLength = 128
  static let rule = "letters, digits, '_', '-', '+' or '.', at most \(maximumLength) bytes"

  static func isValid(_ name: String) -> Bool {
    !name.isEmpty && name.utf8.count <= maximumLength
      && name.unicodeScalars.allSatisfy { scalar in
        if scalar.isASCII {
          let byte = UInt8(scalar.value)
          return TextScanner.isWordStart(byte) || TextScanner.isDigit(byte)
            || byte == UInt8(ascii: "-") || byte == UInt8(ascii: "+") || byte == UInt8(ascii: ".")
        }
        return scalar.properties.isAlphabetic || scalar.properties.numericType != nil
      }
  }
}
