import ArgumentParser
import Conformance

/// `hillock explain`: what a conformance check establishes, why, and how to mend a failure.
struct ExplainCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "explain",
    abstract: "Explain a conformance check.",
    discussion: """
      EXAMPLES:
        hillock explain array-bounds
        hillock conform --list
      """)

  @Argument(
    help: "The check's name.", completion: .list(Check.all.map(\.id)))
  var check: String

  func validate() throws {
    if Check.named(check) == nil {
      throw ValidationError("there is no check '\(check)'; 'hillock conform --list' names them all")
    }
  }

  func run() throws {
    guard let check = Check.named(check) else { return }
    try StandardOutput.write(
      """
      \(check.id) (\(check.group.rawValue))

      Establishes: \(check.summary).

      Why it matters: \(check.why)

      How to mend a failure: \(check.remedy)

      """)
  }
}
