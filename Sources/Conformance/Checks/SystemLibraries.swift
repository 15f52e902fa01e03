import ActivationHost
import Synchronization

/// What the system's libraries export, read from their files.
enum SystemLibraries {
  private static let known = Mutex<[String: Set<String>?]>([:])
  private static let directories = [
    "/lib/x86_64-linux-gnu", "/usr/lib/x86_64-linux-gnu", "/lib/aarch64-linux-gnu",
    "/usr/lib/aarch64-linux-gnu", "/lib64", "/usr/lib64", "/lib", "/usr/lib",
  ]

  /// The symbols that none of the libraries that `image` names has; empty where one of those
  /// libraries cannot be read.
  static func unresolved(_ image: ElfImage) -> [String] {
    var found: Set<String> = []
    for name in image.neededLibraries {
      guard let symbols = exports(of: name) else { return [] }
      found.formUnion(symbols)
    }
    // libc brings the dynamic loader's own.
    if let loader = exports(of: "ld-linux-x86-64.so.2") { found.formUnion(loader) }
    return image.undefinedSymbols.filter { !$0.isWeak && !found.contains($0.name) }.map(\.name)
  }

  /// The symbols that `image` has from these libraries.
  static func symbols(of image: ElfImage, from libraries: [String]) -> [String] {
    let found = libraries.compactMap { exports(of: $0) }.reduce(into: Set()) { $0.formUnion($1) }
    return image.undefinedSymbols.map(\.name).filter(found.contains)
  }

  private static func exports(of name: String) -> Set<String>? {
    guard !name.contains("/") else { return nil }
    return known.withLock { known in
      if let symbols = known[name] { return symbols }
      let image = directories.lazy.compactMap { try? ElfImage.read(path: "\($0)/\(name)") }.first
      let symbols = image.map { Set($0.exports.map(\.name)) }
      known[name] = .some(symbols)
      return symbols
    }
  }
}
