import ActivationHost
import Activations
import ArgumentParser
import Datasets
import Interchange
import NeuralNetwork

/// `hillock import`: a model of another program, by way of ONNX.
struct ImportCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "import",
    abstract: "Make a model of an ONNX file that holds a dense network.",
    discussion: """
      Activations are found by what the file's nodes compute, whatever they are called there. What is \
      no chain of dense layers is refused, with every reason at once.

      EXAMPLES:
        hillock import net.onnx -o net.safetensors
        hillock import net.onnx -o net.safetensors --format json
      """)

  @Argument(help: "The ONNX file.", completion: .file(extensions: ["onnx"]))
  var file: String

  @Option(
    name: .shortAndLong, help: ArgumentHelp("Where to write the model.", valueName: "model"),
    completion: .file(extensions: ["safetensors"]))
  var output: String

  @Flag(help: "Keep a softmax at the end as a layer that gives numbers, not classes.")
  var numbers = false

  @OptionGroup var pluginOptions: PluginOptions
  @OptionGroup var outputFormat: FormatOption

  func run() throws {
    let place = try OutputPlace(output, kind: ModelFile.kind, sparing: [file])
    let registry = try pluginOptions.registry(isLocked: true)
    let network: ImportedNetwork
    do {
      network = try ImportedNetwork(
        file, activations: registry.formulas, keepsNumbers: numbers)
    } catch let error as ImportError {
      // A line for each reason.
      StandardError.write("hillock: \(error)\n")
      throw ExitCode.failure
    }
    switch network.precision {
    case .float32: try save(network, Float.self, registry, to: place)
    case .float64: try save(network, Double.self, registry, to: place)
    }
    let report = Report(network, registry)
    switch outputFormat.format {
    case .json: try StandardOutput.line(report.json())
    case .text: try StandardOutput.write(report.text)
    }
  }

  private func save<Scalar: ActivationScalar>(
    _ network: ImportedNetwork, _: Scalar.Type, _ registry: Registry, to place: OutputPlace
  ) throws {
    let model = try network.model(Scalar.self) { try registry.activation(named: $0) }
    try model.save(to: place)
  }

  /// What was found.
  private struct Report: Encodable {
    struct Layer: Encodable {
      var inputs: Int
      var units: Int
      var activation: String
      var settings: [String: Double]
      var perChannel: [String]
      var formula: String
      /// What the plugin says of ONNX.
      var note: String?
    }

    var producer: String
    var precision: String
    var isStandardized: Bool
    var classes: [String]?
    var layers: [Layer]

    init(_ network: ImportedNetwork, _ registry: Registry) {
      producer = network.producer
      precision = network.precision.rawValue
      isStandardized = network.standardization != nil
      classes = network.classNames
      layers = network.layers.map { layer in
        let description = layer.activation.flatMap { try? registry.find($0).activation }
        return Layer(
          inputs: layer.inputs, units: layer.units, activation: layer.activation ?? "identity",
          settings: layer.settings, perChannel: layer.channels.keys.sorted(),
          formula: layer.formula,
          note: description?.peerNotes.first { $0.peer == "onnx" }?.text)
      }
    }

    var text: String {
      var table = TextTable([
        ("LAYER", .right), ("INPUTS", .right), ("UNITS", .right), ("ACTIVATION", .left),
        ("IN THE FILE", .left),
      ])
      for (index, layer) in layers.enumerated() {
        let settings =
          layer.settings.sorted { $0.key < $1.key }.map { " \($0.key)=\($0.value)" }
          + layer.perChannel.map { " \($0) by channel" }
        table.append([
          "\(index)", "\(layer.inputs)", "\(layer.units)", layer.activation + settings.joined(),
          DisplayText.line(layer.formula, limit: 60),
        ])
      }
      var text = table.text()
      if isStandardized { text += "inputs are standardized\n" }
      if let classes {
        text += "classes: \(DisplayText.line(classes.joined(separator: ", "), limit: 70))\n"
      }
      for note in Set(layers.compactMap(\.note)).sorted() { text += "ONNX: \(note)\n" }
      return text
    }
  }
}

extension Registry {
  /// What every available plugin that states a formula says of itself.
  var formulas: [ActivationFormula] {
    entries.compactMap { entry in
      guard entry.status == .available, let activation = entry.activation,
        let text = activation.text("formula")
      else { return nil }
      return ActivationFormula(
        name: activation.name, text: text, parameters: activation.parameters,
        form: activation.form)
    }
  }
}
