import Activations

/// Reads a record's text from left to right; every failure knows its column.
///
/// Linear in the text: nothing is read twice, and words and numbers are bounded.
struct TextScanner {
  /// The longest name that an activation, a parameter, an argument or a symbol may have.
  static let maximumWord = 255

  private let bytes: [UInt8]
  private var index = 0
  private let code: HostError.Code

  /// A scanner at the beginning of `text`, whose failures are of the kind `code`.
  init(_ text: String, code: HostError.Code = .malformedRecord) {
    bytes = Array(text.utf8)
    self.code = code
  }

  /// The next byte that is no white space; nil at the end.
  mutating func peek() -> UInt8? {
    while index < bytes.count, Self.isSpace(bytes[index]) { index += 1 }
    return index < bytes.count ? bytes[index] : nil
  }

  /// Steps over `mark` if it comes next.
  mutating func skip(_ mark: Unicode.Scalar) -> Bool {
    guard peek() == UInt8(ascii: mark) else { return false }
    index += 1
    return true
  }

  /// Steps over `mark`, which must come next.
  mutating func expect(_ mark: Unicode.Scalar) throws(HostError) {
    guard skip(mark) else { throw failure(expected: "'\(mark)'") }
  }

  /// The identifier that comes next; nil if something else does.
  mutating func word() throws(HostError) -> String? {
    guard let first = peek(), Self.isWordStart(first) else { return nil }
    let start = index
    while index < bytes.count, Self.isWordStart(bytes[index]) || Self.isDigit(bytes[index]) {
      index += 1
    }
    guard index - start <= Self.maximumWord else {
      let length = index - start
      index = start
      throw failure(
        expected: "a name of at most \(Self.maximumWord) characters", found: "\(length)")
    }
    return String(decoding: bytes[start..<index], as: UTF8.self)
  }

  /// The identifier that must come next; `what` it is.
  mutating func expectWord(_ what: String) throws(HostError) -> String {
    guard let word = try word() else { throw failure(expected: what) }
    return word
  }

  /// The rest of the text, without white space around it.
  mutating func rest() -> String {
    _ = peek()
    var end = bytes.count
    while end > index, Self.isSpace(bytes[end - 1]) { end -= 1 }
    defer { index = bytes.count }
    return String(decoding: bytes[index..<end], as: UTF8.self)
  }

  /// Nothing but white space may come.
  mutating func expectEnd() throws(HostError) {
    guard peek() == nil else { throw failure(expected: "nothing more") }
  }

  /// A failure here: `expected` is not what comes.
  mutating func failure(expected: String, found: String? = nil) -> HostError {
    let place = place()
    return HostError(
      code, "cannot be understood", expected: expected, found: found ?? upcoming(),
      position: column(of: place))
  }

  /// The place of what comes next, for ``column(of:)``.
  mutating func place() -> Int {
    _ = peek()
    return index
  }

  /// A place as people count: in characters from 1. Linear in the text, so for failures only.
  func column(of place: Int) -> HostError.Position {
    .column(1 + bytes[..<place].count { $0 & 0xC0 != 0x80 })
  }

  /// What comes next, for a message: a word, a number, a character.
  private func upcoming() -> String {
    guard index < bytes.count else { return "the end" }
    var end = index
    while end < bytes.count, end - index < 40,
      Self.isWordStart(bytes[end]) || Self.isDigit(bytes[end]) || bytes[end] >= 0x80
    {
      end += 1
    }
    return "'\(String(decoding: bytes[index..<max(end, index + 1)], as: UTF8.self))'"
  }

  /// Whether C takes it for white space.
  static func isSpace(_ byte: UInt8) -> Bool {
    byte == 0x20 || (0x09...0x0D).contains(byte)
  }

  /// `0` to `9`.
  static func isDigit(_ byte: UInt8) -> Bool { (0x30...0x39).contains(byte) }

  /// Whether a C identifier may begin with it.
  static func isWordStart(_ byte: UInt8) -> Bool {
    byte == 0x5F || (0x41...0x5A).contains(byte) || (0x61...0x7A).contains(byte)
  }
}

extension TextScanner {
  /// The longest number, in characters: more digits than any double needs.
  private static var maximumNumber: Int { 400 }

  /// A number: decimal or hexadecimal, `inf`, with a sign; or one divided by another, as `1 / 3`.
  ///
  /// - Throws: the scanner's error where there is none, or where it is too large for a double.
  mutating func number() throws(HostError) -> Double {
    let numerator = try simpleNumber()
    guard skip("/") else { return numerator }
    _ = peek()
    let start = index
    let quotient = try numerator / simpleNumber()
    guard quotient.isFinite else {
      index = start
      throw failure(expected: "a divisor that leaves a number")
    }
    return quotient
  }

  private mutating func simpleNumber() throws(HostError) -> Double {
    _ = peek()
    let start = index
    var digits = ""
    if index < bytes.count, bytes[index] == 0x2D || bytes[index] == 0x2B {
      if bytes[index] == 0x2D { digits = "-" }
      index += 1
    }
    if let word = try word() {
      guard word == "inf" || word == "infinity" else { throw notANumber(from: start) }
      return digits == "-" ? -.infinity : .infinity
    }
    let isHexadecimal =
      index + 1 < bytes.count && bytes[index] == 0x30 && bytes[index + 1] | 0x20 == 0x78
    var previous: UInt8 = 0
    while index < bytes.count {
      let byte = bytes[index]
      // A sign only after the exponent's letter.
      let isSign = byte == 0x2D || byte == 0x2B
      let exponent: UInt8 = isHexadecimal ? 0x70 : 0x65
      guard
        isSign
          ? previous | 0x20 == exponent
          : byte == 0x2E || Self.isDigit(byte) || Self.isWordStart(byte)
      else { break }
      digits.unicodeScalars.append(Unicode.Scalar(byte))
      previous = byte
      index += 1
    }
    guard index - start <= Self.maximumNumber, previous != 0, let value = Double(digits) else {
      throw notANumber(from: start)
    }
    guard value.isFinite else {
      index = start
      throw failure(expected: "a number that a double can hold")
    }
    return value
  }

  private mutating func notANumber(from start: Int) -> HostError {
    index = start
    return failure(expected: "a number")
  }

  /// An interval: `[0, 1]`, `(0, inf)`. An infinite end never belongs to it.
  mutating func interval() throws(HostError) -> Interval {
    let includesLow = skip("[")
    if !includesLow { try expectBracket("(", "'[' or '('") }
    let low = try number()
    try expect(",")
    let high = try number()
    let includesHigh = skip("]")
    if !includesHigh { try expectBracket(")", "']' or ')'") }
    let interval = Interval(
      low: low, high: high, includesLow: includesLow && low.isFinite,
      includesHigh: includesHigh && high.isFinite)
    guard low < high || (low == high && interval.includesLow && interval.includesHigh) else {
      throw HostError(code, "is an empty interval", found: interval.description)
    }
    return interval
  }

  private mutating func expectBracket(
    _ mark: Unicode.Scalar, _ expected: String
  ) throws(HostError) {
    guard skip(mark) else { throw failure(expected: expected) }
  }
}
