import CPluginCalls
import CProcess
import Glibc
import Synchronization

/// A plugin library in memory, whose functions may be called.
///
/// A library stays loaded until the process ends: a kernel may be running in any thread, a
/// library's thread-local destructors and some languages' runtimes (Swift's among them) do not
/// survive `dlclose`, and a plugin is small.
public struct PluginLibrary: Sendable, Hashable {
  /// The file it was loaded from.
  public let path: String
  /// SHA-256 of that file, when it was described and when it was loaded.
  public let sha256: String
  /// What `dlopen` returned, as a number: a library is never closed, so it never dangles.
  private let handle: UInt
  /// The process's record of it, as a number for the same reason.
  private let recordAddress: UInt

  /// What crash reports and guards know of it.
  var record: UnsafeMutablePointer<hillock_plugin>? {
    UnsafeMutablePointer(bitPattern: recordAddress)
  }

  private struct Key: Hashable {
    var path: String
    var sha256: String
  }

  private static let loaded = Mutex<[Key: PluginLibrary]>([:])

  /// The library that `description` describes, loaded once however often it is asked for.
  ///
  /// Loading runs the library's constructors; describing it did not. The loader is given the very
  /// bytes that were hashed, sealed in memory, so that a file that is exchanged in between is not
  /// run; what loading changed in the process is put back (``LoadingGuard``). A library that looks
  /// for others beside it is loaded by its path, and compared once more after that. Any thread may
  /// call this.
  ///
  /// - Throws: `notReadable`; `loadFailed` where the file is no longer the one that was described,
  ///   or where the dynamic loader refuses it, with its reason.
  public static func load(_ description: LibraryDescription) throws(HostError) -> PluginLibrary {
    let key = Key(path: description.path, sha256: description.sha256)
    // Holding the lock while loading makes dlerror's text ours and the library's handle one.
    let result: Result<PluginLibrary, HostError> = loaded.withLock { loaded in
      if let library = loaded[key] { return .success(library) }
      do throws(HostError) {
        let library = try open(key, others: loaded.values)
        loaded[key] = library
        return .success(library)
      } catch {
        return .failure(error)
      }
    }
    return try result.get()
  }

  /// A library that another process loads: none of its functions can be called in this one.
  init(elsewhere description: LibraryDescription) {
    path = description.path
    sha256 = description.sha256
    handle = 0
    recordAddress = 0
  }

  private init(path: String, sha256: String, handle: UInt, recordAddress: UInt) {
    self.path = path
    self.sha256 = sha256
    self.handle = handle
    self.recordAddress = recordAddress
  }

  private static func open(
    _ key: Key, others: some Collection<PluginLibrary>
  ) throws(HostError) -> PluginLibrary {
    guard key.path.hasPrefix("/") else {
      throw HostError(
        .loadFailed, "cannot be loaded", file: key.path, expected: "an absolute path")
    }
    let bytes = try RegularFile.contents(of: key.path, limit: ElfImage.maximumSize)
    let sha256 = RegularFile.sha256(bytes)
    guard sha256 == key.sha256 else {
      throw HostError(
        .loadFailed, "has changed since it was described", file: key.path,
        expected: "sha256:\(key.sha256.prefix(12))", found: "sha256:\(sha256.prefix(12))")
    }
    let name = FilePath.stem(key.path)
    let image = try ElfImage(bytes: bytes)
    let source = try SealedFile.source(of: image, path: key.path, name: name)
    let identity = SealedFile.Identity(path: key.path)
    let record = hillock_plugin_add(
      HostError.line(name), HostError.line(key.path, limit: .max), key.sha256)
    guard let handle = LoadingGuard.open(record, source.path, name: "\(name) (\(key.path))") else {
      let reason = dlerror().map { String(cString: $0) } ?? "no reason given"
      throw HostError(
        .loadFailed, "cannot be loaded: \(reason.replacing(source.path, with: key.path))",
        file: key.path, expected: AuthorMistakes.remedy(for: reason, in: image))
    }
    guard others.allSatisfy({ $0.handle != UInt(bitPattern: handle) }) else {
      throw HostError(
        .loadFailed, "cannot be loaded: a library that is loaded answers to its name (DT_SONAME)",
        file: key.path)
    }
    if case .file(_, let reason) = source {
      // Loaded by its path, it may have been another file by then.
      let after = try RegularFile.contents(of: key.path, limit: ElfImage.maximumSize)
      guard identity == SealedFile.Identity(path: key.path), RegularFile.sha256(after) == key.sha256
      else {
        throw HostError(
          .loadFailed, "has changed while it was loaded, by its path because \(reason)",
          file: key.path)
      }
    }
    return PluginLibrary(
      path: key.path, sha256: key.sha256, handle: UInt(bitPattern: handle),
      recordAddress: UInt(bitPattern: record))
  }

  /// Refuses a bare pair whose functions were compiled for floats: called with doubles, they give
  /// numbers that mean nothing.
  ///
  /// - Throws: `wrongType`.
  func checkTakesDoubles(_ activation: ActivationDescription) throws(HostError) {
    for function in activation.functions
    where function.precision == .float64 && function.role.isScalar
      && function.prototype.arguments.map(\.name) == ["x"]
    {
      let symbol = function.prototype.symbol
      let address = try address(of: symbol)
      let control = hillock_enter(record, symbol)
      // The prototype of a bare function is the interface's.
      let readsFloats = hillock_reads_floats(
        unsafeBitCast(address, to: (@convention(c) (Double) -> Double).self))
      hillock_leave(record, control)
      if readsFloats {
        throw HostError(
          .wrongType, "\(symbol) takes and returns float, but is called as its name says",
          file: path, expected: "double \(symbol)(double x), or the name \(symbol)f")
      }
    }
  }

  /// The address of an exported symbol.
  ///
  /// - Throws: `missingSymbol` where the library has none, or only the address zero.
  package func address(of symbol: String) throws(HostError) -> UnsafeMutableRawPointer {
    guard let handle = UnsafeMutableRawPointer(bitPattern: handle),
      let address = dlsym(handle, symbol)
    else {
      throw HostError(.missingSymbol, "the symbol \(symbol) cannot be found", file: path)
    }
    return address
  }
}
