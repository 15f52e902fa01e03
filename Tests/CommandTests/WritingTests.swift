import Foundation
import Testing

/// Every option that writes looks at what is there, and nothing waits for ever.
@Suite struct WritingTests {
  /// A workspace with the things that must survive: a plugin, data, and a text.
  private static func workspace() throws -> Workspace {
    let workspace = try SavingTests.workspace()
    let build = try workspace.shell(
      "mkdir plugins && cp '\(Fixtures.plugins)/tanh.so' '\(Fixtures.plugins)/relu.so' plugins/")
    try #require(build.status == 0)
    try workspace.write("letter.txt", "Dear Ada,\n")
    try NumpyFixture(shape: [3], values: [1, 2, 3]).write(workspace["x.npy"])
    return workspace
  }

  /// What writes, up to the name of the file that is written.
  private static let writers: [(name: String, arguments: [String])] = [
    ("train", ["train", "data.csv", "--activation", "tanh", "--epochs", "1", "--output"]),
    ("predict", ["predict", "model", "data.csv", "--output"]),
    ("eval values", ["eval", "tanh", "--input", "x.npy", "--output"]),
    ("eval derivatives", ["eval", "tanh", "--input", "x.npy", "--derivative"]),
    ("certificate", ["conform", "plugins/tanh.so", "--only", "value-zero", "--certificate"]),
    ("progress", ["conform", "plugins/tanh.so", "--only", "value-zero", "--resume"]),
  ]

