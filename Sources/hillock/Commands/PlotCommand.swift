import ActivationHost
import Activations
import ArgumentParser
import Charts
import Datasets
import NeuralNetwork

/// `hillock plot`: value and derivative of activations as curves.
struct PlotCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "plot",
    abstract: "Draw activations and their derivatives, in the terminal or to a file.",
    discussion: """
      EXAMPLES:
        hillock plot gelu
        hillock plot relu silu tanh --from -3 --to 3
        hillock plot leaky_relu --set negative_slope=0.2 --output leaky_relu.svg
      """)

  @Argument(help: "The activations' names.", completion: .activationNames)
  var names: [String]

  @Option(help: "The left end of the axis.")
  var from = Real(argument: "-5")!

  @Option(help: "The right end of the axis.")
  var to = Real(argument: "5")!

  @Option(help: "The gate, for activations that have one.")
  var gate = Real(argument: "1")!

  @Option(
    name: .shortAndLong,
    help: ArgumentHelp("Write a picture, as the name says: f.svg or f.png.", valueName: "file"),
    completion: .file(extensions: ["svg", "png"]))
  var output: String?

  @OptionGroup var settingOptions: SettingOptions
  @OptionGroup var pluginOptions: PluginOptions

  private var pictureFormat: Chart.PictureFormat? {
    output.flatMap { Chart.PictureFormat(file: $0) }
  }

  func validate() throws {
    guard from.value.isFinite, to.value.isFinite, from.value < to.value else {
      throw ValidationError("--from must be a number below --to.")
    }
    if let output, pictureFormat == nil {
      throw ValidationError("--output must end in .svg or .png, not '\(output)'.")
    }
  }

  func run() throws {
    let place = try output.map { try OutputPlace($0, kind: pictureFormat?.kind) }
    let registry = try pluginOptions.registry()
    let activations = try names.map(registry.activation(named:))
    let settings = try settingOptions.values(for: activations)
    let curves = try zip(activations, settings).map { try self.curves(of: $0, settings: $1) }
    try IsolatedPlugins.check()
    let chart = self.chart(activations, settings, curves)
    if let place, let pictureFormat {
      let picture = try chart.picture(pictureFormat)
      try place.write { file throws(DataError) in try file.write(picture) }
    } else {
      let terminal = Terminal.output
      let rows = max(8, min(24, (terminal.rows - 6) / chart.panels.count - 2))
      try StandardOutput.line(
        chart.text(
          columns: min(terminal.columns, 110), rows: rows, isColored: terminal.isColored))
    }
  }

  private typealias Curves = (value: [Series.Point], derivative: [Series.Point])

  private func curves(of activation: PluginActivation, settings: [String: Double]) throws -> Curves
  {
    guard activation.form != .row else {
      throw ValidationError(
        "\(activation.name) turns rows into rows: there is no curve to draw (see 'hillock eval').")
    }
    let evaluator = try ActivationEvaluator<Double>(activation, columns: 1, settings: settings)
    func gates(_ x: [Double]) -> [Double]? {
      activation.form == .gated ? [Double](repeating: gate.value, count: x.count) : nil
    }
    let range = from.value...to.value
    return (
      Series.points(over: range) { evaluator.values($0, gate: gates($0)) },
      Series.points(over: range) { evaluator.derivatives($0, gate: gates($0)) ?? [] }
    )
  }

  /// One activation in one panel with its derivative; several in two panels.
  private func chart(
    _ activations: [PluginActivation], _ settings: [[String: Double]], _ curves: [Curves]
  ) -> Chart {
    let range = from.value...to.value
    func panel(_ title: String, _ series: [Series]) -> Panel {
      Panel(title: title, xLabel: "x", series: series, xRange: range)
    }
    if activations.count == 1 {
      let remarks =
        [activations[0].description.text("summary")].compactMap(\.self)
        + remarks(activations[0], settings[0])
      return Chart(
        title: activations[0].name, subtitle: remarks.joined(separator: " · "),
        panels: [
          panel(
            "",
            [
              Series(name: "value", style: .init(color: 0), points: curves[0].value),
              Series(
                name: "derivative", style: .init(color: 1, pattern: 1),
                points: curves[0].derivative),
            ])
        ])
    }
    func series(_ curve: (Curves) -> [Series.Point]) -> [Series] {
      curves.indices.map { index in
        let remarks = remarks(activations[index], settings[index]).joined(separator: ", ")
        let name = activations[index].name + (remarks.isEmpty ? "" : " (\(remarks))")
        // Without colours, dashes tell the curves apart.
        let pattern = Terminal.output.isColored || output != nil ? 0 : index
        return Series(
          name: name, style: .init(color: index, pattern: pattern), points: curve(curves[index]))
      }
    }
    return Chart(
      title: activations.map(\.name).joined(separator: ", "),
      panels: [panel("value", series(\.value)), panel("derivative", series(\.derivative))])
  }

  /// What the curve depends on beside x.
  private func remarks(_ activation: PluginActivation, _ settings: [String: Double]) -> [String] {
    settings.sorted { $0.key < $1.key }.map { "\($0.key) = \($0.value.text(significant: 6))" }
      + (activation.form == .gated ? ["gate = \(gate.value.text(significant: 6))"] : [])
  }
}

extension Chart.PictureFormat {
  /// What a picture replaces.
  var kind: FileKind { self == .svg ? .svg : .png }
}
