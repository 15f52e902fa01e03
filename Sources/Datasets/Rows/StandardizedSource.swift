import Activations

/// A source whose inputs are standardized as they are read.
public final class StandardizedSource<Scalar: ActivationScalar>: SampleSource {
  private let base: any SampleSource<Scalar>
  private let standardization: Standardization

  /// The numbers in one sample's input.
  public var inputWidth: Int { base.inputWidth }
  /// Whether a target is a class or numbers.
  public var targetKind: TargetKind { base.targetKind }
  /// The samples in an epoch, where that is known.
  public var count: Int? { base.count }

  /// A source over another.
  ///
  /// - Throws: ``DataError`` of code `mismatch` where it has another number of inputs.
  public init(
    _ base: any SampleSource<Scalar>, _ standardization: Standardization
  ) throws(DataError) {
    try standardization.check(inputWidth: base.inputWidth)
    self.base = base
    self.standardization = standardization
  }

  /// Begins an epoch of the source below.
  public func restart(shuffleSeed: UInt64?) throws { try base.restart(shuffleSeed: shuffleSeed) }

  /// Reads the next samples, standardized.
  public func read(
    _ capacity: Int, inputs: UnsafeMutablePointer<Scalar>, targets: TargetBuffer<Scalar>
  ) throws -> Int {
    let count = try base.read(capacity, inputs: inputs, targets: targets)
    standardization.apply(to: inputs, rows: count)
    return count
  }
}
