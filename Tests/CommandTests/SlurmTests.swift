import Foundation
import Testing

/// A job array of Slurm, and ranks within a job, on a Slurm of the test's own.
@Suite(.serialized) struct SlurmTests {
  private static let script = Fixtures.package.appending(path: "Tests/slurm.sh").path(
    percentEncoded: false)

  /// Runs lines of shell beside a controller and a node; nil where these cannot be started.
  private func run(_ lines: String, in workspace: Workspace) throws -> CommandRun? {
    let run = try CommandRun.process(
      Self.script, ["set -e\n" + lines], in: workspace,
      environment: ClusterTests.environment.merging([
        "HILLOCK": CommandRun.executable, "DATA": Fixtures.digits, "PLUGINS": Fixtures.plugins,
      ]) { $1 })
    guard run.status == 77 else { return run }
    print("SKIPPED: SlurmTests: \(run.errors)")
    return nil
  }

  @Test func anArrayMakesTheReportOfOneProcess() throws {
    let workspace = try Workspace()
    let run = try run(
      """
      compare="$HILLOCK compare $DATA --plugins $PLUGINS --activation relu,tanh --seeds 2 --epochs 2"
      sbatch --array=1-3 --wait --output=array-%a.txt \\
        --wrap "$compare --results parts --shard \\$SLURM_ARRAY_TASK_ID/3"
      $compare --merge parts --format json > merged.json
      $compare --results alone --format json > alone.json
      diff <(ls parts) <(ls alone)
      cat array-*.txt
      """, in: workspace)
    guard let run else { return }
    #expect(run.status == 0, "\(run.output)\(run.errors)")
    #expect(run.output.contains("part 3/3: 1 new runs"), "\(run.output)")
    func scores(_ name: String) throws -> [[Double?]] {
      try JSONDecoder().decode(
        CompareTests.Summary.self, from: Data(contentsOf: URL(filePath: workspace[name]))
      ).entries.map(\.scores)
    }
    #expect(try scores("merged.json") == scores("alone.json"))
  }

  @Test func ranksOfAJob() throws {
    let workspace = try Workspace()
    let launches = ClusterTests.installed.map { mpi in
      """
      sbatch -n 2 --wait --output=\(mpi.command).txt --wrap "\(mpi.command) \
      \(mpi.options.joined(separator: " ")) -n 2 $train -o \(mpi.command).safetensors"
      cat \(mpi.command).txt
      cmp alone.safetensors \(mpi.command).safetensors
      """
    }
    let run = try run(
      """
      train="$HILLOCK train $DATA --plugins $PLUGINS --activation gelu --epochs 2 --batch 256"
      train="$train --shares 2 --test-last 360"
      $train -o alone.safetensors
      \(launches.joined(separator: "\n"))
      """, in: workspace)
    guard let run else { return }
    #expect(run.status == 0, "\(run.output)\(run.errors)")
    for _ in ClusterTests.installed {
      #expect(run.output.contains("2 ranks on one host"), "\(run.output)")
    }
  }
}
