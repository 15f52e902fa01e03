import Foundation
import Testing

@Suite struct InterruptTests {
  /// A training that would take hours, once it has done its first epochs.
  func endlessTraining(
    in workspace: Workspace, _ more: String...
  ) throws -> CommandRun.Running {
    // Whoever runs the tests may have had SIGHUP ignored, as nohup does.
    let run = try CommandRun.start(
      "/usr/bin/env",
      [
        "--default-signal=HUP", CommandRun.executable, "train", Fixtures.digits, "--activation",
        "tanh", "--epochs",
        "100000000", "--verbose", "--plugins", Fixtures.plugins,
      ] + more, in: workspace)
    try run.wait { try run.hasSaid("epoch 3/", within: 4096) }
    guard run.process.isRunning else {
      Issue.record("no epoch was completed: \(run.finish().errors.prefix(1000))")
      throw CancellationError()
    }
    return run
  }

  /// Sends a signal, and waits for the end.
  func interrupt(_ running: CommandRun.Running, _ signal: Int32) -> CommandRun {
    kill(running.process.processIdentifier, signal)
    return running.finish()
  }

  @Test(arguments: [SIGINT: Int32(130), SIGTERM: 143, SIGHUP: 129])
  func whatWasLearnedIsSaved(signal: Int32, status: Int32) throws {
    let workspace = try Workspace()
    let running = try endlessTraining(in: workspace, "--output", "model.safetensors")
    let run = interrupt(running, signal)
    #expect(run.status == status)
    #expect(run.errorLines.last?.contains("saved in model.safetensors") == true)
    #expect(run.output.contains("epochs"))
    let evaluate = try workspace.hillock(
      "evaluate", "model.safetensors", Fixtures.digits, "--plugins", Fixtures.plugins)
    #expect(evaluate.status == 0, "\(evaluate.errors)")
  }

  @Test func withoutAnOutputItSaysThatNothingIsSaved() throws {
    let workspace = try Workspace()
    let run = interrupt(try endlessTraining(in: workspace), SIGINT)
    #expect(run.status == 130)
    #expect(run.errorLines.last?.contains("nothing is saved") == true)
  }

  /// What is done is reported, and kept for the next time.
  @Test func aComparisonReportsWhatIsDone() throws {
    let workspace = try Workspace()
    let compare = [
      "compare", Fixtures.digits, "--activation", "relu,tanh", "--epochs", "1", "--hidden", "4",
      "--threads", "1", "--results", "runs", "--plugins", Fixtures.plugins,
    ]
    let running = try CommandRun.start(
      CommandRun.executable, compare + ["--seeds", "10000"], in: workspace)
    let runs = workspace["runs"]
    running.wait {
      (try? FileManager.default.contentsOfDirectory(atPath: runs))?.count ?? 0 >= 6
    }
    let run = interrupt(running, SIGINT)
    #expect(run.status == 130)
    #expect(run.errorLines.last?.contains("of 20000 runs are done and kept") == true)
    #expect(run.output.contains("tanh against relu"))
    let again = try CommandRun.hillock(
      compare + ["--seeds", "2", "--format", "json"], in: workspace)
    #expect(again.status == 0, "\(again.errors)")
    let summary = try JSONDecoder().decode(
      CompareTests.Summary.self, from: Data(again.output.utf8))
    #expect(summary.new_runs == 0)
  }

  @Test func aReaderThatLeavesEndsATrainingWhichIsSaved() throws {
    let workspace = try Workspace()
    let run = try workspace.shell(
      "'\(CommandRun.executable)' train '\(Fixtures.digits)' --activation tanh --epochs 100000000 "
        + "--format json --output model.safetensors --plugins '\(Fixtures.plugins)' | head -n 2")
    #expect(run.output.split(separator: "\n").count == 2)
    #expect(run.errors.isEmpty)
    #expect(FileManager.default.fileExists(atPath: workspace["model.safetensors"]))
  }
}
