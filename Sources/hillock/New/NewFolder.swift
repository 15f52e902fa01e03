import Authoring
import FoundationEssentials
import Glibc

/// Where a plugin is written: tried before any work, and left as it was until all is done.
struct NewFolder {
  /// The folder.
  let path: String

  /// Finds out whether files can be written there: what was made for it is removed again.
  ///
  /// - Throws: an ``AuthoringError`` where they cannot.
  init(_ path: String) throws(AuthoringError) {
    self.path = path
    let made = try make("")
    // Root may do what permissions deny, and a file system refuses what they allow: it is tried.
    let probe = "\(path)/.hillock-new-\(getpid())"
    let file = open(probe, O_CREAT | O_EXCL | O_WRONLY | O_CLOEXEC, 0o600)
    let reason = errno
    if file >= 0 {
      close(file)
      unlink(probe)
    }
    for directory in made.reversed() { rmdir(directory) }
    if file < 0 { throw Self.unwritable(path, reason) }
  }

  /// Writes files, and a library that is newer than they are.
  ///
  /// - Throws: an ``AuthoringError`` where that fails; what was new by then is removed.
  func write(_ files: [(name: String, text: String)], library: String? = nil) throws {
    var made = try make("")
    var written: [String] = []
    do {
      var contents = files.map { ($0.name, Data($0.text.utf8)) }
      if let library {
        let file = URL(filePath: library)
        contents.append((file.lastPathComponent, try Data(contentsOf: file)))
      }
      for (name, data) in contents {
        let file = "\(path)/\(name)"
        if let end = name.lastIndex(of: "/") { made += try make(String(name[..<end])) }
        if access(file, F_OK) != 0 { written.append(file) }
        try data.write(to: URL(filePath: file), options: .atomic)
        if name.hasSuffix(".so") { chmod(file, 0o755) }
      }
    } catch {
      for file in written { unlink(file) }
      for directory in made.reversed() { rmdir(directory) }
      throw (error as? AuthoringError) ?? Self.unwritable(path, errno)
    }
  }

  /// Makes a directory within the folder, and those above it.
  ///
  /// - Returns: those that were not there.
  private func make(_ name: String) throws(AuthoringError) -> [String] {
    let whole = name.isEmpty ? path : "\(path)/\(name)"
    var made: [String] = []
    var end = whole.startIndex
    while end < whole.endIndex {
      let start = whole.index(after: end)
      end = whole[start...].firstIndex(of: "/") ?? whole.endIndex
      let directory = String(whole[..<end])
      if mkdir(directory, 0o777) == 0 {
        made.append(directory)
      } else if errno != EEXIST && errno != EISDIR {
        let reason = errno
        for directory in made.reversed() { rmdir(directory) }
        throw Self.unwritable(path, reason)
      }
    }
    return made
  }

  private static func unwritable(_ path: String, _ reason: Int32) -> AuthoringError {
    AuthoringError(
      "\(path): cannot be written (\(String(cString: strerror(reason)))): expected a folder of "
        + "yours")
  }
}

/// A folder of its own for work that leaves nothing behind.
func withTemporaryFolder<Result>(_ work: (String) throws -> Result) throws -> Result {
  let pattern = FileManager.default.temporaryDirectory.appending(path: "hillock-new-XXXXXX").path
  var name = Array(pattern.utf8CString)
  guard mkdtemp(&name) != nil else {
    throw AuthoringError("\(pattern): cannot be made: \(String(cString: strerror(errno)))")
  }
  let place = String(decoding: name.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
  defer { try? FileManager.default.removeItem(atPath: place) }
  return try work(place)
}
