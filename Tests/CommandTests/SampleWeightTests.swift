import Foundation
import Testing

/// `--sample-weight`: how much each sample counts in training.
@Suite struct SampleWeightTests {
  /// Ten rows, of which some count two or three times.
  private static let weighted: [(x: Double, y: Double, weight: Int)] = (0..<10).map { row in
    let x: Double = Double(row) / 4 - 1
    let y: Double = row % 3 == 0 ? 2.5 : x + 2
    return (x, y, row % 3 + 1)
  }

  /// Trains on a table and returns what the model predicts for the same inputs.
  private func predictions(
    _ rows: [String], _ more: [String], in workspace: Workspace
  ) throws -> [Double] {
    try workspace.write("t.csv", "x,w,y\n" + rows.joined(separator: "\n") + "\n")
    try workspace.write("x.csv", "x\n-1\n0\n0.5\n1.25\n")
    // All samples in a step, so that their order says nothing.
    let train = try CommandRun.hillock(
      [
        "train", "t.csv", "--label-kind", "numbers", "--activation", "tanh", "--hidden", "8",
        "--no-standardize", "--optimizer", "sgd", "--learning-rate", "0.05", "--epochs", "200",
        "--batch", "1000", "--output", "m.safetensors", "--precision", "f64", "--plugins",
        Fixtures.plugins,
      ] + more, in: workspace)
    #expect(train.status == 0, "\(train.errors)")
    let predict = try workspace.hillock(
      "predict", "m.safetensors", "x.csv", "--plugins", Fixtures.plugins)
    #expect(predict.status == 0, "\(predict.errors)")
    return predict.output.split(separator: "\n").dropFirst().compactMap { Double($0) }
  }

  /// To count twice is to be there twice, in memory and streaming, with shares and without.
  @Test func aWeightIsAsManySamples() throws {
    let repeated = Self.weighted.flatMap { row in
      Array(repeating: "\(row.x),1,\(row.y)", count: row.weight)
    }
    // In thirds, as only how they stand to one another matters.
    let rows = Self.weighted.map { "\($0.x),\(Double($0.weight) / 3),\($0.y)" }
    let workspace = try Workspace()
    let expected = try predictions(repeated, ["--drop", "w"], in: workspace)
    #expect(expected.count == 4)
    let plain = try predictions(rows, ["--drop", "w"], in: workspace)
    let differences: [Double] = zip(plain, expected).map { abs($0 - $1) }
    #expect((differences.max() ?? 0) > 1e-3)
    let weighted = ["--sample-weight", "w"]
    for more in [weighted, weighted + ["--memory", "1"], weighted + ["--shares", "2"]] {
      let found = try predictions(rows, more, in: workspace)
      #expect(found.count == expected.count)
      for (one, other) in zip(found, expected) {
        let difference: Double = abs(one - other)
        #expect(difference < 1e-9, "\(more)")
      }
    }
  }

  @Test(arguments: [
    ("x,w,y\n1,1,2\n2,-1,3\n", "line 3, column 2 (\"w\"): expected a weight"),
    ("x,w,y\n1,1,2\n2,,3\n", "found an empty field"),
    ("x,w,y\n1,0,2\n2,0,3\n", "expected weights of which one is not 0"),
    ("x,v,y\n1,0,2\n2,0,3\n", "expected a column \"w\""),
  ])
  func whatIsNoWeightIsRefused(_ text: String, _ message: String) throws {
    let workspace = try Workspace()
    try workspace.write("t.csv", text)
    let run = try workspace.hillock(
      "train", "t.csv", "--activation", "tanh", "--sample-weight", "w", "--plugins",
      Fixtures.plugins)
    #expect(run.status == 1 && run.errorLines.count == 1)
    #expect(run.errors.contains(message), "\(run.errors)")
  }
}
