/// Objects of numbers, texts and truth values: one a line, or all in an array.
///
/// The columns are the first hundred objects' keys, in the order in which they come; a key that an
/// object lacks, and null, is a gap. Nested values are refused.
struct JSONTableReader {
  private let file: OpenFile

  init(_ file: OpenFile) { self.file = file }

  func converted() throws(DataError) -> TextConversion {
    var parser = JSONObjects(file)
    var first: [[(key: [UInt8], value: [UInt8])]] = []
    var names: [[UInt8]] = []
    var places: [[UInt8]: Int] = [:]
    while first.count < 100, let object = try parser.next() {
      for (key, _) in object where places[key] == nil {
        places[key] = names.count
        names.append(key)
      }
      first.append(object)
    }
    guard !names.isEmpty else {
      throw DataError(.empty, file: file.path, expected: "objects with values", found: "none")
    }
    var isFirst = true
    var pending = first[...]
    let converted = try OpenFile.spooledLines(for: file.path) { output throws(DataError) in
      if isFirst {
        isFirst = false
        output.append(names)
      }
      let waiting = pending.popFirst()
      let next = if waiting != nil { waiting } else { try parser.next() }
      guard let object = next else {
        return false
      }
      var fields = [[UInt8]](repeating: [], count: names.count)
      for (key, value) in object {
        guard let place = places[key] else {
          throw DataError(
            .malformed, file: file.path, line: parser.line,
            expected: "the keys of the first hundred objects",
            found: DataError.quoted(String(decoding: key, as: UTF8.self)))
        }
        fields[place] = value
      }
      output.append(fields)
      return true
    }
    return TextConversion(format: .json, file: converted, lineOffset: -1)
  }
}

/// The objects of a JSON file, one after another, each as its keys and the texts of its values.
private struct JSONObjects {
  private let file: InputFile
  private var block: [UInt8] = []
  private var place = 0
  /// The line, from 1.
  private(set) var line = 1

  init(_ file: OpenFile) { self.file = InputFile(file) }

  /// The next object; nil after the last.
  mutating func next() throws(DataError) -> [(key: [UInt8], value: [UInt8])]? {
    while let byte = try peek() {
      switch byte {
      case UInt8(ascii: "["), UInt8(ascii: ","), UInt8(ascii: "]"): place += 1
      case UInt8(ascii: "{"):
        place += 1
        return try members()
      default: throw refuse("an object", DataError.quoted(String(UnicodeScalar(byte))))
      }
    }
    return nil
  }

  private mutating func members() throws(DataError) -> [(key: [UInt8], value: [UInt8])] {
    var members: [(key: [UInt8], value: [UInt8])] = []
    while let byte = try peek() {
      switch byte {
      case UInt8(ascii: "}"):
        place += 1
        return members
      case UInt8(ascii: ","): place += 1
      case UInt8(ascii: "\""):
        let key = try string()
        guard try peek() == UInt8(ascii: ":") else { throw refuse("\":\" after a key", "another") }
        place += 1
        members.append((key, try value()))
      default: throw refuse("a key", DataError.quoted(String(UnicodeScalar(byte))))
      }
    }
    throw refuse("\"}\"", "the end of the file")
  }

  private mutating func value() throws(DataError) -> [UInt8] {
    guard let byte = try peek() else { throw refuse("a value", "the end of the file") }
    if byte == UInt8(ascii: "\"") { return try string() }
    if byte == UInt8(ascii: "{") || byte == UInt8(ascii: "[") {
      throw refuse("a number, a text, true, false or null", "a nested value")
    }
    var text: [UInt8] = []
    while let byte = try byteHere(), !Array(",}] \n\r\t".utf8).contains(byte) {
      text.append(byte)
      place += 1
    }
    return text == Array("null".utf8) ? [] : text
  }

  private mutating func string() throws(DataError) -> [UInt8] {
    place += 1
    var text: [UInt8] = []
    while let byte = try byteHere() {
      place += 1
      switch byte {
      case UInt8(ascii: "\""): return text
      case UInt8(ascii: "\\"): text += try escaped()
      default: text.append(byte)
      }
    }
    throw refuse("a closing quote", "the end of the file")
  }

  private mutating func escaped() throws(DataError) -> [UInt8] {
    guard let byte = try byteHere() else { return [] }
    place += 1
    switch byte {
    case UInt8(ascii: "n"): return [0x0A]
    case UInt8(ascii: "t"): return [0x09]
    case UInt8(ascii: "r"): return [0x0D]
    case UInt8(ascii: "b"): return [0x08]
    case UInt8(ascii: "f"): return [0x0C]
    case UInt8(ascii: "u"):
      var unit = try hexadecimal()
      if unit & 0xFC00 == 0xD800 {
        // The second of a pair follows as another escape.
        guard try byteHere() == UInt8(ascii: "\\") else { return Array("\u{FFFD}".utf8) }
        place += 2
        unit = 0x10000 + (unit & 0x3FF) << 10 + (try hexadecimal() & 0x3FF)
      }
      return Array(String(UnicodeScalar(unit) ?? "\u{FFFD}").utf8)
    default: return [byte]
    }
  }

  private mutating func hexadecimal() throws(DataError) -> UInt32 {
    var digits = ""
    for _ in 0..<4 {
      guard let byte = try byteHere() else { break }
      digits.append(Character(UnicodeScalar(byte)))
      place += 1
    }
    guard let unit = UInt32(digits, radix: 16) else {
      throw refuse("four hexadecimal digits after \\u", DataError.quoted(digits))
    }
    return unit
  }

  /// The next byte that is no white space, which stays.
  private mutating func peek() throws(DataError) -> UInt8? {
    while let byte = try byteHere() {
      switch byte {
      case 0x0A:
        line += 1
        place += 1
      case 0x20, 0x09, 0x0D: place += 1
      case 0xEF where line == 1 && place == 0: place += 3
      default: return byte
      }
    }
    return nil
  }

  private mutating func byteHere() throws(DataError) -> UInt8? {
    if place >= block.count {
      var more = [UInt8](repeating: 0, count: 256 << 10)
      let count = try more.withUnsafeMutableBufferPointer { buffer throws(DataError) in
        try file.read(into: UnsafeMutableRawBufferPointer(buffer))
      }
      more.removeSubrange(count...)
      (block, place) = (more, place - block.count)
    }
    return place < block.count ? block[place] : nil
  }

  private func refuse(_ expected: String, _ found: String) -> DataError {
    DataError(.malformed, file: file.path, line: line, expected: expected, found: found)
  }
}
