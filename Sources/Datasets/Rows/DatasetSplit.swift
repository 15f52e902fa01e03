import Activations

/// Which samples are kept out of training.
public enum HeldOut: Sendable, Hashable {
  /// The last so many samples.
  case last(Int)
  /// A share of the samples, in (0, 1), drawn at random by the seed.
  case share(Double, seed: UInt64)
  /// These samples, by index, in rising order.
  case rows([Int])

  /// Throws where nothing of `count` samples would remain in one of the parts.
  func check(count: Int) throws(DataError) {
    switch self {
    case .last(let number):
      guard number < 1 || number >= count else { return }
      throw DataError(
        .mismatch, expected: "to hold out from 1 to \(max(count - 1, 0)) of \(count) samples",
        found: "\(number)")
    case .rows(let rows):
      guard
        rows.isEmpty || rows.count >= count || rows[0] < 0 || rows[rows.count - 1] >= count
          || zip(rows, rows.dropFirst()).contains(where: { $0 >= $1 })
      else { return }
      throw DataError(
        .mismatch, expected: "to hold out some of \(count) samples, in rising order",
        found: "\(rows.count) others")
    case .share(let share, _):
      guard !(share > 0 && share < 1) || count < 2 else { return }
      throw DataError(
        .mismatch, expected: "a share between 0 and 1 of at least 2 samples",
        found: "\(share) of \(count)")
    }
  }
}

extension Dataset {
  /// The samples in two parts: those for training, and those held out.
  ///
  /// A share is rounded to the nearest whole number of samples, but is at least one and leaves at
  /// least one; its samples keep the data set's order in either part.
  ///
  /// - Throws: ``DataError`` of code `mismatch` where nothing would remain in one of the parts, or
  ///   the share is not between 0 and 1.
  public func split(_ heldOut: HeldOut) throws(DataError) -> (training: Dataset, heldOut: Dataset) {
    try heldOut.check(count: count)
    switch heldOut {
    case .last(let number):
      return (subset(0..<count - number), subset(count - number..<count))
    case .share(let share, let seed):
      let number = min(max(Int((share * Double(count)).rounded()), 1), count - 1)
      var random = RandomStream(seed: seed)
      var order = Array(0..<count)
      random.shuffle(&order)
      return (subset(order[number...].sorted()), subset(order[..<number].sorted()))
    case .rows(let rows):
      let heldOut = Set(rows)
      return (subset((0..<count).filter { !heldOut.contains($0) }), subset(rows))
    }
  }
}
