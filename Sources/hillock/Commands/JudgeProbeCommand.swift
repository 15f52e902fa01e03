import ArgumentParser
import Judging

/// The hidden command that `judge` starts itself as, to call a library in a process of its own.
struct JudgeProbeCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: LibraryProgram.command, shouldDisplay: false)

  @Argument(parsing: .captureForPassthrough) var words: [String] = []

  func run() { LibraryProgram.serve(words) }
}
