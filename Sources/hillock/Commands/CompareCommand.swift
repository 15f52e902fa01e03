import ActivationHost
import Activations
import ArgumentParser
import Charts
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
      activations makes only the new runs.

      EXAMPLES:
        hillock compare digits.csv --activation relu,gelu --seeds 10
        hillock compare iris.csv --label species --activation relu,mine --plugins plugins
        hillock compare digits.csv --activation relu,tanh --grid learning-rate=0.001,0.003 \
      --grid hidden=32,64x32 --plot compare.svg --report compare.html
      """)

  @Argument(help: "The data: .csv, .npy or IDX.", completion: .file())
  var data: String

  @OptionGroup(title: "Data") var labelOptions: LabelOptions
  @OptionGroup(title: "Data") var tableOptions: TableOptions
  @OptionGroup(title: "Data") var columnOptions: ColumnOptions

  @Option(help: "What a label is: automatic, classes or numbers.")
  var labelKind = DataOptions.LabelKind.automatic

  @Option(help: "Test on the last so many samples, whatever the seed.")
  var testLast: Int?

  @Option(help: "Test on a share of the samples, drawn by the seed; 0.2 unless given.")
  var testShare: Double?

  @Option(help: "Keep a share of the others to watch, and for --patience.")
  var validationShare: Double?

  @Flag(
    inversion: .prefixedNo,
    help: "Bring inputs, and targets that are numbers, to mean 0 and variance 1.")
  var standardize = true

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

  @OptionGroup var pluginOptions: PluginOptions
  @OptionGroup var outputFormat: FormatOption

  func validate() throws {
    if testLast != nil, testShare != nil {
      throw ValidationError("Give --test-last or --test-share, not both.")
    }
    if trainingOptions.patience != nil, validationShare == nil {
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
    let inputs = [data, labelOptions.labels].compactMap(\.self)
    let picturePlace = try plot?.place(sparing: inputs)
    let reportPlace = try report.map {
      try OutputPlace($0, kind: HTMLReport.kind, sparing: inputs)
    }
    let registry = try pluginOptions.registry(isLocked: true)
    let activations = try activation.values.map(registry.activation(named:))
    let settings = try settingOptions.values(for: activations)
    var options = tableOptions.options(
      label: labelOptions.column ?? .last, labels: labelOptions.labels)
    options.labelKind = labelKind
    options.skipsUnlabelled = labelOptions.skipUnlabelled
    columnOptions.choose(&options)
    let file = try DataFile.open(data, options: options)
    let plan = try plan(zip(activations, settings).map { .init($0, settings: $1) })
    try plan.options.check(file.targetKind)
    let store = try ResultStore(results ?? CacheDirectory.path("runs"))
    var (understood, summary) =
      switch precision.precision {
      case .float32:
        try compare(Comparison<Float>(plan, file: file, options: options), store)
      case .float64:
        try compare(Comparison<Double>(plan, file: file, options: options), store)
      }
    if let level { summary = summary.timed(toLevel: level) }

    let view = ComparisonView(summary, data: understood)
    if let plot, let picturePlace { try plot.draw(view.chart, at: picturePlace) }
    if let reportPlace {
      let page = try HTMLReport(view, command: CommandLine.arguments).text
      try reportPlace.write { file throws(DataError) in try file.write(page.utf8) }
    }
    switch outputFormat.format {
    case .json: try StandardOutput.line(summary.json())
    case .text: try StandardOutput.write(view.text)
    }
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
        testLast: testLast, testShare: testLast == nil ? testShare ?? 0.2 : nil,
        validationShare: validationShare))
    plan.standardizes = standardize
    plan.balancesClasses = trainingOptions.classWeight == .balanced
    plan.dropout = dropout
    plan.initializer = initializer
    return plan
  }

  private func compare<Scalar: ActivationScalar>(
    _ comparison: Comparison<Scalar>, _ store: ResultStore
  ) throws -> (DataSummary, ComparisonSummary) {
    let data = try comparison.dataSummary()
    try comparison.plan.options.check(data, classWeight: trainingOptions.classWeight)
    if outputFormat.format == .text { StandardError.write(data.text) }
    let isShown = Terminal.error.isTerminal
    let pool = threads == 0 ? ThreadPool.allCores : ThreadPool(threads: threads)
    let summary = try comparison.run(store: store, pool: pool, check: IsolatedPlugins.check) {
      progress in
      guard isShown else { return }
      StandardError.write("\r\(progress.done) of \(progress.total) runs\u{1B}[K")
    }
    if isShown, summary.newRuns > 0 { StandardError.write("\r\u{1B}[K") }
    return (data, summary)
  }
}

/// `learning-rate=0.001,0.01` or `hidden=32,64x32`: values of an option that are all tried.
struct GridAxis: ExpressibleByArgument {
  let name: String
  private(set) var rates: [Double] = []
  private(set) var widths: [[Int]] = []

  init?(argument: String) {
    let sides = argument.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
    guard sides.count == 2 else { return nil }
    name = String(sides[0])
    let parts = sides[1].split(separator: ",", omittingEmptySubsequences: false)
    switch name {
    case "learning-rate":
      rates = parts.compactMap { Double($0) }.filter { $0 > 0 && $0.isFinite }
      guard rates.count == parts.count, Set(rates).count == parts.count else { return nil }
    case "hidden":
      widths = parts.compactMap {
        Widths(argument: $0.split(separator: "x").joined(separator: ","))
      }
      .map(\.values).filter { !$0.isEmpty }
      guard widths.count == parts.count, Set(widths).count == parts.count else { return nil }
    default: return nil
    }
  }
}
