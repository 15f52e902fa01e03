import Activations

/// What a table of text holds: its columns and what its labels are.
///
/// Opening reads the file once, splits it into fields, counts the rows, collects the labels and finds
/// out what each column is; the numbers are read by ``CSVRowReader``.
struct CSVFile: Sendable {
  /// More columns than this are refused.
  static let mostColumns = 1 << 20

  /// A column that is read.
  struct Input: Sendable {
    /// Its place in a row.
    var place: Int
    /// What it is.
    var column: InputColumn
    /// The levels of a category; empty for others.
    var levels: LevelTable
  }

  let file: OpenFile
  let dialect: TextDialect
  let names: [String]
  /// The columns of the inputs, in the inputs' order.
  let inputs: [Input]
  let labelColumn: Int?
  let labels: LabelEncoder.Encoding
  /// The column of the samples' weights, and what brings their mean to 1.
  let weights: (column: Int, scale: Double)?
  /// How many rows, without the header.
  let count: Int
  /// How the records begin, and which of them are rows.
  let header: Header
  /// Whether rows without a label are left out.
  let skipsUnlabelled: Bool
  /// What was found out about the columns.
  let findings: ColumnFindings
  /// Whether every input is a number in every row, so that rows are read at once.
  let isPlain: Bool
  /// The format that the file had before; nil where it was CSV.
  let convertedFrom: TextConversion.Format?

  var path: String { file.path }
  var targetKind: TargetKind {
    labelColumn == nil ? .values(width: 0) : labels.targetKind
  }

  /// A table that was converted, whose spelling is known.
  init(_ table: TextConversion, options: DataOptions) throws(DataError) {
    var options = options
    (options.delimiter, options.decimal, options.encoding) = (.comma, .point, .utf8)
    options.header = .present
    if options.columns == nil { options.categoricalNames += table.categorical }
    try self.init(
      table.file, options: options, lineOffset: table.lineOffset, convertedFrom: table.format)
  }

  init(
    _ file: OpenFile, options: DataOptions, lineOffset: Int = 0,
    convertedFrom: TextConversion.Format? = nil
  ) throws(DataError) {
    self.file = file
    self.convertedFrom = convertedFrom
    let input = InputFile(file)
    var dialect = try TextDialect(input, options: options)
    dialect.lineOffset = lineOffset
    self.dialect = dialect
    let tokenizer = try CSVTokenizer(input, dialect)
    header = try Header(tokenizer, options: options)
    names = header.names
    skipsUnlabelled = options.skipsUnlabelled
    let choice = try ColumnChoice(names, options: options, path: file.path)
    labelColumn = choice.label
    try header.rewind(tokenizer)
    let scan = try TableScan(tokenizer, header, choice, options: options)
    (count, labels) = (scan.count, scan.labels)
    weights =
      if let column = choice.weight { (column, try scan.weightScale(of: names[column])) } else {
        nil
      }
    let inputs: [Input]
    var findings: ColumnFindings
    (inputs, findings) = try scan.inputs(header, choice, options: options)
    if let weights {
      findings.notes.append(
        "samples count in training by \(DataError.quoted(names[weights.column]))")
    }
    (self.inputs, self.findings) = (inputs, findings)
    let gaps = findings.gapCounts
    isPlain = zip(inputs, gaps).allSatisfy {
      $0.column.kind == .number && $1 == 0
    }
  }
}

extension CSVFile {
  /// Moves to the next row that is not left out; false after the last.
  func next(_ tokenizer: CSVTokenizer) throws(DataError) -> Bool {
    repeat {
      guard try header.next(tokenizer) else { return false }
    } while skipsUnlabelled && labelColumn.map(tokenizer.isUnlabelled) == true
    return true
  }
}

/// Which columns of a table are to be inputs, and which is the label, as the options have it.
struct ColumnChoice {
  let label: Int?
  let weight: Int?
  /// The inputs, in their order.
  let inputs: [Int]
  /// Those that are to be categories.
  let categorical: Set<Int>
  /// Whether the inputs were chosen, by hand or by a model: none of them is left out.
  let isSelected: Bool

  init(_ names: [String], options: DataOptions, path: String) throws(DataError) {
    func places(
      _ wanted: [String], isByName: Bool, _ purpose: String
    ) throws(DataError) -> [Int] {
      try Self.places(wanted, among: names, isByName: isByName, purpose, path: path)
    }
    let label: Int? =
      if let label = options.label {
        try label.index(count: names.count, names: names, file: path)
      } else {
        nil
      }
    self.label = label
    let weight: Int? =
      if let weight = options.weight {
        try weight.index(count: names.count, names: names, file: path)
      } else {
        nil
      }
    self.weight = weight
    if let weight, weight == label {
      throw DataError(
        .mismatch, file: path, expected: "weights in another column than the label",
        found: "\(DataError.quoted(names[weight])) for both")
    }
    let dropped = try places(options.droppedNames, isByName: false, "to be dropped")
    var columns: [Int]
    if let wanted = options.columns?.map(\.name) ?? options.featureNames {
      columns = try places(wanted, isByName: true, "an input of the model")
    } else if let wanted = options.selectedNames {
      columns = try places(wanted, isByName: false, "to take as an input")
      if let label, columns.contains(label) {
        throw DataError(
          .mismatch, file: path, expected: "inputs other than the label",
          found: "\(DataError.quoted(names[label])) among them")
      }
    } else {
      columns = names.indices.filter { $0 != label }
    }
    columns.removeAll { dropped.contains($0) || $0 == weight }
    guard !columns.isEmpty else {
      throw DataError(
        .missing, file: path, line: 1, expected: "a column beside the label",
        found: ColumnReference.list(names))
    }
    inputs = columns
    categorical = Set(
      try places(options.categoricalNames, isByName: false, "to take as a category"))
    isSelected =
      options.columns != nil || options.featureNames != nil || options.selectedNames != nil
  }

  /// The places of columns by name or, unless they are asked for by name alone, by index.
  ///
  /// - Parameter purpose: what they are wanted for, in messages.
  static func places(
    _ wanted: [String], among names: [String], isByName: Bool, _ purpose: String, path: String
  ) throws(DataError) -> [Int] {
    let places = Dictionary(names.enumerated().map { ($1, $0) }, uniquingKeysWith: { a, _ in a })
    var columns: [Int] = []
    for name in wanted {
      guard
        let place = places[name]
          ?? (isByName ? nil : ColumnReference(name).place(count: names.count))
      else {
        throw DataError(
          .missing, file: path, line: 1,
          expected: "a column \(DataError.quoted(name)), \(purpose)",
          found: ColumnReference.list(names), hint: NearestNames.hint(names, to: name))
      }
      columns.append(place)
    }
    return columns
  }
}
