import ActivationHost
import Activations
import ArgumentParser
import CDigits
import Charts
import Datasets
import FoundationEssentials
import NeuralNetwork

/// `hillock demo`: the whole way, from plugin sources to trained networks, in one command.
struct DemoCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "demo",
    abstract: "Build the plugins, and see what a hidden layer's activation decides.",
    discussion: """
      Compiles the catalogue of plugins, lists them, and trains one network on the bundled \
      handwritten digits once with each of four activations in its hidden layers.

      EXAMPLES:
        hillock demo
        hillock demo --hidden 64,64 --sources ~/my-plugins
      """)

  @Option(
    help: ArgumentHelp(
      "The directory of the plugins' sources; Plugins of the package unless given.",
      valueName: "dir"),
    completion: .directory)
  var sources: String?

  @Option(help: "The widths of the hidden layers.")
  var hidden = Widths([64])

  @Option(help: "The activations to compare.")
  var activations = ActivationNames(["step", "sigmoid", "tanh", "relu"])

  @Option(help: "How often all samples are used.")
  var epochs = 30

  @Option(help: "Decides weights, order and every other random number.")
  var seed: UInt64 = 1

  func run() throws {
    let directory = try CacheDirectory.path("demo")
    let plugins = try build(into: directory + "/plugins")
    let registry = try Registry(searchPath: SearchPath(explicit: [plugins]))
    try StandardOutput.write("\n" + ListCommand.text(registry) + "\n")

    let data = directory + "/digits.csv"
    let digits = UnsafeBufferPointer(
      start: hillock_digits_csv_start(), count: hillock_digits_csv_size)
    try AtomicFile.write(data) { file throws(DataError) in try file.write(digits) }
    let file = try DataFile.open(data)
    try StandardOutput.line(
      "Training on \(data): \(file.count - Self.testCount) images of digits, and \(Self.testCount) "
        + "of other writers for testing.\n")
    // The bar and the table share the terminal: a signal ends the one before the other begins.
    Interrupt.deferExit()
    let runs = try activations.values.map { try train($0, registry, file) }
    try StandardOutput.write(DemoReport(runs: runs).text)
  }

  private static let testCount = 360

  /// Compiles every source, where they are newer or not: it takes seconds.
  private func build(into directory: String) throws -> String {
    let sources = try self.sources ?? Self.packagedSources()
    let names: [String]
    do {
      names = try FileManager.default.contentsOfDirectory(atPath: sources)
    } catch {
      throw HostError(.notReadable, "the plugins' sources cannot be read", file: sources)
    }
    let files = names.filter { $0.hasSuffix(".c") }.sorted().map { "\(sources)/\($0)" }
    guard !files.isEmpty else {
      throw HostError(.notReadable, "holds no plugin's source", file: sources, expected: "*.c")
    }
    try StandardOutput.line("Building \(files.count) plugins of \(sources) into \(directory)")
    let products = try PluginBuilder(into: directory).build(files)
    if let example = products.first { try StandardOutput.line("  " + example.command) }
    for product in products { StandardError.write(product.diagnostics) }
    let failed = products.filter { !$0.succeeded }.map(\.source)
    if !failed.isEmpty { throw BuildFailure(sources: failed) }
    return directory
  }

  private func train(
    _ name: String, _ registry: Registry, _ file: DataFile
  ) throws -> DemoReport.Run {
    let activation = try registry.activation(named: name)
    let layers = hidden.values.map { _ in activation as any Activation } + [IdentityActivation()]
    let job = TrainingJob(
      hidden: hidden.values, activations: layers, settings: layers.map { _ in [:] },
      options: TrainingOptions(epochs: epochs, batch: 32, seed: seed))
    // The test samples stand in for validation ones, which are watched and never learned from.
    let data = try TrainingData<Float>(file, validation: .last(Self.testCount))
    var report = TrainingReport(.text, epochs: epochs, isSilentWithoutBar: true)
    let outcome = try job.prepare(file, data).run { try report.tell($0) }
    report.finish()
    if let status = Interrupt.status { throw ExitCode(status) }
    if case .diverged(let divergence) = outcome.result.reason {
      throw TrainingFailure(description: "\(name): \(divergence)")
    }
    return DemoReport.Run(activation: name, result: outcome.result)
  }

  /// `Plugins` of the package: above the executable, which SwiftPM leaves in `.build`, or here.
  private static func packagedSources() throws -> String {
    var candidates = ["Plugins"]
    var path = SearchPath.currentExecutable() ?? ""
    while let slash = path.lastIndex(of: "/") {
      path = String(path[..<slash])
      candidates.append(path + "/Plugins")
    }
    for candidate in candidates
    where FileManager.default.isReadableFile(atPath: candidate + "/sigmoid.c") {
      return candidate
    }
    throw HostError(
      .notReadable, "the plugins' sources are not to be found",
      expected: "--sources DIR, or a Plugins directory here or above the executable")
  }
}
