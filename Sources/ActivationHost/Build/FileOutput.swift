import FileNames
import Glibc

/// Directories and files that appear whole or not at all.
package enum FileOutput {
  /// Creates a directory and those above it; one that is there is no error.
  static func createDirectory(_ path: String) throws(HostError) {
    var partial = path.hasPrefix("/") ? "/" : ""
    for component in path.unicodeScalars.split(separator: "/").map(String.init) {
      partial += component + "/"
      if mkdir(partial.fileName, 0o777) != 0 && errno != EEXIST {
        throw failure(path, "cannot be created")
      }
    }
    var status = stat()
    guard stat(path.fileName, &status) == 0, status.st_mode & S_IFMT == S_IFDIR else {
      throw HostError(.notWritable, "is no directory", file: path)
    }
  }

  /// Whether `path` is a directory that belongs to this user and that nobody else may write to.
  static func isOwn(_ path: String) -> Bool {
    var status = stat()
    return lstat(path.fileName, &status) == 0 && status.st_mode & S_IFMT == S_IFDIR
      && status.st_uid == getuid() && status.st_mode & (S_IWGRP | S_IWOTH) == 0
  }

  /// Writes a file beside `path` and renames it, so that a reader meets the old bytes or the new.
  package static func replace(
    _ path: String, with bytes: [UInt8], mode: mode_t = 0o644
  ) throws(HostError) {
    var template = "\(path).XXXXXX".fileName
    let descriptor = mkstemp(&template)
    guard descriptor >= 0 else { throw failure(path, "cannot be written") }
    var written = 0
    while written < bytes.count {
      let count = bytes.withUnsafeBytes {
        write(descriptor, $0.baseAddress! + written, bytes.count - written)
      }
      if count < 0 && errno == EINTR { continue }
      if count <= 0 { break }
      written += count
    }
    let isWhole = written == bytes.count && fchmod(descriptor, mode) == 0
    let error = isWhole ? nil : failure(path, "cannot be written")
    close(descriptor)
    if error == nil && rename(template, path.fileName) == 0 { return }
    let reason = error ?? failure(path, "cannot be written")
    unlink(template)
    throw reason
  }

  private static func failure(_ path: String, _ what: String) -> HostError {
    HostError(.notWritable, "\(what): \(String(cString: strerror(errno)))", file: path)
  }
}
