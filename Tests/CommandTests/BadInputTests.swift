import Foundation
import Testing

/// What the issue lists as bad input: each a clear line and status 1.
@Suite struct BadInputTests {
  /// Expects one line on standard error that holds all of `words`.
  func expectFailure(
    _ run: CommandRun, _ words: String..., sourceLocation: SourceLocation = #_sourceLocation
  ) {
    #expect(run.status == 1, sourceLocation: sourceLocation)
    #expect(run.errorLines.count == 1, "\(run.errors)", sourceLocation: sourceLocation)
    for word in words {
      #expect(
        run.errors.contains(word), "\(word): \(run.errors)", sourceLocation: sourceLocation)
    }
  }

  // MARK: Plugins

  @Test func filesThatAreNoPluginSayWhy() throws {
    let workspace = try Workspace()
    try workspace.write("plugins/text.so", "just text\n")
    var relu = try Data(contentsOf: URL(filePath: Fixtures.plugins + "/relu.so"))
    for length in stride(from: 0, to: relu.count - 1, by: relu.count / 60) {
      try relu.prefix(length).write(to: URL(filePath: workspace["plugins/cut\(length).so"]))
    }
    // e_machine: 183 is AArch64.
    relu[18] = relu[18] == 183 ? 62 : 183
    try relu.write(to: URL(filePath: workspace["plugins/other.so"]))
    let list = try workspace.hillock("list", "--plugins", "plugins")
    #expect(list.status == 0)
    let rejected = list.output.split(separator: "\n").filter { $0.contains("/plugins/cut") }
    #expect(rejected.count > 55)
    expectFailure(
      try workspace.hillock("eval", "text", "1", "--plugins", "plugins"), "text.so", "ELF")
    expectFailure(
      try workspace.hillock("eval", "other", "1", "--plugins", "plugins"), "other.so",
      "expected", "found")
  }

  @Test func pluginsThatDescribeThemselvesWrongSayWhere() throws {
    let workspace = try Workspace()
    try Fixtures.compile(
      "double activation_value(double x) { return x; }", as: "half", in: workspace)
    expectFailure(
      try workspace.hillock("eval", "half", "1", "--plugins", "plugins"), "half.so",
      "activation_derivative")
    try Fixtures.compile(
      """
      double odd_value(double x, double slop) { return x * slop; }
      double odd_derivative(double x, double slope) { return slope; }
      const char activation_info[] = "odd.abi: 1\\nodd.parameter: slope = 1 -- the slope\\n"
        "odd.value: double odd_value(double x, double slop)\\n"
        "odd.derivative: double odd_derivative(double x, double slope)\\n";
      """, as: "odd", in: workspace)
    expectFailure(
      try workspace.hillock("eval", "odd", "1", "--plugins", "plugins"), "odd.so", "odd.value",
      "'slop'", "slope")
  }

  @Test func activationsAndParametersThatAreNotThere() throws {
    let workspace = try Workspace()
    func train(_ arguments: String...) throws -> CommandRun {
      try CommandRun.hillock(
        ["train", Fixtures.digits, "--epochs", "1", "--plugins", Fixtures.plugins] + arguments,
        in: workspace)
    }
    expectFailure(try train("--activation", "sigmoud"), "sigmoud", "did you mean sigmoid")
    expectFailure(
      try train("--activation", "elu", "--set", "alpha=-1e400"), "elu", "alpha", "interval")
    expectFailure(
      try train("--activation", "elu", "--set", "negative_slope=1"), "negative_slope", "alpha")
    expectFailure(try train("--activation", "relu", "--epochs", "0"), "epochs", "at least 1")
    expectFailure(
      try train("--activation", "relu", "--hidden", "1000000000000"), "layer 0", "memory")
  }

  // MARK: Data

  static let badData: [(name: String, text: String, arguments: [String], words: [String])] = [
    ("ragged", "a,b,label\n1,2,x\n3,y\n", [], ["line 3", "3", "2"]),
    ("words", "a,b,label\n1,2,x\n3,four,y\n", [], ["line 3, column 2", "\"b\"", "four"]),
    ("infinite", "a,b,label\n1,2,x\ninf,4,y\n", [], ["line 3, column 1", "inf"]),
    ("huge", "a,b,label\n1,2,x\n1e999,4,y\n", [], ["line 3, column 1", "1e999"]),
    ("empty", "", [], ["expected"]),
    ("header only", "a,b,label\n", [], ["expected"]),
    ("no label", "a,b,label\n1,2,x\n3,4,y\n", ["--label", "lable"], ["lable", "label"]),
    ("all for the test", "a,b,label\n1,2,x\n3,4,y\n", ["--test-last", "2"], ["hold out"]),
  ]

  @Test(arguments: badData)
  func dataThatCannotBeLearnedFrom(
    name: String, text: String, arguments: [String], words: [String]
  ) throws {
    let workspace = try Workspace()
    try workspace.write("bad.csv", text)
    let run = try CommandRun.hillock(
      ["train", "bad.csv", "--activation", "relu", "--plugins", Fixtures.plugins] + arguments,
      in: workspace)
    #expect(run.status == 1)
    #expect(run.errorLines.count == 1, "\(run.errors)")
    for word in words + (arguments.contains("--test-last") ? [] : ["bad.csv"]) {
      #expect(run.errors.contains(word), "\(word): \(run.errors)")
    }
  }

  @Test func dataThatIsNotThere() throws {
    expectFailure(
      try Workspace().hillock(
        "train", "nowhere.csv", "--activation", "relu", "--plugins", Fixtures.plugins),
      "nowhere.csv", "No such file")
  }

  // MARK: Outputs and models

  @Test func anOutputThatCannotBeWrittenIsKnownBeforeTheWork() throws {
    let workspace = try Workspace()
    try workspace.write("file", "")
    for output in ["file/model", "missing/model", "/proc/model", "."] {
      let run = try workspace.hillock(
        "train", Fixtures.digits, "--activation", "relu", "--epochs", "100000000", "--output",
        output, "--plugins", Fixtures.plugins)
      expectFailure(run, output)
    }
    expectFailure(
      try workspace.hillock("build", Fixtures.package.path() + "Plugins/relu.c", "-o", "file"),
      "file")
  }

  @Test func dataAreNotReplacedByWhatIsMadeOfThem() throws {
    let workspace = try Workspace()
    let text = "a,b\n1,x\n2,y\n"
    try workspace.write("data.csv", text)
    expectFailure(
      try workspace.hillock(
        "train", "data.csv", "--activation", "relu", "--output", "./data.csv", "--plugins",
        Fixtures.plugins),
      "./data.csv", "another file")
    #expect(try String(contentsOfFile: workspace["data.csv"], encoding: .utf8) == text)
  }

  @Test func aFullDiskIsAFailureToo() throws {
    let run = try Workspace().shell(
      "'\(CommandRun.executable)' list --plugins '\(Fixtures.plugins)' > /dev/full")
    expectFailure(run, "standard output", "No space left")
  }

  @Test func modelsThatAreCorruptOrWantAnotherPlugin() throws {
    let workspace = try Workspace()
    _ = try TrainTests.digits(
      ["--activation", "relu", "--epochs", "2", "--output", "m", "--plugins", Fixtures.plugins],
      in: workspace)
    let model = try Data(contentsOf: URL(filePath: workspace["m"]))
    for length in [0, 4, 100, model.count / 2, model.count - 1] {
      try model.prefix(length).write(to: URL(filePath: workspace["cut"]))
      expectFailure(try workspace.hillock("predict", "cut", Fixtures.digits), "cut", "expected")
    }
    expectFailure(
      try workspace.hillock("predict", "m", Fixtures.digits), "relu 1.0.0", "none of that name",
      workspace["nothing"], "--allow-different-plugin")

    // The same source compiled otherwise: another file.
    let build = try workspace.shell(
      "mkdir plugins && cc -O1 -shared -fPIC -I '\(Fixtures.package.path())Sources/CActivation/include' "
        + "'\(Fixtures.package.path())Plugins/relu.c' -o plugins/relu.so -lm")
    try #require(build.status == 0, "\(build.errors)")
    let predict = ["predict", "m", Fixtures.digits, "--plugins", "plugins"]
    expectFailure(
      try CommandRun.hillock(predict, in: workspace), "SHA-256", "plugins/relu.so",
      "--allow-different-plugin")
    let allowed = try CommandRun.hillock(predict + ["--allow-different-plugin"], in: workspace)
    #expect(allowed.status == 0)
    #expect(allowed.errorLines.count == 1 && allowed.errors.contains("warning"))
    #expect(allowed.output.split(separator: "\n").count == 1798)

    try workspace.write("narrow.csv", "p00,p01\n1,2\n")
    expectFailure(
      try workspace.hillock("predict", "m", "narrow.csv", "--plugins", Fixtures.plugins),
      "narrow.csv", "p02")
  }

  @Test(arguments: ["abort();", "*(volatile int *)16 = 1;", "__builtin_trap();"])
  func aPluginThatCrashesIsOneLine(fault: String) throws {
    let workspace = try Workspace()
    try Fixtures.compile(
      """
      #include <stdlib.h>
      double activation_value(double x) { \(fault) return x; }
      double activation_derivative(double x) { return 1; }
      """, as: "faulty", in: workspace)
    let run = try workspace.hillock("eval", "faulty", "1", "--plugins", "plugins")
    #expect(run.status == 70)
    #expect(run.output.isEmpty)
    #expect(run.errorLines.count == 1, "\(run.errors)")
    #expect(run.errors.contains("hillock conform"))
  }
}
