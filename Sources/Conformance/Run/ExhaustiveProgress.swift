import FoundationEssentials

/// A file that keeps how far exhaustive sweeps have come, so that one that was stopped goes on.
struct ExhaustiveProgress: Sendable {
  let path: String

  /// What was found under this key; nil where there is nothing, or nothing that can be read.
  func load(_ key: String) -> ExhaustiveSweep.Outcome? { entries()[key] }

  /// Keeps an outcome. A file that cannot be written costs the resumption, not the run.
  func save(_ key: String, _ outcome: ExhaustiveSweep.Outcome) {
    var entries = entries()
    entries[key] = outcome
    guard let data = try? JSONEncoder().encode(entries) else { return }
    try? data.write(to: URL(filePath: path), options: .atomic)
  }

  private func entries() -> [String: ExhaustiveSweep.Outcome] {
    guard let data = try? Data(contentsOf: URL(filePath: path)), data.count < 64 << 20 else {
      return [:]
    }
    return (try? JSONDecoder().decode([String: ExhaustiveSweep.Outcome].self, from: data)) ?? [:]
  }
}
