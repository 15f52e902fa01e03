import ActivationHost
import FileNames
import FoundationEssentials
import Glibc

/// A file that keeps how far exhaustive sweeps have come, so that one that was stopped goes on.
public struct ExhaustiveProgress: Sendable {
  let path: String

  /// What every such file holds.
  public static let mark = "hillock-progress/"
  /// A larger file is none of these.
  private static let largestFile = 64 << 20

  /// The file's form. In JSON `format` comes first.
  private struct Contents: Codable {
    var format = ExhaustiveProgress.mark + "1"
    var outcomes: [String: ExhaustiveSweep.Outcome] = [:]
  }

  init(path: String) { self.path = path }

  /// Checks that what is at a path, if anything, is progress that can have been.
  ///
  /// - Throws: `HostError` where it cannot be read, is far too large, or holds what no run writes.
  public static func check(_ path: String) throws(HostError) {
    _ = try Self(path: path).contents()
  }

  /// What was found under this key; nil where there is nothing, or nothing that can be read.
  func load(_ key: String) -> ExhaustiveSweep.Outcome? { (try? contents())?.outcomes[key] }

  /// Keeps an outcome. A file that cannot be written costs the resumption, not the run.
  func save(_ key: String, _ outcome: ExhaustiveSweep.Outcome) {
    var contents = (try? contents()) ?? Contents()
    contents.outcomes[key] = outcome
    let encoder = JSONEncoder()
    // Slashes as they are: a file is known by its mark.
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    guard let data = try? encoder.encode(contents) else { return }
    try? FileOutput.replace(path, with: Array(data))
  }

  /// All that is kept, by key.
  func outcomes() throws(HostError) -> [String: ExhaustiveSweep.Outcome] {
    try read(RegularFile.contents(of: path, limit: Self.largestFile)).outcomes
  }

  private func contents() throws(HostError) -> Contents {
    let bytes: [UInt8]
    do { bytes = try RegularFile.contents(of: path, limit: Self.largestFile) } catch {
      guard access(path.fileName, F_OK) != 0 else { throw error }
      return Contents()
    }
    return try read(bytes)
  }

  private func read(_ bytes: [UInt8]) throws(HostError) -> Contents {
    // An empty file has been made ready for it.
    if bytes.isEmpty { return Contents() }
    let contents = try? JSONDecoder().decode(Contents.self, from: Data(bytes))
    guard let contents, contents.outcomes.values.allSatisfy(\.isPossible) else {
      throw HostError(
        .notReadable, "cannot be gone on with", file: path,
        expected: "the progress of a conform run", found: "other text, or numbers that cannot be")
    }
    return contents
  }
}

extension ExhaustiveSweep.Outcome {
  /// Whether a sweep can have written this.
  fileprivate var isPossible: Bool {
    let chunks = 0..<ExhaustiveSweep.chunkCount
    return done.allSatisfy(chunks.contains) && forms.count <= 16
      && forms.allSatisfy { form in
        (0...1 << 32).contains(form.compared) && (0...1 << 32).contains(form.sampled)
          && form.worstULP >= -1 && form.failures.count <= 3
          && (form.shapes?.keys.allSatisfy(chunks.contains) ?? true)
          && form.failures.allSatisfy { chunks.contains($0.chunk) }
      }
  }
}
