import ActivationHost
import Activations

/// What the page is told of an activation, or of a file that is none; from its file alone.
struct ActivationSummary: Encodable {
  struct Parameter: Encodable {
    var name: String
    var defaultValue: Double
    var low: Figure
    var high: Figure
    var interval: String
    var isLearnable: Bool
    var summary: String
  }

  struct Note: Encodable {
    var peer: String
    var text: String
  }

  var name: String
  /// The library's file, without its directory.
  var file: String
  var status: String
  /// Why it cannot be used.
  var reason: String?
  var form: String?
  var version: String?
  var summary: String?
  var formula: String?
  var range: String?
  var monotonic: String?
  var symmetry: String?
  var kinks: String?
  var aliases: [String] = []
  var parameters: [Parameter] = []
  /// What the same name means in other programs.
  var notes: [Note] = []
  var sha256: String?

  init(_ entry: Registry.Entry) {
    name = entry.name
    file = entry.path.split(separator: "/").last.map(String.init) ?? entry.path
    switch entry.status {
    case .available: status = "available"
    case .shadowed(let other):
      status = "shadowed"
      reason = "another of this name is found first, in \(other)"
    case .rejected(let error):
      status = "rejected"
      reason = error.description
    }
    sha256 = entry.library?.sha256
    guard let activation = entry.activation else { return }
    form = activation.form.rawValue
    version = activation.text("version")
    summary = activation.text("summary")
    formula = activation.text("formula")
    range = activation.text("range")
    monotonic = activation.text("monotonic")
    symmetry = activation.text("symmetry")
    kinks = activation.text("kinks")
    aliases = activation.aliases
    parameters = activation.parameters.map { parameter in
      Parameter(
        name: parameter.name, defaultValue: parameter.defaultValue,
        low: Figure(parameter.interval.low), high: Figure(parameter.interval.high),
        interval: parameter.interval.description, isLearnable: parameter.isLearnable,
        summary: parameter.summary)
    }
    notes = activation.peerNotes.map { Note(peer: $0.peer, text: $0.text) }
    if let note = activation.text("note") { notes.insert(Note(peer: "", text: note), at: 0) }
  }
}
