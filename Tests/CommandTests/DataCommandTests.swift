import Foundation
import Testing

/// Tables as people have them, through `train`, `evaluate` and `predict`.
@Suite struct DataCommandTests {
  static let houses = Fixtures.package.appending(path: "Tests/DataFixtures/houses.csv").path(
    percentEncoded: false)

  /// The lines of JSON that a training writes: what was understood, and what it came to.
  private func train(
    _ arguments: [String], in workspace: Workspace
  ) throws -> (data: [String: Any], summary: [String: Any]) {
    let run = try CommandRun.hillock(
      ["train"] + arguments
        + ["--activation", "relu", "--format", "json", "--plugins", Fixtures.plugins],
      in: workspace)
    try #require(run.status == 0, "\(run.errors)")
    let lines = try run.output.split(separator: "\n").map {
      try #require(try JSONSerialization.jsonObject(with: Data($0.utf8)) as? [String: Any])
    }
    return (try #require(lines.first?["data"] as? [String: Any]), try #require(lines.last))
  }

  @Test func pricesOfHousesAreLearnedInTheirUnits() throws {
    let workspace = try Workspace()
    let (data, summary) = try train(
      [Self.houses, "--test-share", "0.25", "--epochs", "100", "--output", "houses.safetensors"],
      in: workspace)
    let inputs = try #require(data["inputs"] as? [[String: Any]])
    #expect(inputs.map { $0["kind"] as? String } == ["number", "number", "number", "category"])
    #expect((data["target"] as? [String: Any])?["kind"] as? String == "numbers")
    #expect(try #require(summary["test_r2"] as? Double) > 0.95)
    #expect(try #require(summary["test_rmse"] as? Double) < 20_000)

    let evaluate = try workspace.hillock(
      "evaluate", "houses.safetensors", Self.houses, "--format", "json", "--plugins",
      Fixtures.plugins)
    let measures = try #require(
      try JSONSerialization.jsonObject(with: Data(evaluate.output.utf8)) as? [String: Any])
    #expect(try #require(measures["r2"] as? Double) > 0.95)

    // By name, in another order, with a gap, a district that nobody knows, and one more column.
    try workspace.write(
      "new.csv", "district,note,area,rooms,age\nnorth,x,210.4,3,50\nmoon,y,,3,50\n")
    let predict = try workspace.hillock(
      "predict", "houses.safetensors", "new.csv", "--plugins", Fixtures.plugins)
    #expect(predict.errors.contains("\"district\" has \"moon\" in 1 row"))
    let prices = predict.output.split(separator: "\n").dropFirst().compactMap { Double($0) }
    #expect(prices.count == 2 && abs(prices[0] - 334_376) < 60_000, "\(predict.output)")
  }

  @Test func columnsAreKeptBesideThePredictions() throws {
    let workspace = try Workspace()
    _ = try train([Self.houses, "--epochs", "2", "--output", "m.safetensors"], in: workspace)
    try workspace.write(
      "new.csv",
      "note,area,district,rooms,age\n\"a, b\",100,hill,3,50\n# no row\nc,90,moon,2,40\n")
    let predict = ["predict", "m.safetensors", "new.csv", "--plugins", Fixtures.plugins]
    let run = try CommandRun.hillock(predict + ["--keep", "note,district"], in: workspace)
    let lines = run.output.split(separator: "\n").map(String.init)
    #expect(lines[0] == "prediction,note,district" && lines.count == 3)
    #expect(lines[1].hasSuffix(",\"a, b\",hill") && lines[2].hasSuffix(",c,moon"))
    let json = try CommandRun.hillock(
      predict + ["--keep", "note", "--format", "json"], in: workspace)
    #expect(json.output.contains("\"kept\":{\"note\":\"a, b\"}"), "\(json.output)")
    let wrong = try CommandRun.hillock(predict + ["--keep", "notes"], in: workspace)
    #expect(wrong.status == 1 && wrong.errors.contains("did you mean \"note\"?"))
  }

