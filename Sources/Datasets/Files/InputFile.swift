import FileNames
import Glibc

/// An open file that is read in blocks, from the beginning as often as wanted.
///
/// Not safe for use from several threads at once; the descriptor is closed with the last reference.
package final class InputFile {
  /// The path as it was given.
  package let path: String
  /// The size in bytes when it was opened.
  package let size: Int
  private let descriptor: Int32

  package convenience init(_ path: String) throws(DataError) {
    try self.init(path, in: AT_FDCWD, path)
  }

  /// Opens a file by its name in an open directory.
  ///
  /// Opens without blocking, so that a pipe that nobody writes to is refused, not waited for.
  init(_ path: String, in directory: Int32, _ name: String) throws(DataError) {
    self.path = path
    descriptor = openat(directory, name.fileName, O_RDONLY | O_NONBLOCK | O_NOCTTY | O_CLOEXEC)
    guard descriptor >= 0 else {
      throw DataError(.inputOutput, file: path, expected: "a readable file", found: systemError())
    }
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

  /// Fills `buffer` as far as the file goes and returns how many bytes that was; 0 at its end.
  package func read(into buffer: UnsafeMutableRawBufferPointer) throws(DataError) -> Int {
    var filled = 0
    while filled < buffer.count, let base = buffer.baseAddress {
      let count = Glibc.read(descriptor, base + filled, buffer.count - filled)
      if count < 0 && errno == EINTR { continue }
      guard count >= 0 else {
        throw DataError(.inputOutput, file: path, expected: "to read on", found: systemError())
      }
      if count == 0 { break }
      filled += count
    }
    return filled
  }

  /// The first `count` bytes of the file, or all where it is shorter.
  package func prefix(_ count: Int) throws(DataError) -> [UInt8] {
    try seek(to: 0)
    var bytes = [UInt8](repeating: 0, count: count)
    let filled = try bytes.withUnsafeMutableBufferPointer { buffer throws(DataError) in
      try read(into: UnsafeMutableRawBufferPointer(buffer))
    }
    return Array(bytes[..<filled])
  }

  /// Moves to the byte at `offset`.
  package func seek(to offset: Int) throws(DataError) {
    guard lseek(descriptor, offset, SEEK_SET) == offset else {
      throw DataError(
        .inputOutput, file: path, expected: "to move to byte \(offset)", found: systemError())
    }
  }
}

/// The text of `errno`.
package func systemError() -> String { String(cString: strerror(errno)) }
