import ActivationHost
import ArgumentParser
import Charts
import Clusters
import Conformance
import Datasets
import FoundationEssentials
import NeuralNetwork

/// `hillock conform`: holds plugins to the interface and to what they say of themselves.
struct ConformCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "conform",
    abstract: "Check that plugins conform: every promise, each in a process of its own.",
    discussion: """
      What conforms has a line each; of what does not, all that is wrong is explained.

      Exit status: 0 every plugin conforms; 1 one does not; 2 nothing was checked, or wrong usage.

      EXAMPLES:
        hillock conform ./relu.so
        hillock conform plugins --strict --format junit > conformance.xml
        hillock conform ./relu.so --only value --at=0x1.8p+1
        hillock conform gelu --level exhaustive --certificate gelu.json
        mpirun -n 4 hillock conform plugins --level exhaustive
        hillock conform gelu --plot gelu.svg
      """)

  @Argument(
    help: "Plugin files, directories of them, or names of activations.", completion: .file())
  var targets: [String] = []

  @Option(help: "How thoroughly: quick, standard or exhaustive.")
  var level = ConformanceLevel.standard

  @Option(help: "text, json or junit.")
  var format = ReportFormat.text

  @Option(help: ArgumentHelp("Run only this check; may be repeated.", valueName: "check"))
  var only: [String] = []

  @Option(help: ArgumentHelp("Leave this check out; may be repeated.", valueName: "check"))
  var skip: [String] = []

  @Option(help: "Check only this activation of a library that has several.")
  var activation: String?

  @Option(help: ArgumentHelp("Check only at this input.", valueName: "x"))
  var at: Real?

  @Option(help: "What random points come from.")
  var seed: UInt64 = 1

  @Option(help: ArgumentHelp("How long one request may take.", valueName: "seconds"))
  var timeout = 10.0

  @Option(
    help: ArgumentHelp(
      "Of an exhaustive run only this part of the floats, as 3/8.", valueName: "part"))
  var shard: ShardArgument?

  @Option(
    help: ArgumentHelp(
      "Keep how far exhaustive runs have come in a file, and go on from there.",
      valueName: "file"), completion: .file())
  var resume: String?

  @Option(
    parsing: .upToNextOption,
    help: ArgumentHelp(
      "Put together what exhaustive runs of all parts (--shard) have kept by --resume, instead of "
        + "going through all floats; to the report of a run that was not cut into parts.",
      valueName: "file"), completion: .file())
  var merge: [String] = []

  @Option(
    help: ArgumentHelp(
      "Write what was established to a file; 'certificates.json' beside the plugins is where "
        + "'list --verify' and 'train --require-conformance' look.", valueName: "file"),
    completion: .file())
  var certificate: String?

  @Option(
    help: ArgumentHelp(
      "Draw value, derivative and their errors in ULP, as the name says: f.svg or f.png; of "
        + "several activations each to a file with its name, f-relu.svg.", valueName: "file"),
    completion: .file(extensions: ["svg", "png"]))
  var plot: String?

  @Flag(help: "Take warnings for failures.")
  var strict = false

  @Flag(help: "A line for each check, and each function's largest error, of what conforms too.")
  var verbose = false

  @Flag(help: "List the checks, and stop.")
  var list = false

  @Flag(help: "Print the JSON report's schema, and stop.")
  var schema = false

  @OptionGroup(title: "More than one machine") var clusterOptions: ClusterOptions

  @OptionGroup var pluginOptions: PluginOptions

  func validate() throws {
    for name in only + skip where Check.named(name) == nil {
      throw ValidationError("there is no check '\(name)'; --list names them all")
    }
    if !(timeout > 0 && timeout <= 86_400) {
      throw ValidationError("--timeout takes seconds, more than 0 and at most a day")
    }
    if at != nil, certificate != nil {
      throw ValidationError(
        "--certificate states what holds everywhere, --at looks at one input: leave one out")
    }
    if shard != nil, level != .exhaustive {
      throw ValidationError("--shard is a part of all floats: it takes --level exhaustive")
    }
    if !merge.isEmpty {
      if level != .exhaustive {
        throw ValidationError("--merge is of all floats: it takes --level exhaustive")
      }
      if shard != nil || resume != nil {
        throw ValidationError("--merge takes the place of --shard and --resume: leave those out")
      }
    }
    if let plot, Chart.PictureFormat(file: plot) == nil {
      throw ValidationError("--plot must end in .svg or .png, not '\(plot)'")
    }
    if targets.isEmpty && !list && !schema {
      throw ValidationError("say what to check: a file, a directory, or an activation's name")
    }
  }

  func run() throws {
    if list { return try listChecks() }
    if schema { return try StandardOutput.write(ConformanceReport.jsonSchema) }
    let cluster = try clusterOptions.join()
    if resume != nil { Interrupt.deferExit() }
    let work =
      if let cluster {
        try cluster.agree({ try prepare(cluster) }, on: { try $0.facts() })
      } else {
        try prepare(nil)
      }
    guard let report = try check(work, cluster) else { return }
    if let certificate, let certificates = work.certificates {
      // Read as late as this: another run may have added to it.
      let text = try ConformanceCertificates(report)
        .added(to: try ConformanceCertificates(contentsOf: certificate)).json()
      try certificates.write { file throws(DataError) in try file.write(text.utf8) }
    }
    if let plot { try draw(report, to: plot) }
    switch format {
    case .text: break
    case .json: try StandardOutput.line(report.json())
    case .junit: try StandardOutput.write(report.junit())
    }
    if report.exitStatus != 0 { throw ExitCode(report.exitStatus) }
  }

  /// All that a run takes.
  private struct Work {
    var targets: [ConformanceTarget]
    var options: ConformanceOptions
    var certificates: OutputPlace?

    /// What must be the same on all ranks.
    func facts() throws -> [Cluster.Fact] {
      try Cluster.facts() + targets.map(\.fact)
    }
  }

  /// Finds out what is to be checked, and what stands in the way of writing. The first of several
  /// processes writes the files.
  private func prepare(_ cluster: Cluster?) throws -> Work {
    if let cluster, cluster.communicator.size > 1, level != .exhaustive {
      throw ValidationError(
        "Only --level exhaustive is shared out among ranks: other levels take seconds.")
    }
    var work = Work(
      targets: try targets.flatMap { try ConformanceTarget.find($0, activation, pluginOptions) },
      options: try options())
    guard cluster?.isFirst ?? true else { return work }
    if let plot { _ = try OutputPlace(plot, kind: pictureKind, sparing: targets) }
    if let resume {
      _ = try OutputPlace(resume, kind: Self.progressKind, sparing: targets)
      try ExhaustiveProgress.check(resume)
    }
    work.certificates = try certificate.map {
      try OutputPlace($0, kind: Self.certificatesKind, sparing: targets)
    }
    return work
  }

  /// Checks everything, here or with other ranks.
  ///
  /// - Returns: what was found; nil on ranks that are not the first.
  private func check(_ work: Work, _ cluster: Cluster?) throws -> ConformanceReport? {
    guard let cluster, cluster.communicator.size > 1 else {
      return try check(work.targets, work.options)
    }
    let options = work.options
    return try cluster.deal(threads: cluster.threads) { sweep, chunks in
      try Conformance.sweep(sweep, options: options, next: chunks.next, finish: chunks.finish)
    } body: { dealer in
      var options = options
      options.ranks = ConformanceRanks { try dealer.run($0, pieces: $1, take: $2) }
      return try check(work.targets, options)
    }
  }

  private func listChecks() throws {
    var table = TextTable([("CHECK", .left), ("GROUP", .left), ("ESTABLISHES", .left)])
    for check in Check.all { table.append([check.id, check.group.rawValue, check.summary]) }
    try StandardOutput.write(table.text())
  }

  /// A picture of each activation that has errors to show.
  private func draw(_ report: ConformanceReport, to plot: String) throws {
    guard let format = Chart.PictureFormat(file: plot) else { return }
    for plugin in report.plugins {
      guard !plugin.errorCurves.isEmpty else {
        StandardError.line(
          "hillock: \(plugin.activation): no picture: its errors are of no formula in x alone, or "
            + "it did not come back")
        continue
      }
      let picture = try ErrorChart(activation: plugin.activation, curves: plugin.errorCurves)
        .chart().picture(format)
      let end = plot.lastIndex(of: ".") ?? plot.endIndex
      let path =
        report.plugins.count == 1
        ? plot : "\(plot[..<end])-\(plugin.activation)\(plot[end...])"
      try OutputPlace(path, kind: format.kind).write { file throws(DataError) in
        try file.write(picture)
      }
    }
  }

  private var pictureKind: FileKind? {
    plot.flatMap { Chart.PictureFormat(file: $0) }.map(\.kind)
  }

  private static let certificatesKind = FileKind(
    "certificates", beginning: ["{"], holding: ConformanceCertificates.mark)
  private static let progressKind = FileKind(
    "a conform run's progress", beginning: ["{"], holding: ExhaustiveProgress.mark)

  private func options() throws -> ConformanceOptions {
    var options = ConformanceOptions()
    options.level = level
    options.only = Set(only)
    options.skip = Set(skip)
    options.seed = seed
    options.timeout = timeout
    options.point = at?.value
    if let shard { options.shard = try shard.ofFloats() }
    options.progressFile = resume
    if !merge.isEmpty { options.parts = try ExhaustiveParts(contentsOf: merge) }
    options.wantsErrorCurves = plot != nil
    // Stopped by Ctrl-C, a run that can be resumed keeps what it has.
    let isResumable = resume != nil
    options.progress = { function, fraction in
      if Terminal.error.isTerminal {
        let bar = String(repeating: "#", count: Int(fraction * 40))
        StandardError.write("\r\(bar.padded(to: 40)) \(Int(fraction * 100)) % \(function) ")
        if fraction >= 1 { StandardError.write("\r\u{1B}[K") }
      }
      return !(isResumable && Interrupt.status != nil)
    }
    return options
  }

  private func check(
    _ targets: [ConformanceTarget], _ options: ConformanceOptions
  ) throws -> ConformanceReport {
    var report = ConformanceReport(strict: strict)
    for target in targets {
      if let status = Interrupt.status { throw ExitCode(status) }
      switch target {
      case .refused(let path): refuse(path, &report)
      case .file(let file, let activation): try check(file: file, activation, options, &report)
      }
    }
    return report
  }

  private func check(
    file: String, _ activation: String?, _ options: ConformanceOptions,
    _ report: inout ConformanceReport
  ) throws {
    let writer = ConformanceWriter(isText: format == .text, isVerbose: verbose)
    let outcome = Conformance.check(path: file, activation: activation, options: options) {
      writer.show($0, $1)
    }
    switch outcome {
    case .checked(let plugins):
      report.plugins += plugins
      for plugin in plugins { try writer.conclude(plugin, strict: strict) }
    case .refused(let path): refuse(path, &report)
    case .stopped:
      StandardError.line("hillock: stopped; the same command goes on from there")
      throw ExitCode(Interrupt.status ?? 130)
    case .trouble(let reason):
      report.trouble.append(reason)
      StandardError.line("hillock: \(reason)")
    }
  }

  private func refuse(_ path: RefusedPath, _ report: inout ConformanceReport) {
    report.refused.append(path)
    StandardError.line("hillock: \(path.reason)")
  }
}

/// The forms of a conformance report.
enum ReportFormat: String, ExpressibleByArgument, CaseIterable {
  case text, json, junit
}

extension String {
  /// With spaces up to a width.
  fileprivate func padded(to width: Int) -> String {
    self + String(repeating: " ", count: max(0, width - count))
  }
}

extension ConformanceLevel: ExpressibleByArgument {}
