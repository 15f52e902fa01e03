import Activations

/// The rows of a CSV file as numbers and labels.
final class CSVRowReader<Scalar: ActivationScalar>: RowReader {
  private let csv: CSVFile
  private let tokenizer: CSVTokenizer

  var inputWidth: Int { csv.inputColumns.count }
  var targetKind: TargetKind { csv.targetKind }
  var count: Int { csv.count }

  init(_ csv: CSVFile) throws(DataError) {
    self.csv = csv
    tokenizer = try CSVTokenizer(
      InputFile(csv.path), delimiter: csv.delimiter, encoding: csv.encoding)
    try rewind()
  }

  func rewind() throws(DataError) {
    try tokenizer.rewind()
    if csv.hasHeader { _ = try tokenizer.next() }
  }

  func readRow(
    inputs: UnsafeMutablePointer<Scalar>, target: TargetBuffer<Scalar>
  ) throws(DataError) -> Bool {
    guard try tokenizer.next() else { return false }
    try CSVFile.checkWidth(tokenizer, csv.names.count)
    let failure =
      switch ConcretePointer(inputs) {
      case .float(let inputs): tokenizer.numbers(csv.inputColumns, into: inputs)
      case .double(let inputs): tokenizer.numbers(csv.inputColumns, into: inputs)
      }
    if let failure {
      // Once more, for the error.
      inputs[failure] = try number(csv.inputColumns[failure])
    }
    guard let labelColumn = csv.labelColumn else { return true }
    switch (target, csv.labels) {
    case (.none, _): break
    case (.values(let output), .numbers): output.pointee = try number(labelColumn)
    case (.classes(let output), .classes(let names, let indices)):
      let label = try tokenizer.validText(labelColumn)
      guard let index = LabelEncoder.Encoding.index(of: label, in: indices) else {
        throw error(
          .missing, labelColumn, expected: "a class: \(ColumnReference.list(names))",
          found: DataError.quoted(label), hint: NearestNames.hint(names, to: label))
      }
      output.pointee = index
    default: preconditionFailure("the target buffer is not of the file's kind")
    }
    return true
  }

  /// The number in a column of the current record.
  private func number(_ column: Int) throws(DataError) -> Scalar {
    let field = tokenizer.fields[column]
    let range = tokenizer.trimmed(field)
    switch DecimalNumber<Scalar>(tokenizer.bytes + range.lowerBound, count: range.count) {
    case .number(let value) where value.isFinite: return value
    case .number:
      throw error(
        .notFinite, column, expected: "a number within the range of \(Scalar.precision)",
        found: DataError.quoted(tokenizer.text(field)))
    case .notFinite:
      throw error(
        .notFinite, column, expected: "a finite number",
        found: DataError.quoted(tokenizer.text(field)))
    case .text:
      throw error(
        .notANumber, column, expected: "a number",
        found: range.isEmpty ? "an empty field" : DataError.quoted(tokenizer.text(field)))
    }
  }

  private func error(
    _ code: DataError.Code, _ column: Int, expected: String, found: String, hint: String = ""
  ) -> DataError {
    DataError(
      code, file: csv.path, line: tokenizer.line, column: column + 1,
      columnName: csv.names[column], expected: expected, found: found, hint: hint)
  }
}
