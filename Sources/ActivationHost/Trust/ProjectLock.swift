import FileNames
import FoundationEssentials
import Glibc

/// A project's plugins as they are meant to be: `hillock.lock`.
public struct ProjectLock: Sendable, Codable {
  /// One activation.
  public struct Entry: Sendable, Codable, Hashable {
    /// Its name.
    public var name: String
    /// Its version, if it states one.
    public var version: String?
    /// SHA-256 of its library's file.
    public var sha256: String
    /// The level at which that file is certified to conform, if it is.
    public var conformance: String?

    /// An entry from its parts.
    public init(name: String, version: String?, sha256: String, conformance: String?) {
      self.name = name
      self.version = version
      self.sha256 = sha256
      self.conformance = conformance
    }
  }

  /// The name and version of the form.
  public private(set) var schema = Self.schemaName
  /// By name.
  public var plugins: [Entry]
  /// The file that it was read from.
  public private(set) var path: String?

  private enum CodingKeys: String, CodingKey { case schema, plugins }

  /// The file's name.
  public static let fileName = "hillock.lock"
  private static let schemaName = "hillock-lock/1"

  /// A lock of these.
  public init(_ plugins: [Entry]) { self.plugins = plugins.sorted { $0.name < $1.name } }

  /// What is added to the name of a lock for that of its signature, as minisign does.
  public static let signatureExtension = ".minisig"

  /// The lock in the file at `path`.
  ///
  /// - Parameter key: who must have signed it; anybody may have written it where nil.
  /// - Throws: `notReadable`, `malformedRecord`, `notTrusted`.
  public static func read(path: String, signedBy key: MinisignKey? = nil) throws(HostError)
    -> ProjectLock
  {
    let bytes = try RegularFile.contents(of: path, limit: 16 << 20)
    if let key { try check(bytes, of: path, signedBy: key) }
    guard var lock = try? JSONDecoder().decode(ProjectLock.self, from: Data(bytes)),
      lock.schema == schemaName
    else {
      throw HostError(
        .malformedRecord, "is no lock of plugins", file: path,
        expected: "JSON of schema \(schemaName), as 'hillock lock' writes it")
    }
    lock.path = path
    return lock
  }

  /// Refuses a lock that `key` has not signed, in the file beside it.
  private static func check(
    _ bytes: [UInt8], of path: String, signedBy key: MinisignKey
  ) throws(HostError) {
    let signature = path + signatureExtension
    let how = "minisign -Sm \(fileName)"
    let text: [UInt8]
    do throws(HostError) {
      text = try RegularFile.contents(of: signature, limit: MinisignKey.largestFile)
    } catch {
      throw HostError(
        .notTrusted, "is not signed: \(error)", file: path,
        expected: "a signature by the key \(key.name), as '\(how)' makes it")
    }
    let found: String
    switch key.objection(to: String(decoding: text, as: UTF8.self), of: bytes) {
    case nil: return
    case .isNoSignature: found = "something else"
    case .isOfAnotherKey(let other): found = "one by the key \(other)"
    case .doesNotFit: found = "one that does not fit: the lock or its signature was changed"
    }
    throw HostError(
      .notTrusted, "is not a signature of \(fileName)", file: signature,
      expected: "one by the key \(key.name), as '\(how)' makes it", found: found)
  }

  /// The lock of the project that `directory` belongs to: `hillock.lock` there, or in the nearest
  /// directory above it that has one; nil where none has.
  ///
  /// A file that belongs to neither root nor the user is nobody's project.
  ///
  /// - Parameter key: who must have signed it. Where there is a key there must be a lock.
  /// - Throws: as ``read(path:signedBy:)``.
  public static func nearest(
    to directory: String, signedBy key: MinisignKey? = nil
  ) throws(HostError) -> ProjectLock? {
    var directory = FilePath.absolute(directory)
    let first = directory
    while true {
      let path = directory == "/" ? "/\(fileName)" : "\(directory)/\(fileName)"
      var status = stat()
      if stat(path.fileName, &status) == 0, status.st_uid == 0 || status.st_uid == geteuid() {
        return try read(path: path, signedBy: key)
      }
      guard directory != "/", let slash = directory.lastIndex(of: "/") else {
        guard let key else { return nil }
        throw HostError(
          .notTrusted, "there is no \(fileName) in it, nor above it", file: first,
          expected: "one that the key \(key.name) signed")
      }
      directory = slash == directory.startIndex ? "/" : String(directory[..<slash])
    }
  }

  /// Refuses an activation that is not the one that is locked.
  ///
  /// - Throws: `notLocked`.
  public func check(
    _ library: LibraryDescription, _ activation: ActivationDescription
  ) throws(HostError) {
    let where_ = path ?? Self.fileName
    guard let entry = plugins.first(where: { $0.name == activation.name }) else {
      throw HostError(
        .notLocked, "\(activation.name) is not in \(where_)", file: library.path,
        expected: "one of \(plugins.map(\.name).joined(separator: ", ")); or 'hillock lock' anew")
    }
    guard entry.sha256 == library.sha256 else {
      func named(_ version: String?, _ sha256: String) -> String {
        [version, "sha256:\(sha256.prefix(12))"].compactMap(\.self).joined(separator: " ")
      }
      throw HostError(
        .notLocked, "\(activation.name) is not the plugin that \(where_) has", file: library.path,
        expected: named(entry.version, entry.sha256),
        found: named(activation.text("version"), library.sha256))
    }
  }

  /// The lock as text, as the file has it.
  public var json: String {
    get throws {
      let encoder = JSONEncoder()
      encoder.outputFormatting = [.sortedKeys, .prettyPrinted, .withoutEscapingSlashes]
      return String(decoding: try encoder.encode(self), as: UTF8.self) + "\n"
    }
  }
}
