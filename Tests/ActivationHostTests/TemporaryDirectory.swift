import Foundation
import Testing

/// A directory of a test's own, removed with it, in which libraries are compiled.
final class TemporaryDirectory: Sendable {
  let path: String

  init() throws {
    var template = Array(
      "\(FileManager.default.temporaryDirectory.path)/hillock-XXXXXX".utf8CString)
    path = try #require(mkdtemp(&template).map { String(cString: $0) })
  }

  deinit { try? FileManager.default.removeItem(atPath: path) }

  /// Writes a file and returns its path.
  @discardableResult
  func write(_ contents: some Sequence<UInt8>, to name: String) throws -> String {
    let file = "\(path)/\(name)"
    try FileManager.default.createDirectory(
      atPath: (file as NSString).deletingLastPathComponent, withIntermediateDirectories: true)
    try Data(contents).write(to: URL(fileURLWithPath: file))
    return file
  }

  /// Compiles a shared library from C, or another language, and returns its path.
  ///
  /// - Parameters:
  ///   - source: the program text.
  ///   - name: the library's file name.
  ///   - compiler: the compiler, with the flags that make a library of it.
  ///   - type: the source file's extension, by which compilers tell languages apart.
  func compile(
    _ source: String, to name: String,
    with compiler: [String] = ["cc", "-O2", "-shared", "-fPIC"], type: String = "c"
  ) throws -> String {
    let file = try write(source.utf8, to: "\(name.prefix { $0 != "." }).\(type)")
    let library = "\(path)/\(name)"
    let include = type == "c" || type == "cpp" ? ["-I", Self.header] : []
    let (status, _, errors) = try run(compiler + include + ["-o", library, file])
    try #require(status == 0, "\(errors)")
    return library
  }

  /// The directory of `activation.h`.
  static let header = URL(fileURLWithPath: #filePath)
    .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
    .appendingPathComponent("Sources/CActivation/include").path
}

/// Runs a program and waits for it.
func run(_ command: [String]) throws -> (status: Int32, output: String, errors: String) {
  let process = Process()
  process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
  process.arguments = command
  let (output, errors) = (Pipe(), Pipe())
  process.standardOutput = output
  process.standardError = errors
  try process.run()
  let texts = [output, errors].map {
    String(decoding: $0.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
  }
  process.waitUntilExit()
  return (process.terminationStatus, texts[0], texts[1])
}

/// Whether a program is there to be run.
func isInstalled(_ program: String) -> Bool {
  (ProcessInfo.processInfo.environment["PATH"] ?? "").split(separator: ":")
    .contains { access("\($0)/\(program)", X_OK) == 0 }
}
