import FileNames
import Glibc

/// Where plugins are looked for, in order; the first of a name wins.
public struct SearchPath: Sendable, Hashable {
  /// Why a place is searched.
  public enum Origin: String, Sendable, Hashable {
    /// The user named it (`--plugins`).
    case option
    /// An entry of `HILLOCK_PLUGIN_PATH`.
    case environment
    /// `hillock/plugins` in the user's data directory.
    case dataHome = "data-home"
    /// The executable's directory, and `plugins` in it.
    case executable
    /// The system's directories.
    case system
  }

  /// A directory to search, or a plugin file.
  public struct Place: Sendable, Hashable {
    /// Its absolute path.
    public var path: String
    /// Why it is searched.
    public var origin: Origin
  }

  /// The places in the order in which they are searched, each once.
  public let places: [Place]
  /// Entries of `HILLOCK_PLUGIN_PATH` that are passed over because they are relative: what they lead
  /// to depends on where a command is run, and whoever owns that directory would decide.
  public let relativeEntries: [String]

  /// The search path of this process, or of another environment.
  ///
  /// In order: `explicit`; the entries of `HILLOCK_PLUGIN_PATH`, separated by colons;
  /// `$XDG_DATA_HOME/hillock/plugins` (`~/.local/share` where that is unset or no absolute path);
  /// `plugins` beside the executable, and its own directory; `/usr/local/lib/hillock/plugins` and
  /// `/usr/lib/hillock/plugins`.
  ///
  /// - Parameters:
  ///   - explicit: directories or files that the user named.
  ///   - environment: the variables to go by.
  ///   - executable: the path of the running program; nil where it is not known.
  public init(
    explicit: [String] = [],
    environment: [String: String] = ProcessWords.environment,
    executable: String? = SearchPath.currentExecutable()
  ) {
    var places = explicit.map { Place(path: FilePath.absolute($0), origin: .option) }
    func append(_ path: String, _ origin: Origin) {
      places.append(Place(path: FilePath.absolute(path), origin: origin))
    }
    let entries = (environment["HILLOCK_PLUGIN_PATH"] ?? "").unicodeScalars
      .split(separator: ":").map(String.init)
    relativeEntries = entries.filter { !$0.hasPrefix("/") }
    for entry in entries where entry.hasPrefix("/") { append(entry, .environment) }
    if let data = environment["XDG_DATA_HOME"], data.hasPrefix("/") {
      append("\(data)/hillock/plugins", .dataHome)
    } else if let home = environment["HOME"], home.hasPrefix("/") {
      append("\(home)/.local/share/hillock/plugins", .dataHome)
    }
    if let executable, let slash = executable.unicodeScalars.lastIndex(of: "/") {
      append("\(executable[..<slash])/plugins", .executable)
      append("\(executable[..<slash])/", .executable)
    }
    append("/usr/local/lib/hillock/plugins", .system)
    append("/usr/lib/hillock/plugins", .system)

    var seen: Set<String> = []
    self.places = places.filter { seen.insert($0.path).inserted }
  }

  /// The path of the running program, links resolved; nil where the system does not say.
  public static func currentExecutable() -> String? {
    guard let path = realpath("/proc/self/exe", nil) else { return nil }
    defer { free(path) }
    return String(fileName: path)
  }
}
