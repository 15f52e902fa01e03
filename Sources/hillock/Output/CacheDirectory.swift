import ActivationHost
import FoundationEssentials

/// Directories that stay, for what can be made again.
enum CacheDirectory {
  /// The one for a purpose, made where it is not there: in `XDG_CACHE_HOME`, in `~/.cache`, or, where
  /// neither can be written, in `/tmp`.
  ///
  /// - Throws: ``HostError`` where none can be written.
  static func path(_ purpose: String) throws -> String {
    let environment = ProcessInfo.processInfo.environment
    let cache =
      environment["XDG_CACHE_HOME"].flatMap { $0.hasPrefix("/") ? $0 : nil }
      ?? environment["HOME"].map { $0 + "/.cache" }
    for base in [cache, "/tmp"].compactMap(\.self) {
      let directory = base + "/hillock/" + purpose
      let isThere: ()? = try? FileManager.default.createDirectory(
        atPath: directory, withIntermediateDirectories: true)
      if isThere != nil, FileManager.default.isWritableFile(atPath: directory) { return directory }
    }
    throw HostError(.notReadable, "no directory to work in", expected: "a writable cache or /tmp")
  }
}
