import FileNames
import Glibc

/// A directory, held open, and known by its path as well.
final class Directory: Sendable {
  private let opened: Int32
  private let identity: Identity
  private let absolute: String

  private struct Identity: Equatable {
    let device: dev_t
    let inode: ino_t

    init?(_ descriptor: Int32) {
      var status = stat()
      guard fstat(descriptor, &status) == 0 else { return nil }
      device = status.st_dev
      inode = status.st_ino
    }
  }

  deinit { if Identity(opened) == identity { close(opened) } }

  private init(_ opened: Int32, for path: String) throws(DataError) {
    guard opened >= 0, let identity = Identity(opened) else { throw AtomicFile.refused(path) }
    self.opened = opened
    self.identity = identity
    absolute =
      realpath("/proc/self/fd/\(opened)", nil).map { name in
        defer { free(name) }
        return String(fileName: name)
      } ?? "."
  }

  /// The open directory.
  ///
  /// Whoever else runs in this process may have closed the descriptor: then it is opened again.
  func descriptor(for path: String) throws(DataError) -> Int32 {
    if Identity(opened) == identity { return opened }
    let again = Self.open(AT_FDCWD, absolute)
    guard again >= 0, Identity(again) == identity else { throw AtomicFile.refused(path) }
    return again
  }

  /// The directory of the file that a path means, and its name there: links are followed to their
  /// end, whether or not anything is there.
  static func resolve(_ path: String) throws(DataError) -> (directory: Directory, name: String) {
    var base = AT_FDCWD
    defer { if base != AT_FDCWD { close(base) } }
    var rest = path
    // As many links as the kernel follows.
    for _ in 0..<40 {
      let slash = rest.utf8.lastIndex(of: UInt8(ascii: "/"))
      let name = slash.map { String(rest[rest.index(after: $0)...]) } ?? rest
      guard !name.isEmpty, name != ".", name != ".." else {
        errno = EISDIR
        throw AtomicFile.refused(path)
      }
      let next = open(base, slash.map { String(rest[...$0]) } ?? ".")
      guard next >= 0 else { throw AtomicFile.refused(path) }
      if base != AT_FDCWD { close(base) }
      base = next
      var target = [UInt8](repeating: 0, count: Int(PATH_MAX))
      let length = target.withUnsafeMutableBytes { buffer in
        buffer.withMemoryRebound(to: CChar.self) {
          readlinkat(base, name.fileName, $0.baseAddress!, $0.count)
        }
      }
      guard length >= 0 else {
        let directory = try Directory(base, for: path)
        base = AT_FDCWD
        return (directory, name)
      }
      rest = String(fileNameBytes: target[..<length])
    }
    errno = ELOOP
    throw AtomicFile.refused(path)
  }

  private static func open(_ base: Int32, _ path: String) -> Int32 {
    let descriptor = openat(base, path.fileName, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
    // One may write to a directory that one may not list.
    return descriptor >= 0 || errno != EACCES
      ? descriptor : openat(base, path.fileName, openPath | O_DIRECTORY | O_CLOEXEC)
  }

  /// `O_PATH`, which Glibc's module does not show.
  private static let openPath: Int32 = 0o10_000_000
}
