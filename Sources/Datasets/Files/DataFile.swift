import Activations

/// A data file: what it holds, and ways to read it.
///
///     let file = try DataFile.open("digits.csv", options: DataOptions(label: ColumnReference("digit")))
///     let digits = try file.load(Float.self)
///
/// Opening reads the header and, for text, once through the file: the rows are counted and the
/// labels collected, so that what follows knows the classes. Values of this type hold no open file
/// and may be used from any thread.
public struct DataFile: Sendable {
  private enum Contents {
    case csv(CSVFile)
    case matrix(MatrixDataFile)
  }

  /// The path as it was given.
  public let path: String
  private let contents: Contents

  /// Opens a file and finds out what it holds.
  ///
  /// - Parameters:
  ///   - path: a regular file.
  ///   - options: its format, where its labels are and what they mean.
  /// - Throws: ``DataError`` where it cannot be read, is of no known format or breaks its rules.
  public static func open(
    _ path: String, options: DataOptions = DataOptions()
  ) throws(DataError) -> DataFile {
    let file = try InputFile(path)
    let contents: Contents
    let format = if let format = options.format { format } else { try DataOptions.Format(of: file) }
    switch format {
    case .csv:
      if let labelsPath = options.labelsPath {
        throw DataError(
          .mismatch, file: path, expected: "the labels of a CSV file in a column of it",
          found: "the file \(labelsPath) for them")
      }
      contents = .csv(try CSVFile(file, options: options))
    case .npy:
      let labels: MatrixFile? =
        if let labelsPath = options.labelsPath {
          try NumpyFile.matrix(InputFile(labelsPath))
        } else {
          nil
        }
      contents = .matrix(
        try MatrixDataFile(NumpyFile.matrix(file), labelsFile: labels, options: options))
    case .idx:
      contents = .matrix(
        try MatrixDataFile(
          IDXFile.matrix(file), labelsFile: IDXFile.labels(for: path, options), options: options))
    }
    return DataFile(path: path, contents: contents)
  }

  /// The numbers in one sample's input.
  public var inputWidth: Int {
    switch contents {
    case .csv(let file): file.inputColumns.count
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

  /// A name for each input; nil where the format has none.
  public var featureNames: [String]? {
    switch contents {
    case .csv(let file): file.featureNames
    case .matrix: nil
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

  /// What was found out about the file that whoever uses it should know, a line each.
  public var notes: [String] {
    switch contents {
    case .csv(let file): file.notes
    case .matrix: []
    }
  }

  /// The bytes that ``load(_:)`` would take.
  public func memory(_ precision: Precision) -> Int {
    let width = inputWidth + 1
    let (bytes, overflow) = count.multipliedReportingOverflow(
      by: width * (precision == .float32 ? 4 : 8))
    return overflow ? .max : bytes
  }

  /// Reads the whole file into memory.
  ///
  /// - Throws: ``DataError`` with line and column.
  public func load<Scalar: ActivationScalar>(_: Scalar.Type) throws(DataError) -> Dataset<Scalar> {
    let reader = try reader(Scalar.self)
    let kind = targetKind
    var inputs = [Scalar](repeating: 0, count: count * inputWidth)
    var classes: [Int32] = []
    var values: [Scalar] = []
    let read: Int
    switch kind {
    case .classes:
      classes = [Int32](repeating: 0, count: count)
      read = try classes.withUnsafeMutableBufferPointer { targets throws(DataError) in
        try reader.fill(&inputs, targets: targets.baseAddress.map { .classes($0) } ?? .none)
      }
    case .values(let width):
      values = [Scalar](repeating: 0, count: count * width)
      read = try values.withUnsafeMutableBufferPointer { targets throws(DataError) in
        try reader.fill(&inputs, targets: targets.baseAddress.map { .values($0) } ?? .none)
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
      classNames: classNames)
  }

  /// The rows in the file's order, through a descriptor of its own.
  func reader<Scalar: ActivationScalar>(
    _: Scalar.Type
  ) throws(DataError) -> any RowReader<Scalar> {
    switch contents {
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
        .malformed, file: file.path, expected: "CSV, IDX or .npy", found: found, hint: hint)
    }
    if prefix.starts(with: [0x1F, 0x8B]) {
      throw refuse("a file compressed by gzip", hint: "; run `gunzip` on it first")
    }
    if prefix.starts(with: [0x50, 0x4B, 3, 4]) {
      throw refuse("a ZIP archive (.npz?)", hint: "; unpack it first")
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
