import FileNames
import FoundationEssentials
import Glibc

/// Plugins that crashed, hung or ended the process: by the hash of their files, so that another
/// build of one is another plugin.
public struct Quarantine: Sendable {
  /// What happened with one.
  public struct Entry: Sendable, Codable, Hashable {
    /// SHA-256 of the file.
    public var sha256: String
    /// What it was called.
    public var name: String
    /// Where it lay.
    public var path: String
    /// Which of its functions ran.
    public var function: String
    /// The signal, or what it called.
    public var what: String
    /// When, in seconds since 1970.
    public var seconds: Int
    /// The command that was run.
    public var input: String

    /// One line for people: what, where and when.
    public var summary: String {
      var time = time_t(seconds)
      var parts = tm()
      gmtime_r(&time, &parts)
      let numbers = [Int(parts.tm_year) + 1900, Int(parts.tm_mon) + 1, Int(parts.tm_mday)]
      let date = numbers.map { $0 < 10 ? "0\($0)" : "\($0)" }.joined(separator: "-")
      return "\(what) in \(function) on \(date), in '\(input)'"
    }
  }

  /// The file that it is kept in.
  public let path: String
  /// All of them, the oldest first.
  public private(set) var entries: [Entry]

  /// The record at `path`; empty where there is none. A line that is damaged is passed over.
  public init(path: String) {
    self.path = path
    let bytes = (try? RegularFile.contents(of: path, limit: 16 << 20)) ?? []
    entries = bytes.split(separator: UInt8(ascii: "\n")).compactMap {
      try? JSONDecoder().decode(Entry.self, from: Data($0))
    }
  }

  /// `hillock/quarantine.jsonl` in the user's directory for state; nil where he has none.
  public static func usualPath(
    environment: [String: String] = ProcessWords.environment
  ) -> String? {
    if let state = environment["XDG_STATE_HOME"], state.hasPrefix("/") {
      return "\(state)/hillock/quarantine.jsonl"
    }
    guard let home = environment["HOME"], home.hasPrefix("/") else { return nil }
    return "\(home)/.local/state/hillock/quarantine.jsonl"
  }

  /// What last happened with the file of this hash; nil where nothing did.
  public subscript(sha256: String) -> Entry? { entries.last { $0.sha256 == sha256 } }

  /// Forgets those that are called `name`, lie at that path, or whose hash begins so.
  ///
  /// - Parameter name: nil for all.
  /// - Returns: how many different files were forgotten.
  /// - Throws: `notWritable` where the record cannot be written.
  public mutating func clear(_ name: String?) throws(HostError) -> Int {
    let cleared = entries.filter { entry in
      guard let name else { return true }
      return entry.name == name || entry.path == name
        || (name.count >= 8 && entry.sha256.hasPrefix(name))
    }
    guard !cleared.isEmpty else { return 0 }
    entries.removeAll { cleared.contains($0) }
    let lines = entries.compactMap { try? JSONEncoder().encode($0) + Data("\n".utf8) }
    try FileOutput.replace(path, with: Array(Data(lines.joined())), mode: 0o600)
    return Set(cleared.map(\.sha256)).count
  }
}
