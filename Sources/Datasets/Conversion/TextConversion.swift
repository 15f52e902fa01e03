/// A table in another format than CSV, written anew as CSV so that one reader does for all.
///
/// The converted file goes to a ``Spool``: it is read again and again, and need not fit in memory.
struct TextConversion {
  /// The formats that are converted.
  enum Format: String, Sendable {
    /// Weka's attribute-relation file format.
    case arff = "ARFF"
    /// A label, and `index:value` for what is not zero.
    case libsvm = "libsvm"
    /// Objects, one a line, or an array of them.
    case json = "JSON"
  }

  let format: Format
  /// The table as CSV.
  let file: OpenFile
  /// The columns that the format says are categories.
  var categorical: [String] = []
  /// What is added to the converted file's lines to make those of the original.
  var lineOffset = 0

  /// Converts a file that is of one of these formats; nil where it is of none.
  static func converted(_ file: OpenFile) throws(DataError) -> TextConversion? {
    switch Format(of: try InputFile(file).prefix(4096)) {
    case .arff: try ARFFReader(file).converted()
    case .libsvm: try LibSVMReader(file).converted()
    case .json: try JSONTableReader(file).converted()
    case nil: nil
    }
  }
}

extension TextConversion.Format {
  /// The format of a file that begins so; nil where it is none of these.
  init?(of prefix: [UInt8]) {
    let text = String(decoding: prefix, as: UTF8.self)
    let lines = text.split(whereSeparator: \.isNewline)
    guard let first = lines.first(where: { !$0.hasPrefix("%") }) else { return nil }
    let start = first.drop { $0 == " " || $0 == "\t" || $0 == "\u{FEFF}" }
    if start.lowercased().hasPrefix("@relation") {
      self = .arff
    } else if start.hasPrefix("{\"") || start == "{" || start.hasPrefix("[{") || start == "[" {
      self = .json
    } else if first.wholeMatch(of: /[-+]?[0-9.eE+-]+(\s+[0-9]+:[-+0-9.eE]+)+\s*(#.*)?/) != nil {
      self = .libsvm
    } else {
      return nil
    }
  }
}

/// The lines of a text file, without their ends.
struct LineReader {
  /// A longer line is refused.
  private static let longest = 64 << 20
  private let file: InputFile
  private var block: [UInt8] = []
  private var start = 0
  private var isAtEnd = false
  /// The number of the line that was read last, from 1.
  private(set) var number = 0

  init(_ file: OpenFile) { self.file = InputFile(file) }

  /// The next line; nil after the last.
  mutating func next() throws(DataError) -> ArraySlice<UInt8>? {
    var searched = start
    while true {
      if let end = block[searched...].firstIndex(of: 0x0A) {
        defer { start = end + 1 }
        number += 1
        let last = end > start && block[end - 1] == 0x0D ? end - 1 : end
        return block[start..<last]
      }
      if isAtEnd {
        guard start < block.count else { return nil }
        defer { start = block.count }
        number += 1
        return block[start...]
      }
      searched = block.count - start
      block.removeSubrange(..<start)
      start = 0
      guard block.count < Self.longest else {
        throw DataError(
          .malformed, file: file.path, line: number + 1,
          expected: "a line of at most \(Self.longest >> 20) MiB", found: "a longer one")
      }
      var more = [UInt8](repeating: 0, count: 256 << 10)
      let count = try more.withUnsafeMutableBufferPointer { buffer throws(DataError) in
        try file.read(into: UnsafeMutableRawBufferPointer(buffer))
      }
      block += more[..<count]
      isAtEnd = count < more.count
    }
  }
}

/// Lines of CSV on their way to a spool.
struct CSVLines {
  private(set) var bytes: [UInt8] = []

  var isLarge: Bool { bytes.count >= 128 << 10 }

  mutating func append(_ fields: some Sequence<[UInt8]>) {
    var isFirst = true
    for field in fields {
      if !isFirst { bytes.append(UInt8(ascii: ",")) }
      isFirst = false
      let needsQuotes = field.contains {
        $0 == UInt8(ascii: ",") || $0 == UInt8(ascii: "\"") || $0 == 0x0A || $0 == 0x0D
          || $0 == UInt8(ascii: "#")
      }
      guard needsQuotes else {
        bytes += field
        continue
      }
      bytes.append(UInt8(ascii: "\""))
      for byte in field {
        if byte == UInt8(ascii: "\"") { bytes.append(byte) }
        bytes.append(byte)
      }
      bytes.append(UInt8(ascii: "\""))
    }
    bytes.append(0x0A)
  }

  /// Adds an empty line, so that those below keep their numbers.
  mutating func appendEmpty() { bytes.append(0x0A) }

  /// Moves what is there to the beginning of a block, as much as it takes.
  mutating func drain(into block: UnsafeMutableRawBufferPointer) -> Int {
    let count = min(bytes.count, block.count)
    bytes.withUnsafeBytes { block.copyMemory(from: UnsafeRawBufferPointer(rebasing: $0[..<count])) }
    bytes.removeSubrange(..<count)
    return count
  }
}

extension OpenFile {
  /// A spool of lines that `step` adds, until it answers that there are no more.
  static func spooledLines(
    for path: String, _ step: (inout CSVLines) throws(DataError) -> Bool
  ) throws(DataError) -> OpenFile {
    var lines = CSVLines()
    var isAtEnd = false
    return try Spool(for: path).filled { block throws(DataError) in
      while !isAtEnd, !lines.isLarge { isAtEnd = try !step(&lines) }
      return lines.drain(into: block)
    }
  }
}
