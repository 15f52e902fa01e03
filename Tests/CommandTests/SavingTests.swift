import Foundation
import Testing

/// Nothing that was learned is lost, and no model is ever half written.
@Suite struct SavingTests {
  /// A training of a few milliseconds that ends by itself.
  static func short(_ workspace: Workspace, _ more: String...) -> [String] {
    [
      "train", workspace["data.csv"], "--activation", "tanh", "--hidden", "4", "--epochs", "3",
      "--checkpoint-every", "1", "--output", workspace["model"], "--plugins", Fixtures.plugins,
    ] + more
  }

  /// A workspace with data of two classes.
  static func workspace() throws -> Workspace {
    let workspace = try Workspace()
    let rows = (0..<40).map { "\($0 % 7),\($0 % 5),\($0 % 2 == 0 ? "yes" : "no")" }
    try workspace.write("data.csv", "a,b,label\n" + rows.joined(separator: "\n") + "\n")
    return workspace
  }

  private static func names(_ workspace: Workspace) throws -> [String] {
    try FileManager.default.contentsOfDirectory(atPath: workspace[""])
      .filter { $0.hasPrefix(".hillock-") || $0.hasSuffix(".checkpoint") || $0 == "model" }.sorted()
  }

  private static func bytes(_ path: String) throws -> Data {
    try Data(contentsOf: URL(filePath: path))
  }

