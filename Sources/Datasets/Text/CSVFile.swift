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

  var featureNames: [String] { inputColumns.map { names[$0] } }
  var targetKind: TargetKind {
    labelColumn == nil ? .values(width: 0) : labels.targetKind
  }

  init(_ file: InputFile, options: DataOptions) throws(DataError) {
    path = file.path
    delimiter = try options.delimiter.byte(in: file)
    encoding = options.encoding
    let tokenizer = try CSVTokenizer(file, delimiter: delimiter, encoding: encoding)
    names = try Self.header(tokenizer)
    if let label = options.label {
      labelColumn = try label.index(count: names.count, names: names, file: path)
    } else {
      labelColumn = nil
    }
    inputColumns = try Self.inputColumns(
      names, wanted: options.featureNames, label: labelColumn, path: path)
    (count, labels) = try Self.scan(
      tokenizer, columns: names, labelColumn: labelColumn, encoder: LabelEncoder(options))
  }

  /// The column names of the first record.
  private static func header(_ tokenizer: CSVTokenizer) throws(DataError) -> [String] {
    let path = tokenizer.file.path
    guard try tokenizer.next() else {
      throw DataError(.empty, file: path, expected: "a header line", found: "no data")
    }
    guard tokenizer.fields.count <= mostColumns else {
      throw DataError(
        .malformed, file: path, line: 1, expected: "at most \(mostColumns) columns",
        found: "\(tokenizer.fields.count)")
    }
    var names: [String] = []
    for column in tokenizer.fields.indices { names.append(try tokenizer.validText(column)) }
    var places: [String: Int] = [:]
    for (place, name) in names.enumerated() {
      guard let first = places.updateValue(place, forKey: name) else { continue }
      let areNumbers = names.allSatisfy { Double($0) != nil }
      throw DataError(
        .malformed, file: path, line: tokenizer.line, column: place + 1,
        expected: "column names that differ",
        found: "\(DataError.quoted(name)) again, the name of column \(first + 1)",
        hint: areNumbers ? "; is the header line missing?" : "")
    }
    return names
  }

  /// All columns but the label, or those that `wanted` names.
  private static func inputColumns(
    _ names: [String], wanted: [String]?, label: Int?, path: String
  ) throws(DataError) -> [Int] {
    guard let wanted else {
      let columns = names.indices.filter { $0 != label }
      guard !columns.isEmpty else {
        throw DataError(
          .missing, file: path, line: 1, expected: "a column beside the label",
          found: ColumnReference.list(names))
      }
      return columns
    }
    let places = Dictionary(uniqueKeysWithValues: names.enumerated().map { ($1, $0) })
    var columns: [Int] = []
    for name in wanted {
      guard let place = places[name] else {
        throw DataError(
          .missing, file: path, line: 1,
          expected: "a column \(DataError.quoted(name)), an input of the model",
          found: ColumnReference.list(names), hint: NearestNames.hint(names, to: name))
      }
      columns.append(place)
    }
    return columns
  }

  /// Counts the records after the header, checks that none is ragged and collects the labels.
  private static func scan(
    _ tokenizer: CSVTokenizer, columns: [String], labelColumn: Int?, encoder: LabelEncoder
  ) throws(DataError) -> (Int, LabelEncoder.Encoding) {
    let path = tokenizer.file.path
    var encoder = encoder
    var count = 0
    while try tokenizer.next() {
      count += 1
      try checkWidth(tokenizer, columns.count)
      guard let labelColumn, !encoder.isSettled else { continue }
      let label = try tokenizer.validText(labelColumn)
      guard !label.isEmpty else {
        throw DataError(
          .missing, file: path, line: tokenizer.line, column: labelColumn + 1,
          columnName: columns[labelColumn], expected: "a label", found: "an empty field")
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
    return (count, encoder.finish())
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
      for other in [UInt8(ascii: ";"), UInt8(ascii: "\t")]
      where counts[other, default: 0] > counts[best, default: 0] { best = other }
      return best
    }
  }
}
