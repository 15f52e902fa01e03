import ArgumentParser
import Conformance

/// The hidden command that `conform` starts itself as, to run a plugin in a process of its own.
struct ConformProbeCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "conform-probe", shouldDisplay: false)

  func run() { Conformance.serveProbe() }
}
