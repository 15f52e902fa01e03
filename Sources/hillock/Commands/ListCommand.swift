import ActivationHost
import ArgumentParser
import Conformance

/// `hillock list`: what the search path offers, read without running any of it.
struct ListCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "list",
    abstract: "List the activations that were found, and the files that were passed over.",
    discussion: """
      Listing reads the files and runs none of their code.

      EXAMPLES:
        hillock list
        hillock list --plugins ./plugins --format json
        hillock conform plugins --certificate plugins/certificates.json
        hillock list --plugins ./plugins --verify
      """)

  @Flag(
    help: "Show how thoroughly each file is certified to conform, by certificates.json beside it.")
  var verify = false

  @OptionGroup var pluginOptions: PluginOptions
  @OptionGroup var output: FormatOption

  func run() throws {
    let registry = try pluginOptions.registry()
    if verify {
      // What is damaged certifies nothing, and is not passed over.
      for entry in registry.entries { _ = try ConformanceCertificates(beside: entry.path) }
    }
    switch output.format {
    case .json: try StandardOutput.line(Listing(registry, verifies: verify).json())
    case .text: try StandardOutput.write(Self.text(registry, verifies: verify))
    }
  }

  /// The list for people.
  static func text(_ registry: Registry, verifies: Bool = false) -> String {
    var table = TextTable(
      (["NAME", "VERSION"] + (verifies ? ["CERTIFIED"] : []) + ["SUMMARY", "FILE"])
        .map { ($0, .left) })
    var rejections: [String] = []
    for entry in registry.entries {
      switch entry.status {
      case .available, .shadowed:
        var cells = [
          entry.name, entry.activation?.text("version") ?? "-",
          entry.activation?.text("summary") ?? "-", entry.path,
        ]
        if case .shadowed(let other) = entry.status { cells[2] = "(shadowed by \(other))" }
        if let objection = entry.objection { cells[2] = "(not trusted: \(objection))" }
        if let noted = entry.quarantined(registry) {
          cells[2] = "(in quarantine: \(noted.summary))"
        }
        if verifies { cells.insert(entry.certifiedLevel?.rawValue ?? "-", at: 2) }
        // What a plugin wrote must not reach the terminal as control characters.
        table.append(cells.map { DisplayText.line($0, limit: 4096) })
      case .rejected(let error): rejections.append("  \(error)")
      }
    }
    var text = table.isEmpty ? "" : table.text()
    if table.isEmpty {
      text = "No activations. Looked in:\n"
      for place in registry.searchPath.places { text += "  \(DisplayText.line(place.path))\n" }
    }
    if !rejections.isEmpty {
      text += "\nPassed over:\n" + rejections.joined(separator: "\n") + "\n"
    }
    return text
  }
}

extension Registry.Entry {
  /// Why it is in quarantine; nil where it is not.
  fileprivate func quarantined(_ registry: Registry) -> Quarantine.Entry? {
    library.flatMap { registry.policy.quarantine?[$0.sha256] }
  }

  /// The level at which this very file is certified to conform; nil where it is not.
  fileprivate var certifiedLevel: ConformanceLevel? {
    guard let library, let activation else { return nil }
    return (try? ConformanceCertificates(beside: path))?
      .level(sha256: library.sha256, activation: activation.name)
  }
}

/// The list as JSON.
private struct Listing: Encodable {
  struct Item: Encodable {
    var name: String
    var version: String?
    var summary: String?
    var form: String?
    var aliases: [String]
    var file: String
    var sha256: String?
    var shadowedBy: String?
    var certified: String?
    var notTrusted: String?
    var quarantined: Quarantine.Entry?
  }

  struct Rejection: Encodable {
    var file: String
    var code: String
    var reason: String
  }

  var activations: [Item] = []
  var rejected: [Rejection] = []
  var searchPath: [String]

  init(_ registry: Registry, verifies: Bool) {
    searchPath = registry.searchPath.places.map(\.path)
    for entry in registry.entries {
      var shadowedBy: String?
      switch entry.status {
      case .rejected(let error):
        rejected.append(
          Rejection(file: entry.path, code: error.code.rawValue, reason: error.description))
        continue
      case .shadowed(let other): shadowedBy = other
      case .available: break
      }
      activations.append(
        Item(
          name: entry.name, version: entry.activation?.text("version"),
          summary: entry.activation?.text("summary"), form: entry.activation?.form.rawValue,
          aliases: entry.activation?.aliases ?? [], file: entry.path,
          sha256: entry.library?.sha256, shadowedBy: shadowedBy,
          certified: verifies ? entry.certifiedLevel?.rawValue : nil,
          notTrusted: entry.objection, quarantined: entry.quarantined(registry)))
    }
  }
}
