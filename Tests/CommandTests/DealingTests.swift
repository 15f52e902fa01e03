import Foundation
import Testing

/// `mpirun hillock conform`, `compare` and `train --cross-validate`: work that is dealt out piece by
/// piece, to the report of one process; and parts that are made apart. With whichever MPI is
/// installed.
@Suite(.serialized) struct DealingTests {
  typealias Installed = ClusterTests.Installed

  /// A JSON text in one form, without how long anything took.
  private func untimed(_ text: String) throws -> String {
    func stripped(_ value: Any) -> Any {
      switch value {
      case let object as [String: Any]:
        let times = ["seconds", "seconds_to_level", "microseconds_astep", "microseconds_a_step"]
        return object.filter { !times.contains($0.key) }.mapValues(stripped)
      case let array as [Any]: return array.map(stripped)
      default: return value
      }
    }
    let value = try JSONSerialization.jsonObject(with: Data(text.utf8))
    let data = try JSONSerialization.data(
      withJSONObject: stripped(value), options: [.sortedKeys, .prettyPrinted])
    return String(decoding: data, as: UTF8.self)
  }

  private func ranks(
    _ mpi: Installed, _ count: Int = 2, _ arguments: [String], in workspace: Workspace
  ) throws -> CommandRun {
    try ClusterTests.start(mpi, ranks: count, arguments, in: workspace).finish()
  }

  /// An arctangent that is right but for one float, in a part of the floats that only a sweep over
  /// all of them comes to.
  private func plugin(_ wrong: String, in workspace: Workspace) throws -> String {
    try workspace.write(
      "broken.c",
      """
      #include <activation.h>
      #include <math.h>
      #include <stdlib.h>
      ACTIVATION(broken, "1.0.0", "Arctangent, but at one float")
      ACTIVATION_LICENSE(broken, "MIT")
      ACTIVATION_FORMULA(broken, "atan(x)")
      ACTIVATION_VALUE(broken, float, (float x)) {
        if (x == 0x1.234568p-3f) \(wrong);
        return (float)atan(x);
      }
      ACTIVATION_DERIVATIVE(broken, float, (float x)) { return (float)(1 / (1 + (double)x * x)); }
      """)
    let build = try workspace.hillock("build", "broken.c", "-o", ".")
    try #require(build.status == 0, "\(build.errors)")
    return workspace["broken.so"]
  }

  /// One of 170 parts, three powers of two, in which that float lies.
  private static let sweep = [
    "--level", "exhaustive", "--shard", "79/170", "--only", "value", "--only", "stack", "--format",
    "json",
  ]

