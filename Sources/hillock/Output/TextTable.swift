/// Columns of text, each as wide as its widest cell.
struct TextTable {
  enum Alignment { case left, right }

  private let alignments: [Alignment]
  private var rows: [[String]] = []

  /// A table with a line of headings.
  init(_ columns: [(String, Alignment)]) {
    alignments = columns.map(\.1)
    rows = [columns.map(\.0)]
  }

  /// Whether there is no row below the headings.
  var isEmpty: Bool { rows.count == 1 }

  /// Adds a row; missing cells at its end are empty.
  mutating func append(_ cells: [String]) { rows.append(cells) }

  /// The lines, two spaces between columns, cut to `limit` characters.
  func text(limit: Int = .max, headings: Terminal = .output) -> String {
    let widths = alignments.indices.map { column in
      rows.lazy.map { column < $0.count ? $0[column].count : 0 }.max() ?? 0
    }
    return rows.enumerated().map { index, row in
      var line = ""
      for (column, cell) in row.enumerated() {
        let space = String(repeating: " ", count: widths[column] - cell.count)
        line +=
          (column > 0 ? "  " : "") + (alignments[column] == .left ? cell + space : space + cell)
      }
      while line.last == " " { line.removeLast() }
      if line.count > limit { line = line.prefix(max(limit - 1, 0)) + "…" }
      return index == 0 ? headings.styled(line, .bold) : line
    }.joined(separator: "\n") + "\n"
  }
}
