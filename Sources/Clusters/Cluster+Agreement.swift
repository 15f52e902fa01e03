import FoundationEssentials
import NeuralNetwork

extension Cluster {
  /// Something that must be the same on all ranks.
  public struct Fact: Codable, Hashable, Sendable {
    /// What it is: `the options`.
    public var name: String
    /// How it is here.
    public var value: String

    /// A fact from its parts.
    public init(_ name: String, _ value: String) {
      self.name = name
      self.value = value
    }
  }

  /// What a rank says before the work begins.
  struct Statement: Codable, Hashable, Sendable {
    /// Why it cannot begin; nil where it can.
    var failure: String?
    /// What it is about to do.
    var facts: [Fact] = []
  }

  /// Makes what the work needs on every rank, and checks that all can, and are about to do the same.
  ///
  /// - Parameters:
  ///   - body: makes it.
  ///   - facts: what of it must be the same on all ranks.
  /// - Throws: ``ClusterError`` of code `disagreement`, the same on every rank.
  public func agree<Result>(
    _ body: () throws -> Result, on facts: (Result) throws -> [Fact]
  ) throws -> Result {
    var made: Result?
    var statement = Statement()
    do {
      let result = try body()
      statement.facts = try facts(result)
      made = result
    } catch { statement.failure = "\(error)" }
    let text = String(decoding: try JSONEncoder().encode(statement), as: UTF8.self)
    let statements = try communicator.all(text).map {
      try JSONDecoder().decode(Statement.self, from: Data($0.utf8))
    }
    if let complaint = Self.complaint(of: statements, place: communicator.place) {
      throw ClusterError(.disagreement, complaint)
    }
    guard let made else { preconditionFailure("a rank that failed, and no complaint") }
    return made
  }

  /// What is wrong with what the ranks say; nil where nothing is.
  static func complaint(of statements: [Statement], place: (Int) -> String) -> String? {
    let failures = statements.map(\.failure)
    if let first = failures.firstIndex(where: { $0 != nil }), let failure = failures[first] {
      return failures.allSatisfy { $0 == failure } ? failure : "\(place(first)): \(failure)"
    }
    let expected = statements[0].facts
    for (rank, statement) in statements.enumerated() {
      let found = statement.facts
      for index in 0..<max(expected.count, found.count) {
        let (here, there) = (
          index < expected.count ? expected[index] : nil, index < found.count ? found[index] : nil
        )
        guard here != there else { continue }
        if let here, let there, here.name == there.name {
          return "\(place(rank)): \(there.name): expected \(here.value), as on rank 0, found "
            + there.value
        }
        func text(_ fact: Fact?) -> String { fact.map { "\($0.name): \($0.value)" } ?? "no more" }
        return "\(place(rank)): expected \(text(here)), as on rank 0, found \(text(there))"
      }
    }
    return nil
  }
}
