import ActivationHost
import Activations
import ArgumentParser
import Datasets
import NeuralNetwork

/// `hillock predict`: what a saved model says of new samples.
struct PredictCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "predict",
    abstract: "Predict with a saved model.",
    discussion: """
      Columns are found by the names that the model was trained with; others, such as a label, are \
      left unread. The result is CSV, a line a sample; as JSON, an object a line.

      EXAMPLES:
        hillock predict digits.safetensors new.csv
        hillock predict digits.safetensors new.csv --probabilities --output predictions.csv
        hillock predict houses.safetensors new.csv --keep id,district
        hillock predict digits.safetensors new.csv --format json
      """)

  @Argument(help: "The model.", completion: .file(extensions: ["safetensors"]))
  var model: String

  @Argument(help: "The data: .csv, .npy or IDX.", completion: .file())
  var data: String

  @Flag(help: "Write the probability of every class, not only of the likeliest.")
  var probabilities = false

  @Option(
    help: ArgumentHelp(
      "Write these columns of the data beside the predictions.", valueName: "name[,name…]"))
  var keep: ColumnNames?

  @Option(
    name: .shortAndLong, help: ArgumentHelp("Write to a file.", valueName: "file"),
    completion: .file(extensions: ["csv"]))
  var output: String?

  @OptionGroup var tableOptions: TableOptions
  @OptionGroup var modelOptions: ModelOptions
  @OptionGroup var outputFormat: FormatOption

  func run() throws {
    let place = try output.map {
      try OutputPlace($0, kind: .predictions, sparing: [model, data])
    }
    let file = try ModelFile.open(model)
    switch try file.precision {
    case .float32: try predict(file, to: place, Float.self)
    case .float64: try predict(file, to: place, Double.self)
    }
  }

  private func predict<Scalar: ActivationScalar>(
    _ file: ModelFile, to place: OutputPlace?, _: Scalar.Type
  ) throws {
    let model = try modelOptions.load(file, as: Scalar.self)
    let samples = try DataFile.open(
      data, options: file.description.predictionOptions(tableOptions.options()))
    samples.findings.tellNotes(of: data)
    let source = try model.samples(of: samples)
    let kept = try keep.map { try samples.texts(of: $0.values) }
    let writer = PredictionWriter(
      file.description, kept: kept?.names ?? [], format: outputFormat.format,
      hasAllProbabilities: probabilities,
      isShown: output == nil && Terminal.output.isTerminal)
    if let place {
      // A file half written is never to be seen, so a signal is obeyed between two batches.
      Interrupt.deferExit()
      try AtomicFile.write(
        to: place,
        body: { file in try write(source, kept, model, writer) { try file.write($0.utf8) } })
    } else {
      try write(source, kept, model, writer) { try StandardOutput.write($0) }
    }
  }

  private func write<Scalar: ActivationScalar>(
    _ source: any SampleSource<Scalar>, _ kept: ColumnTexts?, _ model: Model<Scalar>,
    _ writer: PredictionWriter,
    _ emit: (String) throws -> Void
  ) throws {
    let batch = 512
    let width = model.network.architecture.outputs
    let predictor = try Predictor(model.network, batch: batch, pool: modelOptions.pool)
    var inputs = [Scalar](repeating: 0, count: batch * source.inputWidth)
    var outputs = [Scalar](repeating: 0, count: batch * width)
    try source.restart(shuffleSeed: nil)
    if let header = writer.header { try emit(header) }
    while true {
      if let status = Interrupt.status { throw ExitCode(status) }
      let count = try inputs.withUnsafeMutableBufferPointer { inputs in
        let count = try source.read(batch, inputs: inputs.baseAddress!, targets: .none)
        outputs.withUnsafeMutableBufferPointer { outputs in
          predictor.predict(
            UnsafePointer(inputs.baseAddress!), count: count, into: outputs.baseAddress!)
          model.preparation.targets?.undo(in: outputs.baseAddress!, rows: count)
        }
        return count
      }
      LoadingGuard.check()
      try IsolatedPlugins.check()
      if count == 0 { return }
      var text = ""
      for row in 0..<count {
        text += try writer.line(
          outputs[row * width..<(row + 1) * width], kept: kept?.next() ?? [])
      }
      try emit(text)
    }
  }
}
