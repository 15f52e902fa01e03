import Activations
import Datasets

extension ModelDescription {
  /// How to read a data file that this model is to be tested on: its inputs by name, its classes as
  /// they are numbered, its label by the name that it was trained with.
  ///
  /// - Parameter label: the label's column, where it is another.
  /// - Parameter encoding: of the file.
  public func evaluationOptions(
    label: ColumnReference? = nil, encoding: DataOptions.Encoding = .utf8
  ) -> DataOptions {
    let column = label ?? labelName.map { ColumnReference($0) } ?? .last
    return switch targets {
    case .classes:
      DataOptions(
        label: column, labelKind: .classes, classNames: classNames, featureNames: featureNames,
        encoding: encoding)
    case .values:
      DataOptions(
        label: column, labelKind: .numbers, featureNames: featureNames, encoding: encoding)
    }
  }

  /// How to read a data file that this model is to predict: its inputs by name, and no label.
  ///
  /// - Parameter encoding: of the file.
  public func predictionOptions(encoding: DataOptions.Encoding = .utf8) -> DataOptions {
    DataOptions(label: nil, featureNames: featureNames, encoding: encoding)
  }
}

extension Model {
  /// The samples of a file as the network wants them: standardized as those that it was trained
  /// with, in memory where they fit and streaming where they do not.
  ///
  /// - Throws: ``DataError``: faults of the file, or another number of inputs than the model's.
  public func samples(
    of file: DataFile, memoryLimit: Int = TrainingData<Scalar>.defaultMemoryLimit
  ) throws -> any SampleSource<Scalar> {
    guard file.inputWidth == network.architecture.inputs else {
      throw DataError(
        .mismatch, file: file.path,
        expected: "\(network.architecture.inputs) inputs, as the model has",
        found: "\(file.inputWidth)")
    }
    if let standardization {
      return try StandardizedSource(
        doubles: file.memory(.float64) > memoryLimit
          ? try file.stream(Double.self) : DatasetSource(try file.load(Double.self)),
        standardization)
    }
    return file.memory(Scalar.precision) > memoryLimit
      ? try file.stream(Scalar.self) : DatasetSource(try file.load(Scalar.self))
  }
}
