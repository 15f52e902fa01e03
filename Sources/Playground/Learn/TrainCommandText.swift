/// The command that trains what a run trains, from the same data to the same bits.
struct TrainCommandText: Sendable {
  private let words: [String]
  /// Why there is no such command.
  let obstacle: String?

  init(_ setting: RunSetting, subjects: [CurveSubject], data: RunData) {
    let names = subjects.map(\.activation.name)
    var obstacle: String?
    if let formula = subjects.first(where: { $0.activation is FormulaActivation }) {
      obstacle =
        "'\(formula.activation.name)' is a formula and no plugin yet; write one with hillock new"
    }
    var values: [String: Double] = [:]
    for subject in subjects {
      for (name, value) in subject.settings {
        let key = "\(subject.activation.name).\(name)"
        if let other = values[key], other != value {
          obstacle = "\(key) differs from layer to layer, which no option of the command says"
        }
        values[key] = value
      }
    }
    self.obstacle = obstacle
    var words = ["hillock", "train", data.name]
    if let label = data.label { words += ["--label", label] }
    if let columns = data.columns { words += ["--features", columns.joined(separator: ",")] }
    words += ["--label-kind", "classes", "--test-share", "\(setting.testShare ?? 0.5)"]
    words += [
      "--hidden",
      setting.hidden.isEmpty ? "none" : setting.hidden.map(String.init).joined(separator: ","),
      "--activation", names.joined(separator: ","),
    ]
    for (key, value) in values.sorted(by: { $0.key < $1.key }) {
      words += ["--set", "\(key)=\(value)"]
    }
    let optimizer = setting.optimizer ?? "adam"
    words += ["--optimizer", optimizer == "momentum" ? "sgd" : optimizer]
    if optimizer == "momentum" { words += ["--momentum", "0.9"] }
    if let rate = setting.learningRate { words += ["--learning-rate", "\(rate)"] }
    if let decay = setting.weightDecay { words += ["--weight-decay", "\(decay)"] }
    words += ["--batch", "\(setting.batch ?? 16)", "--seed", "\(setting.seed ?? 1)"]
    self.words = words
  }

  /// The command for so many epochs, as a shell takes it; nil where there is none.
  func text(epochs: Int) -> String? {
    guard obstacle == nil else { return nil }
    return (words + ["--epochs", "\(max(epochs, 1))", "--output", "model.safetensors"])
      .map(Self.quoted).joined(separator: " ")
  }

  private static func quoted(_ word: String) -> String {
    let isPlain = word.utf8.allSatisfy {
      Character(UnicodeScalar($0)).isASCII
        && (Character(UnicodeScalar($0)).isLetter || Character(UnicodeScalar($0)).isNumber
          || ",._-=+/:".utf8.contains($0))
    }
    return isPlain && !word.isEmpty ? word : "'\(word.replacing("'", with: "'\\''"))'"
  }
}