  @Test func theCourseOfATrainingIsWrittenAndDrawn() throws {
    let workspace = try Workspace()
    let (_, summary) = try train(
      [
        Self.houses, "--epochs", "3", "--validation-share", "0.2", "--history", "h.csv", "--plot",
        "c.svg",
      ], in: workspace)
    let history = try String(contentsOfFile: workspace["h.csv"], encoding: .utf8)
      .split(separator: "\n").map { $0.split(separator: ",", omittingEmptySubsequences: false) }
    #expect(history.count == 4 && history.allSatisfy { $0.count == 7 })
    #expect(history[3][0] == "3" && history[3][2] == "")
    #expect(Double(history[3][1]) == summary["train_loss"] as? Double)
    #expect(Double(history[3][3]) == summary["validation_loss"] as? Double)
    #expect(try String(contentsOfFile: workspace["c.svg"], encoding: .utf8).contains("<svg"))
    for option in [["--plot", "c.gif"], ["--history", Self.houses]] {
      let run = try CommandRun.hillock(
        ["train", Self.houses, "--activation", "relu", "--plugins", Fixtures.plugins] + option,
        in: workspace)
      #expect(run.status == (option[0] == "--plot" ? 2 : 1), "\(run.errors)")
    }
  }

  @Test func everyPartIsTestedOnce() throws {
    struct Report: Decodable {
      struct Part: Decodable { var count: Int }
      struct Measure: Decodable {
        var mean: Double
        var half_width: Double
      }
      struct Result: Decodable {
        var r2: Measure
        var parts: [Part]
      }
      var cross_validation: Result
    }
    let workspace = try Workspace()
    let train = ["train", Self.houses, "--activation", "relu", "--plugins", Fixtures.plugins]
    let run = try CommandRun.hillock(
      train + ["--cross-validate", "4", "--epochs", "60", "--format", "json"], in: workspace)
    let result = try JSONDecoder().decode(Report.self, from: Data(run.output.utf8))
      .cross_validation
    #expect(result.parts.map(\.count) == [75, 75, 75, 75])
    #expect(result.r2.mean > 0.9 && result.r2.half_width < 0.1)
    // Four districts are held out one by one, and are no input.
    let grouped = try CommandRun.hillock(
      train + ["--cross-validate", "4", "--group", "district", "--epochs", "2"], in: workspace)
    #expect(grouped.errors.contains("inputs      3 numbers;"), "\(grouped.errors)")
    for nonsense in [
      ["--cross-validate", "1"], ["--cross-validate", "4", "--output", "m"], ["--group", "age"],
    ] {
      #expect(try CommandRun.hillock(train + nonsense, in: workspace).status == 2)
    }
    let many = try CommandRun.hillock(train + ["--cross-validate", "301"], in: workspace)
    #expect(many.status == 1 && many.errors.contains("from 2 to 300 parts"))
  }

  /// The price is made of rooms, area and district; what is made up says nothing of it.
  @Test func importanceTellsWhatAColumnIsWorth() throws {
    struct Report: Decodable {
      struct Column: Decodable {
        var column: String
        var drop: Double
      }
      var r2: Double
      var importance: [Column]
    }
    let workspace = try Workspace()
    let rows = (0..<400).map { row in
      let (x, noise) = (Double(row * 37 % 101), Double(row * 53 % 97))
      return "\(x),\(row % 3 == 0 ? "p" : "q"),\(noise),\(2 * x + (row % 3 == 0 ? 90 : 0))\n"
    }.joined()
    try workspace.write("t.csv", "x,kind,noise,y\n" + rows)
    _ = try train(
      ["t.csv", "--label-kind", "numbers", "--epochs", "80", "--output", "m.safetensors"],
      in: workspace)
    let evaluate = [
      "evaluate", "m.safetensors", "t.csv", "--importance", "--plugins", Fixtures.plugins,
    ]
    let run = try CommandRun.hillock(evaluate + ["--format", "json"], in: workspace)
    let report = try JSONDecoder().decode(Report.self, from: Data(run.output.utf8))
    #expect(report.r2 > 0.95)
    #expect(report.importance.map(\.column) == ["x", "kind", "noise"])
    let drops = report.importance.map(\.drop)
    #expect(drops[0] > 0.5 && drops[1] > 0.1 && abs(drops[2]) < 0.02, "\(drops)")
    let text = try CommandRun.hillock(evaluate, in: workspace)
    #expect(text.output.contains("DROP OF R2"))
  }

  @Test func whatWasUnderstoodIsSaidBeforeTheTraining() throws {
    let run = try Workspace().hillock(
      "train", Self.houses, "--activation", "relu", "--epochs", "1", "--plugins", Fixtures.plugins)
    #expect(run.status == 0)
    let lines = run.errorLines.map(String.init)
    for words in ["3 numbers, 1 category", "district: ", "filled with", "standardized"] {
      #expect(lines.prefix(6).contains { $0.contains(words) }, "\(words): \(run.errors)")
    }
    #expect(run.output.contains("loss"))
  }

