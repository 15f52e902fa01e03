import FileNames
import Glibc

/// Tells which files of a search path have been written anew, as long as it exists.
///
/// A file is told of once it has been closed or moved into place and has then been left alone for a
/// moment. One thread at a time may ask.
public final class PluginWatch {
  private let descriptor: Int32
  /// The directory of each watch.
  private var directories: [Int32: String] = [:]
  private var changed: [String: ContinuousClock.Instant] = [:]

  /// How long a file must have been left alone.
  private static let settling = Duration.milliseconds(100)

  /// Watches the directories among `places`, and those of the files among them.
  ///
  /// - Throws: `notReadable` where the system grants no watch.
  init(places: [SearchPath.Place]) throws(HostError) {
    descriptor = inotify_init1(Int32(IN_NONBLOCK) | Int32(IN_CLOEXEC))
    guard descriptor >= 0 else {
      throw HostError(
        .notReadable, "nothing can be watched: \(String(cString: strerror(errno)))")
    }
    for place in places {
      if watch(place.path) { continue }
      // A file: the directory it lies in, as a new one is usually moved over it.
      guard access(place.path.fileName, F_OK) == 0, let slash = place.path.lastIndex(of: "/") else {
        continue
      }
      _ = watch(slash == place.path.startIndex ? "/" : String(place.path[..<slash]))
    }
  }

  deinit { close(descriptor) }

  private func watch(_ directory: String) -> Bool {
    let number = inotify_add_watch(
      descriptor, directory.fileName, UInt32(IN_CLOSE_WRITE | IN_MOVED_TO) | UInt32(IN_ONLYDIR))
    guard number >= 0 else { return false }
    // The first path that leads to a directory is the one by which its plugins are known.
    if directories[number] == nil { directories[number] = directory }
    return true
  }

  /// The paths of files that have been written since the last call, and are complete; does not wait.
  public func changes() -> [String] {
    readEvents()
    let now = ContinuousClock.now
    let settled = changed.filter { $0.value.duration(to: now) >= Self.settling }.map(\.key)
    for path in settled { changed[path] = nil }
    return settled.sorted()
  }

  private func readEvents() {
    var buffer = [UInt8](repeating: 0, count: 16384)
    while true {
      let count = read(descriptor, &buffer, buffer.count)
      guard count > 0 else { return }
      buffer.withUnsafeBytes { bytes in
        var offset = 0
        // A header of four 32-bit numbers, the last of them the bytes of the name that follows.
        while offset + 16 <= count {
          let number = bytes.loadUnaligned(fromByteOffset: offset, as: Int32.self)
          let length = Int(bytes.loadUnaligned(fromByteOffset: offset + 12, as: UInt32.self))
          let end = min(offset + 16 + length, count)
          let name = String(fileNameBytes: bytes[(offset + 16)..<end].prefix { $0 != 0 })
          if let directory = directories[number], name.hasSuffix(".so"), !name.hasPrefix(".") {
            changed["\(directory)/\(name)"] = .now
          }
          offset = end
        }
      }
    }
  }
}

extension Registry {
  /// Watches the places that were searched, from now on.
  ///
  /// - Throws: `notReadable` where the system grants no watch.
  public func watch() throws(HostError) -> PluginWatch {
    try PluginWatch(places: searchPath.places)
  }
}
