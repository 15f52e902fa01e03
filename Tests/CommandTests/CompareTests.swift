import Foundation
import Testing

@Suite struct CompareTests {
  struct Summary: Decodable {
    struct Interval: Decodable {
      var mean: Double
      var half_width: Double?
    }
    struct Entry: Decodable {
      var activation: String
      var scores: [Double?]
      var score: Interval?
      var difference: Interval?
      var is_within_noise: Bool?
    }
    var new_runs: Int
    var seeds: [Int]
    var entries: [Entry]
  }

  static func compare(_ arguments: [String], in workspace: Workspace) throws -> Summary {
    let run = try CommandRun.hillock(
      [
        "compare", Fixtures.digits, "--epochs", "3", "--results", "runs", "--format", "json",
        "--plugins", Fixtures.plugins,
      ] + arguments, in: workspace)
    try #require(run.status == 0, "\(run.errors)")
    return try JSONDecoder().decode(Summary.self, from: Data(run.output.utf8))
  }

  @Test func moreSeedsCostOnlyTheNewRunsAndGiveTheSameNumbers() throws {
    let workspace = try Workspace()
    let two = try Self.compare(["--activation", "relu,tanh", "--seeds", "2"], in: workspace)
    #expect(two.new_runs == 4)
    let three = try Self.compare(["--activation", "relu,tanh", "--seeds", "3"], in: workspace)
    #expect(three.new_runs == 2)
    for (before, after) in zip(two.entries, three.entries) {
      #expect(before.scores == Array(after.scores.prefix(2)))
    }
    let alone = try Self.compare(
      ["--activation", "relu,tanh", "--seeds", "3", "--threads", "1", "--results", "others"],
      in: workspace)
    #expect(alone.new_runs == 6)
    #expect(alone.entries.map(\.scores) == three.entries.map(\.scores))
    let other = try Self.compare(
      ["--activation", "relu,tanh", "--seeds", "3", "--batch", "64"], in: workspace)
    #expect(other.new_runs == 6)
  }

  @Test func aDamagedResultIsMadeAgain() throws {
    let workspace = try Workspace()
    let before = try Self.compare(["--activation", "relu", "--seeds", "1"], in: workspace)
    let damage = try workspace.shell("for f in runs/*.json; do echo '{' > $f; done")
    try #require(damage.status == 0)
    let after = try Self.compare(["--activation", "relu", "--seeds", "1"], in: workspace)
    #expect(after.new_runs == 1)
    #expect(after.entries[0].scores == before.entries[0].scores)
  }

  /// Nobody learns through a step: relu must be told from it, and not from itself by another seed.
  @Test func aWorseActivationIsToldFromChance() throws {
    let summary = try Self.compare(
      ["--activation", "relu,step", "--seeds", "4"], in: Workspace())
    let entry = summary.entries[1]
    let difference = try #require(entry.difference)
    #expect(difference.mean < 0)
    #expect(entry.is_within_noise == false)
    let paired = zip(entry.scores, summary.entries[0].scores).map { ($0 ?? 0) - ($1 ?? 0) }
    #expect(abs(difference.mean - paired.reduce(0, +) / 4) < 1e-12)
  }

  @Test func pictureAndReportAreWritten() throws {
    let workspace = try Workspace()
    _ = try Self.compare(
      [
        "--activation", "relu,tanh", "--seeds", "2", "--grid", "hidden=8,16x8", "--plot", "c.svg",
        "--report", "r.html",
      ], in: workspace)
    let report = try workspace.shell(
      "grep -c '<svg' r.html && grep -c 16x8 r.html && ! grep -q '<script' r.html && grep -c '<svg' c.svg"
    )
    #expect(report.status == 0, "\(report.errors)")
  }

  @Test(arguments: [
    ["--activation", "relu", "--seeds", "0"], ["--activation", "relu,relu"],
    ["--activation", "relu", "--grid", "depth=3"], ["--activation", "relu", "--plot", "c.gif"],
  ])
  func nonsenseIsAUsageError(arguments: [String]) throws {
    let run = try CommandRun.hillock(
      ["compare", Fixtures.digits, "--plugins", Fixtures.plugins] + arguments, in: Workspace())
    #expect(run.status == 2)
  }

  @Test func inspectShowsEachLayer() throws {
    struct Layer: Decodable {
      var units: Int
      var dead_share: Double?
      var gradient_norm: Double
    }
    let workspace = try Workspace()
    let train = try CommandRun.hillock(
      [
        "train", Fixtures.digits, "--activation", "step", "--hidden", "16,8", "--epochs", "1",
        "--output", "m.safetensors", "--plugins", Fixtures.plugins,
      ], in: workspace)
    try #require(train.status == 0, "\(train.errors)")
    let run = try CommandRun.hillock(
      [
        "inspect", "m.safetensors", Fixtures.digits, "--format", "json", "--plot", "l.svg",
        "--plugins", Fixtures.plugins,
      ], in: workspace)
    try #require(run.status == 0, "\(run.errors)")
    let layers = try JSONDecoder().decode([Layer].self, from: Data(run.output.utf8))
    #expect(layers.map(\.units) == [16, 8, 10])
    // A step has no slope anywhere, and nothing passes below it.
    #expect(layers.map(\.dead_share) == [1, 1, 0])
    #expect(layers[0].gradient_norm == 0 && layers[1].gradient_norm == 0)
    #expect(layers[2].gradient_norm > 0)
  }
}
