import Activations
import ArgumentParser
import CAllocations
import NeuralNetwork

/// `hillock bench network`: one network's inference and training step.
struct BenchNetworkCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "network",
    abstract: "Measure a network: a batch's outputs, and a training step.",
    discussion: """
      A training step is forward, softmax cross-entropy, backward, and an update by descent with \
      momentum 0.9. Times are medians of repeated runs after a warm-up. The peak is what one core \
      does in registers alone, measured in the same run.

      EXAMPLES:
        hillock bench network --layers 784,256,128,10 --batch 128 --activation gelu
        hillock bench network --layers 64,32,10 --batch 1 --threads 1 --format json
      """)

  @OptionGroup var benchmark: BenchmarkOptions

  @Option(help: "The widths of the input, the hidden layers and the output.")
  var layers: Widths

  @Option(help: "The samples of a batch.")
  var batch = 1

  @OptionGroup var outputFormat: FormatOption

  func run() throws {
    let setup = NetworkBenchmark.Setup(
      widths: layers.values, batch: batch, seconds: benchmark.seconds)
    let report = NetworkReport(
      setup: setup, options: benchmark, threads: benchmark.pool.threads,
      result: try benchmark.measure(setup),
      library: try MatrixProduct.libraryName(benchmark.precision.precision))
    switch outputFormat.format {
    case .json: try StandardOutput.line(report.json())
    case .text: try StandardOutput.write(report.text)
    }
  }
}

/// What every benchmark of networks is told.
struct BenchmarkOptions: ParsableArguments {
  @Option(help: "The activation of the hidden layers.", completion: .activationNames)
  var activation = "relu"

  @Option(help: "How many threads to use; 0 for one a core.")
  var threads = 1

  @Option(help: "The precision: f32 or f64.")
  var precision = PrecisionArgument.f32

  @Option(help: "How long to measure each figure for.")
  var seconds = 1.0

  @OptionGroup var pluginOptions: PluginOptions

  func validate() throws {
    if threads < 0 { throw ValidationError("--threads must not be negative.") }
    guard seconds > 0, seconds <= 3600 else {
      throw ValidationError("--seconds must be above 0, and at most 3600.")
    }
  }

  var pool: ThreadPool { threads == 0 ? .allCores : ThreadPool(threads: threads) }

  /// Measures a network with these options.
  func measure(_ setup: NetworkBenchmark.Setup) throws -> NetworkBenchmark {
    let activation = try pluginOptions.registry().activation(named: activation)
    let allocations = { Int(hillock_allocations()) }
    return switch precision.precision {
    case .float32:
      try NetworkBenchmark(
        setup, activation: activation, scalar: Float.self, pool: pool, allocations: allocations)
    case .float64:
      try NetworkBenchmark(
        setup, activation: activation, scalar: Double.self, pool: pool, allocations: allocations)
    }
  }
}
