import Foundation

/// The built command, run as a process: what it wrote, and how it ended.
struct CommandRun {
  /// The exit status, or 128 + the number of the signal that ended it.
  let status: Int32
  /// Standard output.
  let output: String
  /// Standard error.
  let errors: String

  /// The lines of standard error.
  var errorLines: [Substring] { errors.split(separator: "\n") }

  /// The executable that was built beside this test's bundle.
  static let executable: String = {
    let bundle = URL(filePath: ProcessInfo.processInfo.arguments[0]).resolvingSymlinksInPath()
    return bundle.deletingLastPathComponent().appending(path: "hillock").path(percentEncoded: false)
  }()

  /// Runs `hillock` to its end.
  static func hillock(
    _ arguments: [String], in directory: Workspace, environment: [String: String] = [:]
  ) throws -> CommandRun {
    try process(executable, arguments, in: directory, environment: environment)
  }

  /// Runs any program to its end, with no plugins but those that its arguments name.
  static func process(
    _ path: String, _ arguments: [String], in directory: Workspace,
    environment: [String: String] = [:]
  ) throws -> CommandRun {
    let running = try start(path, arguments, in: directory, environment: environment)
    return running.finish()
  }

  /// Starts a program whose output goes to files, so that no pipe of it can fill.
  static func start(
    _ path: String, _ arguments: [String], in directory: Workspace,
    environment: [String: String] = [:]
  ) throws -> Running {
    let process = Process()
    process.executableURL = URL(filePath: path)
    process.arguments = arguments
    process.currentDirectoryURL = directory.url
    var variables = ProcessInfo.processInfo.environment
    variables["HILLOCK_PLUGIN_PATH"] = nil
    variables["XDG_DATA_HOME"] = directory["nothing"]
    variables["XDG_STATE_HOME"] = directory["state"]
    process.environment = variables.merging(environment) { $1 }
    let names = (directory[UUID().uuidString], directory[UUID().uuidString])
    for name in [names.0, names.1] {
      _ = FileManager.default.createFile(atPath: name, contents: nil)
    }
    process.standardInput = FileHandle.nullDevice
    process.standardOutput = FileHandle(forWritingAtPath: names.0)
    process.standardError = FileHandle(forWritingAtPath: names.1)
    try process.run()
    return Running(process: process, output: names.0, errors: names.1)
  }

  /// A program that was started.
  struct Running {
    let process: Process
    let output: String
    let errors: String

    /// Waits until something is so, or the program has ended without: with no deadline, as how long
    /// it takes is the machine's affair.
    func wait(until isSo: () throws -> Bool) rethrows {
      while process.isRunning, try !isSo() { usleep(5000) }
    }

    /// Whether it has said `text` on standard error by now, within the first bytes where the rest
    /// grows by the second.
    func hasSaid(_ text: String, within limit: Int = .max) throws -> Bool {
      let told = try FileHandle(forReadingFrom: URL(filePath: errors)).read(upToCount: limit)
      return String(decoding: told ?? Data(), as: UTF8.self).contains(text)
    }

    /// Waits for its end.
    func finish() -> CommandRun {
      process.waitUntilExit()
      defer { for file in [output, errors] { try? FileManager.default.removeItem(atPath: file) } }
      let isSignal = process.terminationReason == .uncaughtSignal
      return CommandRun(
        status: process.terminationStatus + (isSignal ? 128 : 0),
        output: (try? String(contentsOfFile: output, encoding: .utf8)) ?? "",
        errors: (try? String(contentsOfFile: errors, encoding: .utf8)) ?? "")
    }
  }
}

/// A temporary directory, removed with its last user.
final class Workspace {
  let url: URL

  init() throws {
    url = FileManager.default.temporaryDirectory.appending(path: "hillock-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: url, withIntermediateDirectories: true)
  }

  deinit {
    // A test may have made it read-only.
    try? FileManager.default.setAttributes(
      [.posixPermissions: 0o755], ofItemAtPath: url.path(percentEncoded: false))
    try? FileManager.default.removeItem(at: url)
  }

  /// The path of a file in it.
  subscript(_ name: String) -> String { url.appending(path: name).path(percentEncoded: false) }

  /// Writes a file and returns its path.
  @discardableResult
  func write(_ name: String, _ text: String) throws -> String {
    let file = url.appending(path: name)
    try FileManager.default.createDirectory(
      at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
    try text.write(to: file, atomically: false, encoding: .utf8)
    return file.path(percentEncoded: false)
  }

  /// Runs `hillock` here.
  func hillock(
    _ arguments: String..., environment: [String: String] = [:]
  ) throws -> CommandRun {
    try CommandRun.hillock(arguments, in: self, environment: environment)
  }

  /// Runs a line of shell here.
  func shell(_ line: String) throws -> CommandRun {
    try CommandRun.process("/bin/bash", ["-c", line], in: self)
  }
}
