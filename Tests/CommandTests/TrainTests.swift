import Foundation
import Testing

@Suite struct TrainTests {
  struct Summary: Decodable {
    var test_accuracy: Double
    var train_loss: Double
    var epochs: Int
    var seconds: Double
    var warnings: [String]
  }

  /// Trains on the digits as the issue states it, and returns what the last line of JSON says.
  static func digits(
    _ arguments: [String], in workspace: Workspace
  ) throws -> Summary {
    let run = try CommandRun.hillock(
      ["train", Fixtures.digits, "--test-last", "360", "--seed", "1", "--format", "json"]
        + arguments, in: workspace)
    try #require(run.status == 0, "\(run.errors)")
    let last = try #require(run.output.split(separator: "\n").last)
    return try JSONDecoder().decode(Summary.self, from: Data(last.utf8))
  }

  @Test(arguments: ["sigmoid", "tanh", "relu"])
  func digitsAreLearned(activation: String) throws {
    let summary = try Self.digits(
      ["--activation", activation, "--plugins", Fixtures.plugins], in: Workspace())
    #expect(summary.test_accuracy >= 0.89)
    #expect(summary.epochs == 30)
    #expect(summary.train_loss < 0.1 && summary.seconds > 0)
  }

  /// A log has few lines of a training, unless each epoch is wanted.
  @Test func eachEpochHasALineWhereThatIsWanted() throws {
    let workspace = try Workspace()
    func lines(_ more: String...) throws -> Int {
      let run = try CommandRun.hillock(
        [
          "train", Fixtures.digits, "--activation", "relu", "--hidden", "4", "--epochs", "40",
          "--plugins", Fixtures.plugins,
        ] + more, in: workspace)
      return run.errorLines.count { $0.hasPrefix("epoch ") }
    }
    #expect(try lines("--verbose") == 40)
    // One after 5 s, and the next when twice as long has gone by.
    #expect(try lines() < 12)
  }

  @Test func stepWarnsThatLowerLayersWillNotLearnAndGoesOn() throws {
    let summary = try Self.digits(
      ["--activation", "step", "--plugins", Fixtures.plugins], in: Workspace())
    #expect(summary.warnings.count == 1)
    #expect(summary.warnings.first?.contains("step") == true)
    #expect((0.5..<0.87).contains(summary.test_accuracy))
  }

  /// The second line: by hand, with two functions.
  @Test func twoFunctionsTrainAndTheSavedModelPredictsIdentically() throws {
    let workspace = try Workspace()
    try Fixtures.compile(Fixtures.bareSigmoid, as: "mine", in: workspace)
    let summary = try Self.digits(
      ["--activation", "mine", "--plugins", "plugins", "--output", "model.safetensors"],
      in: workspace)
    #expect(summary.test_accuracy > 0.87)
    try Self.checkReload(accuracy: summary.test_accuracy, in: workspace)
  }

  /// Evaluates and predicts twice with `model.safetensors` and the plugins in `plugins`.
  static func checkReload(accuracy: Double, in workspace: Workspace) throws {
    struct Evaluation: Decodable { var accuracy: Double }
    let evaluate = try workspace.hillock(
      "evaluate", "model.safetensors", Fixtures.digits, "--last", "360", "--format", "json",
      "--plugins", "plugins")
    try #require(evaluate.status == 0, "\(evaluate.errors)")
    let evaluation = try JSONDecoder().decode(Evaluation.self, from: Data(evaluate.output.utf8))
    #expect(evaluation.accuracy == accuracy)

    var predictions: [String] = []
    for threads in ["1", "2"] {
      let run = try workspace.hillock(
        "predict", "model.safetensors", Fixtures.digits, "--probabilities", "--threads", threads,
        "--plugins", "plugins")
      try #require(run.status == 0, "\(run.errors)")
      predictions.append(run.output)
    }
    #expect(predictions[0] == predictions[1])
    // What it says of the test rows is what the training measured.
    let labels = try String(contentsOfFile: Fixtures.digits, encoding: .utf8).split(separator: "\n")
      .map { $0.split(separator: ",").last! }
    let predicted = predictions[0].split(separator: "\n").map { $0.split(separator: ",").first! }
    #expect(predicted.count == labels.count)
    let right = zip(labels, predicted).suffix(360).count { $0 == $1 }
    #expect(Double(right) / 360 == accuracy)
  }

