/// Which names somebody may have meant.
package enum NearestNames {
  /// Longer names are not compared, so that the work stays bounded.
  private static let longest = 255

  /// `names`, the most alike to `name` first; those that are equally alike in their order.
  package static func sorted(_ names: [String], to name: String) -> [String] {
    ranked(names, to: name).map(\.name)
  }

  /// At most `limit` of `names` that are alike enough to `name` to have been meant.
  package static func near(_ names: [String], to name: String, limit: Int = 3) -> [String] {
    let tolerance = max(1, (name.utf8.count + 1) / 3)
    return ranked(names, to: name)
      .filter { $0.distance <= tolerance || isBeginning($0.name, of: name) }
      .prefix(limit).map(\.name)
  }

  /// `; did you mean "tanh" or "atanh"?`, or nothing where no name is near.
  package static func hint(_ names: [String], to name: String) -> String {
    let near = near(names, to: name).map { "\"\($0)\"" }
    return near.isEmpty ? "" : "; did you mean \(near.joined(separator: " or "))?"
  }

  private static func isBeginning(_ one: String, of other: String) -> Bool {
    let (one, other) = (one.lowercased(), other.lowercased())
    return min(one.utf8.count, other.utf8.count) >= 3
      && (one.hasPrefix(other) || other.hasPrefix(one))
  }

  private static func ranked(
    _ names: [String], to name: String
  ) -> [(name: String, distance: Int)] {
    let target = Array(name.lowercased().utf8)
    return names.enumerated()
      .map { (index: $0, name: $1, distance: distance(Array($1.lowercased().utf8), target)) }
      .sorted { ($0.distance, $0.index) < ($1.distance, $1.index) }
      .map { ($0.name, $0.distance) }
  }

  /// How many letters must be put in, left out, replaced, or swapped with the next.
  private static func distance(_ one: [UInt8], _ other: [UInt8]) -> Int {
    guard one.count <= longest, other.count <= longest else { return max(one.count, other.count) }
    var beforeLast: [Int] = []
    var last = Array(0...other.count)
    for (i, letter) in one.enumerated() {
      var row = [i + 1]
      row.reserveCapacity(other.count + 1)
      for (j, otherLetter) in other.enumerated() {
        var best = min(last[j + 1] + 1, row[j] + 1, last[j] + (letter == otherLetter ? 0 : 1))
        if i > 0, j > 0, letter == other[j - 1], one[i - 1] == otherLetter {
          best = min(best, beforeLast[j - 1] + 1)
        }
        row.append(best)
      }
      (beforeLast, last) = (last, row)
    }
    return last[other.count]
  }
}
