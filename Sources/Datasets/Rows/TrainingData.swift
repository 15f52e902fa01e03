import Activations
import Glibc

/// A data file made ready for training: split, standardized, in memory where it fits and streaming
/// where it does not.
///
/// First the test samples are set apart, then the validation samples among what is left; what the
/// standardization knows comes from the training samples alone.
public struct TrainingData<Scalar: ActivationScalar> {
  /// The samples to learn from.
  public let training: any SampleSource<Scalar>
  /// The samples that tell when to stop.
  public let validation: (any SampleSource<Scalar>)?
  /// The samples that training never sees.
  public let test: (any SampleSource<Scalar>)?
  /// What was done to all inputs; nil where nothing was.
  public let standardization: Standardization?
  /// Whether the samples are read from the file in every epoch.
  public let isStreaming: Bool

  /// Prepares a file.
  ///
  /// - Parameters:
  ///   - file: the samples.
  ///   - test: what to keep for testing.
  ///   - validation: what of the rest to keep for validation.
  ///   - standardizes: whether inputs are standardized.
  ///   - memoryLimit: a file whose samples take more bytes than this streams; a quarter of the
  ///     machine's memory unless told otherwise, because splitting copies.
  /// - Throws: ``DataError``: faults of the file, or a split that leaves nothing.
  public init(
    _ file: DataFile, test: HeldOut? = nil, validation: HeldOut? = nil, standardizes: Bool = true,
    memoryLimit: Int = Self.defaultMemoryLimit
  ) throws {
    if case .classes(let count) = file.targetKind, count < 2 {
      let only = file.classNames?.first.map { "only \($0)" } ?? "\(count)"
      throw DataError(
        .mismatch, file: file.path, expected: "at least two classes", found: only)
    }
    isStreaming = file.memory(standardizes ? .float64 : Scalar.precision) > memoryLimit
    let parts: Parts
    if standardizes {
      (parts, standardization) = try Self.standardized(file, test, validation, isStreaming)
    } else if isStreaming {
      parts = try Self.split(file.rows, test, validation) { rows, heldOut throws(DataError) in
        try rows.split(heldOut)
      }.map { rows throws(DataError) in try file.stream(Scalar.self, rows: rows) }
      standardization = nil
    } else {
      parts = try Self.split(file.load(Scalar.self), test, validation) {
        data, heldOut throws(DataError) in
        try data.split(heldOut)
      }.map { data throws(DataError) in DatasetSource(data) }
      standardization = nil
    }
    training = parts.training
    self.validation = parts.validation
    self.test = parts.test
  }

  /// The parts as ``StandardizedSource`` has them: read as doubles, whatever `Scalar` is.
  private static func standardized(
    _ file: DataFile, _ test: HeldOut?, _ validation: HeldOut?, _ isStreaming: Bool
  ) throws -> (Parts, Standardization) {
    if isStreaming {
      let sources = try split(file.rows, test, validation) { rows, heldOut throws(DataError) in
        try rows.split(heldOut)
      }.map { rows throws(DataError) in try file.stream(Double.self, rows: rows) }
      let measured = try Standardization(sources.training)
      let parts: Parts = try sources.map { source throws(DataError) in
        try StandardizedSource(doubles: source, measured)
      }
      return (parts, measured)
    }
    let sets = try split(file.load(Double.self), test, validation) {
      data, heldOut throws(DataError) in
      try data.split(heldOut)
    }
    let measured = try Standardization(DatasetSource(sets.training))
    let parts: Parts = try sets.map { data throws(DataError) in
      DatasetSource(try measured.apply(to: data).converted(to: Scalar.self))
    }
    return (parts, measured)
  }

  /// A quarter of the machine's memory, in bytes.
  public static var defaultMemoryLimit: Int {
    max(sysconf(Int32(_SC_PHYS_PAGES)), 1) / 4 * max(sysconf(Int32(_SC_PAGESIZE)), 1)
  }

  private typealias Parts = Split<any SampleSource<Scalar>>

  /// Something in up to three parts.
  private struct Split<Part> {
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
