import ActivationHost
import ArgumentParser
import CProbe

/// The hidden command that `--isolate` starts itself as, to run a plugin in a process of its own.
struct IsolatedPluginCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "isolated-plugin", shouldDisplay: false)

  @Argument var path: String
  @Argument var sha256: String
  @Argument var name: String
  @Argument var rings: Int
  @Argument var host: Int32

  func run() throws {
    guard probe_confine_isolated(host) else {
      throw HostError(
        .loadFailed, "this system cannot keep a process from files and networks", file: path,
        expected: "a kernel with seccomp filters")
    }
    LoadingGuard.report { StandardError.line("hillock: warning: \($0)") }
    try IsolatedServing.run(path: path, sha256: sha256, name: name, rings: rings)
  }
}
