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
    return DataFile(path: path, contents: .csv(try CSVFile(file, options: options)))
  }

  /// The numbers in one sample's input.
  public var inputWidth: Int {
    switch contents {
    case .csv(let file): file.inputColumns.count
    }
  }

  /// The kind of the samples' targets.
  public var targetKind: TargetKind {
    switch contents {
    case .csv(let file): file.targetKind
    }
  }

  /// How many samples.
  public var count: Int {
    switch contents {
    case .csv(let file): file.count
    }
  }

  /// A name for each input; nil where the format has none.
  public var featureNames: [String]? {
    switch contents {
    case .csv(let file): file.featureNames
    }
  }

  /// A name for each class; nil where the targets are numbers.
  public var classNames: [String]? {
    switch contents {
    case .csv(let file): file.labelColumn == nil ? nil : file.labels.classNames
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
    let reader = try rows(Scalar.self)
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
  func rows<Scalar: ActivationScalar>(
    _: Scalar.Type
  ) throws(DataError) -> any RowReader<Scalar> {
    switch contents {
    case .csv(let file): try CSVRowReader<Scalar>(file)
    }
  }
}
