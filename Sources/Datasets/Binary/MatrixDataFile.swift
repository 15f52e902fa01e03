import Activations

/// Samples in binary files: a matrix of inputs whose rows end or begin with the label, or whose
/// labels lie in a file of their own.
struct MatrixDataFile: Sendable {
  /// Where the labels are.
  enum LabelPlace: Sendable {
    case none
    /// In this column of the inputs' file.
    case column(Int)
    /// In a file of their own, one row a sample.
    case file(MatrixFile)
  }

  let matrix: MatrixFile
  let place: LabelPlace
  let labels: LabelEncoder.Encoding
  /// The columns of the matrix that are inputs, in the inputs' order.
  let inputs: [Int]
  /// What these are, called by their index.
  let columns: [InputColumn]
  /// Whether columns were chosen, so that their names matter.
  let isSelected: Bool

  var inputWidth: Int { inputs.count }

  /// The files that it is read from.
  var files: [OpenFile] {
    if case .file(let labels) = place { [matrix.file, labels.file] } else { [matrix.file] }
  }

  var targetKind: TargetKind {
    switch place {
    case .none: .values(width: 0)
    case .column: labels.targetKind
    case .file(let file):
      if case .numbers = labels { .values(width: file.width) } else { labels.targetKind }
    }
  }

  var classNames: [String]? {
    if case .classes = targetKind { labels.classNames } else { nil }
  }

  init(
    _ matrix: MatrixFile, labelsFile: MatrixFile?, options: DataOptions
  ) throws(DataError) {
    self.matrix = matrix
    if let weight = options.weight {
      throw DataError(
        .mismatch, file: matrix.path, expected: "a table of text, for weights of samples",
        found: "a matrix, and \(DataError.quoted(weight.description)) for them")
    }
    guard matrix.count > 0, !matrix.shape.isEmpty else {
      throw DataError(
        .empty, file: matrix.path, expected: "rows of data", found: "the shape \(matrix.shape)")
    }
    if let labelsFile {
      guard labelsFile.count == matrix.count else {
        throw DataError(
          .mismatch, file: labelsFile.path, expected: "\(matrix.count) labels, one a row of inputs",
          found: "\(labelsFile.count)")
      }
      guard labelsFile.width > 0 else {
        throw DataError(
          .empty, file: labelsFile.path, expected: "labels", found: "the shape \(labelsFile.shape)")
      }
      place = .file(labelsFile)
    } else if let label = options.label {
      place = .column(try label.index(count: matrix.width, names: nil, file: matrix.path))
    } else {
      place = .none
    }
    let label: Int? = if case .column(let column) = place { column } else { nil }
    guard matrix.width > (label == nil ? 0 : 1) else {
      throw DataError(
        .empty, file: matrix.path, expected: "inputs in each row",
        found: "the shape \(matrix.shape)")
    }
    guard matrix.width <= CSVFile.mostColumns else {
      throw DataError(
        .malformed, file: matrix.path, expected: "at most \(CSVFile.mostColumns) columns",
        found: "\(matrix.width)")
    }
    let names = (0..<matrix.width).map(String.init)
    var choice = options
    choice.label = label.map { ColumnReference("\($0)") }
    choice.categoricalNames = []
    // A model whose inputs are called otherwise takes those of a matrix in their order.
    let modelNames = options.columns?.map(\.name) ?? options.featureNames ?? []
    if !Set(modelNames).isSubset(of: names) { (choice.columns, choice.featureNames) = (nil, nil) }
    isSelected =
      choice.columns != nil || choice.featureNames != nil || choice.selectedNames != nil
      || !choice.droppedNames.isEmpty
    let inputs =
      isSelected
      ? try ColumnChoice(names, options: choice, path: matrix.path).inputs
      : (0..<matrix.width).filter { $0 != label }
    self.inputs = inputs
    let known = options.columns.flatMap { $0.count == inputs.count ? $0 : nil }
    let columns =
      known ?? inputs.map { InputColumn(name: "\($0)", takesGaps: options.missing == .impute) }
    self.columns = columns
    guard columns.allSatisfy({ $0.levels == nil }) else {
      throw DataError(
        .mismatch, file: matrix.path, expected: "a table with text, as the model was trained with",
        found: "a matrix of numbers")
    }
    labels = try Self.scan(matrix, place, LabelEncoder(options))
  }

  /// Collects the labels, where what they are is not settled yet.
  private static func scan(
    _ matrix: MatrixFile, _ place: LabelPlace, _ encoder: LabelEncoder
  ) throws(DataError) -> LabelEncoder.Encoding {
    let column: Int
    let source: MatrixFile
    switch place {
    case .none: return .numbers
    case .column(let index): (column, source) = (index, matrix)
    case .file(let file): (column, source) = (0, file)
    }
    var encoder = encoder
    if case .file = place, source.width > 1 { return .numbers }
    let reader = MatrixReader<Double>(source)
    var seen: Set<Double> = []
    // The row of the first integer that a double may not tell from its neighbour.
    var beyond: Int?
    var row = [Double](repeating: 0, count: source.width)
    while !encoder.isSettled {
      guard try reader.readRow(into: &row) else { break }
      // An infinity or NaN is reported with its row when it is read as a number.
      guard row[column].isFinite, seen.insert(row[column]).inserted else { continue }
      if source.element.kind != .float, row[column].magnitude >= 0x1p53 {
        beyond = beyond ?? reader.row
      }
      // A number here has no spelling of its own.
      guard encoder.observe(LabelEncoder.canonical(String(row[column]))) else {
        throw DataError(
          .malformed, file: source.path, expected: "at most \(LabelEncoder.mostClasses) classes",
          found: "one more in row \(reader.row)")
      }
    }
    let encoding = encoder.finish()
    if let beyond, case .classes = encoding {
      throw DataError(
        .malformed, file: source.path,
        expected: "labels below 2^53, which doubles tell apart",
        found: "a greater one in row \(beyond)")
    }
    return encoding
  }
}
