import ActivationHost
import Activations
import ArgumentParser

/// `hillock info`: all that a plugin says of an activation, read without running its code.
struct InfoCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "info",
    abstract: "Describe an activation: parameters, formula, functions, file.",
    discussion: """
      EXAMPLES:
        hillock info gelu
        hillock info leaky_relu --plugins ./plugins --format json
        hillock info gelu --elsewhere
        hillock info my_activation --load --plugins ./plugins
        hillock info --build
      """)

  @Argument(
    help: "The activation's name, or an alias.", completion: .activationNames)
  var name: String?

  @Flag(help: "Name the libraries that this build computes with, and their versions.")
  var build = false

  @Flag(help: "Say only what the name means in other programs, where it differs.")
  var elsewhere = false

  @Flag(
    help: ArgumentHelp(
      "Load the plugin, which runs its code, and say how a network computes it in float32 and "
        + "float64: by its array form, by a table of how many segments and what error, or call by "
        + "call, and why."))
  var load = false

  @OptionGroup var pluginOptions: PluginOptions
  @OptionGroup var output: FormatOption

  func validate() throws {
    if load, name == nil || elsewhere {
      throw ValidationError("Name the activation for --load, without --elsewhere.")
    }
    if elsewhere, name == nil { throw ValidationError("Name the activation for --elsewhere.") }
    if name == nil, !build { throw ValidationError("Name an activation, or ask for --build.") }
    if name != nil, build {
      throw ValidationError("Ask for an activation or for --build, not both.")
    }
  }

  func run() throws {
    guard let name else {
      let information = try BuildInformation()
      switch output.format {
      case .json: try StandardOutput.line(information.json())
      case .text: try StandardOutput.write(information.text)
      }
      return
    }
    let registry = try pluginOptions.registry()
    let (library, activation) = try registry.find(name)
    if elsewhere { return try describeElsewhere(activation) }
    var description = PluginInformation(library, activation)
    if load {
      let activation = try registry.activation(named: name)
      func reports(_ precision: Precision) -> [String: ComputedFormReport] {
        let forms = activation.computedForms(precision: precision)
        return [
          "value": ComputedFormReport(forms?.value),
          "gradient": ComputedFormReport(forms?.gradient),
        ]
      }
      (description.float32, description.float64) = (reports(.float32), reports(.float64))
    }
    switch output.format {
    case .json: try StandardOutput.line(description.json())
    case .text: try StandardOutput.write(description.text)
    }
  }
}

extension InfoCommand {
  private func describeElsewhere(_ activation: ActivationDescription) throws {
    let notes = PeerNotes(
      name: activation.name, formula: activation.text("formula"), aliases: activation.aliases,
      elsewhere: Dictionary(activation.peerNotes.map { ($0.peer, $0.text) }) { first, _ in first })
    switch output.format {
    case .json: try StandardOutput.line(notes.json())
    case .text: try StandardOutput.write(notes.text)
    }
  }
}

/// What an activation's name means in other programs.
private struct PeerNotes: Encodable {
  var name: String
  var formula: String?
  var aliases: [String]
  /// Peer by peer, the plugin's own words.
  var elsewhere: [String: String]

  var text: String {
    var lines = [("here", formula ?? "no formula is stated")]
    if !aliases.isEmpty { lines.append(("aliases", aliases.joined(separator: ", "))) }
    lines += elsewhere.sorted { $0.key < $1.key }.map { ($0.key, $0.value) }
    if elsewhere.isEmpty { lines.append(("elsewhere", "the plugin states no difference")) }
    return Terminal.output.styled(DisplayText.line(name), .bold) + "\n"
      + PluginInformation.aligned(lines)
  }
}

/// What is known of a plugin's activation, as JSON and as text.
private struct PluginInformation: Encodable {
  struct Parameter: Encodable {
    var name: String
    var defaultValue: Double
    var interval: String
    var isLearnable: Bool
    var summary: String
  }

  struct Function: Encodable {
    var role: String
    var precision: String
    var prototype: String
  }

  var name: String
  var version: String?
  var summary: String?
  var form: String
  var isBare: Bool
  var aliases: [String]
  var file: String
  var sha256: String
  var parameters: [Parameter]
  var functions: [Function]
  /// How values and gradients are computed, where the plugin was loaded.
  var float32: [String: ComputedFormReport]?
  var float64: [String: ComputedFormReport]?
  /// Everything else that the plugin says, key by key.
  var records: [String: String]

  init(_ library: LibraryDescription, _ activation: ActivationDescription) {
    name = activation.name
    version = activation.text("version")
    summary = activation.text("summary")
    form = activation.form.rawValue
    isBare = activation.isBare
    aliases = activation.aliases
    file = library.path
    sha256 = library.sha256
    parameters = activation.parameters.map {
      Parameter(
        name: $0.name, defaultValue: $0.defaultValue, interval: $0.interval.description,
        isLearnable: $0.isLearnable, summary: $0.summary)
    }
    functions = activation.allFunctions.map {
      Function(role: $0.key, precision: $0.format.rawValue, prototype: $0.prototype.description)
    }
    let shown: Set = ["version", "summary", "aliases", "parameter"]
    records = [:]
    for record in activation.records
    where !shown.contains(record.key) && FunctionRole(key: record.key) == nil
      && FunctionRole(halfKey: record.key) == nil
    {
      records[record.key] = record.text
    }
  }

  var text: String {
    let title = DisplayText.line([name, version].compactMap(\.self).joined(separator: " "))
    var text = Terminal.output.styled(title, .bold) + "\n"
    if let summary { text += "\(DisplayText.line(summary))\n" }
    var lines = [("form", form), ("file", file), ("sha256", sha256)]
    if !aliases.isEmpty { lines.append(("aliases", aliases.joined(separator: ", "))) }
    lines += records.sorted { $0.key < $1.key }.map { ($0.key, $0.value) }
    text += "\n" + Self.aligned(lines)
    if !parameters.isEmpty {
      text += "\nparameters\n"
      text += Self.aligned(
        parameters.map {
          let learnable = $0.isLearnable ? " learnable" : ""
          let meaning = $0.summary.isEmpty ? "" : "  \($0.summary)"
          return ("  \($0.name)", "\($0.defaultValue) in \($0.interval)\(learnable)\(meaning)")
        })
    }
    text += "\nfunctions\n"
    text += Self.aligned(functions.map { ("  \($0.role), \($0.precision)", $0.prototype) })
    for (precision, forms) in [("float32", float32), ("float64", float64)] {
      guard let forms else { continue }
      text += "\nin \(precision)\n"
      text += Self.aligned(
        ["value", "gradient"].compactMap { what in
          forms[what].map { ("  \(what)", $0.text ?? "by the plugin's array form") }
        })
    }
    if isBare { text += "\nA bare plugin: two functions and no description.\n" }
    return text
  }

  static func aligned(_ lines: [(String, String)]) -> String {
    let width = lines.map(\.0.count).max() ?? 0
    return lines.map { key, value in
      // What a plugin wrote must not reach the terminal as control characters.
      key + String(repeating: " ", count: width - key.count + 2)
        + DisplayText.line(value) + "\n"
    }.joined()
  }
}