  @Test func twoRunsAtOnceDoNotDisturbEachOther() throws {
    let workspace = try Workspace()
    let arguments = [
      "train", Fixtures.digits, "--activation", "tanh", "--epochs", "5", "--output",
      "model.safetensors", "--plugins", Fixtures.plugins,
    ]
    let runs = try (0..<2).map { _ in
      try CommandRun.start(CommandRun.executable, arguments, in: workspace)
    }
    for run in runs { #expect(run.finish().status == 0) }
    let predict = try workspace.hillock(
      "predict", "model.safetensors", Fixtures.digits, "--plugins", Fixtures.plugins)
    #expect(predict.status == 0 && predict.output.split(separator: "\n").count == 1798)
    let left = try FileManager.default.contentsOfDirectory(atPath: workspace[""])
    #expect(left == ["model.safetensors"])
  }

  @Test func theSameSeedGivesTheSameModelWhateverTheThreads() throws {
    let workspace = try Workspace()
    for threads in ["1", "2"] {
      _ = try Self.digits(
        [
          "--activation", "gelu", "--epochs", "3", "--threads", threads, "--output", "m\(threads)",
          "--plugins", Fixtures.plugins,
        ], in: workspace)
    }
    #expect(try workspace.shell("cmp m1 m2").status == 0)
  }

  @Test func numbersAreLearnedFromASpoiltColumnOrder() throws {
    // y = 2 a - b, with the label in the middle, a quoted name and 200 rows.
    let workspace = try Workspace()
    var rows = ["a,\"the, label\",b"]
    for index in 0..<200 {
      let (a, b) = (Double(index % 14) / 7, Double(index % 9) / 4)
      rows.append("\(a),\(2 * a - b),\(b)")
    }
    try workspace.write("line.csv", rows.joined(separator: "\n"))
    let train = try workspace.hillock(
      "train", "line.csv", "--label", "the, label", "--label-kind", "numbers", "--hidden", "none",
      "--activation", "identity", "--optimizer", "sgd", "--momentum", "0.9", "--learning-rate",
      "0.05", "--validation-share", "0.2", "--patience", "50", "--precision", "f64", "--epochs",
      "200", "--output", "line.safetensors", "--plugins", Fixtures.plugins)
    #expect(train.status == 0, "\(train.errors)")
    try workspace.write("new.csv", "b,a\n1,3\n0,-1\n")
    let predict = try workspace.hillock("predict", "line.safetensors", "new.csv")
    let values = predict.output.split(separator: "\n").dropFirst().compactMap { Double($0) }
    #expect(values.count == 2)
    #expect(zip(values, [5.0, -2]).allSatisfy { abs($0 - $1) < 1e-3 }, "\(predict.output)")
  }

  @Test func everyOptionReachesTheTraining() throws {
    let workspace = try Workspace()
    let summary = try Self.digits(
      [
        "--activation", "leaky_relu,swish", "--set", "negative_slope=0.2", "--per-channel", "beta",
        "--hidden", "32,16", "--epochs", "4", "--batch", "16", "--optimizer", "adamw",
        "--learning-rate", "0.002", "--weight-decay", "0.001", "--schedule", "cosine",
        "--warm-up", "1", "--dropout", "0.1", "--clip", "5", "--loss", "softmax", "--initializer",
        "he", "--validation-share", "0.1", "--patience", "3", "--threads", "1", "--precision",
        "f64", "--no-standardize", "--output", "model.safetensors", "--plugins", Fixtures.plugins,
      ], in: workspace)
    #expect(summary.test_accuracy > 0.5)
    let model = try String(
      decoding: Data(contentsOf: URL(filePath: workspace["model.safetensors"])), as: UTF8.self)
    for text in ["negative_slope\\\":0.2", "perChannel\\\":[\\\"beta", "0.002", "0.001"] {
      #expect(model.contains(text), "\(text)")
    }
    #expect(!model.contains("standardization"))
  }
}
