import ActivationHost
import Activations
import ArgumentParser
import Charts
import Clusters
import Comparison
import Datasets
import FoundationEssentials
import NeuralNetwork

/// `hillock compare`: which activation is better on this data, and whether that is chance.
struct CompareCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "compare",
    abstract: "Compare activations on a data file, over many seeds.",
    discussion: """
      Every activation is trained with the same seeds: a seed decides which samples test, the draw of \
      the first weights and the order of the samples. Runs go in parallel, a thread each. Each run's \
      result is kept in a file named by what the run was, so the same command with more seeds or \
      activations makes only the new runs. Ctrl-C reports what is done. Unless told otherwise 0.2 of \
      the samples test, another fifth for every seed.

      EXAMPLES:
        hillock compare digits.csv --activation relu,gelu --seeds 10
        hillock compare iris.csv --label species --activation relu,mine --plugins plugins
        hillock compare digits.csv --activation relu,tanh --grid learning-rate=0.001,0.003 \
      --grid hidden=32,64x32 --plot compare.svg --report compare.html
        mpirun -n 4 hillock compare digits.csv --activation relu,gelu --seeds 20
      """)

  @OptionGroup(title: "Data") var samples: SampleOptions

  @Option(help: "The widths of the hidden layers: 64,32.")
  var hidden = Widths([64])

  @Option(
    help: ArgumentHelp(
      "The activations; the others are compared to the first.", valueName: "name,name[,name…]"),
    completion: .activationNames)
  var activation: ActivationNames

  @Option(help: "How many seeds, from --seed on.")
  var seeds = 10

  @Option(
    parsing: .singleValue,
    help: ArgumentHelp(
      "Compare at each of several values: learning-rate=0.001,0.01 or hidden=32,64x32; may be given "
        + "once for each.", valueName: "option=value,…"))
  var grid: [GridAxis] = []

  @OptionGroup var settingOptions: SettingOptions

  @Option(help: "The share of the hidden layers' outputs that training leaves out.")
  var dropout = 0.0

  @Option(help: "The rule for the first weights.")
  var initializer = Initializer.measured

  @OptionGroup(title: "Training") var trainingOptions: TrainingOptionGroup

  @Option(help: "The precision to compute in: f32 or f64.")
  var precision = PrecisionArgument.f32

  @Option(help: "How many runs to make at once; 0 for one a core.")
  var threads = 0

  @Option(
    help: ArgumentHelp(
      "Time how long it takes to this accuracy or loss; within 5 % of the first activation's mean "
        + "unless given.", valueName: "level"))
  var level: Double?

  @Option(
    help: ArgumentHelp(
      "Where results are kept; in the cache (~/.cache/hillock/runs) unless given.",
      valueName: "dir"), completion: .directory)
  var results: String?

  @Option(
    help: ArgumentHelp("Draw the comparison: f.svg or f.png.", valueName: "file"),
    completion: .file(extensions: ["svg", "png"]))
  var plot: PictureArgument?

  @Option(
    help: ArgumentHelp("Write a report in one file, for a browser.", valueName: "file.html"),
    completion: .file(extensions: ["html"]))
  var report: String?

  @OptionGroup(title: "More than one machine") var clusterOptions: ClusterOptions
  @OptionGroup(title: "More than one machine") var partOptions: ComparisonPartOptions

  @OptionGroup var pluginOptions: PluginOptions
  @OptionGroup var outputFormat: FormatOption

  func validate() throws {
    if partOptions.shard != nil, plot != nil || report != nil || level != nil {
      throw ValidationError(
        "--shard makes a part of the runs: --plot, --report and --level are for all of them.")
    }
    if trainingOptions.patience != nil, samples.validationShare == nil {
      throw ValidationError("--patience needs --validation-share.")
    }
    if !(1...10_000).contains(seeds) {
      throw ValidationError("--seeds must be from 1 to 10000, not \(seeds).")
    }
    if trainingOptions.seed > UInt64.max - UInt64(seeds) {
      throw ValidationError("--seed is too large for \(seeds) seeds.")
    }
    if hidden.values.isEmpty { throw ValidationError("--hidden none leaves nothing to compare.") }
    if threads < 0 { throw ValidationError("--threads must not be negative.") }
    if Set(activation.values).count != activation.values.count {
      throw ValidationError("--activation names one activation twice.")
    }
    if Set(grid.map(\.name)).count != grid.count {
      throw ValidationError("--grid is given twice for one option.")
    }
    if trainingOptions.learningRate != nil, grid.contains(where: { !$0.rates.isEmpty }) {
      throw ValidationError("Give --learning-rate or --grid learning-rate=…, not both.")
    }
  }

  func run() throws {
    let cluster = try clusterOptions.join()
    switch precision.precision {
    case .float32: try compare(cluster, Float.self)
    case .float64: try compare(cluster, Double.self)
    }
  }

  /// All that comes before the first run.
  private struct Work<Scalar: ActivationScalar> {
    var comparison: Comparison<Scalar>
    var data: DataSummary
    /// Where results are, of which the first is where they are kept; of several processes, only the
    /// first has any.
    var stores: [ResultStore] = []
    var picture: OutputPlace?
    var page: OutputPlace?

    /// What must be the same on all ranks.
    func facts() throws -> [Cluster.Fact] {
      let runs = RegularFile.sha256(try comparison.keys.flatMap(\.utf8))
      return try Cluster.facts() + [
        Cluster.Fact("the data and activations", "runs with digest \(runs.prefix(12))")
      ]
    }
  }

  private func prepare<Scalar: ActivationScalar>(
    _ cluster: Cluster?, _: Scalar.Type
  ) throws -> Work<Scalar> {
    try partOptions.shard?.check()
    let registry = try pluginOptions.registry(isLocked: true)
    let activations = try activation.values.map(registry.activation(named:))
    let settings = try settingOptions.values(for: activations)
    let options = samples.options
    var file = try DataFile.open(samples.data, options: options)
    if file.memory(.float64) > TrainingData<Scalar>.defaultMemoryLimit {
      file = try file.spooled()
    }
    let plan = try plan(zip(activations, settings).map { .init($0, settings: $1) })
    try plan.options.check(file.targetKind)
    let comparison = try Comparison<Scalar>(plan, file: file, options: options)
    let data = try comparison.dataSummary()
    try plan.options.check(data, classWeight: trainingOptions.classWeight)
    try comparison.prepare()
    var work = Work(comparison: comparison, data: data)
    guard cluster?.isFirst ?? true else { return work }
    work.picture = try plot?.place(sparing: samples.files)
    work.page = try report.map {
      try OutputPlace($0, kind: HTMLReport.kind, sparing: samples.files)
    }
    work.stores =
      try partOptions.merge.isEmpty
      ? [ResultStore(results ?? CacheDirectory.path("runs"))]
      : partOptions.merge.map { try ResultStore(existing: $0) }
    return work
  }

  private func compare<Scalar: ActivationScalar>(_ cluster: Cluster?, _: Scalar.Type) throws {
    let work: Work<Scalar> =
      if let cluster {
        try cluster.agree({ try prepare(cluster, Scalar.self) }, on: { try $0.facts() })
      } else {
        try prepare(nil, Scalar.self)
      }
    let isFirst = cluster?.isFirst ?? true
    if isFirst, outputFormat.format == .text { StandardError.write(work.data.text) }
    guard let newRuns = try run(work, cluster) else { return }
    let status = Interrupt.status
    if status != nil {
      StandardError.line(
        "hillock: interrupted: \(work.comparison.done) of \(work.comparison.count) runs are done and "
          + "kept; the same command makes the others")
    }
    if let shard = partOptions.shard {
      try tell(of: shard, newRuns, try work.comparison.missing(in: work.stores).count, work)
      if let status { throw ExitCode(status) }
      return
    }
    var summary = work.comparison.summary(newRuns: newRuns)
    // Without a seed that every activation was trained with there is nothing to compare.
    if let status, summary.seeds.isEmpty { throw ExitCode(status) }
    if let level { summary = summary.timed(toLevel: level) }
    let view = ComparisonView(summary, data: work.data)
    if let plot, let place = work.picture { try plot.draw(view.chart, at: place) }
    if let place = work.page {
      let page = try HTMLReport(view, command: CommandLine.arguments).text
      try place.write { file throws(DataError) in try file.write(page.utf8) }
    }
    switch outputFormat.format {
    case .json: try StandardOutput.line(summary.json())
    case .text: try StandardOutput.write(view.text)
    }
    if let status { throw ExitCode(status) }
  }

  private func plan(_ contenders: [ComparisonPlan.Contender]) throws -> ComparisonPlan {
    let rates =
      grid.first { !$0.rates.isEmpty }?.rates.map(Optional.some) ?? [trainingOptions.learningRate]
    let widths = grid.first { !$0.widths.isEmpty }?.widths ?? [hidden.values]
    let first = trainingOptions.seed
    var plan = ComparisonPlan(
      contenders: contenders,
      configurations: widths.flatMap { hidden in
        rates.map { .init(hidden: hidden, learningRate: $0) }
      },
      seeds: Array(first..<first + UInt64(seeds)), options: try trainingOptions.options(ranks: nil),
      split: .init(
        testLast: samples.testLast,
        testShare: samples.testLast == nil ? samples.testShare ?? 0.2 : nil,
        validationShare: samples.validationShare))
    plan.standardizes = samples.standardize
    plan.balancesClasses = trainingOptions.classWeight == .balanced
    plan.dropout = dropout
    plan.initializer = initializer
    return plan
  }

  /// Makes the runs that are missing, here or with other ranks.
  ///
  /// - Returns: how many there were; nil on ranks that are not the first.
  private func run<Scalar: ActivationScalar>(_ work: Work<Scalar>, _ cluster: Cluster?) throws
    -> Int?
  {
    typealias Progress = Comparison<Scalar>.Progress
    let isShown = Terminal.error.isTerminal && cluster?.isFirst ?? true
    let show: @Sendable (Progress) -> Void = { progress in
      guard isShown else { return }
      StandardError.write("\r\(progress.done) of \(progress.total) runs\u{1B}[K")
    }
    defer { if isShown { StandardError.write("\r\u{1B}[K") } }
    let (comparison, store) = (work.comparison, work.stores.first)
    guard let cluster, cluster.communicator.size > 1 else {
      let missing = try missing(work)
      let before = comparison.done
      Interrupt.deferExit()
      try comparison.make(
        missing, store: store,
        pool: threads == 0 ? ThreadPool.allCores : ThreadPool(threads: threads),
        isToStop: { Interrupt.status != nil }, check: IsolatedPlugins.check, progress: show)
      return comparison.done - before
    }
    return try cluster.deal(threads: threads == 0 ? cluster.threads : threads) { _, runs in
      while let run = runs.next() {
        guard let result = try comparison.result(of: run) else { return }
        try IsolatedPlugins.check()
        runs.finish(run, try result.encoded())
      }
    } body: { dealer in
      let missing = try missing(work)
      try dealer.run("", pieces: missing) { run, bytes in
        try comparison.keep(RunResult(decoding: bytes), of: run, in: store, progress: show)
        return true
      }
      return missing.count
    }
  }

  /// The runs that are to be made.
  private func missing<Scalar: ActivationScalar>(_ work: Work<Scalar>) throws -> [Int] {
    let missing = try work.comparison.missing(in: work.stores)
    guard partOptions.merge.isEmpty || missing.isEmpty else {
      throw NetworkError(
        .unsuitableData,
        "expected all \(work.comparison.count) runs in the directories of --merge, found "
          + "\(work.comparison.count - missing.count)")
    }
    return partOptions.shard.map { shard in missing.filter(shard.holds) } ?? missing
  }

  /// Tells what there is after a part.
  private func tell<Scalar: ActivationScalar>(
    of shard: ShardArgument, _ newRuns: Int, _ missing: Int, _ work: Work<Scalar>
  ) throws {
    let all = work.comparison.count
    switch outputFormat.format {
    case .json:
      try StandardOutput.line(
        MadePart(shard: "\(shard)", newRuns: newRuns, runs: all, missingRuns: missing).json())
    case .text:
      try StandardOutput.line(
        "part \(shard): \(newRuns) new runs; \(all - missing) of \(all) are there")
    }
  }
}

/// What there is after a part of a comparison was made.
private struct MadePart: Encodable {
  var shard: String
  var newRuns: Int
  var runs: Int
  var missingRuns: Int
}
