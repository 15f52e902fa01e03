import Activations

/// What is done to the rows of a table before a network sees them, the same for rows to come: which
/// columns are taken, how they become inputs, and how these and the targets are scaled.
public struct Preparation: Sendable, Hashable {
  /// The columns, in the inputs' order.
  public let columns: [InputColumn]
  /// What is done to each input in the end; nil where nothing is.
  public let inputs: Standardization?
  /// What is done to targets that are numbers; nil where nothing is.
  public let targets: Standardization?

  /// A preparation from its parts.
  ///
  /// - Throws: ``DataError`` of code `mismatch` where the sizes do not fit together.
  public init(
    columns: [InputColumn], inputs: Standardization? = nil, targets: Standardization? = nil
  ) throws(DataError) {
    self.columns = columns
    self.inputs = inputs
    self.targets = targets
    try inputs?.check(inputWidth: inputWidth)
  }

  /// Columns that are numbers, without gaps.
  public init(width: Int, inputs: Standardization? = nil, targets: Standardization? = nil)
    throws(DataError)
  {
    try self.init(
      columns: (0..<width).map { InputColumn(name: "\($0)") }, inputs: inputs, targets: targets)
  }

  /// The inputs that the columns become.
  public var inputWidth: Int { columns.reduce(0) { $0 + $1.width } }

  /// A name for each input.
  public var inputNames: [String] { columns.flatMap(\.inputNames) }

  /// Checks that rows whose columns are described so are those that this prepares.
  func check(_ columns: [InputColumn], inputWidth: Int) throws(DataError) {
    guard columns.count == self.columns.count, inputWidth == columns.count else {
      throw DataError(
        .mismatch, expected: "\(self.columns.count) columns", found: "\(inputWidth)")
    }
    for (own, other) in zip(self.columns, columns)
    where (own.levels == nil) != (other.levels == nil) {
      throw DataError(
        .mismatch,
        expected: "\(own.levels == nil ? "numbers" : "a category") in column "
          + "\(DataError.quoted(other.name)), as the model has it",
        found: other.levels == nil ? "numbers" : "text")
    }
  }

  /// A data set of rows as a file's ``DataFile/columns`` describe them, prepared.
  ///
  /// - Throws: ``DataError`` of code `notFinite` where numbers have not the range of `Scalar`.
  public func apply<Scalar: ActivationScalar>(
    to raw: Dataset<Double>, of columns: [InputColumn], as _: Scalar.Type
  ) throws(DataError) -> Dataset<Scalar> {
    try check(columns, inputWidth: raw.inputWidth)
    let encoder = RowEncoder(self, from: columns)
    let width = inputWidth
    var inputs = [Scalar](repeating: 0, count: raw.count * width)
    raw.inputs.withUnsafeBufferPointer { rows in
      inputs.withUnsafeMutableBufferPointer { inputs in
        guard let source = rows.baseAddress, let output = inputs.baseAddress else { return }
        encoder.encode(source, rows: raw.count, into: output)
      }
    }
    if let index = inputs.firstIndex(where: { !$0.isFinite }) {
      throw DataError(
        .notFinite, expected: "numbers within the range of \(Scalar.precision)",
        found: "\(inputs[index]) in row \(index / width + 1), input \(index % width + 1)")
    }
    let targets: Targets<Scalar>
    switch raw.targets {
    case .classes(let indices, let count): targets = .classes(indices, count: count)
    case .values(let values, let width):
      var values = values
      if let scaling = self.targets, width > 0 {
        values.withUnsafeMutableBufferPointer { buffer in
          if let start = buffer.baseAddress { scaling.apply(to: start, rows: raw.count) }
        }
      }
      targets = .values(values.map { Scalar($0) }, width: width)
    }
    return try Dataset(
      inputs: inputs, inputWidth: width, targets: targets,
      featureNames: raw.featureNames == nil ? nil : inputNames, classNames: raw.classNames,
      weights: raw.weights)
  }
}
