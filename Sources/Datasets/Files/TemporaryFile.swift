import FileNames
import Glibc

/// A new file beside the one that it will replace.
///
/// Its writer holds a lock on it, which the system takes back when the writer ends, however that
/// comes about: a file of such a name without a lock is a dead writer's, and anybody may remove it.
struct TemporaryFile {
  /// Where its contents go.
  let descriptor: Int32
  private let directory: Int32
  private let name: String
  private let path: String

  private static let prefix = ".hillock-"
  private static let suffix = ".tmp"

  /// Makes an empty one.
  ///
  /// - Parameters:
  ///   - directory: an open one.
  ///   - path: the file that it is for, for messages.
  init(in directory: Int32, for path: String) throws(DataError) {
    self.directory = directory
    self.path = path
    var random = SystemRandomNumberGenerator()
    while true {
      let name = Self.prefix + String(random.next(), radix: 36) + Self.suffix
      let descriptor = openat(directory, name, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o666)
      guard descriptor >= 0 else {
        if errno == EEXIST { continue }
        throw AtomicFile.refused(path)
      }
      var status = stat()
      // Where a file system knows no locks, nobody can take this one for a dead writer's either.
      let isLocked = flock(descriptor, LOCK_EX | LOCK_NB) == 0 || errno != EWOULDBLOCK
      // Somebody may have swept it before it had its lock.
      if isLocked, fstat(descriptor, &status) == 0, status.st_nlink > 0 {
        self.descriptor = descriptor
        self.name = name
        return
      }
      unlinkat(directory, name, 0)
      close(descriptor)
    }
  }

  /// Removes it.
  func discard() {
    unlinkat(directory, name, 0)
    close(descriptor)
  }

  /// Gives it the permissions and, where the system allows it, the owner of the file that it will
  /// replace.
  func takeOwnerAndMode(of other: String) {
    var (theirs, ours) = (stat(), stat())
    guard fstatat(directory, other.fileName, &theirs, AT_SYMLINK_NOFOLLOW) == 0,
      theirs.st_mode & S_IFMT == S_IFREG, fstat(descriptor, &ours) == 0
    else { return }
    if theirs.st_gid != ours.st_gid { _ = fchown(descriptor, uid_t.max, theirs.st_gid) }
    if theirs.st_uid != ours.st_uid { _ = fchown(descriptor, theirs.st_uid, gid_t.max) }
    _ = fchmod(descriptor, theirs.st_mode & 0o777)
  }

  /// Puts it, complete, in the place of `other`.
  func rename(to other: String) throws(DataError) {
    guard fsync(descriptor) == 0 else { throw AtomicFile.refused(path) }
    // Some file systems tell of a failure on closing only; the lock stays with the first descriptor.
    let copy = fcntl(descriptor, F_DUPFD_CLOEXEC, 0)
    guard copy >= 0, close(copy) == 0,
      renameat(directory, name, directory, other.fileName) == 0
    else {
      throw AtomicFile.refused(path)
    }
    close(descriptor)
  }

  /// Removes what writers that died have left in a directory.
  static func removeLeftOvers(in directory: Int32) {
    let listed = openat(directory, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC)
    guard listed >= 0, let stream = fdopendir(listed) else { return }
    defer { closedir(stream) }
    var names: [String] = []
    while let entry = readdir(stream) {
      let name = withUnsafePointer(to: &entry.pointee.d_name) { name in
        name.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
      }
      if name.hasPrefix(prefix), name.hasSuffix(suffix) { names.append(name) }
    }
    for name in names {
      let descriptor = openat(directory, name, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC)
      guard descriptor >= 0 else { continue }
      defer { close(descriptor) }
      var (opened, named) = (stat(), stat())
      if fstat(descriptor, &opened) == 0, opened.st_mode & S_IFMT == S_IFREG,
        opened.st_uid == geteuid(), flock(descriptor, LOCK_EX | LOCK_NB) == 0,
        fstatat(directory, name, &named, AT_SYMLINK_NOFOLLOW) == 0,
        opened.st_dev == named.st_dev, opened.st_ino == named.st_ino
      {
        unlinkat(directory, name, 0)
      }
    }
  }
}
