import ArgumentParser

/// `hillock bench`: how fast things are on this machine.
struct BenchCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "bench",
    abstract: "Measure speed on this machine.",
    subcommands: [
      BenchActivationCommand.self, BenchNetworkCommand.self, BenchScaleCommand.self,
      BenchPluginCommand.self,
    ])
}
