import Conformance
import Foundation
import Testing

/// Plugins compiled from this directory's sources, and a probe to run them in.
struct PluginFixtures {
  static let sources = URL(filePath: #filePath).deletingLastPathComponent()
  private static let header = sources.deletingLastPathComponent().deletingLastPathComponent()
    .appending(path: "Sources/CActivation/include")

  /// The sources of a subdirectory, by name.
  static func names(in directory: String) -> [String] {
    let files =
      (try? FileManager.default.contentsOfDirectory(
        atPath: sources.appending(path: directory).path)) ?? []
    return files.filter { $0.hasSuffix(".c") }.map { String($0.dropLast(2)) }.sorted()
  }

  /// A line `// key: value` of a source.
  static func note(_ key: String, in source: String) -> String? {
    source.split(separator: "\n").lazy.compactMap { line in
      line.hasPrefix("// \(key): ") ? String(line.dropFirst(key.count + 5)) : nil
    }.first
  }

  /// Compiles a source into a library in a directory of its own, as an author would.
  static func compile(_ path: String, named name: String? = nil) throws -> String {
    let file = sources.appending(path: path)
    return try compile(source: String(contentsOf: file, encoding: .utf8), beside: file, named: name)
  }

  static func compile(
    source: String, beside file: URL? = nil, named name: String? = nil
  ) throws -> String {
    let directory = FileManager.default.temporaryDirectory
      .appending(path: "hillock-conformance-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: directory, withIntermediateDirectories: true)
    let copy = directory.appending(path: "plugin.c")
    try source.write(to: copy, atomically: true, encoding: .utf8)
    let stem = name ?? file?.deletingPathExtension().lastPathComponent ?? "plugin"
    let library = directory.appending(path: "\(stem).so")
    var arguments = ["cc", "-O2", "-shared", "-fPIC", "-I", header.path]
    if let file { arguments += ["-I", file.deletingLastPathComponent().path] }
    arguments += [copy.path, "-o", library.path]
    arguments += (note("cc", in: source) ?? "").split(separator: " ").map(String.init) + ["-lm"]
    let process = Process()
    process.executableURL = URL(filePath: "/usr/bin/env")
    process.arguments = arguments
    try process.run()
    process.waitUntilExit()
    try #require(process.terminationStatus == 0, "\(file?.lastPathComponent ?? source)")
    return library.path
  }

  /// Quick options, with the built command as the probe.
  static var options: ConformanceOptions {
    var options = ConformanceOptions()
    options.level = .quick
    options.executable =
      URL(filePath: ProcessInfo.processInfo.arguments[0])
      .resolvingSymlinksInPath().deletingLastPathComponent().appending(path: "hillock").path
    return options
  }

  /// The reports of a library that must be one that can be checked.
  static func check(
    _ path: String, _ options: ConformanceOptions = options
  ) throws -> [PluginReport] {
    let outcome = Conformance.check(path: path, options: options)
    guard case .checked(let reports) = outcome else {
      Issue.record("\(outcome)")
      return []
    }
    return reports
  }
}

extension PluginReport {
  /// The checks that came to anything but a pass, or to being skipped, in a line each.
  var complaints: [String] {
    results.filter { $0.status != .pass && $0.status != .skipped }.map(\.check)
  }
  var details: String {
    results.filter { complaints.contains($0.check) }
      .map { "\($0.check) \($0.status): \($0.message) \($0.evidence.first.map { "\($0)" } ?? "")" }
      .joined(separator: "\n")
  }
}
