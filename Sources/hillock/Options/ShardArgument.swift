import ArgumentParser
import Conformance

/// A part of work that is cut into several: `3/8`.
struct ShardArgument: ExpressibleByArgument, CustomStringConvertible {
  /// Which of them, from 1.
  let index: Int
  /// How many there are.
  let count: Int

  init?(argument: String) {
    let parts = argument.split(separator: "/", omittingEmptySubsequences: false).map { Int($0) }
    guard parts.count == 2, let index = parts[0], let count = parts[1] else { return nil }
    (self.index, self.count) = (index, count)
  }

  /// Checks that there is such a part: its number is a job array's, which begins where its user says.
  ///
  /// - Throws: ``NoSuchPart``.
  func check() throws {
    guard count > 0 else { throw NoSuchPart(shard: self, expected: "one part at least") }
    guard (1...count).contains(index) else {
      throw NoSuchPart(shard: self, expected: "one of 1/\(count) to \(count)/\(count)")
    }
  }

  /// Whether it has the piece of this number: every one that is `count` after the last.
  func holds(_ piece: Int) -> Bool { piece % count == index - 1 }

  var description: String { "\(index)/\(count)" }

  /// The part of all floats.
  ///
  /// - Throws: ``NoSuchPart``.
  func ofFloats() throws -> ConformanceShard {
    try check()
    guard let shard = ConformanceShard(index, of: count) else {
      throw NoSuchPart(
        shard: self, expected: "at most \(ConformanceShard.greatestCount) parts of all floats")
    }
    return shard
  }
}

/// A part that there is not.
struct NoSuchPart: Error, CustomStringConvertible {
  let shard: ShardArgument
  let expected: String
  var description: String { "--shard \(shard): expected \(expected)" }
}

/// Parts of a comparison that are made apart, and put together.
struct ComparisonPartOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "Make only this part of the runs, as 3/8, and keep their results in --results.",
      valueName: "part"))
  var shard: ShardArgument?

  @Option(
    parsing: .upToNextOption,
    help: ArgumentHelp(
      "Put together the results of runs that were made before, and make none.", valueName: "dir"),
    completion: .directory)
  var merge: [String] = []

  func validate() throws {
    if shard != nil, !merge.isEmpty {
      throw ValidationError("--merge takes all parts together: leave out --shard.")
    }
  }
}
