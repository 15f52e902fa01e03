import ArgumentParser
import Conformance

/// The root command: its subcommands, each in a file of its own under `Commands`.
struct Hillock: ParsableCommand {
  /// The one that reports name, too.
  static let version = ConformanceReport.toolVersion

  static let configuration = CommandConfiguration(
    commandName: "hillock",
    abstract: "A host for activation functions that come as plugins, and a network that uses them.",
    discussion: """
      A plugin is a shared library with C functions for an activation's value and derivative. Put \
      one in a directory and name that directory with --plugins, or in HILLOCK_PLUGIN_PATH, or use \
      ~/.local/share/hillock/plugins.

      EXAMPLES:
        hillock demo
        hillock build sigmoid.c -o plugins
        hillock --help, hillock train --help
        hillock help columns, hillock manual
      """,
    version: version,
    subcommands: [
      ListCommand.self,
      InfoCommand.self,
      EvalCommand.self,
      PlotCommand.self,
      BuildCommand.self,
      NewCommand.self,
      TrainCommand.self,
      EvaluateCommand.self,
      PredictCommand.self, CompareCommand.self,
      InspectCommand.self,
      DemoCommand.self,
      ConformCommand.self,
      ExplainCommand.self,
      ImportCommand.self,
      ExportCommand.self,
      JudgeCommand.self,
      JudgeProbeCommand.self,
      BenchCommand.self,
      LockCommand.self,
      QuarantineCommand.self,
      ServeCommand.self,
      ManualCommand.self,
      IsolatedPluginCommand.self,
      ShapeFormulaCommand.self,
    ])
}
