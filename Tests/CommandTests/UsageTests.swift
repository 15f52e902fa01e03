import Foundation
import Testing

@Suite struct UsageTests {
  @Test func theExecutableIsBesideTheTests() {
    #expect(FileManager.default.isExecutableFile(atPath: CommandRun.executable))
  }

  @Test func negativeNumbersAreQuotedAsTheyWereTyped() throws {
    let run = try CommandRun.hillock(
      ["train", "data.csv", "--activation", "relu", "--epochs", "-1"], in: Workspace())
    #expect(run.status == 2)
    #expect(run.errors.contains("'-1'"), "\(run.errors)")
    let help = try CommandRun.hillock(["plot", "--help"], in: Workspace())
    #expect(help.output.contains("(default: -5)"), "\(help.output)")
  }

  @Test(arguments: [["frobnicate"], ["--halp"], ["list", "--format", "xml"], ["eval"]])
  func wrongUsageIsOneLineAndStatus2(arguments: [String]) throws {
    let run = try CommandRun.hillock(arguments, in: Workspace())
    #expect(run.status == 2)
    #expect(run.output.isEmpty)
    #expect(run.errorLines.count == 1)
    #expect(run.errors.hasPrefix("hillock: ") && run.errors.contains("--help"))
  }
}
