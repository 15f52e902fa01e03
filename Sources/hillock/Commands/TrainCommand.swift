import ActivationHost
import Activations
import ArgumentParser
import CProcess
import Charts
import Clusters
import Conformance
import Datasets
import NeuralNetwork

/// `hillock train`: a network of dense layers, from a data file to a model file.
struct TrainCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "train",
    abstract: "Train a network on a data file.",
    discussion: """
      Data are CSV, the MNIST files' IDX, or .npy. Columns of text become categories, dates become \
      numbers, gaps are filled and said; what was understood is told before the training. Labels are \
      classes where one is no number, or where all are whole numbers of which at most 100 differ; the \
      last layer's activation is the identity and the loss suits the labels unless told otherwise. \
      Targets that are numbers are standardized and given back in their units. Ctrl-C stops \
      after the present step and saves what was learned. Meanwhile the training is saved beside the \
      model (MODEL.checkpoint): whatever ended it, the same command with --resume goes on, to the \
      bits of a training that was never stopped.

      EXAMPLES:
        hillock train digits.csv --activation relu --test-last 360 --output digits.safetensors
        hillock train iris.csv --label species --hidden 16,16 --activation tanh,leaky_relu \
      --set negative_slope=0.2 --test-share 0.2
        hillock train digits.csv --activation relu --epochs 500 --output m.safetensors --resume
        mpirun -n 4 hillock train digits.csv --activation relu --batch 512 --output m.safetensors
        hillock train houses.csv --label price --activation silu --validation-share 0.1 \
      --patience 10 --format json
        hillock train houses.csv --activation relu --cross-validate 5
        hillock train survivors.csv --label survived --categorical class --drop ticket \
      --class-weight balanced --activation gelu
      """)

  @OptionGroup(title: "Data") var samples: SampleOptions

  @Option(
    help: ArgumentHelp(
      "Train so many times, each time testing on another part of the samples, and say how well that "
        + "goes; classes are in all parts alike. Saves no model.", valueName: "parts"))
  var crossValidate: Int?

  @Option(
    help: ArgumentHelp(
      "A column whose rows of one value are held out together; it is no input.",
      valueName: "column"))
  var group: String?

  @Option(
    help: ArgumentHelp(
      "How much memory samples may take; more are read from the file in every epoch. 512MB, or a "
        + "quarter of what there is where that is less, unless given.", valueName: "size"))
  var memory: MemoryArgument?

  @Option(help: "The widths of the hidden layers: 64,32; or none.")
  var hidden = Widths([64])

  @Option(
    help: ArgumentHelp(
      "The hidden layers' activation: one for all, or one a layer.", valueName: "name[,name…]"),
    completion: .activationNames)
  var activation: ActivationNames

  @Option(help: "The last layer's activation.", completion: .activationNames)
  var outputActivation = "identity"

  @Option(
    help: ArgumentHelp(
      "Take only activations whose files are certified to conform, at this level or better (see "
        + "conform --certificate).", valueName: "level"))
  var requireConformance: ConformanceLevel?

  @OptionGroup var settingOptions: SettingOptions

  @Option(
    parsing: .singleValue,
    help: ArgumentHelp(
      "A learnable parameter that has a value for each neuron; may be repeated.",
      valueName: "parameter"))
  var perChannel: [String] = []

  @Option(help: "The share of the hidden layers' outputs that training leaves out.")
  var dropout = 0.0

  @Option(help: "The rule for the first weights.")
  var initializer = Initializer.measured

  @OptionGroup(title: "Training") var trainingOptions: TrainingOptionGroup

  @Option(help: "The precision to compute in: f32 or f64.")
  var precision = PrecisionArgument.f32

  @Option(help: "How many threads to use; 0 for one a core.")
  var threads = 0

  @Option(
    name: .shortAndLong, help: ArgumentHelp("Where to save the model.", valueName: "model"),
    completion: .file(extensions: ["safetensors"]))
  var output: String?

  @Flag(help: "Go on with another build of a plugin as soon as its file is written anew.")
  var watch = false

  @Option(
    help: ArgumentHelp(
      "How often to save the training beside the output, at the end of an epoch: after so many "
        + "epochs (10), so much time (90s, 5min), or never.", valueName: "interval"))
  var checkpointEvery = CheckpointArgument(.seconds(60))

  @Flag(help: "Go on with the training that is saved beside the output, with the same options.")
  var resume = false

  @Flag(help: "A line for each epoch, not now and then one, where standard error is no terminal.")
  var verbose = false

  @OptionGroup(title: "Course") var curveOptions: CurveOptions

  @OptionGroup(title: "More than one machine") var clusterOptions: ClusterOptions

  @OptionGroup var pluginOptions: PluginOptions
  @OptionGroup var outputFormat: FormatOption

  func validate() throws {
    if let crossValidate {
      if crossValidate < 2 { throw ValidationError("--cross-validate takes 2 parts or more.") }
      if samples.testLast != nil || samples.testShare != nil || output != nil || watch
        || curveOptions.history != nil || curveOptions.plot != nil
      {
        throw ValidationError(
          "--cross-validate holds out by itself and saves nothing: it goes without --test-last, "
            + "--test-share, --output, --watch, --history and --plot.")
      }
    }
    if group != nil, crossValidate == nil {
      throw ValidationError("--group goes with --cross-validate.")
    }
    if trainingOptions.patience != nil, samples.validationShare == nil {
      throw ValidationError("--patience needs --validation-share.")
    }
    if resume, output == nil { throw ValidationError("--resume needs --output.") }
    if threads < 0 { throw ValidationError("--threads must not be negative.") }
    let count = activation.values.count
    if count != 1, count != hidden.values.count {
      throw ValidationError(
        "--activation names \(count) activations for \(hidden.values.count) hidden layers; "
          + "give one, or one a layer.")
    }
  }

  func run() throws {
    let cluster = try clusterOptions.join()
    if let crossValidate {
      switch precision.precision {
      case .float32: return try self.crossValidate(parts: crossValidate, cluster, Float.self)
      case .float64: return try self.crossValidate(parts: crossValidate, cluster, Double.self)
      }
    }
    switch precision.precision {
    case .float32: try train(cluster, Float.self)
    case .float64: try train(cluster, Double.self)
    }
  }

  /// Makes all that comes before the first step. The first of several processes writes the files.
  private func prepare<Scalar: ActivationScalar>(
    _ cluster: Cluster?, _: Scalar.Type
  ) throws -> TrainingJob.Prepared<Scalar> {
    let writes = cluster?.isFirst ?? true
    let saving = try output.flatMap {
      writes
        ? try TrainingOutput(
          $0, sparing: samples.files, interval: checkpointEvery.interval, resumes: resume) : nil
    }
    let curves = writes ? try curveOptions.curves(sparing: samples.files) : nil
    var job = try makeJob(cluster)
    let file = try open(for: job)
    let seed = trainingOptions.seed
    let data: TrainingData<Scalar> = try read(
      file, for: &job,
      test: samples.testLast.map { .last($0) } ?? samples.testShare.map { .share($0, seed: seed) })
    return try job.prepare(file, data, to: saving, curves: curves)
  }

  private func train<Scalar: ActivationScalar>(_ cluster: Cluster?, _: Scalar.Type) throws {
    let training =
      if let cluster {
        try cluster.agree({ try prepare(cluster, Scalar.self) }, on: { try $0.facts() })
      } else {
        try prepare(nil, Scalar.self)
      }
    let isFirst = cluster?.isFirst ?? true
    if isFirst {
      let summary = training.data.summary
      switch outputFormat.format {
      case .json: try StandardOutput.line(["data": summary].json(isOneLine: true))
      case .text: StandardError.write(summary.text)
      }
    }
    // From here on there is something to save.
    Interrupt.deferExit()
    var report = TrainingReport(
      outputFormat.format, epochs: training.job.options.epochs, isSilent: !isFirst,
      isVerbose: verbose)
    let outcome: TrainingJob.Outcome<Scalar>
    do {
      outcome = try training.run(with: cluster?.communicator) { event in
        training.job.reloading?.takeChanges()
        return try report.tell(event)
      }
    } catch {
      report.finish()
      if isFirst, let saved = hillock_checkpoint_text() {
        StandardError.line("hillock: \(String(cString: saved))")
      }
      throw error
    }
    report.finish()
    guard isFirst else { return try endAfter(outcome.result) }
    let epochs = outcome.result.history.count
    if case .diverged(let divergence) = outcome.result.reason {
      let rest =
        outcome.isSaved
        ? "; the weights of epoch \(outcome.result.bestEpoch ?? epochs) are saved in \(output ?? "")"
        : ""
      let failure = TrainingFailure(description: "\(samples.data): \(divergence)\(rest)")
      if cluster == nil { throw failure }
      StandardError.line("hillock: \(failure)")
      throw ExitCode.failure
    }
    if let failure = IsolatedPlugins.failure {
      throw TrainingFailure(
        description: "\(failure), in epoch \(epochs + 1); \(saved(isSaved: outcome.isSaved))")
    }
    if report.isClosed { throw StandardOutput.Closed() }
    let summary = TrainingSummary(outcome, model: outcome.isSaved ? output : nil)
    switch outputFormat.format {
    case .json: try StandardOutput.line(summary.json(isOneLine: true))
    case .text: try StandardOutput.write(summary.text)
    }
    if let status = Interrupt.status {
      StandardError.line(
        "hillock: interrupted after \(epochs) epochs; \(saved(isSaved: outcome.isSaved))")
      throw ExitCode(status)
    }
  }

  /// Ends one of several processes that is not the first, as that ends.
  private func endAfter(_ result: TrainingResult) throws {
    try IsolatedPlugins.check()
    if case .diverged = result.reason { throw ExitCode.failure }
    if result.reason == .requested { throw ExitCode(Interrupt.status ?? 0) }
  }

  /// What became of a training that was interrupted, or whose plugin was.
  private func saved(isSaved: Bool) -> String {
    guard let output else { return "nothing is saved (no --output)" }
    guard isSaved else { return "no epoch was completed, and \(output) is as it was" }
    let more = hillock_checkpoint_text() == nil ? "" : "; --resume continues"
    return "what was learned is saved in \(output)\(more)"
  }
}
