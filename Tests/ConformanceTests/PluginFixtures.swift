import Conformance
import Foundation
import Testing

/// Plugins compiled from this directory's sources, and a probe to run them in.
struct PluginFixtures {
  static let sources = URL(filePath: #filePath).deletingLastPathComponent()
  static let header = sources.deletingLastPathComponent().deletingLastPathComponent()
    .appending(path: "Sources/CActivation/include")

  /// The sources of a subdirectory, by name.
  static func names(in directory: String) -> [String] {
    let files =
      (try? FileManager.default.contentsOfDirectory(
        atPath: sources.appending(path: directory).path)) ?? []
    return files.filter { $0.hasSuffix(".c") }.map { String($0.dropLast(2)) }.sorted()
  }

  /// Compiles a source, in a file of this directory, as an author would, into a library in a
  /// directory of its own.
  ///
  /// - Parameters:
  ///   - flags: what the compiler is given beside the usual.
  ///   - libraries: what it is linked with.
  static func compile(
    _ path: String, flags: [String] = [], libraries: [String] = ["-lm"]
  ) throws -> String {
    let file = sources.appending(path: path)
    let library = try directory().appending(
      path: "\(file.deletingPathExtension().lastPathComponent).so")
    try compile(file, to: library, flags, libraries)
    return library.path
  }

  /// Compiles C text.
  static func compile(source: String) throws -> String {
    let directory = try directory()
    let file = directory.appending(path: "plugin.c")
    try source.write(to: file, atomically: true, encoding: .utf8)
    let library = directory.appending(path: "plugin.so")
    try compile(file, to: library, [], ["-lm"])
    return library.path
  }

  private static func directory() throws -> URL {
    let directory = FileManager.default.temporaryDirectory
      .appending(path: "hillock-conformance-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: directory, withIntermediateDirectories: true)
    return directory
  }

  private static func compile(
    _ file: URL, to library: URL, _ flags: [String], _ libraries: [String]
  ) throws {
    let process = Process()
    process.executableURL = URL(filePath: "/usr/bin/env")
    process.arguments =
      ["cc", "-O2", "-shared", "-fPIC", "-I", header.path, file.path, "-o", library.path]
      + flags + libraries
    try process.run()
    process.waitUntilExit()
    try #require(process.terminationStatus == 0, "\(file.lastPathComponent)")
  }

  /// Quick options, with the built command as the probe.
  static var options: ConformanceOptions {
    var options = ConformanceOptions()
    options.level = .quick
    options.executable = command
    return options
  }

  /// The command that was built beside this test's bundle.
  static let command =
    URL(filePath: ProcessInfo.processInfo.arguments[0])
    .resolvingSymlinksInPath().deletingLastPathComponent().appending(path: "hillock").path

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
  private var problems: [CheckResult] {
    results.filter { $0.status != .pass && $0.status != .skipped }
  }
  /// The checks that came to anything but a pass, or to being skipped, and to what.
  var complaints: [String] { problems.map { "\($0.check): \($0.status.rawValue)" } }
  /// The same in full, for a test's own failure.
  var details: String {
    problems
      .map { "\($0.check) \($0.status): \($0.message) \($0.evidence.first.map { "\($0)" } ?? "")" }
      .joined(separator: "\n")
  }
}