  @Test(arguments: [
    (["--loss", "softmax"], "--loss softmax tells classes apart"),
    (["--loss", "binary"], "--loss binary takes probabilities"),
    (["--class-weight", "balanced"], "--class-weight is for classes"),
  ])
  func optionsThatDoNotSuitTheTarget(_ arguments: [String], _ words: String) throws {
    let run = try CommandRun.hillock(
      ["train", Self.houses, "--activation", "relu", "--plugins", Fixtures.plugins] + arguments,
      in: Workspace())
    #expect(run.status == 2 && run.errors.contains(words), "\(run.errors)")
  }

  @Test func anIndexIsLeftOutAndSaid() throws {
    let workspace = try Workspace()
    let rows = (0..<90).map { "\($0),\($0 * 37 % 11),\(["a", "b", "c"][$0 / 30])\n" }.joined()
    try workspace.write("indexed.csv", ",x,kind\n" + rows)
    let (data, summary) = try train(["indexed.csv", "--test-share", "0.3"], in: workspace)
    let columns = try #require(data["columns"] as? [String: Any])
    let leftOut = try #require(columns["left_out"] as? [[String: String]])
    #expect(leftOut == [["name": "", "reason": "it only numbers the rows"]])
    #expect(try #require(summary["test_accuracy"] as? Double) < 0.8)
    #expect(summary["test_balanced_accuracy"] is Double)
  }

  @Test func twoClassesAreMeasuredOneByOne() throws {
    let workspace = try Workspace()
    let rows = (0..<200).map { "\($0 * 37 % 100),\($0 * 37 % 100 < 20 ? "rare" : "usual")\n" }
    try workspace.write("t.csv", "x,kind\n" + rows.joined())
    let (_, summary) = try train(
      [
        "t.csv", "--class-weight", "balanced", "--epochs", "60", "--test-share", "0.3", "--output",
        "m.safetensors",
      ], in: workspace)
    #expect(try #require(summary["test_auc"] as? Double) > 0.95)
    let run = try workspace.hillock(
      "evaluate", "m.safetensors", "t.csv", "--plugins", Fixtures.plugins)
    for words in ["balanced", "log loss", "AUC", "PRECISION", "rare"] {
      #expect(run.output.contains(words), "\(run.output)")
    }
  }

  @Test func whatIsTooLargeForTheMemoryStreams() throws {
    let train = [
      "train", Self.houses, "--activation", "relu", "--epochs", "40", "--plugins",
      Fixtures.plugins, "--test-share", "0.25",
    ]
    for limit in [["--memory", "1KB"], ["--memory", "1MB"], []] {
      let run = try CommandRun.hillock(train + limit, in: Workspace())
      #expect(run.status == 0, "\(run.errors)")
      #expect(run.errors.contains("in every epoch") == limit.contains("1KB"), "\(run.errors)")
      #expect(run.output.contains("R2 0.9"), "\(run.output)")
    }
    #expect(try CommandRun.hillock(train + ["--memory", "much"], in: Workspace()).status == 2)
    // A limit of the process is seen.
    let limited = try Workspace().shell(
      "ulimit -v 3000000; '\(CommandRun.executable)' train '\(Self.houses)' --activation relu "
        + "--epochs 1 --plugins '\(Fixtures.plugins)'")
    #expect(limited.status == 0, "\(limited.errors)")
  }

  @Test func dataComeThroughPipesAndPacked() throws {
    let workspace = try Workspace()
    let command = "'\(CommandRun.executable)' train - --activation relu --epochs 1 --format json"
    let run = try workspace.shell(
      "gzip -c '\(Self.houses)' | \(command) --plugins '\(Fixtures.plugins)'")
    #expect(run.status == 0 && run.output.contains("\"samples\":300"), "\(run.errors)")
    let pipe = try workspace.shell(
      "bash -c \"\(command.replacing("train -", with: "train <(cat '\(Self.houses)')")) "
        + "--plugins '\(Fixtures.plugins)'\"")
    #expect(pipe.status == 0 && pipe.output.contains("\"samples\":300"), "\(pipe.errors)")
    let cut = try workspace.shell(
      "gzip -c '\(Self.houses)' | head -c 1000 | \(command) --plugins '\(Fixtures.plugins)'")
    #expect(cut.status == 1 && cut.errorLines.count == 1)
    #expect(cut.errors.contains("standard input: expected data that gzip has packed"))
  }
}
