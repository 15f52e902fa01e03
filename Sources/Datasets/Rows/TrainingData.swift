import Activations

/// A data file made ready for training: split, prepared, in memory where it fits and streaming
/// where it does not.
///
/// First the test samples are set apart, then the validation samples among what is left; what the
/// preparation knows (means, medians, the levels of a category) comes from the training samples alone.
public struct TrainingData<Scalar: ActivationScalar> {
  /// The samples to learn from.
  public let training: any SampleSource<Scalar>
  /// The samples that tell when to stop.
  public let validation: (any SampleSource<Scalar>)?
  /// The samples that training never sees.
  public let test: (any SampleSource<Scalar>)?
  /// What was done to all samples.
  public let preparation: Preparation
  /// What was understood of the file, for people to read.
  public let summary: DataSummary
  /// Whether the samples are read from the file in every epoch.
  public let isStreaming: Bool

  /// Prepares a file.
  ///
  /// - Parameters:
  ///   - file: the samples.
  ///   - test: what to keep for testing.
  ///   - validation: what of the rest to keep for validation.
  ///   - standardizes: whether inputs that are numbers are standardized.
  ///   - standardizesTargets: whether targets that are numbers are; then ``preparation`` takes what a
  ///     network gives for them back to where they were.
  ///   - memoryLimit: a file whose samples take more bytes than this, as doubles, streams.
  /// - Throws: ``DataError``: faults of the file, or a split that leaves nothing.
  public init(
    _ file: DataFile, test: HeldOut? = nil, validation: HeldOut? = nil, standardizes: Bool = true,
    standardizesTargets: Bool = false, memoryLimit: Int = Self.defaultMemoryLimit
  ) throws {
    if case .classes(let count) = file.targetKind, count < 2 {
      let only = file.classNames?.first.map { "only \($0)" } ?? "\(count)"
      throw DataError(
        .mismatch, file: file.path, expected: "at least two classes", found: only)
    }
    let columns = file.columns
    let options = Preparation.FittingOptions(
      standardizesInputs: standardizes, standardizesTargets: standardizesTargets)
    isStreaming = file.memory(.float64) > memoryLimit
    let parts: Parts
    let fitted: Preparation.Fitted
    if isStreaming {
      let sources = try Self.split(file.rows, test, validation) { rows, heldOut throws(DataError) in
        try rows.split(heldOut)
      }.map { rows throws(DataError) in try file.stream(Double.self, rows: rows) }
      fitted = try Preparation.fit(sources.training, columns: columns, options: options)
      parts = try sources.map { source throws(DataError) in
        try PreparedSource(source, fitted.preparation, of: columns)
      }
    } else {
      let sets = try Self.split(file.load(Double.self), test, validation) {
        data, heldOut throws(DataError) in
        try data.split(heldOut)
      }
      fitted = try Preparation.fit(
        DatasetSource(sets.training), columns: columns, options: options)
      parts = try sets.map { data throws(DataError) in
        DatasetSource(try fitted.preparation.apply(to: data, of: columns, as: Scalar.self))
      }
    }
    preparation = fitted.preparation
    training = parts.training
    self.validation = parts.validation
    self.test = parts.test
    var summary = DataSummary(
      file, fitted, samples: try parts.map { source throws(DataError) in source.count ?? 0 })
    if isStreaming {
      summary.columns.notes.append(
        "the samples take \(file.memory(.float64) >> 20) MB, of \(memoryLimit >> 20) that they may "
          + "have: they are read from \(file.isSpooled ? "a temporary" : "the") file in every epoch"
          + (file.isText && !file.isSpooled ? ", as text: TMPDIR has no room for them" : ""))
    }
    self.summary = summary
  }

  /// In bytes: half a gigabyte, or a quarter of the memory that this process may have where that is
  /// less.
  public static var defaultMemoryLimit: Int { min(AvailableMemory().bytes / 4, 512 << 20) }

  private typealias Parts = Split<any SampleSource<Scalar>>

  private static func split<Part>(
    _ whole: Part, _ test: HeldOut?, _ validation: HeldOut?,
    _ divide: (Part, HeldOut) throws(DataError) -> (training: Part, heldOut: Part)
  ) throws(DataError) -> Split<Part> {
    var result = Split(training: whole)
    if let test {
      let parts = try divide(result.training, test)
      (result.training, result.test) = (parts.training, parts.heldOut)
    }
    if let validation {
      let parts = try divide(result.training, validation)
      (result.training, result.validation) = (parts.training, parts.heldOut)
    }
    return result
  }
}

/// Something in up to three parts.
struct Split<Part> {
  var training: Part
  var validation: Part?
  var test: Part?

  func map<Other>(
    _ body: (Part) throws(DataError) -> Other
  ) throws(DataError) -> Split<Other> {
    var result = Split<Other>(training: try body(training))
    if let validation { result.validation = try body(validation) }
    if let test { result.test = try body(test) }
    return result
  }
}
