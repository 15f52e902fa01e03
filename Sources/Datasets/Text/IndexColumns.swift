/// Finds the columns that number the rows: they say where a sample stood in the file and nothing of
/// the sample, and in a file sorted by class they give the class away.
struct IndexColumns {
  /// Fewer rows than this may count up by chance.
  static let fewestRows = 10
  /// What such a column is called, in lower case: by nothing, or by one of these.
  static let names: Set<String> = [
    "", "id", "idx", "index", "no", "nr", "row", "row_id", "rowid", "rownames", "row_names",
    "unnamed: 0",
  ]

  /// The columns that have counted up so far, each with the number of its first row.
  private var candidates: [(column: Int, first: Int)] = []
  private var rows = 0

  /// Takes note of a row: `number` gives the whole number in a column, nil where there is none.
  mutating func observe(columns: Int, number: (Int) -> Int?) {
    if rows == 0 {
      for column in 0..<columns {
        if let first = number(column), first == 0 || first == 1 {
          candidates.append((column, first))
        }
      }
    } else if !candidates.isEmpty {
      candidates.removeAll { number($0.column) != $0.first + rows }
    }
    rows += 1
  }

  /// The columns that count up from 0 or 1 through all rows.
  var counting: [Int] { rows < Self.fewestRows ? [] : candidates.map(\.column) }

  /// Whether a name is that of an index: one of these, or one that ends in `Id`, `ID` or `_id`.
  static func isIndex(_ name: String) -> Bool {
    names.contains(name.lowercased())
      || ["Id", "ID", "_id", " id", "-id", ".id"].contains { name.hasSuffix($0) }
  }
}
