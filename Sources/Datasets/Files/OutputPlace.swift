import FileNames
import Glibc

/// Where a file is to be written: settled before the work that will fill it, and good for as long.
///
/// Symbolic links are followed, also one whose target is not there yet. The directory is held open,
/// so that a change of the working directory moves nothing. A device (`/dev/null`) cannot be
/// replaced and is written directly; a pipe, which may have no reader for ever, is refused.
///
/// Safe for use from several threads, also at once.
public final class OutputPlace: Sendable {
  /// The path as it was given.
  public let path: String
  /// The file's directory and its name in it; nil for a device.
  private let file: (directory: Directory, name: String)?

  /// Settles where a file is to be written, and removes what writers that died have left there.
  ///
  /// - Parameters:
  ///   - path: where.
  ///   - kind: what may stand there now; nil where that is all the same.
  ///   - inputs: files that the work reads, and that must outlast it.
  /// - Throws: ``DataError`` of code `inputOutput` where no file could be written, or where what is
  ///   there is of another kind, or is one of `inputs` by whatever name.
  public init(
    _ path: String, kind: FileKind? = nil, sparing inputs: [String] = []
  ) throws(DataError) {
    self.path = path
    if try Self.isDevice(path) {
      file = nil
      return
    }
    let (directory, name) = try Directory.resolve(path)
    file = (directory, name)
    try Self.check(path, in: directory, name, kind, sparing: inputs)
    TemporaryFile.removeLeftOvers(in: try directory.descriptor(for: path))
    // What is in the way of writing is better known now than after the work.
    try TemporaryFile(in: directory.descriptor(for: path), for: path).discard()
  }

  private init(path: String, file: (directory: Directory, name: String)) {
    self.path = path
    self.file = file
  }

  /// The place beside this one whose name has `suffix` at its end; nil beside a device.
  ///
  /// - Throws: ``DataError`` where what is there is of another kind.
  public func beside(suffix: String, kind: FileKind) throws(DataError) -> OutputPlace? {
    guard let file else { return nil }
    let place = OutputPlace(path: path + suffix, file: (file.directory, file.name + suffix))
    try Self.check(place.path, in: file.directory, file.name + suffix, kind, sparing: [])
    return place
  }

  /// Whether there is a file.
  public var isThere: Bool {
    guard let file, let directory = try? file.directory.descriptor(for: path) else { return false }
    var status = stat()
    return fstatat(directory, file.name.fileName, &status, 0) == 0
  }

  /// Removes the file, where there is one.
  public func remove() {
    guard let file, let directory = try? file.directory.descriptor(for: path) else { return }
    unlinkat(directory, file.name.fileName, 0)
  }

  /// Opens the file that is there for reading.
  ///
  /// - Throws: ``DataError`` of code `inputOutput`.
  package func open() throws(DataError) -> InputFile {
    guard let file else { return try InputFile(path) }
    return InputFile(
      try OpenFile(path, in: file.directory.descriptor(for: path), file.name))
  }

  /// Writes the file, which appears whole or not at all.
  ///
  /// What is written goes to a new file beside the wanted one; that is synced to the disk, renamed
  /// over the wanted one, and the directory synced. Whoever stops the process in between finds the
  /// file as it was. A file that is replaced keeps its permissions and, where the system allows it,
  /// its owner.
  ///
  /// - Parameter body: writes the contents, in order.
  /// - Throws: ``DataError`` of code `inputOutput` where the system refuses, or what `body` throws;
  ///   then the file is as it was and nothing is left beside it. Only where the directory, at last,
  ///   is not brought to the disk, the file is the new one.
  public func write(
    _ body: (inout AtomicFile) throws(DataError) -> Void
  ) throws(DataError) {
    guard let (directory, name) = file else { return try writeToDevice(body) }
    let descriptor = try directory.descriptor(for: path)
    let temporary = try TemporaryFile(in: descriptor, for: path)
    do throws(DataError) {
      temporary.takeOwnerAndMode(of: name)
      var file = AtomicFile(path: path, descriptor: temporary.descriptor)
      try body(&file)
      try file.flush()
      try temporary.rename(to: name)
    } catch {
      temporary.discard()
      throw error
    }
    // Of a directory that can be synced a failure is one of the save: who knows what a power failure
    // would leave. Others (EINVAL), and one that may not be listed (EBADF), are beyond reach.
    if fsync(descriptor) != 0, errno != EINVAL, errno != EBADF {
      throw DataError(
        .inputOutput, file: path, expected: "its directory to be on the disk",
        found: systemError())
    }
  }

  private func writeToDevice(
    _ body: (inout AtomicFile) throws(DataError) -> Void
  ) throws(DataError) {
    let descriptor = Glibc.open(path.fileName, O_WRONLY | O_CLOEXEC | O_NOCTTY)
    guard descriptor >= 0 else { throw AtomicFile.refused(path) }
    defer { close(descriptor) }
    var file = AtomicFile(path: path, descriptor: descriptor)
    try body(&file)
    try file.flush()
  }

  /// Whether a character device is there, which can be written; what else is no regular file is
  /// refused.
  private static func isDevice(_ path: String) throws(DataError) -> Bool {
    var status = stat()
    guard stat(path.fileName, &status) == 0 else { return false }
    let found: String
    switch status.st_mode & S_IFMT {
    case S_IFREG: return false
    case S_IFCHR:
      let descriptor = Glibc.open(path.fileName, O_WRONLY | O_CLOEXEC | O_NOCTTY | O_NONBLOCK)
      guard descriptor >= 0 else { throw AtomicFile.refused(path) }
      close(descriptor)
      return true
    case S_IFDIR:
      errno = EISDIR
      throw AtomicFile.refused(path)
    case S_IFIFO: found = "a pipe"
    case S_IFSOCK: found = "a socket"
    default: found = "a device of blocks"
    }
    throw DataError(.inputOutput, file: path, expected: "a file to write to", found: found)
  }

  /// Checks that what is there may be replaced.
  private static func check(
    _ path: String, in directory: Directory, _ name: String, _ kind: FileKind?,
    sparing inputs: [String]
  ) throws(DataError) {
    let descriptor = try directory.descriptor(for: path)
    var status = stat()
    guard fstatat(descriptor, name.fileName, &status, 0) == 0 else { return }
    for input in inputs {
      var other = stat()
      guard stat(input.fileName, &other) == 0 else { continue }
      if other.st_dev == status.st_dev && other.st_ino == status.st_ino {
        throw DataError(
          .inputOutput, file: path, expected: "another file to write to", found: "the input")
      }
    }
    // Somebody has protected it, and a new file in its place would not know.
    guard faccessat(descriptor, name.fileName, W_OK, AT_EACCESS) == 0 else {
      throw AtomicFile.refused(path)
    }
    // An empty file holds nothing that could be lost.
    guard let kind, status.st_size > 0 else { return }
    let prefix = try InputFile(OpenFile(path, in: descriptor, name)).prefix(FileKind.prefixLength)
    guard kind.matches(prefix) else {
      throw DataError(
        .inputOutput, file: path, expected: "no file yet, or \(kind.name) to replace",
        found: prefix.starts(with: [0x7F, 0x45, 0x4C, 0x46])
          ? "a library or program" : "a file of another kind")
    }
  }
}
