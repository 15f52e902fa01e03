import CProcess
import FileNames
import Glibc

/// What the dynamic loader is given: the very bytes that were hashed, in memory that nobody can
/// change, or the file itself where a sealed copy would not do.
enum SealedFile {
  /// How a library's bytes reach the loader.
  enum Source {
    /// A sealed file in memory, whose descriptor stays open: were its number used again while the
    /// library is loaded, the loader would take the next library for this one.
    case sealed(path: String)
    /// The file by its own path, and why.
    case file(path: String, reason: String)

    /// What `dlopen` is given.
    var path: String {
      switch self {
      case .sealed(let path), .file(let path, _): path
      }
    }
  }

  /// `ST_NOEXEC`, which glibc has for programs that ask for more than POSIX.
  private static let mountedWithoutExecution: UInt = 8

  /// The source for a library that was read from `path`.
  ///
  /// - Throws: `loadFailed` where the file lies where nothing may be executed.
  static func source(of image: ElfImage, path: String, name: String) throws(HostError) -> Source {
    var status = statvfs()
    if statvfs(path.fileName, &status) == 0, status.f_flag & mountedWithoutExecution != 0 {
      throw HostError(
        .loadFailed, "cannot be loaded: its file system is mounted noexec", file: path,
        expected: "a place from which programs may be run")
    }
    // What is looked for beside the file would not be found beside a file in memory.
    if image.hasRunPath {
      return .file(path: path, reason: "it looks for other libraries beside it (RUNPATH)")
    }
    let descriptor = image.bytes.withUnsafeBytes {
      hillock_sealed_copy("hillock-\(name)", $0.baseAddress, $0.count)
    }
    guard descriptor >= 0 else {
      return .file(path: path, reason: String(cString: strerror(-descriptor)))
    }
    return .sealed(path: "/proc/self/fd/\(descriptor)")
  }

  /// Which file it is, and when it was last changed.
  struct Identity: Equatable {
    private let numbers: [Int]

    init?(path: String) {
      var status = stat()
      guard stat(path.fileName, &status) == 0 else { return nil }
      numbers = [
        Int(bitPattern: UInt(status.st_dev)), Int(bitPattern: UInt(status.st_ino)),
        Int(status.st_size), status.st_mtim.tv_sec, status.st_mtim.tv_nsec,
      ]
    }
  }
}
