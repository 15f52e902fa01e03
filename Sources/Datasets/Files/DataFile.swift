import Activations

/// A data file: what it holds, and ways to read it.
///
///     let file = try DataFile.open("digits.csv", options: DataOptions(label: ColumnReference("digit")))
///     let digits = try file.load(Float.self)
///
/// Opening reads the header and, for text, once through the file: the rows are counted and the
/// labels collected, so that what follows knows the classes, and what each column is. The file stays
/// open; values of this type may be used from any thread.
public struct DataFile: Sendable {
  private enum Contents {
    case csv(CSVFile)
    case matrix(MatrixDataFile)
  }

  /// The path as it was given.
  public let path: String
  private let contents: Contents
  /// Its rows as numbers, where they were spooled.
  var spool: RowSpool?

  /// Opens a file and finds out what it holds.
  ///
  /// - Parameters:
  ///   - path: a regular file.
  ///   - options: its format, where its labels are and what they mean.
  /// - Throws: ``DataError`` where it cannot be read, is of no known format or breaks its rules.
  public static func open(
    _ path: String, options: DataOptions = DataOptions()
  ) throws(DataError) -> DataFile {
    let file = try OpenFile.data(path)
    let contents: Contents
    if options.format == nil, let table = try TextConversion.converted(file) {
      return DataFile(path: path, contents: .csv(try CSVFile(table, options: options)))
    }
    if options.format == nil, ZipArchive.matches(try InputFile(file).prefix(4)) {
      let arrays = try NumpyArchive(ZipArchive(file), label: options.label)
      let labels = if let own = arrays.labels { own } else { try labelsMatrix(options) }
      return DataFile(
        path: path,
        contents: .matrix(
          try MatrixDataFile(arrays.inputs, labelsFile: labels, options: options)))
    }
    let format =
      if let format = options.format { format } else { try DataOptions.Format(of: InputFile(file)) }
    switch format {
    case .csv:
      if let labelsPath = options.labelsPath {
        throw DataError(
          .mismatch, file: path, expected: "the labels of a CSV file in a column of it",
          found: "the file \(labelsPath) for them")
      }
      contents = .csv(try CSVFile(file, options: options))
    case .npy:
      contents = .matrix(
        try MatrixDataFile(
          NumpyFile.matrix(file), labelsFile: labelsMatrix(options), options: options))
    case .idx:
      contents = .matrix(
        try MatrixDataFile(
          IDXFile.matrix(file), labelsFile: IDXFile.labels(for: path, options), options: options))
    }
    return DataFile(path: path, contents: contents)
  }

  /// The labels' own array, where the options name one.
  private static func labelsMatrix(_ options: DataOptions) throws(DataError) -> MatrixFile? {
    guard let path = options.labelsPath else { return nil }
    return try NumpyFile.matrix(.data(path))
  }

  /// The texts of some columns, beside the numbers that are read of others.
  ///
  /// - Parameter columns: names, or indices.
  /// - Throws: ``DataError`` where there is no such column, or the file is no table of text.
  public func texts(of columns: [String]) throws(DataError) -> ColumnTexts {
    guard case .csv(let file) = contents else {
      throw DataError(
        .mismatch, file: path, expected: "a table of text, to keep columns of", found: "a matrix")
    }
    return try ColumnTexts(file, columns: columns)
  }

  /// Whether it is a table of text, which is parsed whenever it is read.
  var isText: Bool { if case .csv = contents { true } else { false } }

  /// Whether samples count differently in training.
  var isWeighted: Bool { if case .csv(let file) = contents { file.weights != nil } else { false } }

  /// The files that the samples are in, as they are read: unpacked, spooled, converted.
  package var files: [OpenFile] {
    switch contents {
    case .csv(let file): [file.file]
    case .matrix(let file): file.files
    }
  }

  /// What each number of a sample's input is.
  public var columns: [InputColumn] {
    switch contents {
    case .csv(let file): file.inputs.map(\.column)
    case .matrix(let file): file.columns
    }
  }

  /// The format's name, for people.
  public var formatName: String {
    switch contents {
    case .csv(let file):
      file.convertedFrom?.rawValue ?? "CSV\(file.header.isPresent ? "" : " without a header")"
    case .matrix: "a matrix"
    }
  }

  /// The numbers in one sample's input: one a column.
  public var inputWidth: Int {
    switch contents {
    case .csv(let file): file.inputs.count
    case .matrix(let file): file.inputWidth
    }
  }

  /// The kind of the samples' targets.
  public var targetKind: TargetKind {
    switch contents {
    case .csv(let file): file.targetKind
    case .matrix(let file): file.targetKind
    }
  }

