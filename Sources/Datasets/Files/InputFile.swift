import FileNames
import Glibc

/// A regular file that is held open, so that whoever reads it later reads the same.
package final class OpenFile: Sendable {
  /// The path as it was given.
  package let path: String
  /// The size in bytes when it was opened.
  package let size: Int
  fileprivate let descriptor: Int32

  /// Opens a file by its name in an open directory.
  ///
  /// Opens without blocking, so that a pipe that nobody writes to is refused, not waited for.
  convenience init(_ path: String, in directory: Int32, _ name: String) throws(DataError) {
    let descriptor = openat(directory, name.fileName, O_RDONLY | O_NONBLOCK | O_NOCTTY | O_CLOEXEC)
    guard descriptor >= 0 else {
      throw DataError(.inputOutput, file: path, expected: "a readable file", found: systemError())
    }
    try self.init(path, owning: descriptor)
  }

  package convenience init(_ path: String) throws(DataError) {
    try self.init(path, in: AT_FDCWD, path)
  }

  /// Takes an open descriptor over.
  init(_ path: String, owning descriptor: Int32) throws(DataError) {
    self.path = path
    self.descriptor = descriptor
    var status = stat()
    guard fstat(descriptor, &status) == 0, status.st_mode & S_IFMT == S_IFREG else {
      close(descriptor)
      throw DataError(
        .inputOutput, file: path, expected: "a regular file",
        found: status.st_mode & S_IFMT == S_IFDIR ? "a directory" : "a pipe or a device")
    }
    size = Int(status.st_size)
  }

  deinit { close(descriptor) }
}

/// A place in an open file, which is read on from there in blocks.
///
/// Not safe for use from several threads at once; others may read the same file.
package final class InputFile {
  private let file: OpenFile
  private var position = 0

  /// The path as it was given.
  package var path: String { file.path }
  /// The size in bytes when it was opened.
  package var size: Int { file.size }

  /// The beginning of a file.
  package init(_ file: OpenFile) { self.file = file }

  package convenience init(_ path: String) throws(DataError) { self.init(try OpenFile(path)) }

  /// Fills `buffer` as far as the file goes and returns how many bytes that was; 0 at its end.
  package func read(into buffer: UnsafeMutableRawBufferPointer) throws(DataError) -> Int {
    var filled = 0
    while filled < buffer.count, let base = buffer.baseAddress {
      let count = pread(file.descriptor, base + filled, buffer.count - filled, position)
      if count < 0 && errno == EINTR { continue }
      guard count >= 0 else {
        throw DataError(.inputOutput, file: path, expected: "to read on", found: systemError())
      }
      if count == 0 { break }
      filled += count
      position += count
    }
    return filled
  }

  /// The first `count` bytes of the file, or all where it is shorter.
  package func prefix(_ count: Int) throws(DataError) -> [UInt8] {
    seek(to: 0)
    var bytes = [UInt8](repeating: 0, count: count)
    let filled = try bytes.withUnsafeMutableBufferPointer { buffer throws(DataError) in
      try read(into: UnsafeMutableRawBufferPointer(buffer))
    }
    return Array(bytes[..<filled])
  }

  /// Moves to the byte at `offset`.
  package func seek(to offset: Int) { position = offset }
}

/// The text of `errno`.
package func systemError() -> String { String(cString: strerror(errno)) }
