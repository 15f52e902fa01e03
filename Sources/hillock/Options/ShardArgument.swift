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
    guard parts.count == 2, let index = parts[0], let count = parts[1],
      (1...max(count, 1)).contains(index)
    else { return nil }
    (self.index, self.count) = (index, count)
  }

  /// Whether it has the piece of this number: every one that is `count` after the last.
  func holds(_ piece: Int) -> Bool { piece % count == index - 1 }

  var description: String { "\(index)/\(count)" }
}

extension ConformanceShard: ExpressibleByArgument {
  /// Reads `3/8`.
  public init?(argument: String) {
    guard let shard = ShardArgument(argument: argument) else { return nil }
    self.init(shard.index, of: shard.count)
  }
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
