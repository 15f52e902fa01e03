import CActivation
import FileNames
import Glibc

/// The headers for plugin authors, which the host carries in itself.
public enum AuthorHeaders {
  /// The headers' file names and texts.
  public static let texts: [(name: String, text: [UInt8])] = (0..<activation_header_count()).map {
    let text = UnsafeBufferPointer(
      start: activation_header_text($0), count: activation_header_size($0))
    return (String(cString: activation_header_name($0)), Array(text))
  }

  /// The directory to give a compiler with `-I`, with every header in it.
  ///
  /// `$XDG_CACHE_HOME/hillock/include/HASH`, or the same in `~/.cache`, or, where neither can be
  /// written, in a directory of the user's own under `$TMPDIR`. HASH is the texts', so a command
  /// that was printed keeps meaning the same thing whatever version of the host comes later. Any
  /// number of processes may call this at once.
  ///
  /// - Throws: `notWritable` where no place can be written.
  public static func directory() throws(HostError) -> String {
    let hash = RegularFile.sha256(texts.flatMap { Array($0.name.utf8) + [0] + $0.text }).prefix(16)
    var failure = HostError(.notWritable, "no directory for the headers")
    for root in roots() {
      let directory = "\(root)/include/\(hash)"
      do throws(HostError) {
        try FileOutput.createDirectory(directory)
        for header in texts {
          try provide(header.text, at: "\(directory)/\(header.name)")
        }
        return directory
      } catch {
        failure = error
      }
    }
    throw failure
  }

  /// Where to try, best first.
  private static func roots() -> [String] {
    func variable(_ name: String) -> String? {
      // The specification of XDG base directories: a path that is not absolute is ignored.
      getenv(name).map { String(fileName: $0) }.flatMap { $0.hasPrefix("/") ? $0 : nil }
    }
    let cache = variable("XDG_CACHE_HOME") ?? variable("HOME").map { $0 + "/.cache" }
    let temporary = (variable("TMPDIR") ?? "/tmp") + "/hillock-\(getuid())"
    // Others may write to the temporary directory: what they put there is not ours to compile.
    let isOurs = FileOutput.isOwn(temporary) || mkdir(temporary.fileName, 0o700) == 0
    return [cache.map { $0 + "/hillock" }, isOurs ? temporary : nil].compactMap(\.self)
  }

  private static func provide(_ text: [UInt8], at path: String) throws(HostError) {
    if let present = try? RegularFile.contents(of: path, limit: text.count), present == text {
      return
    }
    try FileOutput.replace(path, with: text)
  }
}
