import ActivationHost
import Activations
import ArgumentParser
import NeuralNetwork

/// `hillock bench activation`: nanoseconds an element, of one activation or of all.
struct BenchActivationCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "activation",
    abstract: "Measure activations: value and gradient, beside a plain copy.",
    discussion: """
      Parameters are at their defaults, figures medians of repeated runs after a warm-up. Without a \
      name, every activation on the search path. Inputs are uniform over --range, or normal with \
      the range's middle as their mean and a quarter of its length as their deviation.

      EXAMPLES:
        hillock bench activation gelu
        hillock bench activation --elements 1048576 --threads 2 --seconds 0.1
        hillock bench activation sigmoid --format json
        hillock bench activation gelu --range=-40,40
        hillock bench activation gelu --distribution normal
        hillock bench activation gelu --precision f64
      """)

  @Argument(help: "The activation's name, or an alias.", completion: .activationNames)
  var name: String?

  @Option(help: "How many elements to compute in each run.")
  var elements = 16384

  @Option(help: "How many threads to use; 0 for one a core.")
  var threads = 1

  @Option(help: "How long to measure each figure for; 1, or 0.1 where all are measured.")
  var seconds: Double?

  @Option(help: "Where the inputs lie, as LOW,HIGH.")
  var range = InputRange(low: -4, high: 4)

  @Option(help: "How the inputs are distributed.")
  var distribution = InputDistribution.uniform

  @Option(help: "What to compute in: f32 or f64.")
  var precision = PrecisionArgument.f32

  @OptionGroup var pluginOptions: PluginOptions
  @OptionGroup var outputFormat: FormatOption

  func validate() throws {
    guard (1...1 << 28).contains(elements) else {
      throw ValidationError("--elements must be from 1 to \(1 << 28).")
    }
    guard (0...1024).contains(threads) else {
      throw ValidationError("--threads must be from 0 to 1024.")
    }
    if let seconds, !(seconds > 0 && seconds <= 3600) {
      throw ValidationError("--seconds must be above 0, and at most 3600.")
    }
  }

  func run() throws {
    let registry = try pluginOptions.registry()
    let pool = ThreadPool(threads: threads)
    guard let name else {
      let names = registry.entries.filter { $0.status == .available }.map(\.name)
      let figures = try names.map { try measured(registry.activation(named: $0), pool, 0.1) }
      switch outputFormat.format {
      case .json: try StandardOutput.line(figures.json())
      case .text: try StandardOutput.write(Self.table(figures))
      }
      return
    }
    let figures = try measured(registry.activation(named: name), pool, 1)
    switch outputFormat.format {
    case .json: try StandardOutput.line(figures.json())
    case .text: try StandardOutput.write(Self.table([figures]))
    }
  }

  private func measured(
    _ activation: PluginActivation, _ pool: ThreadPool, _ usualSeconds: Double
  ) throws -> Figures {
    func benchmark<Scalar: ActivationScalar>(_: Scalar.Type) throws -> ActivationBenchmark {
      try ActivationBenchmark(
        activation, of: Scalar.self, elements: elements,
        inputs: distribution.inputs(over: range), pool: pool, seconds: seconds ?? usualSeconds)
    }
    let figures =
      switch precision.precision {
      case .float32: try benchmark(Float.self)
      case .float64: try benchmark(Double.self)
      }
    return Figures(activation, figures, precision.precision, threads: pool.threads)
  }

  private static func table(_ all: [Figures]) -> String {
    var table = TextTable([
      ("ACTIVATION", .left), ("VALUE NS", .right), ("GB/S", .right), ("COPIES", .right),
      ("GRADIENT NS", .right), ("GB/S", .right), ("COPIES", .right),
    ])
    for figures in all {
      let (value, gradient) = (figures.valueNsPerElement, figures.gradientNsPerElement)
      let copy = figures.copyNsPerElement
      table.append(
        [figures.activation]
          + [
            value, figures.valueBytes / value, value / copy,
            gradient, figures.gradientBytes / gradient, gradient / copy,
          ].map { "\(($0 * 1000).rounded() / 1000)" })
    }
    let notes = all.flatMap { figures in
      [("value", figures.value), ("gradient", figures.gradient)].compactMap { what, form in
        form.text.map { "\(figures.activation)'s \(what): \($0)\n" }
      }
    }
    return table.text() + notes.joined()
  }
}

/// What the benchmark of one activation found, a value a key of the JSON.
private struct Figures: Encodable {
  var activation: String
  var precision: String
  var elements: Int
  var threads: Int
  var valueNsPerElement: Double
  var gradientNsPerElement: Double
  /// The time of y = x in the same run.
  var copyNsPerElement: Double
  /// How values, and gradients, are computed.
  var value: ComputedFormReport
  var gradient: ComputedFormReport

  /// What a value reads and writes of each element, x and y: bytes.
  var valueBytes: Double { precision == Precision.float32.rawValue ? 8 : 16 }
  /// What a gradient does: x or y, dy and dx.
  var gradientBytes: Double { valueBytes * 1.5 }

  init(
    _ plugin: PluginActivation, _ benchmark: ActivationBenchmark, _ precision: Precision,
    threads: Int
  ) {
    let scale = 1e9 / Double(benchmark.elements)
    activation = plugin.name
    self.precision = precision.rawValue
    let forms = plugin.computedForms(precision: precision)
    value = ComputedFormReport(forms?.value)
    gradient = ComputedFormReport(forms?.gradient)
    elements = benchmark.elements
    self.threads = threads
    valueNsPerElement = benchmark.valueSeconds * scale
    gradientNsPerElement = benchmark.gradientSeconds * scale
    copyNsPerElement = benchmark.copySeconds * scale
  }
}
