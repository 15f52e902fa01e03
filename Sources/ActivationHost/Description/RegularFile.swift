import CCrypto
import FileNames
import Glibc

/// A file's bytes, read once into memory of our own: what is parsed is what is hashed, whatever
/// happens to the file meanwhile (a mapping would end in SIGBUS where the file is cut short).
package enum RegularFile {
  /// The bytes of the regular file at `path`.
  ///
  /// Opens without blocking, so that a FIFO or a terminal is refused rather than waited for.
  ///
  /// - Throws: `notReadable` or, beyond `limit` bytes, `tooLarge`.
  package static func contents(of path: String, limit: Int) throws(HostError) -> [UInt8] {
    let descriptor = open(path.fileName, O_RDONLY | O_NONBLOCK | O_CLOEXEC)
    guard descriptor >= 0 else { throw unreadable(path, errno) }
    defer { close(descriptor) }

    var status = stat()
    guard fstat(descriptor, &status) == 0 else { throw unreadable(path, errno) }
    guard status.st_mode & S_IFMT == S_IFREG else {
      throw HostError(
        .notReadable, "cannot be read", file: path, expected: "a regular file",
        found: kind(ofMode: status.st_mode))
    }
    guard status.st_size <= limit else {
      throw HostError(
        .tooLarge, "is too large", file: path, expected: "at most \(limit) bytes",
        found: "\(status.st_size)")
    }

    var failure: Int32 = 0
    let size = Int(status.st_size)
    let bytes = [UInt8](unsafeUninitializedCapacity: size) { buffer, count in
      // A file that shrinks meanwhile ends early; one that grows is read up to its first size.
      while count < size {
        let got = read(descriptor, buffer.baseAddress! + count, size - count)
        if got < 0 && errno == EINTR { continue }
        if got < 0 { failure = errno }
        if got <= 0 { break }
        count += got
      }
    }
    guard failure == 0 else { throw unreadable(path, failure) }
    return bytes
  }

  /// SHA-256 of `bytes` in lower-case hexadecimal.
  package static func sha256(_ bytes: [UInt8]) -> String {
    var digest = [UInt8](repeating: 0, count: Int(EVP_MAX_MD_SIZE))
    var length: UInt32 = 0
    let succeeded = EVP_Digest(bytes, bytes.count, &digest, &length, EVP_sha256(), nil)
    precondition(succeeded == 1 && length == 32, "OpenSSL has no SHA-256")
    let digits = Array("0123456789abcdef".utf8)
    return String(
      decoding: digest[..<32].flatMap { [digits[Int($0 >> 4)], digits[Int($0 & 15)]] },
      as: UTF8.self)
  }

  static func unreadable(_ path: String, _ error: Int32) -> HostError {
    HostError(.notReadable, "cannot be read: \(String(cString: strerror(error)))", file: path)
  }

  private static func kind(ofMode mode: mode_t) -> String {
    switch mode & S_IFMT {
    case S_IFDIR: "a directory"
    case S_IFIFO: "a pipe"
    case S_IFSOCK: "a socket"
    case S_IFCHR, S_IFBLK: "a device"
    default: "a special file"
    }
  }
}
