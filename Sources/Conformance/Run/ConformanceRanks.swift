import ActivationHost
import FoundationEssentials

/// Other processes that take part in exhaustive sweeps.
public struct ConformanceRanks: Sendable {
  /// Has threads of all processes call ``Conformance/sweep(_:options:next:finish:)``, so that each of
  /// the chunks is swept once, and gives what was found to `take`, on the calling thread, until that
  /// answers false.
  public var deal:
    @Sendable (
      _ sweep: String, _ chunks: [Int], _ take: (_ chunk: Int, _ found: [UInt8]) throws -> Bool
    ) throws -> Void

  /// Processes that work is dealt out to.
  public init(
    deal:
      @escaping @Sendable (
        _ sweep: String, _ chunks: [Int], _ take: (_ chunk: Int, _ found: [UInt8]) throws -> Bool
      ) throws -> Void
  ) {
    self.deal = deal
  }
}

extension Conformance {
  /// Sweeps chunks of what a process has dealt out; called on as many threads as are to do so.
  ///
  /// - Parameters:
  ///   - sweep: what is swept.
  ///   - options: those of the process that deals out.
  ///   - next: waits for the next chunk; nil where none is left.
  ///   - finish: told what was found.
  /// - Throws: `HostError` where this process has another library, or none.
  public static func sweep(
    _ sweep: String, options: ConformanceOptions, next: () -> Int?,
    finish: (_ chunk: Int, _ found: [UInt8]) -> Void
  ) throws {
    let sweep = try JSONDecoder().decode(SweepOrder.self, from: Data(sweep.utf8)).sweep(options)
    sweep.work(next: next) { chunk, findings in finish(chunk, findings.encoded) }
  }
}

/// A sweep, as processes that have the same library tell each other.
struct SweepOrder: Codable {
  var path: String
  var sha256: String
  var activation: String
  var check: String
  /// The function that is swept, by its symbol.
  var function: String

  init(_ sweep: ExhaustiveSweep) {
    let subject = sweep.examination.subject
    (path, sha256) = (subject.library.path, subject.library.sha256)
    (activation, check) = (subject.activation.name, sweep.check)
    function = sweep.function.symbol
  }

  var text: String {
    get throws { String(decoding: try JSONEncoder().encode(self), as: UTF8.self) }
  }

  /// The sweep, of what this process has.
  func sweep(_ options: ConformanceOptions) throws -> ExhaustiveSweep {
    let image = try ElfImage.read(path: path)
    let library = try LibraryDescription(path: path, image: image)
    guard library.sha256 == sha256,
      let activation = library.activations.first(where: { $0.name == activation })
    else {
      throw HostError(
        .notReadable, "is another file", file: path, expected: "SHA-256 \(sha256)",
        found: library.sha256)
    }
    let subject = Subject(library: library, image: image, activation: activation)
    guard let sweep = try sweep(Examination(subject, options)) else {
      throw HostError(
        .notReadable, "gives other results than it gave another process", file: path,
        expected: "the same of \(function) at every call")
    }
    return sweep
  }

  private func sweep(_ examination: Examination) throws -> ExhaustiveSweep? {
    switch check {
    case TableChecks.check: try TableChecks(examination).sweep(ofSymbol: function)
    case _ where ShapeChecks.all.contains(check):
      ShapeChecks(examination).sweep(check, ofSymbol: function)
    default: SweepChecks(examination, check).sweep(ofSymbol: function)
    }
  }
}
