import Foundation
import Testing

/// `hillock conform`, and what rests on its certificates.
@Suite(.serialized) struct ConformTests {
  /// A directory `plugins` with a copy of one of the catalogue's.
  private func workspace(_ name: String) throws -> Workspace {
    let workspace = try Workspace()
    let run = try workspace.shell("mkdir plugins && cp '\(Fixtures.plugins)/\(name).so' plugins/")
    try #require(run.status == 0)
    return workspace
  }

  // MARK: Nothing to check

  @Test(arguments: [
    ("empty", "empty: no plugins"), ("texts", "texts: no plugins"),
    ("text.txt", "text.txt: is no plugin"), ("text.so", "text.so: is no plugin"),
    ("named", "named/text.so: is no plugin"), ("./missing", "./missing: no such file"),
    ("missing.so", "missing.so: no such file"), ("missing", "no activation is called 'missing'"),
  ])
  func nothingIsNoPass(_ target: String, _ words: String) throws {
    let workspace = try Workspace()
    _ = try workspace.shell("mkdir empty texts named")
    for file in ["text.txt", "text.so", "texts/text.txt", "named/text.so"] {
      try workspace.write(file, "no library\n")
    }
    let run = try workspace.hillock("conform", target)
    #expect(run.status == 2)
    #expect(run.output.isEmpty)
    #expect(run.errorLines.count == 1)
    #expect(run.errors.contains(words), "\(run.errors)")
  }

  // MARK: Certificates

  @Test func certificatesAreOfOneFile() throws {
    let workspace = try workspace("relu")
    let file = "plugins/certificates.json"
    let check = try workspace.hillock(
      "conform", "plugins", "--level", "quick", "--certificate", file)
    #expect(check.status == 0, "\(check.output)")
    func certified() throws -> Bool {
      let list = try workspace.hillock("list", "--verify", "--plugins", "plugins")
      let line = list.output.split(separator: "\n").first { $0.hasPrefix("relu") }
      return try #require(line).contains(" quick ")
    }
    func train(_ level: String) throws -> CommandRun {
      try workspace.hillock(
        "train", Fixtures.digits, "--activation", "relu", "--epochs", "1", "--hidden", "4",
        "--plugins", "plugins", "--require-conformance", level)
    }
    #expect(try certified())
    #expect(try train("quick").status == 0)
    let more = try train("standard")
    #expect(more.status == 1)
    #expect(more.errors.contains("relu is certified at level quick only"), "\(more.errors)")
    // Another file of the same name: a byte behind its end changes what it is, not what it does.
    let change = try workspace.shell("printf x >> plugins/relu.so")
    try #require(change.status == 0)
    #expect(try !certified())
    let other = try train("quick")
    #expect(other.status == 1)
    #expect(other.errors.contains("relu is not certified"), "\(other.errors)")
  }

  // MARK: Pictures

  @Test func drawsErrors() throws {
    let workspace = try workspace("softplus")
    for (name, magic) in [("errors.svg", "<?xml"), ("errors.PNG", "PNG")] {
      let run = try workspace.hillock(
        "conform", "plugins/softplus.so", "--level", "quick", "--only", "value", "--plot", name)
      #expect(run.status == 0, "\(run.output)")
      let data = try Data(contentsOf: URL(filePath: workspace[name]))
      #expect(data.prefix(8).firstRange(of: Data(magic.utf8)) != nil)
      #expect(data.count > 10_000)
    }
    // A row has no curve; that is said, and no reason to fail.
    let run = try workspace.hillock(
      "conform", "\(Fixtures.plugins)/softmax.so", "--level", "quick", "--only", "value", "--plot",
      "row.svg")
    #expect(run.status == 0)
    #expect(run.errors.contains("softmax: no picture"))
    #expect(!FileManager.default.fileExists(atPath: workspace["row.svg"]))
    #expect(try workspace.hillock("conform", "plugins", "--plot", "errors.txt").status == 2)
  }

  /// What looked at one input certifies nothing, and part of all floats needs all floats.
  @Test func optionsThatContradictOneAnother() throws {
    let workspace = try workspace("tanh")
    let one = try workspace.hillock(
      "conform", "plugins/tanh.so", "--at=1", "--certificate", "one.json")
    #expect(one.status == 2)
    #expect(one.errors.contains("--at looks at one input"), "\(one.errors)")
    #expect(!FileManager.default.fileExists(atPath: workspace.url.appending(path: "one.json").path))
    let part = try workspace.hillock("conform", "plugins/tanh.so", "--shard", "1/8")
    #expect(part.status == 2)
    #expect(part.errors.contains("--level exhaustive"), "\(part.errors)")
  }

  // MARK: Ctrl-C

  /// Stopped by a signal and started again, an exhaustive run ends in the report that it would
  /// have ended in.
  @Test func anInterruptedRunGoesOn() throws {
    let workspace = try workspace("tanh")
    let arguments = [
      "conform", "plugins/tanh.so", "--level", "exhaustive", "--only", "value", "--shard", "2/16",
      "--format", "json",
    ]
    func results(_ run: CommandRun) throws -> [NSDictionary] {
      let report = try #require(
        JSONSerialization.jsonObject(with: Data(run.output.utf8)) as? [String: Any])
      let plugins = try #require(report["plugins"] as? [[String: Any]])
      return try plugins.flatMap { try #require($0["results"] as? [[String: Any]]) }.map {
        NSDictionary(dictionary: $0.filter { $0.key != "seconds" })
      }
    }
    let whole = try CommandRun.hillock(arguments, in: workspace)
    let running = try CommandRun.start(
      CommandRun.executable, arguments + ["--resume", "progress"], in: workspace)
    // Progress is kept for the first time at half of it.
    running.wait { FileManager.default.fileExists(atPath: workspace["progress"]) }
    kill(running.process.processIdentifier, SIGINT)
    let stopped = running.finish()
    #expect(stopped.status == 130 && stopped.output.isEmpty)
    #expect(stopped.errors.contains("stopped"))
    let rest = try CommandRun.hillock(arguments + ["--resume", "progress"], in: workspace)
    #expect(rest.status == whole.status)
    #expect(try results(rest) == results(whole))
  }

  // MARK: nice

  /// Every thread of a run that was started with `nice` is as nice as its first one.
  @Test func allThreadsAreAsNice() throws {
    let workspace = try workspace("tanh")
    let running = try CommandRun.start(
      "/usr/bin/nice",
      [
        "-n", "3", CommandRun.executable, "conform", "plugins/tanh.so", "--level", "exhaustive",
        "--only", "value", "--shard", "2/16", "--resume", "progress",
      ], in: workspace)
    let process = "/proc/\(running.process.processIdentifier)"
    // Progress is kept for the first time at half of it: all threads are at work.
    running.wait { FileManager.default.fileExists(atPath: workspace["progress"]) }
    let threads = try FileManager.default.contentsOfDirectory(atPath: "\(process)/task")
    let nicenesses = try threads.compactMap { thread -> Substring? in
      let line = try String(contentsOfFile: "\(process)/task/\(thread)/stat", encoding: .utf8)
      // The name, the second field, may hold spaces.
      let fields = try #require(line.split(separator: ")").last).split(separator: " ")
      // libdispatch has a thread more, which only waits: one that has computed nothing.
      return fields[11] == "0" ? nil : fields[16]
    }
    #expect(Set(nicenesses).count == 1)
    #expect(running.finish().status == 0)
  }
}
