import ActivationHost
import Activations
import Foundation

/// The plugins of `Plugins/`, built once for all tests as `hillock build` builds them.
enum Catalogue {
  /// The activations' names: those of the files.
  static let names: [String] = {
    let files = (try? FileManager.default.contentsOfDirectory(atPath: plugins)) ?? []
    return files.filter { $0.hasSuffix(".c") }.map { String($0.dropLast(2)) }.sorted()
  }()

  static let elementwise = names.filter { Reference.elementwise[$0] != nil }

  /// Those whose plugin promises an error bound.
  static let promising = elementwise.filter {
    (try? description($0).text("max_ulp")) != nil && $0 != "rrelu"
  }

  static func activation(_ name: String) throws -> PluginActivation {
    try built.get().activation(named: name)
  }

  static func description(_ name: String) throws -> ActivationDescription {
    try built.get().find(name).activation
  }

  /// A fresh directory for this process, under the system's temporary one.
  static func directory(_ name: String) -> String {
    NSTemporaryDirectory() + "hillock-\(ProcessInfo.processInfo.processIdentifier)-\(name)"
  }

  static let package = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
    .deletingLastPathComponent().deletingLastPathComponent().path
  static let plugins = "\(package)/Plugins"

  private static let built = Result {
    let builder = try PluginBuilder(into: directory("catalogue"))
    for product in try builder.build(names.map { "\(plugins)/\($0).c" })
    where !product.succeeded || !product.diagnostics.isEmpty {
      throw Failure(message: "\(product.source): \(product.diagnostics)")
    }
    return try Registry(searchPath: SearchPath(explicit: [builder.directory]))
  }

  struct Failure: Error { var message: String }
}
