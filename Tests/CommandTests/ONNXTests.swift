import Foundation
import Testing

/// Models in and out as ONNX: with the programs that write it, where PyPI can be reached, and as it
/// is written here.
@Suite struct ONNXTests {
  /// A model of three inputs and three classes, trained for an epoch.
  static func train(_ activation: String, in workspace: Workspace) throws {
    var lines = ["a,b,c,label"]
    for row in 0..<60 {
      let x = Double(row)
      lines.append("\(sin(x)),\(cos(2 * x) * 3),\(x / 20),\(["ant", "bee", "cat"][row % 3])")
    }
    try workspace.write("data.csv", lines.joined(separator: "\n") + "\n")
    let run = try workspace.hillock(
      "train", "data.csv", "--activation", activation, "--hidden", "5,4", "--epochs", "1",
      "--output", "model.safetensors", "--plugins", Fixtures.plugins)
    try #require(run.status == 0, "\(run.errors)")
  }

  static func predict(_ model: String, in workspace: Workspace) throws -> String {
    let run = try workspace.hillock(
      "predict", model, "data.csv", "--probabilities", "--plugins", Fixtures.plugins)
    try #require(run.status == 0, "\(run.errors)")
    return run.output
  }

  /// What was exported and imported again predicts the same, but for the names of the inputs.
  @Test(arguments: [
    "relu", "gelu", "mish", "prelu", "swiglu", "softmax", "softplus", "swish", "xielu", "maxout",
  ])
  func modelsComeBack(activation: String) throws {
    let workspace = try Workspace()
    try Self.train(activation, in: workspace)
    let export = try workspace.hillock(
      "export", "model.safetensors", "-o", "m.onnx", "--python", "/nowhere/python", "--plugins",
      Fixtures.plugins)
    try #require(export.status == 0, "\(export.errors)")
    #expect(export.output.contains("not judged: /nowhere/python cannot be run"))
    let back = try workspace.hillock(
      "import", "m.onnx", "-o", "back.safetensors", "--plugins", Fixtures.plugins)
    try #require(back.status == 0, "\(back.errors)")
    #expect(back.output.contains("classes: ant, bee, cat"))
    #expect(back.output.contains("inputs are standardized"))
    let before = try Self.predict("model.safetensors", in: workspace)
    // Without names inputs are found by their place.
    let csv = try String(contentsOfFile: workspace["data.csv"], encoding: .utf8)
    let inputs = csv.split(separator: "\n").dropFirst()
      .map { $0.split(separator: ",").dropLast().joined(separator: ",") }
    try workspace.write("data.csv", (["p,q,r"] + inputs).joined(separator: "\n") + "\n")
    let after = try Self.predict("back.safetensors", in: workspace)
    let pairs = Array(
      zip(before.split(separator: "\n"), after.split(separator: "\n")).dropFirst())
    #expect(pairs.count == 60)
    for (one, other) in pairs {
      let (one, other) = (one.split(separator: ","), other.split(separator: ","))
      #expect(one[0] == other[0])
      for (p, q) in zip(one.dropFirst(), other.dropFirst()) {
        let (p, q) = (try #require(Double(p)), try #require(Double(q)))
        #expect(abs(p - q) < 1e-5)
      }
    }
  }

  @Test func refusalsAreALineEach() throws {
    let workspace = try Workspace()
    try workspace.write("text.onnx", "no model")
    let text = try workspace.hillock(
      "import", "text.onnx", "-o", "m.safetensors", "--plugins", Fixtures.plugins)
    #expect(text.status == 1 && text.errorLines.count == 1)
    #expect(text.errors.contains("text.onnx") && text.errors.contains("expected an ONNX file"))
    try Self.train("hardmax", in: workspace)
    let export = try workspace.hillock(
      "export", "model.safetensors", "-o", "m.onnx", "--plugins", Fixtures.plugins)
    #expect(export.status == 1)
    let reason = "model.safetensors: no ONNX: layer 0: hardmax states no formula"
    #expect(export.errors.contains(reason))
    #expect(!FileManager.default.fileExists(atPath: workspace["m.onnx"]))
  }

  @Test(
    .enabled(if: PythonEnvironment.onnx.isThere, "PyPI is out of reach"),
    arguments: ["gelu", "log_sigmoid", "elu", "swiglu", "softmax"])
  func exportsAreJudgedAndRunElsewhere(activation: String) throws {
    let workspace = try Workspace()
    let python = try #require(PythonEnvironment.onnx.python)
    try Self.train(activation, in: workspace)
    let export = try workspace.hillock(
      "export", "model.safetensors", "-o", "m.onnx", "--python", python, "--format", "json",
      "--plugins", Fixtures.plugins)
    try #require(export.status == 0, "\(export.errors)")
    struct Report: Decodable {
      struct Use: Decodable {
        var activation: String
        var onnxruntime: Double
        var reference: Double
      }
      var uses: [Use]
      var judged: String
    }
    let report = try JSONDecoder().decode(Report.self, from: Data(export.output.utf8))
    #expect(report.judged.contains("onnxruntime 1.32.0"))
    #expect(report.uses.first?.activation == activation)
    for use in report.uses { #expect(use.onnxruntime <= 4 && use.reference <= 4) }
    #expect(export.errors.isEmpty)

    try workspace.write("predictions.csv", Self.predict("model.safetensors", in: workspace))
    let csv = try String(contentsOfFile: workspace["data.csv"], encoding: .utf8)
    let rows = csv.split(separator: "\n").dropFirst().map { row in
      row.split(separator: ",").dropLast().compactMap { Double($0) }
    }
    try NumpyFixture(
      shape: [rows.count, 3], values: rows.flatMap { $0 }, isSingle: true
    ).write(workspace["samples.npy"])
    let run = try CommandRun.process(
      python,
      ["\(PythonEnvironment.scripts)/onnx/export.py", "m.onnx", "samples.npy", "predictions.csv"],
      in: workspace)
    #expect(run.status == 0, "\(run.output)\(run.errors)")
  }

  /// Where ONNX Runtime's own operator is wanted although it loses digits, that is said.
  @Test(.enabled(if: PythonEnvironment.onnx.isThere, "PyPI is out of reach"))
  func operatorsThatLoseDigitsAreWarnedOf() throws {
    let workspace = try Workspace()
    try Self.train("sigmoid", in: workspace)
    let export = try workspace.hillock(
      "export", "model.safetensors", "-o", "m.onnx", "--standard-operators", "--python",
      try #require(PythonEnvironment.onnx.python), "--plugins", Fixtures.plugins)
    #expect(export.status == 0 && export.output.contains("Sigmoid"))
    #expect(export.errorLines.contains { $0.contains("warning: Sigmoid is up to") })
  }

  /// Imports what a script writes, and compares what is predicted with ONNX Runtime.
  static func producer(
    _ script: String, _ environment: PythonEnvironment, files: Int
  ) throws {
    let workspace = try Workspace()
    let python = try #require(environment.python)
    let scripts = "\(PythonEnvironment.scripts)/onnx"
    let run = try workspace.shell(
      """
      mkdir models && '\(python)' '\(scripts)/\(script).py' models > log 2>&1 && \
      '\(python)' '\(scripts)/compare.py' '\(CommandRun.executable)' '\(Fixtures.plugins)' models
      """)
    #expect(run.status == 0, "\(run.output)\(run.errors)")
    #expect(run.output.hasPrefix("\(files) files"))
  }

  @Test(.enabled(if: PythonEnvironment.onnx.isThere, "PyPI is out of reach"))
  func scikitLearnsModelsPredictAsThere() throws {
    try Self.producer("sklearn_models", .onnx, files: 15)
  }

  @Test(.enabled(if: PythonEnvironment.torch.isThere, "PyTorch for the CPU is out of reach"))
  func pytorchsModelsPredictAsThere() throws {
    try Self.producer("torch_models", .torch, files: 55)
  }
}
