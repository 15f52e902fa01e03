/// A word of the formula language, with the offset of its first byte.
struct FormulaToken {
  enum Kind: Equatable {
    case number
    case name
    case symbol
    case end
  }
  var kind: Kind
  var text: String
  var offset: Int
}

/// Cuts a formula into numbers, names and symbols.
struct FormulaLexer {
  private let bytes: [UInt8]
  private var position = 0

  init(_ bytes: [UInt8]) { self.bytes = bytes }

  mutating func next() throws(FormulaError) -> FormulaToken {
    while position < bytes.count, [0x20, 0x09, 0x0a, 0x0d].contains(bytes[position]) {
      position += 1
    }
    let start = position
    guard position < bytes.count else { return token(.end, from: start) }
    let byte = bytes[position]
    if Self.isDigit(byte) || (byte == UInt8(ascii: ".") && isDigit(at: position + 1)) {
      try scanNumber()
      return token(.number, from: start)
    }
    if Self.isLetter(byte) {
      while position < bytes.count, Self.isLetter(bytes[position]) || Self.isDigit(bytes[position])
      {
        position += 1
      }
      return token(.name, from: start)
    }
    if "<>=!".utf8.contains(byte), position + 1 < bytes.count,
      bytes[position + 1] == UInt8(ascii: "=")
    {
      position += 2
      return token(.symbol, from: start)
    }
    guard "+-*/^(),<>".utf8.contains(byte) else {
      let shown =
        (0x21..<0x7f).contains(byte) ? "'\(Character(Unicode.Scalar(byte)))'" : "byte \(byte)"
      guard let way = FormulaSpelling.way(fromText: bytes[start...]) else {
        throw FormulaError(
          "\(shown) is no part of the language: expected a number, a name or an operator",
          in: bytes, at: start)
      }
      throw FormulaError(
        "the language has no '\(way.text)': write \(way.instead)", in: bytes, at: start)
    }
    position += 1
    return token(.symbol, from: start)
  }

  /// digits [. digits] [e [sign] digits]
  private mutating func scanNumber() throws(FormulaError) {
    let start = position
    skipDigits()
    if position < bytes.count, bytes[position] == UInt8(ascii: ".") {
      position += 1
      skipDigits()
    }
    if position < bytes.count, bytes[position] | 0x20 == UInt8(ascii: "e") {
      let isSigned = position + 1 < bytes.count && "+-".utf8.contains(bytes[position + 1])
      guard isDigit(at: position + (isSigned ? 2 : 1)) else {
        throw FormulaError("an exponent needs digits", in: bytes, at: position)
      }
      position += isSigned ? 2 : 1
      let exponent = position
      skipDigits()
      guard position - exponent <= 5 else {
        throw FormulaError("an exponent has at most five digits", in: bytes, at: exponent)
      }
    }
    guard position - start <= 200 else {
      throw FormulaError("a number has at most 200 characters", in: bytes, at: start)
    }
    if position < bytes.count, Self.isLetter(bytes[position]) {
      throw FormulaError(
        "expected an operator between a number and a name (write 2 * x)", in: bytes, at: position)
    }
  }

  private mutating func skipDigits() {
    while position < bytes.count, Self.isDigit(bytes[position]) { position += 1 }
  }

  private func token(_ kind: FormulaToken.Kind, from start: Int) -> FormulaToken {
    FormulaToken(
      kind: kind, text: String(decoding: bytes[start..<position], as: UTF8.self), offset: start)
  }

  private func isDigit(at index: Int) -> Bool {
    index < bytes.count && Self.isDigit(bytes[index])
  }

  private static func isDigit(_ byte: UInt8) -> Bool { (0x30...0x39).contains(byte) }

  private static func isLetter(_ byte: UInt8) -> Bool {
    (0x41...0x5a).contains(byte) || (0x61...0x7a).contains(byte) || byte == UInt8(ascii: "_")
  }
}
