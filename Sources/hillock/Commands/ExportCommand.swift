import ActivationHost
import Activations
import ArgumentParser
import Datasets
import Interchange
import NeuralNetwork

/// `hillock export`: a model for other programs, as ONNX, and how exact it is there.
struct ExportCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "export",
    abstract: "Write a model as an ONNX file, and judge what was written.",
    discussion: """
      Activations become operators of the standard where those compute the same as exactly in ONNX \
      Runtime, and functions within the file otherwise. Where Python has onnxruntime, or onnx, each \
      is run and compared with its formula, in ULP; above 4 a warning says so.

      EXAMPLES:
        hillock export digits.safetensors -o digits.onnx
        hillock export digits.safetensors -o digits.onnx --python venv/bin/python
        hillock export digits.safetensors -o digits.onnx --standard-operators
      """)

  @Argument(help: "The model.", completion: .file(extensions: ["safetensors"]))
  var model: String

  @Option(
    name: .shortAndLong, help: ArgumentHelp("Where to write the ONNX file.", valueName: "file"),
    completion: .file(extensions: ["onnx"]))
  var output: String

  @Flag(
    name: .customLong("standard-operators"),
    help: "Use an operator of the standard also where ONNX Runtime's loses digits.")
  var isStandard = false

  @Option(
    help: ArgumentHelp(
      "The Python whose onnxruntime and onnx judge the file.", valueName: "program"),
    completion: .file())
  var python = "python3"

  @OptionGroup var modelOptions: ModelOptions
  @OptionGroup var outputFormat: FormatOption

  func run() throws {
    let place = try OutputPlace(output, kind: .onnx, sparing: [model])
    let file = try ModelFile.open(model)
    switch try file.precision {
    case .float32: try export(file, to: place, Float.self)
    case .float64: try export(file, to: place, Double.self)
    }
  }

  private func export<Scalar: ActivationScalar>(
    _ file: ModelFile, to place: OutputPlace, _: Scalar.Type
  ) throws {
    let registry = try modelOptions.pluginOptions.registry(isLocked: true)
    let model = try modelOptions.load(file, as: Scalar.self)
    let formulas = Dictionary(registry.formulas.map { ($0.name, $0) }) { first, _ in first }
    let export = try ModelExport(
      model, from: self.model, formulas: formulas, isStandard: isStandard)
    try AtomicFile.write(to: place, body: { file in try file.write(export.bytes) })
    let report = try ExportReport(
      export, activations: model.network.activations, python: python)
    switch outputFormat.format {
    case .json: try StandardOutput.line(report.json())
    case .text: try StandardOutput.write(report.text)
    }
    for warning in report.warnings { StandardError.line("hillock: warning: \(warning)") }
  }
}

extension FileKind {
  /// An ONNX file as it is written here: `ir_version` comes first, then who wrote it.
  static let onnx = FileKind("an ONNX file") { prefix in
    prefix.count > 3 && prefix[0] == 0x08 && prefix[1] < 0x20 && prefix[2] & 7 == 2
  }
}
