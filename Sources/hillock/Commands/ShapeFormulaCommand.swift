import ArgumentParser
import Playground

/// The hidden command that `serve` starts itself as, to analyse a formula in a process of its own.
struct ShapeFormulaCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: ShapeProgram.command, shouldDisplay: false)

  func run() throws {
    let status = ShapeProgram.run()
    if status != 0 { throw ExitCode(status) }
  }
}