  /// How many samples.
  public var count: Int {
    switch contents {
    case .csv(let file): file.count
    case .matrix(let file): file.matrix.count
    }
  }

  /// A name for each column that is an input; nil where the format has none.
  public var featureNames: [String]? {
    switch contents {
    case .csv(let file): file.inputs.map(\.column.name)
    case .matrix(let file): file.isSelected ? file.columns.map(\.name) : nil
    }
  }

  /// A name for each class; nil where the targets are numbers.
  public var classNames: [String]? {
    switch contents {
    case .csv(let file): file.labelColumn == nil ? nil : file.labels.classNames
    case .matrix(let file): file.classNames
    }
  }

  /// The name of the label's column; nil where there is no label, or it has no name.
  public var labelName: String? {
    switch contents {
    case .csv(let file): file.labelColumn.map { file.names[$0] }
    case .matrix: nil
    }
  }

  /// What was found out about the columns.
  public var findings: ColumnFindings {
    switch contents {
    case .csv(let file): file.findings
    case .matrix: ColumnFindings()
    }
  }

  /// The bytes that the samples would take once they are prepared.
  public func memory(_ precision: Precision) -> Int {
    let width = columns.reduce(1) { $0 + min($1.width, Preparation.mostInputs) }
    let (bytes, overflow) = count.multipliedReportingOverflow(
      by: width * (precision == .float32 ? 4 : 8))
    return overflow ? .max : bytes
  }

  /// Reads the whole file into memory, as ``columns`` describe it: numbers, and NaN where one is missing;
  /// of a category the number of its level, -1 where it is none of them.
  ///
  /// - Throws: ``DataError`` with line and column.
  public func load<Scalar: ActivationScalar>(_: Scalar.Type) throws(DataError) -> Dataset<Scalar> {
    let reader = try reader(Scalar.self)
    let kind = targetKind
    var inputs = [Scalar](repeating: 0, count: count * inputWidth)
    var classes: [Int32] = []
    var values: [Scalar] = []
    var weights: [Double] = []
    let read: Int
    switch kind {
    case .classes:
      classes = [Int32](repeating: 0, count: count)
      read = try classes.withUnsafeMutableBufferPointer { targets throws(DataError) in
        try reader.fill(
          &inputs, targets: targets.baseAddress.map { .classes($0) } ?? .none, weights: &weights)
      }
    case .values(let width):
      values = [Scalar](repeating: 0, count: count * width)
      read = try values.withUnsafeMutableBufferPointer { targets throws(DataError) in
        try reader.fill(
          &inputs, targets: targets.baseAddress.map { .values($0) } ?? .none, weights: &weights)
      }
    }
    guard read == count else {
      throw DataError(
        .malformed, file: path, expected: "\(count) rows, as when it was opened",
        found: "\(read)", hint: "; was it changed meanwhile?")
    }
    let targets: Targets<Scalar> =
      switch kind {
      case .classes(let count): .classes(classes, count: count)
      case .values(let width): .values(values, width: width)
      }
    return try Dataset(
      inputs: inputs, inputWidth: inputWidth, targets: targets, featureNames: featureNames,
      classNames: classNames, weights: weights)
  }

  /// The rows in the file's order, through a descriptor of its own.
  func reader<Scalar: ActivationScalar>(
    _: Scalar.Type
  ) throws(DataError) -> any RowReader<Scalar> {
    if let reader = spool?.reader() as? any RowReader<Scalar> { return reader }
    return switch contents {
    case .csv(let file): try CSVRowReader<Scalar>(file)
    case .matrix(let file): try MatrixRowReader<Scalar>(file)
    }
  }
}

extension DataOptions.Format {
  /// The format of a file, by its first bytes; text is CSV.
  init(of file: InputFile) throws(DataError) {
    let prefix = try file.prefix(512)
    func refuse(_ found: String, hint: String = "") -> DataError {
      DataError(
        .malformed, file: file.path, expected: "CSV, IDX, .npy or .npz", found: found, hint: hint)
    }
    if prefix.starts(with: Array("PAR1".utf8)) {
      throw refuse("a Parquet file", hint: "; save it as CSV: pandas.read_parquet(…).to_csv(…)")
    }
    if prefix.starts(with: [0xD0, 0xCF, 0x11, 0xE0]) {
      throw refuse("an Excel workbook", hint: "; save it as CSV")
    }
    if NumpyFile.matches(prefix) {
      self = .npy
    } else if IDXFile.matches(prefix) {
      self = .idx
    } else if prefix.contains(0), !prefix.starts(with: [0xFF, 0xFE]),
      !prefix.starts(with: [0xFE, 0xFF])
    {
      throw refuse("other binary data")
    } else {
      self = .csv
    }
  }
}
