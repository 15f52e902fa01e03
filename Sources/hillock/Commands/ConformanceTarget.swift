import ActivationHost
import Clusters
import Conformance

/// What a word of `hillock conform` leads to.
enum ConformanceTarget {
  /// A library, and the only activation of it to check; nil for all.
  case file(String, String?)
  /// Nothing that could be checked.
  case refused(RefusedPath)

  /// A file, all plugin files of a directory, or the library that has an activation of that name.
  ///
  /// - Parameter activation: the only one to check of a library that has several.
  static func find(
    _ target: String, _ activation: String?, _ plugins: PluginOptions
  ) throws -> [Self] {
    func refused(_ reason: String) -> Self {
      .refused(RefusedPath(path: target, reason: reason))
    }
    switch try PluginDirectory.contents(of: target) {
    case .file: return [.file(target, activation)]
    case .directory(_, let files):
      return files.isEmpty
        ? [refused("\(target): no plugins (*.so) in it")]
        : files.map { .file("\(target)/\($0)", activation) }
    case nil: break
    }
    if target.contains("/") || target.hasSuffix(".so") {
      return [refused("\(target): no such file")]
    }
    do {
      let found = try plugins.registry().find(target)
      return [.file(found.library.path, found.activation.name)]
    } catch let error as HostError {
      return [refused(error.description)]
    }
  }

  /// What must be the same on all ranks.
  var fact: Cluster.Fact {
    switch self {
    case .refused(let refused): return Cluster.Fact(refused.path, refused.reason)
    case .file(let path, _):
      let bytes = try? RegularFile.contents(of: path, limit: ElfImage.maximumSize)
      return Cluster.Fact(
        path, bytes.map { "SHA-256 \(RegularFile.sha256($0).prefix(12))" } ?? "unreadable")
    }
  }
}
