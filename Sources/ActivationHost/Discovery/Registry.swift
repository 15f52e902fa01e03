import Activations

/// Every activation that a search path offers, and every file that was passed over, with why.
///
/// Built by reading files; no code of a plugin runs. A value: it does not change when files do.
public struct Registry: Sendable {
  /// An activation that was found, or a file that is no plugin.
  public struct Entry: Sendable, Hashable {
    /// What becomes of it.
    public enum Status: Sendable, Hashable {
      /// Its name finds it.
      case available
      /// An earlier one of the same name, from the library at `by`, is found instead.
      case shadowed(by: String)
      /// The file, or the place, cannot be used, and why.
      case rejected(HostError)
    }

    /// The library's absolute path.
    public var path: String
    /// What becomes of it.
    public var status: Status
    /// The library; nil where it was rejected.
    public var library: LibraryDescription?
    /// The activation; nil where the library was rejected.
    public var activation: ActivationDescription?
    /// Why its file is not trusted, where the user did not name it himself: others could have
    /// exchanged it. Nil where it is.
    public var objection: String?

    /// The activation's name; of a rejected file its own, without `.so`.
    public var name: String { activation?.name ?? FilePath.stem(path) }
  }

  /// Where was searched.
  public let searchPath: SearchPath
  /// What is loaded without asking.
  public let policy: LoadingPolicy
  /// Whether activations use tables where the plugin has no array form.
  public var usesTables = false
  /// What was found: activations by name, the available one before those that it shadows; then the
  /// rejected files by path.
  public let entries: [Entry]

  /// The available ones: by their own names, and by aliases that no activation has as its name.
  private let byName: [String: Int]
  private let byAlias: [String: Int]
  /// The same, by how the names read without case, `-` and `_`: what other programs call them.
  private let byReading: [String: Int]

  /// Reads all that `searchPath` leads to.
  ///
  /// A file that is no plugin becomes a rejected entry and stops nothing else, and so does a
  /// directory that cannot be read. A directory of the defaults may be missing.
  ///
  /// - Throws: ``HostError`` `notReadable` only where a place that the user named is missing.
  /// - Complexity: linear in the size of the files.
  public init(
    searchPath: SearchPath, policy: LoadingPolicy = LoadingPolicy()
  ) throws(HostError) {
    var survey = Survey()
    for entry in searchPath.relativeEntries {
      survey.reject(
        entry,
        HostError(
          .notReadable, "is not searched: it is relative", file: entry,
          expected: "a whole path in HILLOCK_PLUGIN_PATH, or --plugins"))
    }
    for place in searchPath.places { try survey.visit(place) }
    self.searchPath = searchPath
    self.policy = policy
    entries =
      survey.found.sorted {
        ($0.name, survey.rank[$0.path]!) < ($1.name, survey.rank[$1.path]!)
      } + survey.rejected.sorted { $0.path < $1.path }

    var byName: [String: Int] = [:]
    var byAlias: [String: Int] = [:]
    for (index, entry) in entries.enumerated() where entry.status == .available {
      byName[entry.name] = index
    }
    for (index, entry) in entries.enumerated() where entry.status == .available {
      for alias in entry.activation?.aliases ?? [] {
        guard let other = byAlias[alias] else {
          byAlias[alias] = index
          continue
        }
        // Of two that claim it, the one that is searched first.
        if survey.rank[entry.path]! < survey.rank[entries[other].path]! { byAlias[alias] = index }
      }
    }
    self.byName = byName
    self.byAlias = byAlias
    byReading = Self.readings(byAlias, survey.rank, entries)
      .merging(Self.readings(byName, survey.rank, entries)) { $1 }
  }

  /// Each name as it reads; of several that read alike, the one that is searched first, then the
  /// one that comes first in the order of the bytes.
  private static func readings(
    _ names: [String: Int], _ rank: [String: Int], _ entries: [Entry]
  ) -> [String: Int] {
    let ordered = names.sorted {
      (rank[entries[$0.value].path]!, $0.key) < (rank[entries[$1.value].path]!, $1.key)
    }
    return Dictionary(ordered.map { (reading($0.key), $0.value) }) { first, _ in first }
  }

  /// `LeakyReLU`, `leaky-relu` and `leaky_relu` read alike.
  private static func reading(_ name: String) -> String {
    name.lowercased().filter { $0 != "-" && $0 != "_" }
  }

