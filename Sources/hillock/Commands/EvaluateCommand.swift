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
      """)

  @Argument(help: "The model.", completion: .file(extensions: ["safetensors"]))
  var model: String

  @Argument(help: "The data: .csv, .npy or IDX.", completion: .file())
  var data: String

  @OptionGroup var labelOptions: LabelOptions
  @OptionGroup var tableOptions: TableOptions

  @Option(help: "Use the last so many samples only.")
  var last: Int?

  @OptionGroup var modelOptions: ModelOptions
  @OptionGroup var outputFormat: FormatOption

  func run() throws {
    let file = try ModelFile.open(model)
    switch try file.precision {
    case .float32: try evaluate(file, Float.self)
    case .float64: try evaluate(file, Double.self)
    }
  }

  private func evaluate<Scalar: ActivationScalar>(_ file: ModelFile, _: Scalar.Type) throws {
    let description = file.description
    let model = try modelOptions.load(file, as: Scalar.self)
    var options = description.evaluationOptions(
      tableOptions.options(label: labelOptions.column, labels: labelOptions.labels))
    options.skipsUnlabelled = labelOptions.skipUnlabelled
    let samples = try DataFile.open(data, options: options)
    for note in samples.findings.notes { StandardError.line("hillock: note: \(data): \(note)") }
    let source = try model.samples(
      of: samples, rows: last.map { try samples.rows.split(.last($0)).heldOut })
    let evaluation = try model.network.evaluate(
      source, loss: description.training.options.loss, scaling: model.preparation.targets,
      pool: modelOptions.pool)
    try IsolatedPlugins.check()
    switch outputFormat.format {
    case .json: try StandardOutput.line(evaluation.json())
    case .text: try StandardOutput.write(text(evaluation, classes: description.classNames))
    }
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
