import FileNames
import Glibc

/// Paths as text. Cut by Unicode scalars, as a combining mark may begin a name.
enum FilePath {
  /// `path` from the root, without `.` parts, doubled slashes and a slash at the end.
  ///
  /// `..` stays: what it leads to, links decide.
  static func absolute(_ path: String) -> String {
    let whole = path.hasPrefix("/") ? path : "\(currentDirectory())/\(path)"
    let parts = whole.unicodeScalars.split(separator: "/").map(String.init)
    return "/" + parts.filter { $0 != "." }.joined(separator: "/")
  }

  /// The last part without its extension: `relu` of `/plugins/relu.so`.
  static func stem(_ path: String) -> String {
    let name = path.unicodeScalars.split(separator: "/").last.map(String.init) ?? ""
    guard let dot = name.lastIndex(of: "."), dot != name.startIndex else { return name }
    return String(name[..<dot])
  }

  /// What a library of this path is called: `relu` of `/plugins/relu.so` and of `/plugins/librelu.so`.
  static func libraryName(_ path: String) -> String {
    let stem = stem(path)
    return stem.hasPrefix("lib") && stem.count > 3 ? String(stem.dropFirst(3)) : stem
  }

  private static func currentDirectory() -> String {
    guard let buffer = getcwd(nil, 0) else { return "" }
    defer { free(buffer) }
    return String(fileName: buffer)
  }
}
