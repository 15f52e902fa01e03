import Activations

extension CSVFile {
  /// The names of a file's columns, and whether its first record holds them or is a row.
  struct Header: Sendable {
    let names: [String]
    let isPresent: Bool
    /// How many comments stand above the header or the first row.
    private let comments: Int
    /// What was found out, a line each.
    let notes: [String]

    /// Reads the first records.
    ///
    /// Records that begin with `#` are comments above the first that does not; where the last of them
    /// has as many fields as that one, it is the header. Names that are all numbers are no names but
    /// the first row; except where they count up from 0 over three columns or more, which is what is
    /// written for a table whose columns have none, and where a model has inputs of these names. Nor
    /// is it a header where every column that holds numbers below has one there, too, nor where the rows
    /// below all have another number of fields. Rows with one field more than the header, each of
    /// which begins with another text, begin with a name of the row, as R writes it.
    init(_ tokenizer: CSVTokenizer, options: DataOptions) throws(DataError) {
      let path = tokenizer.file.path
      guard try tokenizer.next() else {
        throw DataError(.empty, file: path, expected: "a header line", found: "no data")
      }
      var comments = 0
      var comment: [String]?
      while tokenizer.beginsWithHash {
        // Comments may hold any bytes.
        let fields = tokenizer.fields.map { tokenizer.text($0) }
        guard try tokenizer.next() else { break }
        comments += 1
        comment = fields
      }
      let width = tokenizer.fields.count
      guard width <= mostColumns else {
        throw DataError(
          .malformed, file: path, line: tokenizer.line, expected: "at most \(mostColumns) columns",
          found: "\(width)")
      }
      var found: [String] = []
      for column in tokenizer.fields.indices { found.append(try tokenizer.validText(column)) }
      var notes: [String] = []
      let names: [String]
      let line = tokenizer.line
      if let title = comment.map(Self.names), title.count == width, options.header != .absent {
        (names, isPresent) = (title, false)
      } else {
        let below = try Self.records(Self.lookAhead, of: tokenizer)
        if let fields = Self.width(of: below, where: width), options.header != .present {
          // A line that tells of the table, such as how many rows and classes it has.
          self.comments = comments + 1
          isPresent = false
          self.names = (1...fields).map { "column\($0)" }
          self.notes = [
            "line \(line) has \(width) fields where the rows have \(fields), and is left out; the columns "
              + "are called column1, …"
          ]
          return
        }
        let wanted = options.columns?.map(\.name) ?? options.featureNames ?? []
        isPresent =
          switch options.header {
          case .present: true
          case .absent: false
          case .automatic:
            !Self.isRow(found, below, tokenizer.dialect)
              || (!wanted.isEmpty && Set(wanted).isSubset(of: found))
          }
        if isPresent, !found.contains(""), Self.haveNames(below, where: width) {
          names = [""] + found
          notes = ["the rows begin with a name of their own, for which the header has none"]
        } else {
          names = isPresent ? found : found.indices.map { "column\($0 + 1)" }
        }
        if !isPresent { notes = ["no header line; the columns are called column1, …"] }
      }
      (self.names, self.comments, self.notes) = (names, comments, notes)
      try checkDifferent(path, line)
    }

    /// Goes to before the first row.
    func rewind(_ tokenizer: CSVTokenizer) throws(DataError) {
      try tokenizer.rewind()
      for _ in 0..<comments + (isPresent ? 1 : 0) { _ = try tokenizer.next() }
    }

    /// Moves to the next row; false after the last. A comment is a record that begins with `#` and has
    /// not as many fields as a row.
    func next(_ tokenizer: CSVTokenizer) throws(DataError) -> Bool {
      while try tokenizer.next() {
        if tokenizer.fields.count != names.count {
          if tokenizer.beginsWithHash { continue }
          throw DataError(
            .malformed, file: tokenizer.file.path, line: tokenizer.line,
            column: min(tokenizer.fields.count, names.count)
              + (tokenizer.fields.count > names.count ? 1 : 0),
            expected: "\(names.count) fields, as in the header",
            found: "\(tokenizer.fields.count)")
        }
        return true
      }
      return false
    }

    /// Whether all records, of which there are some, have one field more than the header, and begin
    /// with another text each.
    private static func haveNames(_ records: [[String]], where width: Int) -> Bool {
      records.count > 1 && records.allSatisfy { $0.count == width + 1 }
        && Set(records.map { $0[0] }).count == records.count
    }

    /// How many records below the first are looked at.
    private static let lookAhead = 20

    /// The fields of the records below the first, where all have as many and that is neither as many as
    /// the first has, nor one more.
    private static func width(of records: [[String]], where first: Int) -> Int? {
      guard records.count == lookAhead, let width = records.first?.count,
        width > 1, width != first, width != first + 1,
        records.allSatisfy({ $0.count == width })
      else { return nil }
      return width
    }

    /// `# a b`, as two names.
    private static func names(_ comment: [String]) -> [String] {
      var names = comment
      names[0] = String(names[0].drop { $0 == "#" || $0 == " " })
      if names[0].isEmpty, names.count > 1 { names.removeFirst() }
      return names
    }

    private static func records(
      _ count: Int, of tokenizer: CSVTokenizer
    ) throws(DataError) -> [[String]] {
      var records: [[String]] = []
      while records.count < count, try tokenizer.next() {
        records.append(tokenizer.fields.map { tokenizer.text($0) })
      }
      return records
    }

    private static func isNumber(_ text: String, _ dialect: TextDialect) -> Bool {
      var text = text
      let number = text.withUTF8 { bytes in
        bytes.baseAddress.map {
          DecimalNumber<Double>($0, count: bytes.count, point: dialect.decimalPoint)
        }
      }
      if case .number = number { return true }
      return false
    }

    private static func isRow(
      _ fields: [String], _ below: [[String]], _ dialect: TextDialect
    ) -> Bool {
      if fields.allSatisfy({ Double($0) != nil || isNumber($0, dialect) }) {
        return fields.count < 3 || fields != fields.indices.map(String.init)
      }
      let rows = below.filter { $0.count == fields.count }
      guard !rows.isEmpty else { return false }
      let numeric = fields.indices.filter { column in
        rows.allSatisfy { isNumber($0[column], dialect) || $0[column].isEmpty }
          && rows.contains { !$0[column].isEmpty }
      }
      guard !numeric.isEmpty, numeric.allSatisfy({ isNumber(fields[$0], dialect) }) else {
        return false
      }
      // Years, one a column, are names.
      let years = numeric.compactMap { Int(fields[$0]) }
      let areYears =
        years.count == numeric.count && years.count > 1
        && zip(years, years.dropFirst()).allSatisfy { $1 == $0 + 1 }
      return !areYears
    }

    private func checkDifferent(_ path: String, _ line: Int) throws(DataError) {
      var places: [String: Int] = [:]
      for (place, name) in names.enumerated() {
        guard let first = places.updateValue(place, forKey: name) else { continue }
        throw DataError(
          .malformed, file: path, line: line, column: place + 1,
          expected: "column names that differ",
          found: "\(DataError.quoted(name)) again, the name of column \(first + 1)")
      }
    }
  }
}
