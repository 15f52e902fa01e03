import Foundation
import Testing

@Suite struct ListTests {
  struct Listing: Decodable {
    struct Item: Decodable {
      var name: String
      var version: String?
      var file: String
      var sha256: String
      var shadowed_by: String?
    }
    struct Rejection: Decodable {
      var file: String
      var code: String
      var reason: String
    }
    var activations: [Item]
    var rejected: [Rejection]
  }

  func listing(_ run: CommandRun) throws -> Listing {
    try JSONDecoder().decode(Listing.self, from: Data(run.output.utf8))
  }

  @Test func listingRunsNoneOfAPluginsCode() throws {
    let workspace = try Workspace()
    try Fixtures.compile(Fixtures.bareSigmoid, as: "bare_sigmoid", in: workspace)
    let witness = workspace["witness"]
    let list = try workspace.hillock(
      "list", "--plugins", "plugins", environment: ["WITNESS": witness])
    #expect(list.status == 0)
    #expect(list.output.contains("bare_sigmoid"))
    let info = try workspace.hillock(
      "info", "bare_sigmoid", "--plugins", "plugins", environment: ["WITNESS": witness])
    #expect(info.output.contains("double activation_value(double x)"))
    #expect(!FileManager.default.fileExists(atPath: witness))
    // The witness would have told: loading does run the constructor.
    _ = try workspace.hillock(
      "eval", "bare_sigmoid", "0", "--plugins", "plugins", environment: ["WITNESS": witness])
    #expect(FileManager.default.fileExists(atPath: witness))
  }

