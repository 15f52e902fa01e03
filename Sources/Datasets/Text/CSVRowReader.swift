import Activations

/// The rows of a table of text as numbers and labels.
///
/// A gap is NaN; a category is the number of its level, and -1 where it is none of them.
final class CSVRowReader<Scalar: ActivationScalar>: RowReader {
  private let csv: CSVFile
  private let tokenizer: CSVTokenizer
  private let columns: [Int]

  var inputWidth: Int { csv.inputs.count }
  var targetKind: TargetKind { csv.targetKind }
  var count: Int { csv.count }
  private(set) var weight: Double?

  init(_ csv: CSVFile) throws(DataError) {
    self.csv = csv
    columns = csv.inputs.map(\.place)
    tokenizer = try CSVTokenizer(InputFile(csv.file), csv.dialect)
    try rewind()
  }

  func rewind() throws(DataError) { try csv.header.rewind(tokenizer) }

  func readRow(
    inputs: UnsafeMutablePointer<Scalar>, target: TargetBuffer<Scalar>
  ) throws(DataError) -> Bool {
    guard try csv.next(tokenizer) else { return false }
    if csv.isPlain {
      let failure =
        switch ConcretePointer(inputs) {
        case .float(let inputs): tokenizer.numbers(columns, into: inputs)
        case .double(let inputs): tokenizer.numbers(columns, into: inputs)
        }
      // Once more, for the error.
      if let failure { inputs[failure] = try number(columns[failure]) }
    } else {
      for place in csv.inputs.indices { inputs[place] = try value(csv.inputs[place]) }
    }
    if let weights = csv.weights {
      weight = try tokenizer.weight(weights.column, csv.header) * weights.scale
    }
    guard let labelColumn = csv.labelColumn else { return true }
    switch (target, csv.labels) {
    case (.none, _): break
    case (.values(let output), .numbers): output.pointee = try number(labelColumn)
    case (.classes(let output), .classes(let names, let indices)):
      let label = try tokenizer.validText(labelColumn)
      guard
        let index = LabelEncoder.Encoding.index(
          of: label, in: indices, hasDecimalComma: tokenizer.decimalPoint == UInt8(ascii: ","))
      else {
        throw error(
          .missing, labelColumn, expected: "a class: \(ColumnReference.list(names))",
          found: DataError.quoted(label), hint: NearestNames.hint(names, to: label))
      }
      output.pointee = index
    default: preconditionFailure("the target buffer is not of the file's kind")
    }
    return true
  }

  /// What a column of the current record holds.
  private func value(_ input: CSVFile.Input) throws(DataError) -> Scalar {
    let field = tokenizer.fields[input.place]
    let range = tokenizer.trimmed(field)
    let bytes = UnsafeBufferPointer(start: tokenizer.bytes + range.lowerBound, count: range.count)
    switch input.column.kind {
    case .number:
      if case .number(let value) = DecimalNumber<Scalar>(
        tokenizer.bytes + range.lowerBound, count: range.count, point: tokenizer.decimalPoint),
        value.isFinite
      {
        return value
      }
      return MissingField.matches(bytes) ? .nan : try number(input.place)
    case .date(let form):
      if MissingField.matches(bytes) { return .nan }
      guard let days = form.days(bytes) else {
        throw error(
          .notANumber, input.place, expected: "a date, \(form.example) as the others",
          found: DataError.quoted(tokenizer.text(field)))
      }
      return Scalar(days)
    case .category:
      if MissingField.matches(bytes) { return .nan }
      let index =
        tokenizer.isLiteral(field)
        ? input.levels.index(of: bytes)
        : input.levels.index(of: try tokenizer.validText(input.place))
      return Scalar(index ?? -1)
    }
  }

  /// The number in a column of the current record.
  private func number(_ column: Int) throws(DataError) -> Scalar {
    let field = tokenizer.fields[column]
    let range = tokenizer.trimmed(field)
    switch DecimalNumber<Scalar>(
      tokenizer.bytes + range.lowerBound, count: range.count, point: tokenizer.decimalPoint)
    {
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
