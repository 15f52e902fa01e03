import Foundation
import Testing

@Suite struct UsageTests {
  @Test func theExecutableIsBesideTheTests() {
    #expect(FileManager.default.isExecutableFile(atPath: CommandRun.executable))
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
