import Glibc

/// Paths as bytes. A file's name is any bytes but zero and the slash, and a `String` holds UTF-8 only:
/// here a path is a `String` in which each byte that is no part of a character in UTF-8 stands as a
/// character of its own, U+10FF80 to U+10FFFF. So what the system said goes back to it unchanged.
///
/// Those characters are for private use, at the very end of Unicode; a name that has one of them in
/// UTF-8 is kept by its bytes, too, so that no two names are alike.
extension String {
  /// The path as the system knows it: ends with a zero byte, for `open(path.fileName, …)`.
  package var fileName: [CChar] {
    fileNameBytes.map(CChar.init(bitPattern:)) + [0]
  }

  /// The path's bytes.
  package var fileNameBytes: [UInt8] {
    guard mayHoldBytes else { return Array(utf8) }
    return unicodeScalars.flatMap { scalar in
      scalar.fileNameByte.map { [$0] } ?? Array(UTF8.encode(scalar)!)
    }
  }

  /// The path that the system says, up to its zero byte.
  package init(fileName: UnsafePointer<CChar>) {
    self.init(
      fileNameBytes: UnsafeRawBufferPointer(start: fileName, count: strlen(fileName)))
  }

  /// The path of these bytes.
  package init(fileNameBytes bytes: some Collection<UInt8>) {
    if let text = String(validating: bytes, as: UTF8.self), !text.mayHoldBytes {
      self = text
      return
    }
    let bytes = Array(bytes)
    var scalars = String.UnicodeScalarView()
    var start = 0
    while start < bytes.count {
      var parser = UTF8.ForwardParser()
      var rest = bytes[start...].makeIterator()
      switch parser.parseScalar(from: &rest) {
      case .valid(let encoded) where UTF8.decode(encoded).fileNameByte == nil:
        scalars.append(UTF8.decode(encoded))
        start += encoded.count
      case .valid, .error:
        // One byte at a time: what follows it may be a character again.
        scalars.append(Unicode.Scalar(fileNameByte: bytes[start]))
        start += 1
      case .emptyInput: start = bytes.count
      }
    }
    self = String(scalars)
  }

  /// Whether there is a character that stands for a byte: all of them begin with these two bytes, and
  /// hardly any other does.
  private var mayHoldBytes: Bool {
    var former: UInt8 = 0
    return utf8.contains { byte in
      defer { former = byte }
      return former == 0xF4 && byte == 0x8F
    }
  }
}

extension Unicode.Scalar {
  private static let firstByte: UInt32 = 0x10FF00

  /// The byte of a file's name that this stands for; nil where it is a character.
  package var fileNameByte: UInt8? {
    value >= Self.firstByte + 0x80 ? UInt8(truncatingIfNeeded: value) : nil
  }

  /// What stands for a byte that is no part of a character; itself where it is one.
  fileprivate init(fileNameByte byte: UInt8) {
    self = byte < 0x80 ? Self(byte) : Self(Self.firstByte + UInt32(byte))!
  }

  /// How this is shown where it is not a character that can be: `\xE9` for a byte, else as Swift
  /// escapes it.
  package var escapedForDisplay: String {
    guard let byte = fileNameByte else { return escaped(asASCII: true) }
    let digits = String(byte, radix: 16, uppercase: true)
    return "\\x" + digits
  }
}

/// What the system tells a process as it starts, with paths in it as ``Swift/String`` holds them here.
public enum ProcessWords {
  /// The arguments, the program's own name first.
  public static var arguments: [String] {
    (0..<Int(CommandLine.argc)).compactMap {
      CommandLine.unsafeArgv[$0].map { String(fileName: $0) }
    }
  }

  /// The variables of the environment.
  public static var environment: [String: String] {
    var variables: [String: String] = [:]
    var next = environ
    while let entry = next.pointee {
      let entry = UnsafeRawBufferPointer(start: entry, count: strlen(entry))
      if let sign = entry.firstIndex(of: UInt8(ascii: "=")) {
        variables[String(fileNameBytes: entry[..<sign])] =
          String(fileNameBytes: entry[(sign + 1)...])
      }
      next += 1
    }
    return variables
  }
}
