import Activations

/// What the first pass over a table finds: how many rows, what the labels are and what each column is.
struct TableScan {
  let count: Int
  let labels: LabelEncoder.Encoding
  private let unlabelled: Int
  private let weightSum: Double
  private let profiles: [ColumnProfile]
  private let counting: Set<Int>
  /// Of each input of a model that is a category: the texts that are none of its levels.
  private let unseen: [[String: Int]]
  private let path: String

  /// Reads the rows from where the tokenizer stands, before the first.
  init(
    _ tokenizer: CSVTokenizer, _ header: CSVFile.Header, _ choice: ColumnChoice,
    options: DataOptions
  ) throws(DataError) {
    path = tokenizer.file.path
    var labels = LabelScan(
      header, choice.label, options, hasDecimalComma: tokenizer.decimalPoint == UInt8(ascii: ","))
    var profiles = choice.inputs.map { _ in ColumnProfile() }
    var index = IndexColumns()
    var count = 0
    var weightSum = 0.0
    let known = options.columns?.map { LevelTable($0.levels ?? []) } ?? []
    var unseen: [[String: Int]] = known.map { _ in [:] }
    while try header.next(tokenizer) {
      guard try labels.observe(tokenizer) else { continue }
      count += 1
      if let weight = choice.weight { weightSum += try tokenizer.weight(weight, header) }
      if known.isEmpty {
        index.observe(columns: choice.inputs.count) {
          Int(tokenizer.text(tokenizer.fields[choice.inputs[$0]]))
        }
        for (place, column) in choice.inputs.enumerated() {
          try profiles[place].observe(column, of: tokenizer)
        }
      } else {
        for (place, column) in choice.inputs.enumerated() {
          try Self.observe(
            column, of: tokenizer, known[place], &profiles[place], &unseen[place])
        }
      }
    }
    guard count > 0 else {
      throw DataError(
        .empty, file: path, expected: "rows of data",
        found: labels.skipped > 0 ? "none with a label" : "only a header")
    }
    (self.count, self.labels, unlabelled) = (count, labels.encoding, labels.skipped)
    self.weightSum = weightSum
    self.profiles = profiles
    self.unseen = unseen
    counting = Set(index.counting)
  }

  /// What brings the mean of all rows' weights to 1.
  func weightScale(of name: String) throws(DataError) -> Double {
    guard weightSum > 0, weightSum.isFinite else {
      throw DataError(
        .mismatch, file: path, columnName: name, expected: "weights of which one is not 0",
        found: "\(weightSum) for all together")
    }
    return Double(count) / weightSum
  }

  /// Takes note of a field of a column that a model knows.
  private static func observe(
    _ column: Int, of tokenizer: CSVTokenizer, _ known: LevelTable, _ profile: inout ColumnProfile,
    _ unseen: inout [String: Int]
  ) throws(DataError) {
    let field = tokenizer.fields[column]
    let range = tokenizer.trimmed(field)
    let bytes = UnsafeBufferPointer(start: tokenizer.bytes + range.lowerBound, count: range.count)
    if known.count == 0 || MissingField.matches(bytes) {
      if MissingField.matches(bytes) { profile.addGap(tokenizer.line) }
      return
    }
    if tokenizer.isLiteral(field), known.index(of: bytes) != nil { return }
    let text = try tokenizer.validText(column)
    guard known.index(of: text) == nil else { return }
    // Enough to name them.
    if unseen[text] != nil || unseen.count < 100 { unseen[text, default: 0] += 1 }
  }

  /// The columns that are inputs, and what is to be said of all.
  func inputs(
    _ header: CSVFile.Header, _ choice: ColumnChoice, options: DataOptions
  ) throws(DataError) -> ([CSVFile.Input], ColumnFindings) {
    var findings = ColumnFindings()
    findings.unlabelled = unlabelled
    findings.notes = header.notes
    var inputs: [CSVFile.Input] = []
    for (place, column) in choice.inputs.enumerated() {
      let name = header.names[column]
      let profile = profiles[place]
      let described: InputColumn
      if let columns = options.columns {
        described = columns[place]
        tell(of: unseen[place], in: described, &findings)
      } else {
        switch try verdict(place, column, name, choice, options, &findings) {
        case .leftOut(let reason):
          findings.leftOut.append(ColumnFindings.LeftOut(name: name, reason: reason))
          continue
        case .taken(let kind):
          described = InputColumn(name: name, kind: kind, takesGaps: options.missing == .impute)
        }
      }
      if let line = profile.firstGap, !described.takesGaps {
        throw DataError(
          .missing, file: path, line: line, column: column + 1, columnName: name,
          expected: "a value", found: "a gap, one of \(profile.gaps)",
          hint: options.columns == nil
            ? "; --missing impute fills gaps" : ", which the model was trained to refuse")
      }
      if profile.isConstant { findings.constant.append(name) }
      findings.gapCounts.append(profile.gaps)
      inputs.append(
        CSVFile.Input(place: column, column: described, levels: LevelTable(described.levels ?? [])))
    }
    guard !inputs.isEmpty else {
      let reasons = findings.leftOut.map { "\(DataError.quoted($0.name)): \($0.reason)" }
      throw DataError(
        .missing, file: path, expected: "a column that can be an input",
        found: reasons.joined(separator: "; "))
    }
    return (inputs, findings)
  }

