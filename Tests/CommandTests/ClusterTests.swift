import Foundation
import Testing

/// `mpirun hillock train`: the bits of one process on any number of ranks, and what becomes of it
/// where one of them fails. With whichever MPI is installed.
@Suite(.serialized) struct ClusterTests {
  /// An MPI that is installed.
  struct Installed: CustomTestStringConvertible {
    let command: String
    let options: [String]
    let rankVariable: String
    var testDescription: String { command }
  }

  static let known = [
    Installed(
      command: "mpirun.openmpi", options: ["--oversubscribe", "--bind-to", "none"],
      rankVariable: "OMPI_COMM_WORLD_RANK"),
    Installed(command: "mpirun.mpich", options: [], rankVariable: "PMI_RANK"),
  ]
  static let installed = known.filter {
    FileManager.default.isExecutableFile(atPath: "/usr/bin/\($0.command)")
  }

  /// What Open MPI wants to hear of root.
  static let environment = [
    "OMPI_ALLOW_RUN_AS_ROOT": "1", "OMPI_ALLOW_RUN_AS_ROOT_CONFIRM": "1",
  ]

  static let training = [
    "train", Fixtures.digits, "--plugins", Fixtures.plugins, "--activation", "prelu", "--dropout",
    "0.1", "--clip", "1", "--test-last", "360", "--batch", "256", "--shares", "8",
  ]

  /// Starts as many ranks of `hillock`.
  static func start(
    _ mpi: Installed, ranks: Int, _ arguments: [String], in workspace: Workspace
  ) throws -> CommandRun.Running {
    try CommandRun.start(
      "/usr/bin/\(mpi.command)",
      mpi.options + ["-n", "\(ranks)", CommandRun.executable] + arguments, in: workspace,
      environment: environment)
  }

  static func sha256(_ name: String, in workspace: Workspace) throws -> String {
    let run = try workspace.shell("sha256sum \(name)")
    #expect(run.status == 0, "\(run.errors)")
    return String(run.output.prefix(64))
  }

  @Test(.enabled(if: !installed.isEmpty, "needs openmpi-bin or mpich"), arguments: installed)
  func theSameModelOnAnyNumberOfRanks(mpi: Installed) throws {
    let workspace = try Workspace()
    let alone = try CommandRun.hillock(
      Self.training + ["--epochs", "3", "-o", "alone.safetensors"], in: workspace)
    #expect(alone.status == 0, "\(alone.errors)")
    let expected = try Self.sha256("alone.safetensors", in: workspace)
    for ranks in [1, 2, 3, 4] {
      let run = try Self.start(
        mpi, ranks: ranks, Self.training + ["--epochs", "3", "-o", "\(ranks).safetensors"],
        in: workspace
      ).finish()
      #expect(run.status == 0, "\(run.errors)")
      #expect(run.errors.contains("\(ranks) rank"), "\(run.errors)")
      #expect(run.output.split(separator: "\n").count == 4, "\(run.output)")
      #expect(try Self.sha256("\(ranks).safetensors", in: workspace) == expected)
    }
  }