  /// Each system call of a save fails in turn, with a full disk and with an error of the device: the
  /// model is the old or the new, to the byte, and nothing is left behind.
  @Test(arguments: [(5, true), (28, false)])
  func everyCallOfASaveFailsInTurn(error: Int, isThere: Bool) throws {
    let workspace = try Self.workspace()
    let shim = try FailingCalls.compile(in: workspace)
    let other = Self.short(workspace, "--seed", "2")
    #expect(try CommandRun.hillock(other, in: workspace).status == 0)
    let old = try Self.bytes(workspace["model"])
    #expect(
      try CommandRun.hillock(Self.short(workspace, "--seed", "3"), in: workspace).status == 0)
    let new = try Self.bytes(workspace["model"])
    #expect(old != new)
    var failed = 0
    for call in FailingCalls.names {
      // A run makes a place ready and saves three checkpoints and the model.
      for nth in 1...100 {
        try? FileManager.default.removeItem(atPath: workspace["note"])
        try? FileManager.default.removeItem(atPath: workspace["model"])
        if isThere { try old.write(to: URL(filePath: workspace["model"])) }
        let run = try CommandRun.hillock(
          Self.short(workspace, "--seed", "3"), in: workspace,
          environment: [
            "LD_PRELOAD": shim, "FAILING_CALL": call, "FAILING_NTH": "\(nth)",
            "FAILING_ERROR": "\(error)", "FAILING_NOTE": workspace["note"],
          ])
        guard FileManager.default.fileExists(atPath: workspace["note"]) else { break }
        failed += 1
        let found = try? Self.bytes(workspace["model"])
        #expect(found == new || found == (isThere ? old : nil), "\(call) \(nth): \(run.errors)")
        if call == FailingCalls.syncOfTheDirectory {
          // What cannot be promised to outlast a power failure is not called saved; a checkpoint's
          // is warned of.
          #expect(run.errors.contains("its directory to be on the disk"), "\(run.errors)")
        } else {
          #expect(
            (run.status == 0) == (found == new), "\(call) \(nth): \(run.status) \(run.errors)")
        }
        // What is left is gone after the next run.
        #expect(
          try Self.names(workspace).allSatisfy { !$0.hasPrefix(".hillock-") }, "\(call) \(nth)")
        for name in try FileManager.default.contentsOfDirectory(atPath: workspace[""])
        where name.hasPrefix("hillock-rescued-") || name.hasSuffix(".checkpoint") {
          try FileManager.default.removeItem(atPath: workspace[name])
        }
      }
    }
    // Three checkpoints and a model have seven calls each, and a place is tried by two.
    #expect(failed >= 20)
  }

  /// A limit of the size of files is a failure like another, and its signal (SIGXFSZ) ends nothing.
  @Test func aLimitOfFilesSizesLeavesTheOldModel() throws {
    let workspace = try Self.workspace()
    #expect(try CommandRun.hillock(Self.short(workspace), in: workspace).status == 0)
    let old = try Self.bytes(workspace["model"])
    let large = Self.short(workspace, "--seed", "2", "--hidden", "400,400").map { "'\($0)'" }
    let run = try workspace.shell(
      "ulimit -f 16; '\(CommandRun.executable)' \(large.joined(separator: " "))")
    #expect(run.status == 1)
    #expect(run.errors.contains("no checkpoint: "), "\(run.errors)")
    #expect(run.errorLines.last?.contains("File too large") == true, "\(run.errors)")
    #expect(try Self.bytes(workspace["model"]) == old)
    #expect(try Self.names(workspace) == ["model"])
  }

  /// Killed within a save, at each of its calls and at random moments of the training: no model is
  /// broken, and the next run leaves nothing behind.
  @Test func killedAtAnyMoment() throws {
    let kills = ProcessInfo.processInfo.environment["HILLOCK_KILLS"].flatMap(Int.init) ?? 24
    let workspace = try Self.workspace()
    let shim = try FailingCalls.compile(in: workspace)
    let train = [
      "train", Fixtures.digits, "--activation", "tanh", "--epochs", "60", "--checkpoint-every", "1",
      "--output", workspace["model"], "--plugins", Fixtures.plugins, "--hidden", "32",
    ]
    #expect(try CommandRun.hillock(train, in: workspace).status == 0)
    let whole = try Self.bytes(workspace["model"])
    var (inside, resumed) = (0, 0)
    for number in 0..<kills {
      var environment: [String: String] = [:]
      if number % 2 == 0 {
        environment = [
          "LD_PRELOAD": shim, "FAILING_CALL": "any", "FAILING_KILLS": "1",
          "FAILING_NOTE": workspace["note"],
          "FAILING_NTH": "\(Int.random(in: 1...(number % 4 == 0 ? 12 : 400)))",
        ]
      }
      try? FileManager.default.removeItem(atPath: workspace["note"])
      let running = try CommandRun.start(
        CommandRun.executable, train, in: workspace, environment: environment)
      if number % 2 == 1 {
        usleep(UInt32.random(in: 1000...400_000))
        kill(running.process.processIdentifier, SIGKILL)
      }
      _ = running.finish()
      if FileManager.default.fileExists(atPath: workspace["note"]) { inside += 1 }
      // The old model or the new: both have these bytes.
      #expect(try Self.bytes(workspace["model"]) == whole)
      let isResumable = FileManager.default.fileExists(atPath: workspace["model.checkpoint"])
      if isResumable { resumed += 1 }
      let next = try CommandRun.hillock(
        train + (isResumable ? ["--resume"] : []), in: workspace)
      #expect(next.status == 0, "\(next.errors.suffix(300))")
      #expect(try Self.bytes(workspace["model"]) == whole)
      #expect(try Self.names(workspace) == ["model"])
    }
    #expect(inside > kills / 4)
    print("\(kills) kills, \(inside) inside a save, \(resumed) resumed")
  }

  /// Ctrl-C, or a plugin's crash, loses no epoch that was complete.
  @Test(arguments: [SIGINT, SIGKILL, SIGHUP])
  func aTrainingThatWasEndedGoesOnToTheSameModel(signal: Int32) throws {
    let workspace = try Workspace()
    let train = [
      "train", Fixtures.digits, "--activation", "gelu", "--epochs", "150", "--checkpoint-every",
      "1", "--validation-share", "0.1", "--patience", "150", "--plugins", Fixtures.plugins,
      "--test-last", "360", "--verbose",
    ]
    #expect(try CommandRun.hillock(train + ["--output", "whole"], in: workspace).status == 0)
    let running = try CommandRun.start(
      CommandRun.executable, train + ["--output", "part"], in: workspace)
    try running.wait { try running.hasSaid("epoch 9/") }
    kill(running.process.processIdentifier, signal)
    let ended = running.finish()
    #expect(ended.status == 128 + signal)
    if signal != SIGKILL {
      #expect(ended.errors.contains("--resume continues"), "\(ended.errors.suffix(300))")
      #expect(FileManager.default.fileExists(atPath: workspace["part"]))
    }
    let rest = try CommandRun.hillock(train + ["--output", "part", "--resume"], in: workspace)
    #expect(rest.status == 0, "\(rest.errors.suffix(300))")
    #expect(!rest.errors.contains("epoch 2/"))
    #expect(try workspace.shell("cmp whole part").status == 0)
    let again = try CommandRun.hillock(train + ["--output", "part", "--resume"], in: workspace)
    #expect(again.status == 1 && again.errors.contains("no training to go on with"))
  }

  @Test func aCrashSaysWhichEpochIsSaved() throws {
    let workspace = try Self.workspace()
    try Fixtures.compile(
      """
      #include <math.h>
      #include <stdlib.h>
      double activation_value(double x) {
        static int calls;
        if (getenv("CRASHES") && ++calls > 40000) *(volatile int *)16 = 1;
        return tanh(x);
      }
      double activation_derivative(double x) { double y = tanh(x); return 1 - y * y; }
      """, as: "late", in: workspace)
    let train = [
      "train", "data.csv", "--activation", "late", "--hidden", "4", "--epochs", "600", "--threads",
      "1", "--checkpoint-every", "1", "--plugins", "plugins", "--no-tables",
    ]
    #expect(try CommandRun.hillock(train + ["--output", "whole"], in: workspace).status == 0)
    let crash = try CommandRun.hillock(
      train + ["--output", "part"], in: workspace, environment: ["CRASHES": "1"])
    #expect(crash.status == 70)
    let last = try #require(crash.errorLines.last)
    #expect(
      last.hasPrefix("hillock: epoch ") && last.hasSuffix(" of 600 is saved; --resume continues"))
    // What crashed is not loaded again unless its user says so.
    let clear = try CommandRun.hillock(["quarantine", "clear", "late"], in: workspace)
    #expect(clear.status == 0, "\(clear.errors)")
    let rest = try CommandRun.hillock(train + ["--output", "part", "--resume"], in: workspace)
    #expect(rest.status == 0, "\(rest.errors.suffix(300))")
    #expect(try workspace.shell("cmp whole part").status == 0)
  }

  /// 12 of 12 replaced a good model by an untrained one.
  @Test func anInterruptInTheFirstEpochReplacesNoModel() throws {
    let workspace = try Self.workspace()
    let rows = (0..<20_000).map { "\($0 % 7),\($0 % 5),\($0 % 2 == 0 ? "yes" : "no")" }
    try workspace.write("long.csv", "a,b,label\n" + rows.joined(separator: "\n") + "\n")
    #expect(try CommandRun.hillock(Self.short(workspace), in: workspace).status == 0)
    let good = try Self.bytes(workspace["model"])
    // Says when the first of the epoch's 20,000 steps are done.
    try Fixtures.compile(
      """
      #include <fcntl.h>
      static int calls;
      double activation_value(double x) { if (++calls == 1000000) creat("running", 0600); return x; }
      double activation_derivative(double x) { return 1; }
      """, as: "telling", in: workspace)
    let running = try CommandRun.start(
      CommandRun.executable,
      [
        "train", "long.csv", "--activation", "telling", "--no-tables", "--hidden", "2000,2000",
        "--batch", "1", "--output", "model", "--plugins", "plugins",
      ], in: workspace)
    running.wait { FileManager.default.fileExists(atPath: workspace["running"]) }
    kill(running.process.processIdentifier, SIGINT)
    let run = running.finish()
    #expect(run.status == 130)
    #expect(try Self.bytes(workspace["model"]) == good)
    #expect(run.errors.contains("model is as it was"), "\(run.errors)")
  }

  @Test func whatDivergesLeavesItsLastGoodEpoch() throws {
    let workspace = try Self.workspace()
    let rows = (0..<40).map { "\($0 % 7),\($0 % 5)" }
    try workspace.write("numbers.csv", "a,b\n" + rows.joined(separator: "\n") + "\n")
    let run = try workspace.hillock(
      "train", "numbers.csv", "--label-kind", "numbers", "--activation", "tanh", "--optimizer",
      "sgd", "--learning-rate", "0.01", "--schedule", "step:2:1e30", "--epochs", "9",
      "--checkpoint-every", "1", "--output", "model", "--plugins", Fixtures.plugins)
    #expect(run.status == 1)
    #expect(
      run.errorLines.last?.contains("the weights of epoch 2 are saved in") == true, "\(run.errors)")
    #expect(try Self.names(workspace) == ["model"])
  }

  @Test func whatCannotBeSavedInTheEndIsSavedElsewhere() throws {
    let workspace = try Self.workspace()
    let run = try workspace.hillock(
      "train", "data.csv", "--activation", "tanh", "--epochs", "2", "--output", "/dev/full",
      "--plugins", Fixtures.plugins)
    #expect(run.status == 1)
    let line = try #require(run.errorLines.last)
    #expect(line.contains("No space left") && line.contains("hillock-rescued-"))
    let path = try #require(line.split(separator: " ").last.map(String.init))
    let evaluate = try workspace.hillock(
      "evaluate", path, "data.csv", "--plugins", Fixtures.plugins)
    #expect(evaluate.status == 0, "\(evaluate.errors)")
  }

  @Test func aPluginThatChangesTheDirectoryMovesNothing() throws {
    let workspace = try Self.workspace()
    try Fixtures.compile(
      """
      #include <math.h>
      #include <unistd.h>
      double activation_value(double x) { if (chdir("/")) {} return tanh(x); }
      double activation_derivative(double x) { double y = tanh(x); return 1 - y * y; }
      """, as: "mover", in: workspace)
    let run = try workspace.hillock(
      "train", "data.csv", "--activation", "mover", "--epochs", "3", "--checkpoint-every", "1",
      "--output", "model", "--plugins", "plugins")
    #expect(run.status == 0, "\(run.errors)")
    #expect(try Self.names(workspace) == ["model"])
  }
}
