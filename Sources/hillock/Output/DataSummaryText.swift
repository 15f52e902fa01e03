import Charts
import Datasets

extension DataSummary {
  /// What was understood, in a few lines of `key  value`.
  var text: String {
    var lines: [(String, String)] = [("data", "\(file): \(samples) samples, \(format)\(parts)")]
    let width = inputs.reduce(0) { $0 + $1.inputs }
    let kinds = [("number", "numbers"), ("date", "dates"), ("category", "categories")]
      .compactMap { kind, plural -> String? in
        let count = inputs.count { $0.kind == kind }
        return count == 0 ? nil : "\(count) \(count == 1 ? kind : plural)"
      }
    let constant = Self.list(columns.constant.map(name), of: 12)
    lines.append(
      (
        "inputs",
        "\(kinds.joined(separator: ", ")); \(width) \(width == 1 ? "input" : "inputs") of the network"
          + (constant.isEmpty ? "" : "; constant: \(constant)")
      ))
    for input in inputs.filter({ $0.levels != nil }).prefix(Self.most) {
      var levels = Self.list(input.levels ?? [], of: 6)
      if let rare = input.rareLevels, rare > 0 {
        levels += "\(levels.isEmpty ? "" : ", and ")\(rare) rare ones together"
      }
      lines.append(("", "\(name(input.name)): \(levels)"))
    }
    let gaps = inputs.filter { $0.gaps > 0 }
    if !gaps.isEmpty {
      lines.append(
        (
          "gaps",
          Self.list(
            gaps.map { input in
              "\(input.name): \(input.gaps)"
                + (input.fill.map { ", filled with \($0.text(significant: 6))" } ?? "")
            }, of: Self.most, separator: "; ")
        ))
    }
    for column in columns.leftOut {
      lines.append(("left out", "\(name(column.name)): \(column.reason)"))
    }
    lines.append(("target", targetText))
    if columns.unlabelled > 0 {
      lines.append(("left out", "\(columns.unlabelled) rows without a label"))
    }
    for note in columns.notes { lines.append(("note", note)) }
    return lines.map { key, value in
      key + String(repeating: " ", count: 12 - key.count) + DisplayText.line(value) + "\n"
    }.joined()
  }

  /// More columns than this are not listed one by one.
  private static let most = 8

  private var parts: String {
    let parts = [
      (validation, "for validation"), (test, "for testing"),
    ].compactMap { count, purpose in count.map { "\($0) \(purpose)" } }
    return parts.isEmpty ? "" : "; \(parts.joined(separator: ", "))"
  }

  private var targetText: String {
    let label = target.name.map { "\(name($0)): " } ?? ""
    if let classes = target.classes {
      let counts = classes.map { "\($0.name) (\($0.count))" }
      return "\(label)\(classes.count) classes: \(Self.list(counts, of: 10))"
    }
    guard let mean = target.mean, let spread = target.standardDeviation,
      let least = target.minimum, let most = target.maximum
    else { return "none" }
    if mean.count > 1 { return "\(mean.count) numbers a sample" }
    return
      "\(label)numbers from \(least.text(significant: 6)) to \(most.text(significant: 6)), mean "
      + "\(mean[0].text(significant: 6)), standard deviation \(spread[0].text(significant: 6))"
      + (target.isStandardized == true ? "; standardized" : "")
  }

  /// A name as it is, or in quotation marks where it is empty or has spaces.
  private func name(_ name: String) -> String {
    name.isEmpty || name.contains(" ") ? "\"\(name)\"" : name
  }

  private static func list(_ items: [String], of most: Int, separator: String = ", ") -> String {
    let shown = items.prefix(most).joined(separator: separator)
    return items.count > most ? "\(shown) and \(items.count - most) more" : shown
  }
}