  @Test(.enabled(if: !installed.isEmpty, "needs openmpi-bin or mpich"), arguments: installed)
  func aKilledRankLosesNothingThatWasSaved(mpi: Installed) throws {
    let workspace = try Workspace()
    let wide = Self.training + ["--hidden", "512,512", "--epochs", "30"]
    let alone = try CommandRun.hillock(wide + ["-o", "alone.safetensors"], in: workspace)
    #expect(alone.status == 0, "\(alone.errors)")
    let killed =
      wide + ["--checkpoint-every", "1", "-o", "killed.safetensors"]
    let running = try Self.start(mpi, ranks: 4, killed, in: workspace)
    // As soon as an epoch is saved, the rank that has number 2.
    let kill = try workspace.shell(
      """
      for attempt in $(seq 6000); do
        [ -s killed.safetensors.checkpoint ] && break
        kill -0 \(running.process.processIdentifier) || exit 3
        sleep 0.01
      done
      for process in /proc/[0-9]*; do
        [ "$(readlink $process/cwd)" = "$PWD" ] || continue
        tr '\\0' '\\n' < $process/environ | grep -qx '\(mpi.rankVariable)=2' \
          && kill -KILL ${process#/proc/}
      done
      true
      """)
    #expect(kill.status == 0, "\(kill.errors)")
    let run = running.finish()
    #expect(run.status != 0, "\(run.errors)")
    #expect(!FileManager.default.fileExists(atPath: workspace["killed.safetensors"]))
    let resumed = try Self.start(mpi, ranks: 3, killed + ["--resume"], in: workspace).finish()
    #expect(resumed.status == 0, "\(resumed.errors)")
    #expect(
      try Self.sha256("killed.safetensors", in: workspace)
        == Self.sha256("alone.safetensors", in: workspace))
    #expect(!FileManager.default.fileExists(atPath: workspace["killed.safetensors.checkpoint"]))
  }

  /// Runs two ranks, and a third with other arguments or in another directory.
  static func disagree(
    _ mpi: Installed, _ most: [String], _ last: [String], in workspace: Workspace
  ) throws -> CommandRun {
    try CommandRun.process(
      "/usr/bin/\(mpi.command)",
      mpi.options + ["-n", "2"] + most + [":", "-n", "1"] + last, in: workspace,
      environment: environment)
  }

  /// One line that names the rank, and nothing overwritten.
  @Test(.enabled(if: !installed.isEmpty, "needs openmpi-bin or mpich"), arguments: installed)
  func ranksThatDisagree(mpi: Installed) throws {
    let workspace = try Workspace()
    try workspace.write("model.safetensors", "")
    let before = try Self.sha256("model.safetensors", in: workspace)
    let hillock = CommandRun.executable
    let output = ["--epochs", "1", "-o", workspace["model.safetensors"]]
    _ = try workspace.shell("mkdir none")
    func replaced(_ old: String, _ new: String) -> [String] {
      [hillock] + (Self.training + output).map { $0 == old ? new : $0 }
    }
    let usual = [hillock] + Self.training + output
    for (last, complaint) in [
      (usual + ["--seed", "7"], "the options: expected train"),
      (replaced(Fixtures.digits, workspace["missing.csv"]), "missing.csv"),
      (replaced(Fixtures.plugins, workspace["none"]), "no activation is called 'prelu'"),
    ] {
      let run = try Self.disagree(mpi, usual, last, in: workspace)
      let lines = run.errorLines.filter { $0.hasPrefix("hillock: rank") }
      #expect(run.status == 1, "\(run.errors)")
      #expect(
        lines.count == 1 && lines[0].hasPrefix("hillock: rank 2 on ")
          && lines[0].contains(complaint), "\(run.errors)")
    }
    #expect(try Self.sha256("model.safetensors", in: workspace) == before)
  }

  @Test(.enabled(if: !installed.isEmpty, "needs openmpi-bin or mpich"), arguments: installed)
  func whatCannotBegin(mpi: Installed) throws {
    let workspace = try Workspace()
    func lines(_ ranks: Int, _ more: String...) throws -> [Substring] {
      let run = try Self.start(
        mpi, ranks: ranks,
        [
          "train", Fixtures.digits, "--plugins", Fixtures.plugins, "--activation", "relu", "-o",
          "model.safetensors",
        ] + more, in: workspace
      ).finish()
      #expect(run.status == 1, "\(run.errors)")
      return run.errorLines.filter { $0.hasPrefix("hillock: ") && !$0.contains(" each; ") }
    }
    let few = try lines(2)
    #expect(few.count == 1 && few[0].contains("--shares 2, or --batch 256"), "\(few)")
    let missing = try lines(2, "--batch", "256", "--resume")
    #expect(
      missing.count == 1 && missing[0].contains("rank 0 on ")
        && missing[0].contains("no training to go on with"), "\(missing)")
    let watching = try lines(2, "--batch", "256", "--watch")
    #expect(watching.count == 1 && watching[0].contains("--watch"), "\(watching)")
    let other = mpi.command == "mpirun.mpich" ? "openmpi" : "mpich"
    let wrong = try lines(2, "--batch", "256", "--mpi", other)
    #expect(wrong.count == 1 && wrong[0].contains("--mpi \(other), but "), "\(wrong)")
    #expect(!FileManager.default.fileExists(atPath: workspace["model.safetensors"]))
  }
}
