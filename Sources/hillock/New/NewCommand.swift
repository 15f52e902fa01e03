import ActivationHost
import Activations
import ArgumentParser
import Authoring
import Conformance
import FoundationEssentials

/// `hillock new`: from a formula to a plugin that is proven.
struct NewCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "new",
    abstract: "Write a plugin from a formula, build it, and check it.",
    discussion: """
      Writes a folder with the source, a README.md, a Makefile (make, make check) and a CI file. The \
      derivatives are found, unstable forms are rewritten, and what is written is held to the \
      formula in arbitrary precision. A parameter is stated as in a plugin's description.

      EXAMPLES:
        hillock new smish --formula "x * tanh(log1p(sigmoid(x)))"
        hillock new swoosh --formula "log1p(exp(x - b)) - 0.08 * x - 0.313" \\
          --parameter "b = 1 in [0, 4] learnable -- offset"
        hillock new my_gelu --formula-of gelu -o my_gelu
        hillock new --from old.so --force
      """)

  @Argument(help: "The activation's name; with --from, the plugin's own unless given.")
  var name: String?

  @Option(help: ArgumentHelp("The value, in x, gate and the parameters.", valueName: "formula"))
  var formula: String?

  @Option(
    help: ArgumentHelp(
      "A parameter, \"NAME = DEFAULT [in [LOW, HIGH]] [learnable] [-- what it is]\"; may be repeated.",
      valueName: "parameter"))
  var parameter: [String] = []

  @Option(
    help: ArgumentHelp(
      "What it is, on a line; the formula, or what the activation that serves says, unless given.",
      valueName: "text"))
  var summary: String?

  @Option(
    help: ArgumentHelp(
      "Leave this check out, here and in 'make check', as learns of what is for no hidden layer; may "
        + "be repeated.", valueName: "check"))
  var skip: [String] = []

  @Option(
    name: .shortAndLong,
    help: ArgumentHelp("The folder; the activation's name unless given.", valueName: "dir"),
    completion: .directory)
  var output: String?

  @Option(help: "What to write it in: c, c++, rust, fortran, zig or swift.")
  var language = PluginLanguage.c

  @Option(
    help: ArgumentHelp(
      "Take formula and parameters from a plugin that exists.", valueName: "plugin"),
    completion: .file(extensions: ["so"]))
  var from: String?

  @Option(
    name: .customLong("formula-of"),
    help: ArgumentHelp("Take them from an activation by name.", valueName: "name"),
    completion: .activationNames)
  var formulaOf: String?

  @Flag(help: "Write value and derivative alone, without a description.")
  var bare = false

  @Flag(help: "Write over files that are there.")
  var force = false

  @Flag(inversion: .prefixedNo, help: "Build and check what was written.")
  var check = true

  @Option(help: "How thoroughly to measure and check: quick, standard or exhaustive.")
  var level = ConformanceLevel.standard

  @OptionGroup var pluginOptions: PluginOptions

  func validate() throws {
    if [formula, from, formulaOf].count(where: { $0 != nil }) != 1 {
      throw ValidationError("say what to compute: one of --formula, --from and --formula-of")
    }
    if name == nil && from == nil { throw ValidationError("give the activation a name") }
    if bare && ![.c, .cxx].contains(language) {
      throw ValidationError("--bare writes C; leave --language out, or --bare")
    }
    for name in skip where Check.named(name) == nil {
      throw ValidationError("there is no check '\(name)'; 'hillock conform --list' names them all")
    }
    if formula == nil && !parameter.isEmpty {
      throw ValidationError("--parameter goes with --formula; the others bring their own")
    }
  }

  func run() throws {
    let definition = try definition()
    let folder = output ?? definition.name
    let file = "\(definition.name).\(language.fileExtension)"
    let names = bare ? [file] : PluginFolder.names(definition.name, language)
    try checkThatNothingIsLost(names, in: folder)
    let target = try NewFolder(folder)
    let progress = NewProgress(definition.name)
    defer { progress.finish() }
    try withTemporaryFolder { place in
      let (files, summary) = try contents(definition, file, place, progress)
      var facts: String?
      var library: String?
      if check {
        try PluginMeasurement.write(files, of: definition.name, into: place)
        library = try PluginMeasurement.build("\(place)/\(file)", into: place)
        facts = try library.map { try self.facts($0, definition.name, place, folder, progress) }
      }
      try target.write(files, library: library)
      progress.finish()
      try StandardOutput.line("\(folder)/\(file)" + (summary.map { ": \($0)" } ?? ""))
      if let facts { try StandardOutput.line(facts) }
    }
  }

  /// What is written, and what it says of itself on a line.
  private func contents(
    _ definition: Definition, _ file: String, _ place: String, _ progress: NewProgress
  ) throws -> ([(name: String, text: String)], String?) {
    if definition.isRow {
      guard !bare, [.c, .cxx].contains(language) else {
        throw AuthoringError(
          "formula: ranges over a row, which is written in C or C++ alone, and not bare")
      }
      let source = try RowSource(definition)
      return (PluginFolder(source, language: language, skipping: skip).files, source.summary)
    }
    let design = try Design(definition) { progress.show($0) }
    if bare { return ([(file, try PluginSource(design).bareText())], nil) }
    let measured =
      check
      ? try PluginMeasurement(
        design, language: language, level: level, in: place, progress: progress) : nil
    let source = PluginSource(
      design, errors: measured?.errors, dropping: measured?.dropped ?? [], arrays: measured?.arrays)
    return (PluginFolder(source, language: language, skipping: skip).files, source.summary)
  }

  /// The verdict and the speed.
  private func facts(
    _ library: String, _ name: String, _ place: String, _ folder: String, _ progress: NewProgress
  ) throws -> String {
    let verdict = try conform(library, name, place, folder, progress)
    progress.show("measuring its speed")
    return "\(verdict); \(try PluginSpeed(name, of: library, pluginOptions).text)"
  }

  /// A name that the search path has is another's, unless this is to take its place.
  private func checkThatNameIsFree(_ name: String) throws {
    guard from == nil, !force, let found = try? pluginOptions.registry().find(name) else { return }
    throw AuthoringError(
      "'\(name)' is taken by \(found.library.path): expected another name, or --force")
  }

  private func definition() throws -> Definition {
    let described: ActivationDescription?
    if let from {
      let library = try LibraryDescription(
        path: from, image: try ElfImage.read(path: from))
      guard let first = library.activations.first, library.activations.count == 1 else {
        throw AuthoringError(
          "\(from): \(library.activations.count) activations; take one with --formula-of and "
            + "--plugins \(from)")
      }
      described = first
    } else if let formulaOf {
      described = try pluginOptions.registry().find(formulaOf).activation
    } else {
      described = nil
    }
    guard let described else {
      try checkThatNameIsFree(name ?? "")
      return try Definition(
        name: name ?? "", formula: formula ?? "",
        parameters: try parameter.map { text in
          do {
            return try ActivationParameter(parsing: text.contains("--") ? text : "\(text) --")
          } catch {
            throw AuthoringError("--parameter \"\(text)\": \(error)")
          }
        }, summary: summary)
    }
    guard let text = described.text("formula") else {
      throw AuthoringError(
        "\(described.name): states no formula; expected one to write the code from (--formula)")
    }
    try checkThatNameIsFree(name ?? described.name)
    return try Definition(
      name: name ?? described.name, formula: text, parameters: described.parameters,
      summary: summary ?? described.text("summary"))
  }

  /// What is there stays, unless it may be written over; found out before any work.
  private func checkThatNothingIsLost(_ files: [String], in folder: String) throws {
    for file in files where !force && FileManager.default.fileExists(atPath: "\(folder)/\(file)") {
      throw AuthoringError("\(folder)/\(file): exists; --force writes over it")
    }
  }

  /// The verdict where all conforms; else all that `hillock conform` says, and the end.
  private func conform(
    _ library: String, _ name: String, _ place: String, _ folder: String, _ progress: NewProgress
  ) throws -> String {
    var options = ConformanceOptions()
    options.level = level
    options.skip = Set(skip)
    var count = 0
    let outcome = Conformance.check(path: library, options: options) { _, result in
      count += 1
      progress.show("checking, \(count) of \(Check.all.count) done: \(result.check)")
    }
    switch outcome {
    case .checked(let plugins):
      // A bare plugin has no licence to name: what is only a warning there is none of its faults.
      let failing = plugins.filter { !$0.conforms(strict: !bare) }
      progress.finish()
      for plugin in failing {
        try ConformanceWriter(isText: true).conclude(plugin.moved(place, folder), strict: !bare)
      }
      if !failing.isEmpty {
        throw AuthoringError(
          "\(name): does not conform, and is not written; --no-check writes it all the same, --skip "
            + "CHECK leaves out a check that does not suit it")
      }
      return plugins.map(TextReport.verdict).joined(separator: "; ")
    case .refused(let path): throw AuthoringError(path.reason)
    case .trouble(let reason): throw AuthoringError(reason)
    case .stopped: throw ExitCode(130)
    }
  }
}

extension PluginReport {
  /// With the commands that show a case again naming another folder.
  fileprivate func moved(_ old: String, _ new: String) -> PluginReport {
    var report = self
    report.results = results.map { result in
      var result = result
      result.evidence = result.evidence.map { evidence in
        var evidence = evidence
        evidence.reproduce = evidence.reproduce?.replacing(old, with: new)
        return evidence
      }
      return result
    }
    return report
  }
}

extension PluginLanguage: ExpressibleByArgument {}
