import Activations
import Datasets

extension ModelDescription {
  /// Makes a file be read as this model needs it for a test: its inputs by name, its classes as they
  /// are numbered, its label by the name that it was trained with unless the options name one.
  ///
  /// - Parameter options: how the file spells its fields.
  public func evaluationOptions(_ options: DataOptions = DataOptions(label: nil)) -> DataOptions {
    var options = predictionOptions(options)
    options.label = options.label ?? labelName.map { ColumnReference($0) } ?? .last
    switch targets {
    case .classes:
      options.labelKind = .classes
      options.classNames = classNames
    case .values: options.labelKind = .numbers
    }
    return options
  }

  /// Makes a file be read as this model needs it to predict: its inputs by name.
  ///
  /// - Parameter options: how the file spells its fields.
  public func predictionOptions(_ options: DataOptions = DataOptions(label: nil)) -> DataOptions {
    var options = options
    options.featureNames = featureNames
    options.columns = featureNames == nil ? nil : inputColumns
    if columns?.contains(where: \.takesGaps) != true { options.missing = .refuse }
    return options
  }
}

extension Model {
  /// The samples of a file as the network wants them: prepared as those that it was trained with, in
  /// memory where they fit and streaming where they do not.
  ///
  /// - Parameter rows: those of the file that are wanted; all unless told otherwise.
  /// - Throws: ``DataError``: faults of the file, or another number of inputs than the model's.
  public func samples(
    of file: DataFile, rows: RowSelection? = nil,
    memoryLimit: Int = TrainingData<Scalar>.defaultMemoryLimit
  ) throws -> any SampleSource<Scalar> {
    guard file.inputWidth == preparation.columns.count else {
      throw DataError(
        .mismatch, file: file.path,
        expected: "\(preparation.columns.count) inputs, as the model has",
        found: "\(file.inputWidth)")
    }
    let source: any SampleSource<Double> =
      if rows != nil || file.memory(.float64) > memoryLimit {
        try file.stream(Double.self, rows: rows)
      } else {
        DatasetSource(try file.load(Double.self))
      }
    return try PreparedSource(source, preparation, of: file.columns)
  }
}