  /// How a plugin is computed is known once it is loaded, which the user asks for.
  @Test func infoSaysWhichFormRuns() throws {
    let workspace = try Workspace()
    try Fixtures.compile(Fixtures.bareSigmoid, as: "curve", in: workspace)
    let curve = ["info", "curve", "--load", "--plugins", "plugins"]
    let text = try CommandRun.hillock(curve, in: workspace)
    #expect(text.status == 0, "\(text.errors)")
    #expect(
      text.output.contains("value     by a table of ")
        && text.output.contains(" ULP from the function"),
      "\(text.output)")
    let json = try CommandRun.hillock(curve + ["--format", "json"], in: workspace)
    #expect(json.output.contains("\"form\" : \"table\""), "\(json.output)")
    let called = try CommandRun.hillock(curve + ["--no-tables"], in: workspace)
    #expect(called.output.contains("by the plugin's function (--no-tables)"), "\(called.output)")
    let array = try workspace.hillock("info", "tanh", "--load", "--plugins", Fixtures.plugins)
    #expect(array.output.contains("by the plugin's array form"), "\(array.output)")
  }

  /// What a plugin leaves to tables is one where these lie in registers, and its own elsewhere.
  @Test func infoSaysWhatIsLeftToTables() throws {
    let workspace = try Workspace()
    let softplus = ["info", "softplus", "--plugins", Fixtures.plugins]
    let read = try CommandRun.hillock(softplus, in: workspace)
    #expect(read.output.contains(/tables +value\n/), "\(read.output)")
    let loaded = try CommandRun.hillock(softplus + ["--load"], in: workspace)
    let processor = try String(contentsOfFile: "/proc/cpuinfo", encoding: .utf8)
    let isInRegisters = ["avx512bw", "avx512dq", "avx512vl"].allSatisfy(processor.contains)
    let form = isInRegisters ? "by a table of " : "by the plugin's array form"
    #expect(loaded.output.contains("in float32\n  value     \(form)"), "\(loaded.output)")
    #expect(loaded.output.contains("  gradient  by the plugin's array form"), "\(loaded.output)")
    #expect(loaded.output.contains("in float64\n  value     by the plugin's array form"))
  }

  @Test func infoSaysWhatTheNameMeansElsewhere() throws {
    let workspace = try Workspace()
    let text = try workspace.hillock("info", "GELU", "--elsewhere", "--plugins", Fixtures.plugins)
    #expect(text.status == 0)
    #expect(text.output.contains("x * normal_cdf(x)"))
    #expect(text.output.contains("jax.nn.gelu is gelu_tanh unless approximate=False"))
    // A third party's plugin says so in the same way; its name may have dots.
    try Fixtures.compile(
      """
      double f(double x) { return x; }
      double d(double x) { return (void)x, 1; }
      const char activation_info[] = "my.own.abi: 1\\nmy.own.value: double f(double x)\\n"
        "my.own.derivative: double d(double x)\\nmy.own.note: mine\\n"
        "my.own.note.torch: \\x1b[31mother\\n";
      """, as: "mine", in: workspace)
    struct Notes: Decodable {
      var name: String
      var elsewhere: [String: String]
    }
    let json = try workspace.hillock(
      "info", "my.own", "--elsewhere", "--format", "json", "--plugins", "plugins")
    let notes = try JSONDecoder().decode(Notes.self, from: Data(json.output.utf8))
    #expect(notes.name == "my.own")
    #expect(notes.elsewhere == ["torch": "\u{1b}[31mother"])
    let shown = try workspace.hillock("info", "my.own", "--elsewhere", "--plugins", "plugins")
    #expect(!shown.output.contains("\u{1b}"))
    let none = try workspace.hillock("info", "cube", "--elsewhere", "--plugins", Fixtures.plugins)
    #expect(none.status == 0 && none.output.contains("states no difference"))
    #expect(try workspace.hillock("info", "--elsewhere").status == 2)
  }

  @Test func shadowedAndRejectedFilesAreListedWithTheReason() throws {
    let workspace = try Workspace()
    for name in ["one", "two"] {
      try FileManager.default.createDirectory(
        atPath: workspace[name], withIntermediateDirectories: true)
      try FileManager.default.copyItem(
        atPath: Fixtures.plugins + "/relu.so", toPath: workspace["\(name)/relu.so"])
    }
    try workspace.write("two/notes.so", "no library\n")
    let arguments = ["list", "--plugins", "one", "--plugins", "two"]
    let text = try CommandRun.hillock(arguments, in: workspace)
    #expect(text.status == 0)
    #expect(text.output.contains("(shadowed by \(workspace["one/relu.so"]))"))
    #expect(text.output.contains("notes.so: ") && text.output.contains("expected an ELF"))
    let found = try listing(CommandRun.hillock(arguments + ["--format", "json"], in: workspace))
    #expect(found.activations.map(\.name) == ["relu", "relu"])
    #expect(found.activations.map(\.version) == ["1.0.0", "1.0.0"])
    #expect(found.activations[1].shadowed_by == found.activations[0].file)
    #expect(found.activations.allSatisfy { $0.sha256.count == 64 })
    #expect(found.rejected.map(\.code) == ["not-a-library"])
  }

  @Test func anEmptySearchPathSaysWhereItLooked() throws {
    let workspace = try Workspace()
    try FileManager.default.createDirectory(
      atPath: workspace["empty"], withIntermediateDirectories: true)
    let run = try workspace.hillock("list", "--plugins", "empty")
    #expect(run.status == 0)
    #expect(run.output.contains(workspace["empty"]))
    let missing = try workspace.hillock("list", "--plugins", "nowhere")
    #expect(missing.status == 1)
    #expect(missing.errorLines.count == 1 && missing.errors.contains("nowhere"))
  }

  @Test func aPluginCannotWriteControlCharactersToTheTerminal() throws {
    let workspace = try Workspace()
    try Fixtures.compile(
      """
      double evil_value(double x) { return x; }
      double evil_derivative(double x) { return 1 + 0 * x; }
      const char activation_info[] = "evil.abi: 1\\nevil.summary: \\033[31mred\\a\\n"
        "evil.value: double evil_value(double x)\\n"
        "evil.derivative: double evil_derivative(double x)\\n";
      """, as: "evil", in: workspace)
    for command in [["list"], ["info", "evil"]] {
      let run = try CommandRun.hillock(command + ["--plugins", "plugins"], in: workspace)
      #expect(run.status == 0)
      #expect(run.output.contains("red"))
      #expect(!run.output.contains("\u{1B}") && !run.output.contains("\u{07}"))
    }
  }

  @Test func aReaderThatLeavesEndsItQuietly() throws {
    let run = try Workspace().shell(
      "set -o pipefail; '\(CommandRun.executable)' plot relu --plugins '\(Fixtures.plugins)' | true"
    )
    #expect(run.errors.isEmpty)
    #expect([0, 128 + SIGPIPE].contains(run.status))
  }
}
