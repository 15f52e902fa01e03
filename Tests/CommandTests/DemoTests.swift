import Foundation
import Testing

@Suite struct DemoTests {
  @Test func theDemonstrationEndsWithItsTable() throws {
    let workspace = try Workspace()
    // A few sources, because building the whole catalogue is the fixtures' work already.
    try FileManager.default.createDirectory(
      atPath: workspace["sources"], withIntermediateDirectories: true)
    for name in ["step", "sigmoid", "tanh", "relu"] {
      let source = Fixtures.package.appending(path: "Plugins/\(name).c")
      try FileManager.default.copyItem(
        at: source, to: URL(filePath: workspace["sources/\(name).c"]))
    }
    let run = try workspace.hillock(
      "demo", "--sources", "sources", environment: ["XDG_CACHE_HOME": workspace["cache"]])
    #expect(run.status == 0, "\(run.errors)")
    #expect(run.errorLines.count == 1 && run.errors.contains("derivative of step is zero"))
    #expect(run.output.contains("Logistic sigmoid"))
    let lines = run.output.split(separator: "\n")
    func row(_ name: String) throws -> [Substring] {
      let line = try #require(lines.last { $0.hasPrefix(name) && $0.contains("%") })
      return line.split(separator: " ")
    }
    for name in ["sigmoid", "tanh", "relu"] {
      let cells = try row(name)
      #expect(try #require(Double(cells[1])) >= 89, "\(cells)")
      #expect(Int(cells[3]) != nil)
    }
    let step = try row("step ")
    #expect(try #require(Double(step[1])) < 87)
    #expect(lines.suffix(2).first?.contains("nothing below the last layer learned") == true)
    #expect(lines.last?.hasPrefix("To 85 %") == true)
    #expect(FileManager.default.fileExists(atPath: workspace["cache/hillock/demo/digits.csv"]))
  }
}
