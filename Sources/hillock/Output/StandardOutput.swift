import Clusters
import FileNames
import Glibc

/// Standard output, where results go.
enum StandardOutput {
  /// The reader went away: no failure, and nobody to tell.
  struct Closed: Error {}

  /// Writes all of `text`, at once.
  ///
  /// - Throws: ``Closed`` where the reader has gone, ``OutputError`` where the disk is full.
  static func write(_ text: String) throws {
    var text = text
    try text.withUTF8 { bytes in
      var rest = UnsafeRawBufferPointer(bytes)
      while !rest.isEmpty {
        let count = Glibc.write(STDOUT_FILENO, rest.baseAddress, rest.count)
        if count >= 0 {
          rest = UnsafeRawBufferPointer(rebasing: rest[count...])
        } else if errno == EPIPE {
          throw Closed()
        } else if errno != EINTR {
          throw OutputError(path: "standard output", reason: String(cString: strerror(errno)))
        }
      }
    }
  }

  /// Writes a line.
  static func line(_ text: String = "") throws { try write(text + "\n") }
}

/// Standard error, where failures, warnings and progress go.
enum StandardError {
  /// Writes `text` as one line, whatever line breaks and bytes it holds. Of several processes that do
  /// the same, only the first does, unless what it says is of this one.
  static func line(_ text: String, isOfThisRank: Bool = false) {
    if Cluster.isSilent, !isOfThisRank { return }
    let line = text.split(whereSeparator: \.isNewline).joined(separator: " ")
    let shown = line.unicodeScalars.lazy.map { scalar in
      scalar.fileNameByte == nil ? String(scalar) : scalar.escapedForDisplay
    }
    write(shown.joined() + "\n")
  }

  /// Writes `text` as it is. Nobody can be told where that fails.
  static func write(_ text: String) {
    var text = text
    text.withUTF8 { _ = Glibc.write(STDERR_FILENO, $0.baseAddress, $0.count) }
  }
}

/// A file, or standard output, that could not be written.
struct OutputError: Error, CustomStringConvertible {
  /// The file.
  let path: String
  /// The system's words.
  let reason: String

  var description: String { "\(path): cannot be written: \(reason)" }
}
