/// The names that someone may have meant by `name`, nearest first: at most `limit`, each within a
/// third of its length in edits (insertion, deletion, replacement, exchange of neighbours), or
/// beginning with `name`. Case does not count.
///
/// O(length^2) a candidate; names longer than 64 characters are not compared.
package func nearestNames(
  to name: String, among candidates: some Sequence<String>, limit: Int = 3
) -> [String] {
  let wanted = Array(name.lowercased().unicodeScalars)
  guard !wanted.isEmpty, wanted.count <= 64 else { return [] }
  return candidates.compactMap { candidate -> (name: String, distance: Int)? in
    let letters = Array(candidate.lowercased().unicodeScalars)
    guard letters.count <= 64 else { return nil }
    let distance = editDistance(wanted, letters)
    let isNear = distance <= max(1, max(wanted.count, letters.count) / 3)
    return isNear || letters.starts(with: wanted) ? (candidate, distance) : nil
  }
  .sorted { ($0.distance, $0.name) < ($1.distance, $1.name) }
  .prefix(limit).map(\.name)
}

/// `; did you mean "tanh" or "atanh"?`, or nothing where no name is near.
package func nearestNamesHint(
  to name: String, among candidates: some Sequence<String>
) -> String {
  let near = nearestNames(to: name, among: candidates).map { "\"\($0)\"" }
  return near.isEmpty ? "" : "; did you mean \(near.joined(separator: " or "))?"
}

/// The optimal string alignment distance.
private func editDistance(_ a: [Unicode.Scalar], _ b: [Unicode.Scalar]) -> Int {
  var beforeLast = [Int](repeating: 0, count: b.count + 1)
  var last = Array(0...b.count)
  for i in a.indices {
    var row = [i + 1]
    for j in b.indices {
      var distance = min(row[j] + 1, last[j + 1] + 1, last[j] + (a[i] == b[j] ? 0 : 1))
      if i > 0, j > 0, a[i] == b[j - 1], a[i - 1] == b[j] {
        distance = min(distance, beforeLast[j - 1] + 1)
      }
      row.append(distance)
    }
    (beforeLast, last) = (last, row)
  }
  return last[b.count]
}
