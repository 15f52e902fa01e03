import Activations

extension CSVFile {
  /// The names of a file's columns, and whether its first record holds them or is a row.
  struct Header: Sendable {
    let names: [String]
    let isPresent: Bool

    /// Reads the first record.
    ///
    /// Names that are all numbers are no names but the first row; except where they count up from 0
    /// over three columns or more, which is what is written for a table whose columns have none, and
    /// where a model has inputs of these names.
    init(_ tokenizer: CSVTokenizer, options: DataOptions) throws(DataError) {
      let path = tokenizer.file.path
      guard try tokenizer.next() else {
        throw DataError(.empty, file: path, expected: "a header line", found: "no data")
      }
      guard tokenizer.fields.count <= mostColumns else {
        throw DataError(
          .malformed, file: path, line: 1, expected: "at most \(mostColumns) columns",
          found: "\(tokenizer.fields.count)")
      }
      var found: [String] = []
      for column in tokenizer.fields.indices { found.append(try tokenizer.validText(column)) }
      let wanted = options.featureNames ?? []
      let isPresent =
        switch options.header {
        case .present: true
        case .absent: false
        case .automatic:
          !Self.isRow(found) || (!wanted.isEmpty && Set(wanted).isSubset(of: found))
        }
      self.isPresent = isPresent
      names = isPresent ? found : found.indices.map { "column\($0 + 1)" }
      try checkDifferent(tokenizer)
    }

    private static func isRow(_ fields: [String]) -> Bool {
      guard fields.allSatisfy({ Double($0) != nil }) else { return false }
      return fields.count < 3 || fields != fields.indices.map(String.init)
    }

    private func checkDifferent(_ tokenizer: CSVTokenizer) throws(DataError) {
      var places: [String: Int] = [:]
      for (place, name) in names.enumerated() {
        guard let first = places.updateValue(place, forKey: name) else { continue }
        throw DataError(
          .malformed, file: tokenizer.file.path, line: tokenizer.line, column: place + 1,
          expected: "column names that differ",
          found: "\(DataError.quoted(name)) again, the name of column \(first + 1)")
      }
    }
  }
}