  /// The available entry that `name` finds: as it stands before how it reads.
  private func entry(named name: String) -> Entry? {
    (byName[name] ?? byAlias[name] ?? byReading[Self.reading(name)]).map { entries[$0] }
  }

  /// The entry, unless only its reading is alike and a file of the very name was rejected.
  private func wanted(_ name: String) -> Entry? {
    if byName[name] == nil, byAlias[name] == nil, rejection(of: name) != nil { return nil }
    return entry(named: name)
  }

  /// Why the file of that name, or the activation in one, cannot be used.
  private func rejection(of name: String) -> HostError? {
    for entry in entries where entry.activation == nil && entry.name == name {
      if case .rejected(let error) = entry.status { return error }
    }
    for case .rejected(let error) in entries.lazy.map(\.status) where error.activation == name {
      return error
    }
    return nil
  }

  /// As ``find(_:)``, of an activation that is about to be loaded.
  ///
  /// - Throws: ``HostError``: as ``find(_:)``, and what ``policy`` refuses: `notTrusted`,
  ///   `quarantined`, `notLocked`.
  public func admit(
    _ name: String
  ) throws(HostError) -> (library: LibraryDescription, activation: ActivationDescription) {
    let (library, activation) = try find(name)
    try policy.admit(library, activation, objection: entry(named: name)?.objection)
    return (library, activation)
  }

  /// The activation called `name`, or that has it as an alias; a name goes before any alias, and
  /// what is spelled so before what reads alike without case, `-` and `_`.
  ///
  /// - Throws: ``HostError`` `unknownActivation` with the nearest names, or where it looked; where
  ///   a file of that name was rejected, the reason for that.
  public func find(
    _ name: String
  ) throws(HostError) -> (library: LibraryDescription, activation: ActivationDescription) {
    if let entry = wanted(name), let library = entry.library, let activation = entry.activation {
      return (library, activation)
    }
    if let error = rejection(of: name) { throw error }
    let near = NearestNames.near(byName.keys.sorted() + byAlias.keys.sorted(), to: name)
    let places = searchPath.places.map(\.path).joined(separator: ", ")
    throw HostError(
      .unknownActivation,
      near.isEmpty
        ? "no activation is called '\(name)'; looked in \(places)"
        : "no activation is called '\(name)'; did you mean \(near.joined(separator: ", "))?")
  }
}

/// What a walk along a search path has met so far.
private struct Survey {
  var found: [Registry.Entry] = []
  var rejected: [Registry.Entry] = []
  /// The order in which the libraries were met.
  var rank: [String: Int] = [:]
  private var owners: [String: String] = [:]
  private var directories: Set<PluginDirectory.DirectoryID> = []

  mutating func visit(_ place: SearchPath.Place) throws(HostError) {
    let contents: PluginDirectory.Contents?
    do throws(HostError) {
      contents = try PluginDirectory.contents(of: place.path)
    } catch {
      // The system's directories may be closed to this user; what the user named may not.
      if place.origin == .option { throw error }
      reject(place.path, error)
      return
    }
    switch contents {
    case nil:
      let error = HostError(
        .notReadable, "there is no such directory or file", file: place.path)
      if place.origin == .option { throw error }
      if place.origin == .environment { reject(place.path, error) }
    case .file: read(place.path, place.origin)
    case .directory(let id, let files):
      guard directories.insert(id).inserted else { return }
      for file in files { read("\(place.path)/\(file)", place.origin) }
    }
  }

  private mutating func read(_ path: String, _ origin: SearchPath.Origin) {
    guard rank[path] == nil else { return }
    rank[path] = rank.count
    do throws(HostError) {
      let library = try LibraryDescription.read(path: path)
      // What the user names he has chosen.
      let objection = origin == .option ? nil : FileTrust.objection(to: path)
      for activation in library.activations {
        let owner = owners[activation.name]
        if owner == nil { owners[activation.name] = path }
        found.append(
          Registry.Entry(
            path: path, status: owner.map { .shadowed(by: $0) } ?? .available, library: library,
            activation: activation, objection: objection))
      }
    } catch {
      reject(path, error)
    }
  }

  mutating func reject(_ path: String, _ error: HostError) {
    rejected.append(Registry.Entry(path: path, status: .rejected(error)))
  }
}
