import Foundation
import Testing

@Suite struct BuildAndPlotTests {
  @Test func theCommandThatIsShownCanBeRunAgain() throws {
    let workspace = try Workspace()
    try workspace.write("my relu.c", "#include <activation.h>\n" + Self.relu)
    let run = try workspace.hillock("build", "my relu.c", "-o", "out")
    try #require(run.status == 0, "\(run.errors)")
    #expect(run.output.contains("'my relu.c'") && run.output.contains("-shared"))
    let library = workspace["out/my relu.so"]
    #expect(FileManager.default.fileExists(atPath: library))
    try FileManager.default.removeItem(atPath: library)
    #expect(try workspace.shell(run.output).status == 0)
    #expect(FileManager.default.fileExists(atPath: library))
  }

  @Test func aSourceThatDoesNotCompileSaysWhyAndStopsNoOther() throws {
    let workspace = try Workspace()
    try workspace.write("wrong.c", "int value( { }\n")
    try workspace.write("right.c", "#include <activation.h>\n" + Self.relu)
    let run = try workspace.hillock("build", "wrong.c", "right.c", "-o", "out")
    #expect(run.status == 1)
    #expect(run.errors.contains("wrong.c:1"))
    #expect(run.errorLines.last?.hasPrefix("hillock: wrong.c: no plugin was made") == true)
    #expect(FileManager.default.fileExists(atPath: workspace["out/right.so"]))
    let missing = try workspace.hillock("build", "nowhere.c", "-o", "out")
    #expect(missing.status == 1)
    #expect(missing.errorLines.count == 1 && missing.errors.contains("nowhere.c"))
  }

  @Test func plotsGoToTheTerminalWithoutColourUnlessItIsOne() throws {
    let run = try Workspace().hillock(
      "plot", "relu", "tanh", "--from", "-3", "--to", "3", "--plugins", Fixtures.plugins)
    #expect(run.status == 0)
    #expect(run.output.contains("relu, tanh") && run.output.contains("derivative"))
    #expect(run.output.contains { ("\u{2801}"..."\u{28FF}").contains($0) })
    #expect(!run.output.contains("\u{1B}"))
  }

  @Test func plotsGoToFilesOfTheNamedFormat() throws {
    let workspace = try Workspace()
    for (name, start) in [("f.svg", Array("<?xml".utf8)), ("f.png", [0x89, 0x50, 0x4E, 0x47])] {
      let run = try workspace.hillock(
        "plot", "gelu", "--output", name, "--plugins", Fixtures.plugins)
      #expect(run.status == 0 && run.output.isEmpty, "\(run.errors)")
      #expect(try Data(contentsOf: URL(filePath: workspace[name])).starts(with: start))
    }
  }

  static let badPlots: [(arguments: [String], status: Int32, message: String)] = [
    (["relu", "-o", "f.gif"], 2, ".svg or .png"),
    (["relu", "-o", "nowhere/f.png"], 1, "nowhere/f.png"),
    (["relu", "--from", "1", "--to", "1"], 2, "--from"),
    (["rellu"], 1, "relu"),
  ]

  @Test(arguments: badPlots)
  func badPlotsAreOneLine(arguments: [String], status: Int32, message: String) throws {
    let run = try CommandRun.hillock(
      ["plot"] + arguments + ["--plugins", Fixtures.plugins], in: Workspace())
    #expect(run.status == status)
    #expect(run.errorLines.count == 1 && run.errors.contains(message), "\(run.errors)")
  }

  static let relu = """
    ACTIVATION(my_relu, "1.0.0", "Rectified linear unit")
    ACTIVATION_VALUE(my_relu, double, (double x)) { return x > 0 ? x : 0; }
    ACTIVATION_DERIVATIVE(my_relu, double, (double x)) { return x > 0 ? 1 : 0; }
    """
}