  @Test(arguments: writers)
  func whatIsThereIsNotOverwritten(name: String, arguments: [String]) throws {
    let workspace = try Self.workspace()
    let model = try CommandRun.hillock(
      SavingTests.short(workspace), in: workspace)
    try #require(model.status == 0, "\(model.errors)")
    try #require(
      symlink("letter.txt", workspace["link"]) == 0)
    for target in ["plugins/relu.so", "data.csv", "letter.txt", "link", "x.npy", "model"] {
      // Of the same kind: what was made to be replaced.
      if name == "train", target == "model" { continue }
      if name.hasPrefix("eval"), target == "x.npy" {
        let run = try CommandRun.hillock(
          arguments + [target, "--plugins", "plugins"], in: workspace)
        #expect(run.status == 1 && run.errors.contains("the input"), "\(run.errors)")
        continue
      }
      let before = try Data(contentsOf: URL(filePath: workspace[target]))
      let run = try CommandRun.hillock(
        arguments + [target, "--plugins", "plugins"], in: workspace)
      #expect(run.status == 1, "\(name) \(target): \(run.errors)")
      #expect(run.errorLines.count == 1, "\(run.errors)")
      #expect(run.errors.contains(target) && run.errors.contains("expected"), "\(run.errors)")
      #expect(try Data(contentsOf: URL(filePath: workspace[target])) == before, "\(target)")
    }
    // What is of the kind is replaced, and so is an empty file.
    try workspace.write("empty", "")
    for target in ["fresh", "fresh", "empty"] {
      let run = try CommandRun.hillock(
        arguments + [target, "--plugins", "plugins"], in: workspace)
      #expect(run.status == 0, "\(name) \(target): \(run.errors)")
    }
  }

  @Test func aPictureReplacesPicturesOnly() throws {
    let workspace = try Self.workspace()
    try workspace.write("letter.svg", "Dear Ada,\n")
    let plot = ["plot", "tanh", "--plugins", "plugins", "--output"]
    let refused = try CommandRun.hillock(plot + ["letter.svg"], in: workspace)
    #expect(refused.status == 1 && refused.errors.contains("an SVG picture"), "\(refused.errors)")
    for name in ["new.svg", "new.svg", "new.png", "new.png"] {
      #expect(try CommandRun.hillock(plot + [name], in: workspace).status == 0)
    }
  }

  /// Pipes that nobody reads, or writes to, are refused; a loop that waited would never end.
  @Test(arguments: [
    ["train", "pipe", "--activation", "tanh"],
    ["train", "data.csv", "--activation", "tanh", "--epochs", "1", "--output", "pipe"],
    ["predict", "pipe", "data.csv"], ["evaluate", "pipe", "data.csv"],
    ["predict", "model", "pipe"], ["predict", "model", "data.csv", "--output", "pipe"],
    ["eval", "tanh", "--input", "pipe", "--output", "y.npy"],
    ["conform", "plugins/tanh.so", "--only", "value-zero", "--certificate", "pipe"],
    ["conform", "plugins/tanh.so", "--only", "value-zero", "--resume", "pipe"],
  ])
  func pipesAreRefused(arguments: [String]) throws {
    let workspace = try Self.workspace()
    _ = try CommandRun.hillock(SavingTests.short(workspace), in: workspace)
    try #require(mkfifo(workspace["pipe"], 0o600) == 0)
    let run = try CommandRun.hillock(arguments + ["--plugins", "plugins"], in: workspace)
    #expect(run.status == 1)
    #expect(run.errors.contains("pipe"), "\(run.errors)")
  }

  @Test func aPipeBesidePluginsIsNoCertificate() throws {
    let workspace = try Self.workspace()
    try #require(mkfifo(workspace["plugins/certificates.json"], 0o600) == 0)
    let run = try workspace.hillock("list", "--verify", "--plugins", "plugins")
    #expect(run.status == 1)
    #expect(run.errors.contains("certificates.json: cannot be read"), "\(run.errors)")
  }

  @Test func certificatesOfSeveralRunsAreKept() throws {
    let workspace = try Self.workspace()
    let file = "plugins/certificates.json"
    for name in ["tanh", "relu", "tanh"] {
      let run = try workspace.hillock(
        "conform", "plugins/\(name).so", "--level", "quick", "--certificate", file)
      #expect(run.status == 0, "\(run.errors)")
    }
    let text = try String(contentsOfFile: workspace[file], encoding: .utf8)
    #expect(text.split(separator: "\"sha256\"").count == 3)
    for name in ["tanh", "relu"] {
      let run = try workspace.hillock(
        "train", "data.csv", "--activation", name, "--epochs", "1", "--require-conformance",
        "quick", "--plugins", "plugins")
      #expect(run.status == 0, "\(run.errors)")
    }
  }

  /// A file of a gigabyte that holds nothing is not read.
  @Test func hugeFilesAreRefusedUnread() throws {
    let workspace = try Self.workspace()
    let run = try workspace.shell(
      "truncate -s 1G huge && cp --sparse=always huge plugins/certificates.json")
    try #require(run.status == 0)
    // With so little memory, whoever read the file would fail.
    let limited = "ulimit -v 1000000; '\(CommandRun.executable)'"
    let list = try workspace.shell("\(limited) list --verify --plugins plugins")
    #expect(list.status == 1 && list.errors.contains("is too large"), "\(list.errors)")
    for option in ["--certificate", "--resume"] {
      let run = try workspace.shell(
        "\(limited) conform plugins/tanh.so --only value-zero \(option) huge")
      #expect(run.status == 1 && run.errors.contains("huge"), "\(run.errors)")
    }
  }

  @Test(arguments: [
    "{\"format\":\"hillock-progress/1\",\"outcomes\":{\"k\":{\"done\":[4611686018427387904],\"forms\":[]}}}",
    "{\"format\":\"hillock-progress/1\",\"outcomes\":{\"k\":{\"done\":[-1],\"forms\":[]}}}",
    "{\"format\":\"hillock-progress/1\",\"outcomes\":{\"k\":{\"done\":[1e300],\"forms\":[]}}}",
    "{\"format\":\"hillock-progress/1\",\"outcomes\":{\"k\":{\"done\":[],\"forms\":[{\"worstULP\":0,\"worstInput\":0,\"failures\":[],\"compared\":9000000000000000000,\"sampled\":0}]}}}",
  ])
  func progressThatCannotBeIsRefused(text: String) throws {
    let workspace = try Self.workspace()
    try workspace.write("progress", text)
    let run = try workspace.hillock(
      "conform", "plugins/tanh.so", "--only", "value-zero", "--resume", "progress")
    #expect(run.status == 1 && run.errors.contains("progress"), "\(run.errors)")
    #expect(try String(contentsOfFile: workspace["progress"], encoding: .utf8) == text)
  }

  @Test func oneClassIsRefusedBeforeTraining() throws {
    let workspace = try Self.workspace()
    try workspace.write("one.csv", "a,b,label\n1,2,no\n3,4,no\n5,6,no\n")
    let run = try workspace.hillock(
      "train", "one.csv", "--activation", "tanh", "--output", "model", "--plugins", "plugins",
      "--test-last", "1")
    #expect(run.status == 1)
    #expect(
      run.errors == "hillock: one.csv: expected at least two classes, found only no\n",
      "\(run.errors)")
  }
}
