import ActivationHost
import Activations
import ArgumentParser
import Charts
import Datasets
import Glibc
import NeuralNetwork

/// `hillock inspect`: what each layer of a saved model does with data.
struct InspectCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "inspect",
    abstract: "Show net inputs, outputs, dead units and gradients of a saved model, by layer.",
    discussion: """
      Looks at the first samples, up to 512. A unit is dead where its derivative is 0 at every \
      sample, and saturated where it is below 0.01 at 95 of 100.

      EXAMPLES:
        hillock inspect digits.safetensors digits.csv
        hillock inspect digits.safetensors digits.csv --plot layers.svg
      """)

  @Argument(help: "The model.", completion: .file(extensions: ["safetensors"]))
  var model: String

  @OptionGroup var samples: LabelledDataOptions

  @Option(
    help: ArgumentHelp("Draw the distributions: f.svg or f.png.", valueName: "file"),
    completion: .file(extensions: ["svg", "png"]))
  var plot: PictureArgument?

  @OptionGroup var modelOptions: ModelOptions
  @OptionGroup var outputFormat: FormatOption

  func run() throws {
    let file = try ModelFile.open(model)
    switch try file.precision {
    case .float32: try inspect(file, Float.self)
    case .float64: try inspect(file, Double.self)
    }
  }

  private func inspect<Scalar: ActivationScalar>(_ file: ModelFile, _: Scalar.Type) throws {
    let place = try plot?.place(sparing: [samples.data])
    let description = file.description
    let model = try modelOptions.load(file, as: Scalar.self)
    let layers = try model.network.inspect(
      model.samples(of: samples.open(for: description)),
      loss: description.training.options.loss, pool: modelOptions.pool)
    try IsolatedPlugins.check()
    if let plot, let place { try plot.draw(chart(layers), at: place) }
    switch outputFormat.format {
    case .json: try StandardOutput.line(layers.json())
    case .text: try StandardOutput.write(text(layers))
    }
  }

  private func text(_ layers: [LayerInspection]) -> String {
    var table = TextTable([
      ("LAYER", .right), ("ACTIVATION", .left), ("UNITS", .right), ("NET INPUT", .left),
      ("OUTPUT", .left), ("DEAD", .right), ("SATURATED", .right), ("GRADIENT NORM", .right),
    ])
    func share(_ share: Double?) -> String { share.map { "\(rounded($0 * 100))%" } ?? "-" }
    for (index, layer) in layers.enumerated() {
      table.append([
        "\(index)", DisplayText.line(layer.activation, limit: 24), "\(layer.units)",
        layer.netInputs.text, layer.outputs.text, share(layer.deadShare),
        share(layer.saturatedShare), layer.gradientNorm.text(significant: 3),
      ])
    }
    return table.text()
  }

  /// A row of distributions for each layer, and the gradients' norms through depth below them.
  private func chart(_ layers: [LayerInspection]) -> Chart {
    let distributions = layers.enumerated().flatMap { index, layer in
      [("net inputs", layer.netInputs), ("outputs", layer.outputs)].enumerated().map {
        color, what in
        Panel(
          title: "layer \(index) (\(layer.activation)): \(what.0)", xLabel: what.0,
          series: [
            Series(name: what.0, style: .init(color: color), points: what.1.outline)
          ],
          xRange: what.1.lowest...what.1.highest,
          yRange: 0...Double(what.1.histogram.max() ?? 1) * 1.05)
      }
    }
    let norms = layers.enumerated().map {
      Series.Point(x: Double($0), y: $1.gradientNorm > 0 ? log10($1.gradientNorm) : .nan)
    }
    let depth = Panel(
      title: "decimal logarithm of the gradient's norm", xLabel: "layer",
      series: [Series(name: "gradient", style: .init(color: 2), points: norms)],
      xRange: 0...Double(max(layers.count - 1, 1)),
      xMarks: layers.indices.map { .init(value: Double($0), label: "\($0)") })
    return Chart(
      title: DisplayText.line(model, limit: 60),
      subtitle: DisplayText.line(samples.data, limit: 60),
      panels: distributions + [depth], columns: 2)
  }
}

extension LayerInspection.Spread {
  /// Mean, standard deviation and extremes, and the histogram in a few characters.
  fileprivate var text: String {
    "\(mean.text(significant: 3)) ± \(deviation.text(significant: 3)) in "
      + "[\(lowest.text(significant: 3)), \(highest.text(significant: 3))] \(bars)"
  }

  /// A bar for each five of the histogram's intervals.
  private var bars: String {
    let counts = stride(from: 0, to: histogram.count, by: 5).map {
      histogram[$0..<min($0 + 5, histogram.count)].reduce(0, +)
    }
    let levels = Array(" ▁▂▃▄▅▆▇█")
    let most = max(counts.max() ?? 1, 1)
    // What is there at all is seen.
    return String(counts.map { levels[($0 * (levels.count - 1) + most - 1) / most] })
  }

  /// The outline of the histogram.
  fileprivate var outline: [Series.Point] {
    let width = (highest - lowest) / Double(histogram.count)
    return histogram.enumerated().flatMap { place, count in
      [0, 1].map { side in
        Series.Point(x: lowest + Double(place + side) * width, y: Double(count))
      }
    }
  }
}
