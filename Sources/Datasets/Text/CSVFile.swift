import Activations

/// What a CSV file holds: its columns and what its labels are.
///
/// Opening reads the file once, splits it into fields, counts the rows and collects the labels; the
/// numbers are read by ``CSVRowReader``.
struct CSVFile: Sendable {
  /// More columns than this are refused.
  static let mostColumns = 1 << 20

  let path: String
  let delimiter: UInt8
  let encoding: DataOptions.Encoding
  let names: [String]
  /// The columns of the inputs, in the inputs' order.
  let inputColumns: [Int]
  let labelColumn: Int?
  let labels: LabelEncoder.Encoding
  /// How many rows, without the header.
  let count: Int
  /// Whether the first record holds the names.
  let hasHeader: Bool
  /// What was found out that whoever uses the file should know, a line each.
  let notes: [String]

  var featureNames: [String] { inputColumns.map { names[$0] } }
  var targetKind: TargetKind {
    labelColumn == nil ? .values(width: 0) : labels.targetKind
  }

  init(_ file: InputFile, options: DataOptions) throws(DataError) {
    path = file.path
    delimiter = try options.delimiter.byte(in: file)
    encoding = options.encoding
    let tokenizer = try CSVTokenizer(file, delimiter: delimiter, encoding: encoding)
    let header = try Header(tokenizer, options: options)
    let names = header.names
    self.names = names
    hasHeader = header.isPresent
    if let label = options.label {
      labelColumn = try label.index(count: names.count, names: names, file: path)
    } else {
      labelColumn = nil
    }
    let dropped = try Self.columns(options.droppedNames, of: names, path: path, "to be dropped")
    var columns: [Int]
    if let wanted = options.featureNames ?? options.selectedNames {
      columns = try Self.columns(
        wanted, of: names, path: path,
        options.featureNames == nil ? "to take as an input" : "an input of the model")
    } else {
      let label = labelColumn
      columns = names.indices.filter { $0 != label }
    }
    columns.removeAll { dropped.contains($0) }
    try Self.checkInputs(
      columns, isSelected: options.selectedNames != nil, label: labelColumn, names: names,
      path: path)
    if !hasHeader { try tokenizer.rewind() }
    let counting: [Int]
    (count, labels, counting) = try Self.scan(
      tokenizer, columns: names, labelColumn: labelColumn, options: options)
    var notes = hasHeader ? [] : ["\(path): no header line; the columns are called column1, …"]
    if options.featureNames == nil, options.selectedNames == nil {
      for column in counting where columns.contains(column) && columns.count > 1 {
        let name = DataError.quoted(names[column])
        if IndexColumns.isIndex(names[column]) {
          columns.removeAll { $0 == column }
          notes.append(
            "\(path): column \(column + 1) (\(name)) only numbers the rows and is left out; "
              + "--features takes it")
        } else {
          notes.append(
            "\(path): column \(column + 1) (\(name)) counts the rows up; is it an index? "
              + "--drop leaves it out")
        }
      }
    }
    inputColumns = columns
    self.notes = notes
  }

  /// The places of columns that `wanted` names.
  private static func columns(
    _ wanted: [String], of names: [String], path: String, _ purpose: String
  ) throws(DataError) -> [Int] {
    let places = Dictionary(uniqueKeysWithValues: names.enumerated().map { ($1, $0) })
    var columns: [Int] = []
    for name in wanted {
      guard let place = places[name] else {
        throw DataError(
          .missing, file: path, line: 1,
          expected: "a column \(DataError.quoted(name)), \(purpose)",
          found: ColumnReference.list(names), hint: NearestNames.hint(names, to: name))
      }
      columns.append(place)
    }
    return columns
  }

  private static func checkInputs(
    _ columns: [Int], isSelected: Bool, label: Int?, names: [String], path: String
  ) throws(DataError) {
    if isSelected, let label, columns.contains(label) {
      throw DataError(
        .mismatch, file: path, expected: "inputs other than the label",
        found: "\(DataError.quoted(names[label])) among them")
    }
    guard !columns.isEmpty else {
      throw DataError(
        .missing, file: path, line: 1, expected: "a column beside the label",
        found: ColumnReference.list(names))
    }
  }

  /// What stands for a label that is not known.
  private static let missingLabels: Set<String> = ["?", "NA", "N/A", "NaN", "nan", "NULL", "null"]

  /// Counts the records after the header, checks that none is ragged, collects the labels and finds
  /// the columns that number the rows.
  private static func scan(
    _ tokenizer: CSVTokenizer, columns: [String], labelColumn: Int?, options: DataOptions
  ) throws(DataError) -> (Int, LabelEncoder.Encoding, [Int]) {
    let path = tokenizer.file.path
    var encoder = LabelEncoder(options)
    var index = IndexColumns()
    var count = 0
    while try tokenizer.next() {
      count += 1
      try checkWidth(tokenizer, columns.count)
      index.observe(columns: columns.count) { Int(tokenizer.text(tokenizer.fields[$0])) }
      guard let labelColumn, !encoder.isSettled else { continue }
      let label = try tokenizer.validText(labelColumn)
      guard !label.isEmpty else {
        throw DataError(
          .missing, file: path, line: tokenizer.line, column: labelColumn + 1,
          columnName: columns[labelColumn], expected: "a label", found: "an empty field")
      }
      if options.labelKind == .automatic, missingLabels.contains(label) {
        throw DataError(
          .missing, file: path, line: tokenizer.line, column: labelColumn + 1,
          columnName: columns[labelColumn], expected: "a label", found: DataError.quoted(label),
          hint: "; leave the row out, or take it for a class with --label-kind classes")
      }
      guard encoder.observe(label) else {
        throw DataError(
          .malformed, file: path, line: tokenizer.line, column: labelColumn + 1,
          columnName: columns[labelColumn],
          expected: "at most \(LabelEncoder.mostClasses) classes", found: "one more")
      }
    }
    guard count > 0 else {
      throw DataError(.empty, file: path, expected: "rows of data", found: "only a header")
    }
    return (count, encoder.finish(), index.counting)
  }

  /// Throws where the current record has another number of fields than the header.
  static func checkWidth(_ tokenizer: CSVTokenizer, _ width: Int) throws(DataError) {
    guard tokenizer.fields.count != width else { return }
    throw DataError(
      .malformed, file: tokenizer.file.path, line: tokenizer.line,
      column: min(tokenizer.fields.count, width) + (tokenizer.fields.count > width ? 1 : 0),
      expected: "\(width) fields, as in the header", found: "\(tokenizer.fields.count)")
  }
}

extension DataOptions.Delimiter {
  /// The byte; for `automatic` the one that the header line holds most of, outside quotes.
  func byte(in file: InputFile) throws(DataError) -> UInt8 {
    switch self {
    case .comma: return UInt8(ascii: ",")
    case .semicolon: return UInt8(ascii: ";")
    case .tab: return UInt8(ascii: "\t")
    case .pipe: return UInt8(ascii: "|")
    case .automatic:
      var counts: [UInt8: Int] = [:]
      var isQuoted = false
      for byte in try file.prefix(64 << 10) {
        if byte == UInt8(ascii: "\"") { isQuoted.toggle() }
        if isQuoted { continue }
        if byte == 0x0A || byte == 0x0D { break }
        counts[byte, default: 0] += 1
      }
      var best = UInt8(ascii: ",")
      for other in [";", "\t", "|"].map(UInt8.init(ascii:))
      where counts[other, default: 0] > counts[best, default: 0] { best = other }
      return best
    }
  }
}