  @Test(
    .enabled(if: !ClusterTests.installed.isEmpty, "needs openmpi-bin or mpich"),
    arguments: ClusterTests.installed, [("return 1", "fail"), ("abort()", "crash"), (";", "pass")])
  func conformGivesTheReportOfOneProcess(mpi: Installed, wrong: (code: String, status: String))
    throws
  {
    let workspace = try Workspace()
    let file = try plugin(wrong.code, in: workspace)
    let alone = try CommandRun.hillock(["conform", file] + Self.sweep, in: workspace)
    let shared = try ranks(mpi, 3, ["conform", file] + Self.sweep, in: workspace)
    #expect((shared.status == 0) == (alone.status == 0), "\(shared.errors)")
    #expect(shared.errors.contains("3 ranks on one host"), "\(shared.errors)")
    #expect(
      alone.output.contains("\"status\" : \"\(wrong.status)\""), "\(alone.output)")
    #expect(try untimed(shared.output) == untimed(alone.output))
  }

  /// What ranks have kept serves one process, and the other way round.
  @Test(
    .enabled(if: !ClusterTests.installed.isEmpty, "needs openmpi-bin or mpich"),
    arguments: ClusterTests.installed)
  func conformKeepsItsProgress(mpi: Installed) throws {
    let workspace = try Workspace()
    let file = try plugin("return 1", in: workspace)
    func arguments(_ progress: String) -> [String] {
      ["conform", file] + Self.sweep + ["--resume", progress]
    }
    let alone = try CommandRun.hillock(arguments("alone.json"), in: workspace)
    let shared = try ranks(mpi, 2, arguments("shared.json"), in: workspace)
    #expect(try untimed(shared.output) == untimed(alone.output), "\(shared.errors)")
    let after = try CommandRun.hillock(arguments("shared.json"), in: workspace)
    #expect(try untimed(after.output) == untimed(alone.output))
    let again = try ranks(mpi, 2, arguments("alone.json"), in: workspace)
    #expect(try untimed(again.output) == untimed(alone.output), "\(again.errors)")
  }

  @Test(
    .enabled(if: !ClusterTests.installed.isEmpty, "needs openmpi-bin or mpich"),
    arguments: ClusterTests.installed)
  func compareGivesTheReportOfOneProcess(mpi: Installed) throws {
    let workspace = try Workspace()
    func arguments(_ seeds: Int, _ results: String) -> [String] {
      [
        "compare", Fixtures.digits, "--plugins", Fixtures.plugins, "--activation", "relu,tanh",
        "--seeds", "\(seeds)", "--epochs", "2", "--hidden", "16", "--results", results, "--format",
        "json",
      ]
    }
    let alone = try CommandRun.hillock(arguments(3, "alone"), in: workspace)
    #expect(alone.status == 0, "\(alone.errors)")
    let some = try ranks(mpi, 2, arguments(2, "shared"), in: workspace)
    #expect(some.status == 0, "\(some.errors)")
    let shared = try ranks(mpi, 2, arguments(3, "shared"), in: workspace)
    #expect(shared.status == 0, "\(shared.errors)")
    let runs = try untimed(alone.output).replacingOccurrences(
      of: "\"new_runs\" : 6", with: "\"new_runs\" : 2")
    #expect(try untimed(shared.output) == runs)
    let files = try workspace.shell("diff <(ls alone) <(ls shared)")
    #expect(files.status == 0, "\(files.output)")
    // Parts that are made apart, and put together.
    func part(_ part: String) throws -> CommandRun {
      try CommandRun.hillock(
        arguments(3, "part-\(part.prefix(1))") + ["--shard", part], in: workspace)
    }
    #expect(try part("1/2").status == 0)
    let merge = Array(arguments(3, "").dropLast(4)) + ["--format", "json", "--merge"]
    let incomplete = try CommandRun.hillock(merge + ["part-1"], in: workspace)
    #expect(incomplete.status == 1)
    #expect(
      incomplete.errorLines.last?.hasSuffix(
        "expected all 6 runs in the directories of --merge, found 3") == true,
      "\(incomplete.errors)")
    #expect(try part("2/2").status == 0)
    let merged = try CommandRun.hillock(merge + ["part-1", "part-2"], in: workspace)
    #expect(merged.status == 0, "\(merged.errors)")
    let none = try untimed(alone.output).replacingOccurrences(
      of: "\"new_runs\" : 6", with: "\"new_runs\" : 0")
    #expect(try untimed(merged.output) == none)
  }

  @Test(
    .enabled(if: !ClusterTests.installed.isEmpty, "needs openmpi-bin or mpich"),
    arguments: ClusterTests.installed)
  func crossValidationGivesTheReportOfOneProcess(mpi: Installed) throws {
    let workspace = try Workspace()
    let arguments = [
      "train", Fixtures.digits, "--plugins", Fixtures.plugins, "--activation", "gelu", "--hidden",
      "16", "--epochs", "2", "--cross-validate", "5", "--format", "json",
    ]
    let alone = try CommandRun.hillock(arguments, in: workspace)
    #expect(alone.status == 0, "\(alone.errors)")
    let shared = try ranks(mpi, 3, arguments, in: workspace)
    #expect(shared.status == 0, "\(shared.errors)")
    #expect(shared.output.split(separator: "\n").last == alone.output.split(separator: "\n").last)
  }

  /// One line that names the rank, and nothing written.
  @Test(
    .enabled(if: !ClusterTests.installed.isEmpty, "needs openmpi-bin or mpich"),
    arguments: ClusterTests.installed)
  func ranksThatHaveOtherFiles(mpi: Installed) throws {
    let workspace = try Workspace()
    let file = try plugin(";", in: workspace)
    func refused(_ usual: [String], _ last: [String], _ words: String) throws {
      let run = try ClusterTests.disagree(mpi, usual, last, in: workspace)
      let lines = run.errorLines.filter { $0.hasPrefix("hillock: rank") }
      #expect(run.status == 1, "\(run.errors)")
      #expect(
        lines.count == 1 && lines[0].hasPrefix("hillock: rank 2 on ") && lines[0].contains(words),
        "\(run.errors)")
    }
    let hillock = CommandRun.executable
    let certificate = ["--certificate", workspace["certificates.json"]]
    let conform = [hillock, "conform", file] + Self.sweep + certificate
    try refused(conform, conform + ["--seed", "7"], "the options: expected conform")
    // The same words, where the file is missing, and where there is another.
    _ = try workspace.shell("mkdir none other && cp broken.so other && printf x >> other/broken.so")
    let relative = [hillock, "conform", "broken.so"] + Self.sweep + certificate
    for (folder, found) in [("none", "no such file"), ("other", "found SHA-256 ")] {
      try refused(relative, ["-wdir", workspace[folder]] + relative, found)
    }
    let compare = [
      hillock, "compare", Fixtures.digits, "--plugins", Fixtures.plugins, "--activation", "relu",
      "--results", "results",
    ]
    try refused(
      compare, compare.map { $0 == Fixtures.digits ? workspace["missing.csv"] : $0 }, "missing.csv")
    let left = try workspace.shell("! test -s certificates.json && ! ls results/*.json")
    #expect(left.status == 0, "\(left.output)")
  }

  @Test(
    .enabled(if: !ClusterTests.installed.isEmpty, "needs openmpi-bin or mpich"),
    arguments: ClusterTests.installed)
  func whatIsNotSharedOut(mpi: Installed) throws {
    let workspace = try Workspace()
    let run = try ranks(mpi, 2, ["conform", Fixtures.plugins, "--level", "quick"], in: workspace)
    let lines = run.errorLines.filter { $0.hasPrefix("hillock: ") && !$0.contains(" each; ") }
    #expect(run.status == 1, "\(run.errors)")
    #expect(lines.count == 1 && lines[0].contains("--level exhaustive"), "\(run.errors)")
  }

  /// One line, and nothing written, from one process as from several.
  @Test(arguments: [nil] + ClusterTests.installed.map(Optional.some))
  func aPartThatThereIsNot(mpi: Installed?) throws {
    let workspace = try Workspace()
    let compare = [
      "compare", Fixtures.digits, "--plugins", Fixtures.plugins, "--activation", "relu",
      "--results", "results",
    ]
    let conform = [
      "conform", Fixtures.plugins, "--level", "exhaustive", "--certificate", "certificates.json",
    ]
    for arguments in [compare, conform] {
      let all = arguments + ["--shard", "5/4"]
      let run =
        try mpi.map { try ranks($0, 2, all, in: workspace) }
        ?? CommandRun.hillock(all, in: workspace)
      let lines = run.errorLines.filter { $0.hasPrefix("hillock: ") && !$0.contains(" each; ") }
      #expect(run.status == 1, "\(run.errors)")
      #expect(lines == ["hillock: --shard 5/4: expected one of 1/4 to 4/4"], "\(run.errors)")
    }
    let many = try CommandRun.hillock(conform + ["--shard", "1/513"], in: workspace)
    #expect(many.status == 1)
    #expect(
      many.errorLines == ["hillock: --shard 1/513: expected at most 512 parts of all floats"])
    let left = try workspace.shell("! test -s certificates.json && ! ls results/*.json")
    #expect(left.status == 0, "\(left.output)")
  }

  /// Parts of a sweep are put together where they are all there, each once, of this very file.
  @Test func partsOfASweep() throws {
    let workspace = try Workspace()
    let file = try plugin("return 1", in: workspace)
    let arguments = [
      "conform", file, "--level", "exhaustive", "--only", "value", "--format", "json",
    ]
    let part = try CommandRun.hillock(
      arguments + ["--shard", "79/170", "--resume", "part.json"], in: workspace)
    #expect(part.status == 1, "\(part.errors)")
    // The other parts take minutes: here it is said that nothing was found in them.
    let split = try workspace.shell(
      """
      python3 - <<'END'
      import copy, json
      part = json.load(open("part.json"))
      key, outcome = list(part["outcomes"].items())[0]
      mine = set(outcome["done"])
      rest = copy.deepcopy(part)
      del rest["outcomes"][key]
      empty = copy.deepcopy(outcome)
      for form in empty["forms"]:
        form.update(worstULP=-1, worstInput=0, failures=[], compared=0, sampled=0)
      empty["done"] = sorted(set(range(512)) - mine)
      rest["outcomes"][key.rsplit(" ", 1)[0] + " 2/170"] = empty
      json.dump(rest, open("rest.json", "w"))
      END
      """)
    try #require(split.status == 0, "\(split.errors)")
    let merged = try CommandRun.hillock(
      arguments + ["--merge", "part.json", "rest.json"], in: workspace)
    #expect(merged.status == 1, "\(merged.errors)")
    #expect(merged.output.contains("0x1.234568p-3"), "\(merged.output)")
    #expect(!merged.output.contains("\"shard\""))
    for (files, words) in [
      (["part.json"], "expected all parts in the files of --merge, found all but 509 / 512"),
      (["part.json", "rest.json", "part.json"], "expected a part that no other file has"),
      (["part.json", "missing.json"], "missing.json"),
    ] {
      let run = try CommandRun.hillock(arguments + ["--merge"] + files, in: workspace)
      #expect(run.status != 0)
      #expect(
        run.errorLines.count == 1 && run.errorLines[0].contains(words), "\(run.errors)")
    }
    let changed = try workspace.shell("printf x >> broken.so")
    try #require(changed.status == 0)
    let other = try CommandRun.hillock(
      arguments + ["--merge", "part.json", "rest.json"], in: workspace)
    #expect(other.status == 2)
    #expect(other.errors.contains("found all but 512 / 512"), "\(other.errors)")
  }
}