  private func verdict(
    _ place: Int, _ column: Int, _ name: String, _ choice: ColumnChoice, _ options: DataOptions,
    _ findings: inout ColumnFindings
  ) throws(DataError) -> ColumnProfile.Verdict {
    let profile = profiles[place]
    let isSelected = choice.isSelected
    let isCategorical = choice.categorical.contains(column)
    if !isSelected, !isCategorical, choice.inputs.count > 1 {
      let isIndex = IndexColumns.isIndex(name)
      if counting.contains(place) {
        if isIndex { return .leftOut("it only numbers the rows") }
        findings.notes.append(
          "\(DataError.quoted(name)) counts the rows up; is it an index? --drop leaves it out")
      } else if isIndex, profile.isIdentifier {
        return .leftOut("every row has another number there")
      }
    }
    let path = path
    return try profile.verdict(isCategorical: isCategorical, isSelected: isSelected) {
      line, expected, found, hint in
      DataError(
        .notANumber, file: path, line: line, column: column + 1, columnName: name,
        expected: expected, found: found, hint: hint)
    }
  }

  private func tell(
    of unseen: [String: Int], in column: InputColumn, _ findings: inout ColumnFindings
  ) {
    guard !unseen.isEmpty else { return }
    let names = unseen.sorted { ($1.value, $0.key) < ($0.value, $1.key) }.map(\.key)
    let rows = unseen.values.reduce(0, +)
    findings.notes.append(
      "\(DataError.quoted(column.name)) has \(ColumnReference.list(names)) in \(rows) "
        + "\(rows == 1 ? "row" : "rows"), which training "
        + (column.tellsOthers ? "did not know by name" : "did not see"))
  }
}

/// Collects the labels of a table.
private struct LabelScan {
  private let column: Int?
  private let name: String?
  private let options: DataOptions
  private var encoder: LabelEncoder
  /// The rows that were left out.
  private(set) var skipped = 0

  /// What stands for a label that is not known.
  static let missing: Set<String> = ["?", "NA", "N/A", "NaN", "nan", "NULL", "null"]

  init(
    _ header: CSVFile.Header, _ column: Int?, _ options: DataOptions, hasDecimalComma: Bool
  ) {
    self.column = column
    name = column.map { header.names[$0] }
    self.options = options
    encoder = LabelEncoder(options, hasDecimalComma: hasDecimalComma)
  }

  /// What the labels are.
  var encoding: LabelEncoder.Encoding { encoder.finish() }

  /// Takes note of the current record's label; false where the row is left out for want of it.
  mutating func observe(_ tokenizer: CSVTokenizer) throws(DataError) -> Bool {
    guard let column else { return true }
    if options.skipsUnlabelled, tokenizer.isUnlabelled(column) {
      skipped += 1
      return false
    }
    guard !encoder.isSettled else { return true }
    func refuse(
      _ code: DataError.Code, _ expected: String, _ found: String, _ hint: String = ""
    ) -> DataError {
      DataError(
        code, file: tokenizer.file.path, line: tokenizer.line, column: column + 1,
        columnName: name, expected: expected, found: found, hint: hint)
    }
    let label = try tokenizer.validText(column)
    let skipping = "leave such rows out with --skip-unlabelled"
    guard !label.isEmpty else {
      throw refuse(.missing, "a label", "an empty field", "; \(skipping)")
    }
    if options.labelKind == .automatic, Self.missing.contains(label) {
      throw refuse(
        .missing, "a label", DataError.quoted(label),
        "; \(skipping), or take it for a class with --label-kind classes")
    }
    guard encoder.observe(label) else {
      throw refuse(.malformed, "at most \(LabelEncoder.mostClasses) classes", "one more")
    }
    return true
  }
}

extension CSVTokenizer {
  /// The weight in a column of the current record: a number that is not below 0.
  func weight(_ column: Int, _ header: CSVFile.Header) throws(DataError) -> Double {
    let range = trimmed(fields[column])
    if case .number(let weight) = DecimalNumber<Double>(
      bytes + range.lowerBound, count: range.count, point: decimalPoint), weight >= 0,
      weight.isFinite
    {
      return weight
    }
    throw DataError(
      .notANumber, file: file.path, line: line, column: column + 1,
      columnName: header.names[column], expected: "a weight, which is not below 0",
      found: range.isEmpty ? "an empty field" : DataError.quoted(text(fields[column])))
  }

  /// Whether the current record's field in a column stands for a label that is not known.
  func isUnlabelled(_ column: Int) -> Bool {
    let range = trimmed(fields[column])
    return range.isEmpty || LabelScan.missing.contains(text(fields[column]))
  }
}
