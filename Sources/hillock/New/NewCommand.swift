import ActivationHost
import Activations
import ArgumentParser
import Authoring
import Conformance
import FoundationEssentials
import Glibc

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
      "A parameter, \"NAME = DEFAULT [in [LOW, HIGH]] [learnable] -- what it is\"; may be repeated.",
      valueName: "parameter"))
  var parameter: [String] = []

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
    let design = try Design(definition)
    let isWatched = Terminal.error.isTerminal
    if check {
      StandardError.write("\(definition.name): derived; now measured and checked …")
      if !isWatched { StandardError.line("") }
    }
    var source: PluginSource?
    if bare {
      try write([(file, PluginSource(design).bareText())], into: folder)
    } else {
      let measured =
        check ? try PluginMeasurement(design, language: language, level: level) : nil
      let described = PluginSource(
        design, errors: measured?.errors, dropping: measured?.dropped ?? [],
        arrays: measured?.arrays)
      try write(PluginFolder(described, language: language).files, into: folder)
      source = described
    }
    if check && isWatched { StandardError.write("\r\u{1B}[K") }
    try StandardOutput.line(
      "\(folder)/\(file)" + (source.flatMap(\.summary).map { ": \($0)" } ?? ""))
    guard check else { return }
    let library = try PluginMeasurement.build("\(folder)/\(file)", into: folder)
    let verdict = try conform(library)
    let speed = try PluginSpeed(definition.name, of: library, pluginOptions)
    try StandardOutput.line("\(verdict); \(speed.text)")
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
            return try ActivationParameter(parsing: text)
          } catch {
            throw AuthoringError("--parameter \"\(text)\": \(error)")
          }
        })
    }
    guard let text = described.text("formula") else {
      throw AuthoringError(
        "\(described.name): states no formula; expected one to write the code from (--formula)")
    }
    try checkThatNameIsFree(name ?? described.name)
    return try Definition(
      name: name ?? described.name, formula: text, parameters: described.parameters)
  }

  /// Nothing is written, nor measured first, unless everything may be written.
  private func checkThatNothingIsLost(_ files: [String], in folder: String) throws {
    for file in files where !force && FileManager.default.fileExists(atPath: "\(folder)/\(file)") {
      throw AuthoringError("\(folder)/\(file): exists; --force writes over it")
    }
    // The nearest folder that is there decides.
    var place = folder
    while !FileManager.default.fileExists(atPath: place) {
      let end = place.lastIndex(of: "/") ?? place.startIndex
      place = end == place.startIndex ? (place.hasPrefix("/") ? "/" : ".") : String(place[..<end])
    }
    guard access(place, W_OK) == 0 else { throw unwritable(folder) }
  }

  private func unwritable(_ path: String) -> AuthoringError {
    AuthoringError("\(path): cannot be written: expected a folder of yours")
  }

  private func write(_ files: [(name: String, text: String)], into folder: String) throws {
    for file in files {
      let path = URL(filePath: "\(folder)/\(file.name)")
      do {
        try FileManager.default.createDirectory(
          atPath: path.deletingLastPathComponent().path, withIntermediateDirectories: true)
        try Data(file.text.utf8).write(to: path, options: .atomic)
      } catch {
        throw unwritable("\(folder)/\(file.name)")
      }
    }
  }

  /// The verdict where all conforms; else all that `hillock conform` says, and the end.
  private func conform(_ library: String) throws -> String {
    var options = ConformanceOptions()
    options.level = level
    switch Conformance.check(path: library, options: options) {
    case .checked(let plugins):
      // A bare plugin has no licence to name: what is only a warning there is none of its faults.
      let failing = plugins.filter { !$0.conforms(strict: !bare) }
      for plugin in failing {
        try ConformanceWriter(isText: true).conclude(plugin, strict: true)
      }
      if !failing.isEmpty { throw ExitCode(1) }
      return plugins.map {
        "\($0.activation) conforms: \($0.count(.pass)) checks pass, \($0.count(.skipped)) do not apply"
      }.joined(separator: "; ")
    case .refused(let path): throw AuthoringError(path.reason)
    case .trouble(let reason): throw AuthoringError(reason)
    case .stopped: throw ExitCode(130)
    }
  }
}

extension PluginLanguage: ExpressibleByArgument {}
