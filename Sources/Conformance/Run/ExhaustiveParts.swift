import ActivationHost

/// What several runs have found, each of a part of all floats: together the findings of one run.
public struct ExhaustiveParts: Sendable {
  private struct Part {
    var file: String
    var outcomes: [String: ExhaustiveSweep.Outcome]
  }

  private let parts: [Part]

  /// Reads files that runs have kept their progress in.
  ///
  /// - Throws: `HostError` where one is missing, or holds what no run writes.
  public init(contentsOf files: [String]) throws(HostError) {
    parts = try files.map { file throws(HostError) in
      Part(file: file, outcomes: try ExhaustiveProgress(path: file).outcomes())
    }
  }

  /// What was found of all floats.
  ///
  /// - Throws: trouble where parts are missing, or there more than once.
  func outcome(of sweep: ExhaustiveSweep) throws(ProbeFailure) -> ExhaustiveSweep.Outcome {
    let width = sweep.functions.count
    var all = ExhaustiveSweep.Outcome(
      forms: Array(repeating: ExhaustiveSweep.Outcome.Form(), count: width))
    let name = "\(sweep.check) of \(sweep.function.symbol)"
    for part in parts {
      // The key, and which shard it was.
      for (key, outcome) in part.outcomes where key.hasPrefix(sweep.key + " ") {
        guard outcome.forms.count == width, all.done.isDisjoint(with: outcome.done) else {
          throw ProbeFailure(
            kind: .trouble("\(part.file): \(name): expected a part that no other file has"))
        }
        all.merge(outcome)
      }
    }
    let missing = ExhaustiveSweep.chunkCount - all.done.count
    guard missing == 0 else {
      throw ProbeFailure(
        kind: .trouble(
          "\(name): expected all parts in the files of --merge, found all but "
            + "\(missing) / \(ExhaustiveSweep.chunkCount) of them"))
    }
    if let effects = all.effects { sweep.examination.effects.seen.add(effects) }
    return all
  }
}
