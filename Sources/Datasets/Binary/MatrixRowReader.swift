import Activations

/// The rows of binary files as inputs and labels.
final class MatrixRowReader<Scalar: ActivationScalar>: RowReader {
  private let data: MatrixDataFile
  private let inputs: MatrixReader<Double>
  private let labels: MatrixReader<Double>?
  private let classes: [Double: Int32]
  private var inputRow: [Double]
  private var labelRow: [Double] = []

  var inputWidth: Int { data.inputWidth }
  var targetKind: TargetKind { data.targetKind }
  var count: Int { data.matrix.count }

  init(_ data: MatrixDataFile) throws(DataError) {
    self.data = data
    inputs = MatrixReader(data.matrix)
    inputRow = [Double](repeating: 0, count: data.matrix.width)
    classes = data.labels.numericIndices
    if case .file(let file) = data.place {
      labels = MatrixReader(file)
      labelRow = [Double](repeating: 0, count: file.width)
    } else {
      labels = nil
      if case .column = data.place { labelRow = [0] }
    }
  }

  func rewind() throws(DataError) {
    inputs.rewind()
    labels?.rewind()
  }

  func readRow(
    inputs output: UnsafeMutablePointer<Scalar>, target: TargetBuffer<Scalar>
  ) throws(DataError) -> Bool {
    guard try inputs.readRow(into: &inputRow) else { return false }
    if let labels {
      guard try labels.readRow(into: &labelRow) else { return false }
    }
    let labelColumn: Int? = if case .column(let column) = data.place { column } else { nil }
    if let labelColumn { labelRow[0] = inputRow[labelColumn] }
    let failure =
      switch ConcretePointer(output) {
      case .float(let output): convert(into: output)
      case .double(let output): convert(into: output)
      }
    if let failure { _ = try finite(inputRow[failure], failure, data.matrix) }
    try write(target)
    return true
  }

  /// Converts the row's inputs; NaN is a gap, where gaps are taken.
  ///
  /// - Returns: the first column that is not finite; nil where all are.
  private func convert<Number: ActivationScalar>(
    into output: UnsafeMutablePointer<Number>
  ) -> Int? {
    for place in data.inputs.indices {
      let column = data.inputs[place]
      let number = Number(inputRow[column])
      guard number.isFinite || (number.isNaN && data.columns[place].takesGaps) else {
        return column
      }
      output[place] = number
    }
    return nil
  }

  private func write(_ target: TargetBuffer<Scalar>) throws(DataError) {
    let source: MatrixFile
    var first = 0
    switch data.place {
    case .none: return
    case .column(let column): (source, first) = (data.matrix, column)
    case .file(let file): source = file
    }
    switch target {
    case .none: break
    case .values(let output):
      for (place, value) in labelRow.enumerated() {
        output[place] = try finite(value, first + place, source)
      }
    case .classes(let output):
      guard let index = classes[labelRow[0]] else {
        throw DataError(
          .missing, file: source.path, column: first + 1,
          expected: "a class: \(ColumnReference.list(data.labels.classNames ?? []))",
          found: "\(labelRow[0]) in row \(inputs.row)")
      }
      output.pointee = index
    }
  }

  private func finite(
    _ value: Double, _ column: Int, _ source: MatrixFile
  ) throws(DataError) -> Scalar {
    let number = Scalar(value)
    guard number.isFinite else {
      throw DataError(
        .notFinite, file: source.path, column: column + 1,
        expected: value.isFinite
          ? "a number within the range of \(Scalar.precision)" : "a finite number",
        found: "\(value) in row \(inputs.row)")
    }
    return number
  }
}
