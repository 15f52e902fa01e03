import Activations

/// Some of a file's rows: what the splits of a file that streams are made of.
///
/// A row of a share is chosen by its own random number, so that no list of rows is kept: a share
/// of 0.2 holds close to, not exactly, a fifth.
public struct RowSelection: Sendable, Hashable {
  private struct Share: Hashable {
    var share: Double
    var random: RandomStream
    var isHeldOut: Bool
  }

  /// The rows lie in this range.
  public private(set) var range: Range<Int>
  private var shares: [Share] = []
  private var lists: [List] = []

  private struct List: Hashable {
    var rows: Set<Int>
    var isHeldOut: Bool
  }

  /// The first `count` rows.
  public init(count: Int) { range = 0..<max(count, 0) }

  /// Whether a row is chosen.
  public func contains(_ row: Int) -> Bool {
    range.contains(row)
      && shares.allSatisfy { share in
        (share.random.uniform(at: UInt64(row)) < share.share) == share.isHeldOut
      } && lists.allSatisfy { $0.rows.contains(row) == $0.isHeldOut }
  }

  /// How many rows are chosen; O(rows) where there are shares.
  public var count: Int {
    shares.isEmpty && lists.isEmpty ? range.count : range.reduce(0) { $0 + (contains($1) ? 1 : 0) }
  }

  /// The rows in two parts: those for training, and those held out.
  ///
  /// - Throws: ``DataError`` of code `mismatch` where nothing would remain in one of the parts, or
  ///   the share is not between 0 and 1.
  public func split(
    _ heldOut: HeldOut
  ) throws(DataError) -> (training: RowSelection, heldOut: RowSelection) {
    try heldOut.check(count: count)
    var parts = (training: self, heldOut: self)
    switch heldOut {
    case .last(let number):
      var boundary = range.upperBound
      var left = number
      while left > 0 {
        boundary -= 1
        if contains(boundary) { left -= 1 }
      }
      parts.training.range = range.lowerBound..<boundary
      parts.heldOut.range = boundary..<range.upperBound
    case .rows(let rows):
      parts.training.lists.append(List(rows: Set(rows), isHeldOut: false))
      parts.heldOut.lists.append(List(rows: Set(rows), isHeldOut: true))
    case .share(let share, let seed):
      let random = RandomStream(seed: seed)
      parts.training.shares.append(Share(share: share, random: random, isHeldOut: false))
      parts.heldOut.shares.append(Share(share: share, random: random, isHeldOut: true))
      guard parts.training.count > 0, parts.heldOut.count > 0 else {
        throw DataError(
          .mismatch, expected: "a share that leaves rows in both parts",
          found: "\(share) of \(count)")
      }
    }
    return parts
  }
}
