import FileNames
import Glibc

/// What lies at a place of the search path.
package enum PluginDirectory {
  /// A directory with the names of its plugin files, or a file.
  package enum Contents {
    case directory(id: DirectoryID, files: [String])
    case file
  }

  /// Which directory it is, whatever path led to it.
  package struct DirectoryID: Hashable {
    var device: dev_t
    var inode: ino_t
  }

  /// The names in the directory at `path` that end in `.so`, not hidden, sorted by their bytes;
  /// not recursive.
  ///
  /// Returns nil where there is nothing at `path`.
  ///
  /// - Throws: ``HostError`` `notReadable` where something is there but cannot be read.
  package static func contents(of path: String) throws(HostError) -> Contents? {
    guard let directory = opendir(path.fileName) else {
      switch errno {
      case ENOENT: return nil
      case ENOTDIR: return .file
      case let error: throw RegularFile.unreadable(path, error)
      }
    }
    defer { closedir(directory) }
    var status = stat()
    guard fstat(dirfd(directory), &status) == 0 else {
      throw RegularFile.unreadable(path, errno)
    }
    var files: [String] = []
    errno = 0
    while let entry = readdir(directory) {
      let name = withUnsafePointer(to: &entry.pointee.d_name) {
        // The kernel ends every name with a zero byte.
        $0.withMemoryRebound(to: CChar.self, capacity: 256) { String(fileName: $0) }
      }
      if name.hasSuffix(".so"), !name.hasPrefix(".") { files.append(name) }
      errno = 0
    }
    guard errno == 0 else { throw RegularFile.unreadable(path, errno) }
    files.sort { $0.utf8.lexicographicallyPrecedes($1.utf8) }
    return .directory(id: DirectoryID(device: status.st_dev, inode: status.st_ino), files: files)
  }
}
