import ActivationHost
import Activations
import ArgumentParser
import Charts
import Datasets
import NeuralNetwork

/// `hillock evaluate`: how well a saved model does on labelled data.
struct EvaluateCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "evaluate",
    abstract: "Measure a saved model on labelled data.",
    discussion: """
      EXAMPLES:
        hillock evaluate digits.safetensors digits.csv --last 360
        hillock evaluate iris.safetensors iris.csv --label species --format json
        hillock evaluate houses.safetensors houses.csv --importance
      """)

  @Argument(help: "The model.", completion: .file(extensions: ["safetensors"]))
  var model: String

  @OptionGroup var samples: LabelledDataOptions

  @Option(help: "Use the last so many samples only.")
  var last: Int?

  @Flag(
    help: ArgumentHelp(
      "Say what each column is worth: how much worse the model does where its values are dealt out "
        + "anew among the rows, five times."))
  var importance = false

  @OptionGroup var modelOptions: ModelOptions
  @OptionGroup var outputFormat: FormatOption

  func run() throws {
    let file = try ModelFile.open(model)
    switch try file.precision {
    case .float32: try evaluate(file, Float.self)
    case .float64: try evaluate(file, Double.self)
    }
  }

  private func evaluate<Scalar: ActivationScalar>(_ saved: ModelFile, _: Scalar.Type) throws {
    let description = saved.description
    let model = try modelOptions.load(saved, as: Scalar.self)
    let file = try samples.open(for: description)
    let source = try model.samples(
      of: file, rows: last.map { try file.rows.split(.last($0)).heldOut })
    let evaluation = try model.network.evaluate(
      source, loss: description.training.options.loss, scaling: model.preparation.targets,
      pool: modelOptions.pool)
    let columns =
      importance
      ? try model.importance(
        of: raw(file), columns: file.columns,
        loss: description.training.options.loss, pool: modelOptions.pool) : nil
    try IsolatedPlugins.check()
    switch outputFormat.format {
    case .json:
      try StandardOutput.line(Report(evaluation: evaluation, importance: columns).json())
    case .text:
      try StandardOutput.write(
        text(evaluation, classes: description.classNames)
          + (columns.map { text($0, of: evaluation) } ?? ""))
    }
  }

  /// The samples as they are in the file.
  private func raw(_ file: DataFile) throws -> Dataset<Double> {
    let all = try file.load(Double.self)
    return try last.map { try all.split(.last($0)).heldOut } ?? all
  }

  /// What was measured, as one object.
  private struct Report: Encodable {
    let evaluation: Evaluation
    let importance: [ColumnImportance]?

    private enum CodingKeys: CodingKey { case importance }

    func encode(to encoder: any Encoder) throws {
      try evaluation.encode(to: encoder)
      var container = encoder.container(keyedBy: CodingKeys.self)
      try container.encodeIfPresent(importance, forKey: .importance)
    }
  }

  private func text(_ columns: [ColumnImportance], of evaluation: Evaluation) -> String {
    var table = TextTable([
      ("COLUMN", .left), ("DROP OF \(evaluation.accuracy == nil ? "R2" : "ACCURACY")", .right),
    ])
    for column in columns.sorted(by: { $0.drop > $1.drop }) {
      table.append([
        DisplayText.line(column.column, limit: 40),
        "\(column.drop.text(decimals: 4)) ± \(column.deviation.text(decimals: 4))",
      ])
    }
    return "\n" + table.text()
  }

  private func text(_ evaluation: Evaluation, classes: [String]?) -> String {
    var text = "samples   \(evaluation.count)\nloss      \(evaluation.loss)\n"
    let measures: [(String, Double?)] = [
      ("accuracy", evaluation.accuracy), ("balanced", evaluation.balancedAccuracy),
      ("log loss", evaluation.logLoss), ("AUC", evaluation.auc), ("R2", evaluation.r2),
      ("RMSE", evaluation.rmse), ("MAE", evaluation.mae),
    ]
    for case (let name, let value?) in measures {
      text += name + String(repeating: " ", count: 10 - name.count) + "\(value)\n"
    }
    // A larger table fits no terminal; JSON has it.
    guard let confusion = evaluation.confusion, let classes, classes.count <= 20 else {
      return text
    }
    let names = classes.map { DisplayText.line($0, limit: 12) }
    var each = TextTable([
      ("CLASS", .left), ("SAMPLES", .right), ("PRECISION", .right), ("RECALL", .right),
      ("F1", .right),
    ])
    for (name, measures) in zip(names, evaluation.classes ?? []) {
      each.append([
        name, "\(measures.count)", measures.precision?.text(decimals: 4) ?? "-",
        measures.recall?.text(decimals: 4) ?? "-", measures.f1.text(decimals: 4),
      ])
    }
    text += "\n" + each.text()
    var table = TextTable(
      [("IS \\ TAKEN FOR", .left)] + names.map { ($0, TextTable.Alignment.right) })
    for (name, row) in zip(names, confusion) { table.append([name] + row.map(String.init)) }
    return text + "\n" + table.text()
  }
}
