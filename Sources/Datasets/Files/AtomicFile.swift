import Activations
import Glibc

/// A file that appears whole or not at all.
///
/// What is written goes to a new file beside the wanted one; that is synced to the disk, renamed
/// over the wanted one, and the directory synced. Whoever stops the process in between finds the
/// file as it was. A device or a pipe (`/dev/stdout`) cannot be replaced and is written directly.
public struct AtomicFile: ~Copyable {
  private let path: String
  private let descriptor: Int32
  private var pending: [UInt8] = []

  /// Writes a file.
  ///
  /// - Parameters:
  ///   - path: where; a symbolic link is followed, and what it points to replaced.
  ///   - body: writes the contents, in order.
  /// - Throws: ``DataError`` of code `inputOutput` where the system refuses, or what `body` throws;
  ///   then the file is as it was and nothing is left beside it.
  public static func write(
    _ path: String, _ body: (inout AtomicFile) throws(DataError) -> Void
  ) throws(DataError) {
    let target = resolved(path)
    var status = stat()
    if stat(target, &status) == 0, status.st_mode & S_IFMT != S_IFREG {
      try writeDirectly(path, body)
      return
    }
    let (descriptor, temporary) = try createBeside(target, path)
    var file = AtomicFile(path: path, descriptor: descriptor)
    do throws(DataError) {
      // A file that is replaced keeps its permissions.
      if status.st_mode != 0 { _ = fchmod(descriptor, status.st_mode & 0o777) }
      try body(&file)
      try file.flush()
      guard fsync(descriptor) == 0 else { throw refused(path) }
      guard rename(temporary, target) == 0 else { throw refused(path) }
    } catch {
      close(descriptor)
      unlink(temporary)
      throw error
    }
    close(descriptor)
    syncDirectory(of: target)
  }

  /// Writes a file whose contents may fail for reasons of their own.
  ///
  /// As ``write(_:_:)`` with typed errors, which this throws as well as whatever `body` does.
  public static func write(
    _ path: String, body: (inout AtomicFile) throws -> Void
  ) throws {
    var failure: (any Error)?
    do {
      try write(path) { file throws(DataError) in
        do { try body(&file) } catch {
          failure = error
          throw refused(path)
        }
      }
    } catch {
      throw failure ?? error
    }
  }

  /// Finds out whether a file could be written here, before the work that will fill it.
  ///
  /// - Parameters:
  ///   - path: where.
  ///   - inputs: files that the work reads, and that must outlast it.
  /// - Throws: ``DataError`` of code `inputOutput`, as ``write(_:_:)`` would, and where the file is
  ///   one of `inputs`, by whatever name.
  public static func checkWritable(
    _ path: String, sparing inputs: [String] = []
  ) throws(DataError) {
    let target = resolved(path)
    var status = stat()
    if stat(target, &status) == 0 {
      guard status.st_mode & S_IFMT == S_IFREG else {
        try writeDirectly(path) { _ throws(DataError) in }
        return
      }
      for input in inputs {
        var other = stat()
        guard stat(input, &other) == 0 else { continue }
        if other.st_dev == status.st_dev && other.st_ino == status.st_ino {
          throw DataError(
            .inputOutput, file: path, expected: "another file to write to", found: "the input")
        }
      }
    }
    let (descriptor, temporary) = try createBeside(target, path)
    close(descriptor)
    unlink(temporary)
  }

  /// Appends bytes.
  public mutating func write(_ bytes: some Sequence<UInt8>) throws(DataError) {
    pending.append(contentsOf: bytes)
    if pending.count >= 256 << 10 { try flush() }
  }

  /// Appends numbers, lowest byte first.
  package mutating func write<Scalar: ActivationScalar>(
    littleEndian values: [Scalar]
  ) throws(DataError) {
    #if _endian(big)
      #error("numbers are written as they lie in memory, which must be lowest byte first")
    #endif
    try flush()
    try values.withUnsafeBufferPointer { buffer throws(DataError) in
      try writeAll(UnsafeRawBufferPointer(buffer))
    }
  }

  private init(path: String, descriptor: Int32) {
    self.path = path
    self.descriptor = descriptor
  }

  private mutating func flush() throws(DataError) {
    try pending.withUnsafeBufferPointer { buffer throws(DataError) in
      try writeAll(UnsafeRawBufferPointer(buffer))
    }
    pending.removeAll(keepingCapacity: true)
  }

  private func writeAll(_ bytes: UnsafeRawBufferPointer) throws(DataError) {
    var written = 0
    while written < bytes.count, let base = bytes.baseAddress {
      let count = Glibc.write(descriptor, base + written, bytes.count - written)
      if count < 0 && errno == EINTR { continue }
      guard count > 0 else { throw Self.refused(path) }
      written += count
    }
  }

  /// A new, empty file beside the one that is wanted.
  private static func createBeside(
    _ target: String, _ path: String
  ) throws(DataError) -> (descriptor: Int32, temporary: String) {
    var random = SystemRandomNumberGenerator()
    let temporary = "\(target).\(String(random.next(), radix: 36)).tmp"
    let descriptor = open(temporary, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o666)
    guard descriptor >= 0 else { throw refused(path) }
    return (descriptor, temporary)
  }

  private static func writeDirectly(
    _ path: String, _ body: (inout AtomicFile) throws(DataError) -> Void
  ) throws(DataError) {
    let descriptor = open(path, O_WRONLY | O_CLOEXEC)
    guard descriptor >= 0 else { throw refused(path) }
    defer { close(descriptor) }
    var file = AtomicFile(path: path, descriptor: descriptor)
    try body(&file)
    try file.flush()
  }

  /// The path that a symbolic link leads to.
  private static func resolved(_ path: String) -> String {
    guard let real = realpath(path, nil) else { return path }
    defer { free(real) }
    return String(cString: real)
  }

  private static func syncDirectory(of path: String) {
    let directory = path.lastIndex(of: "/").map { String(path[...$0]) } ?? "."
    let descriptor = open(directory, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
    guard descriptor >= 0 else { return }
    fsync(descriptor)
    close(descriptor)
  }

  private static func refused(_ path: String) -> DataError {
    DataError(.inputOutput, file: path, expected: "to write it", found: systemError())
  }
}
