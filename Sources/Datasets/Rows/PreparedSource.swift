import Activations

/// A source whose samples are prepared as they are read, batch by batch.
///
/// It reads doubles: the difference from the mean is taken before inputs are rounded to `Scalar`, as a
/// float has lost what tells 1e9 from 1e9 + 1.
public final class PreparedSource<Scalar: ActivationScalar>: SampleSource {
  private let base: any SampleSource<Double>
  private let encoder: RowEncoder
  private let targetScaling: Standardization?
  private let columns: Int
  // Where doubles are read to; no more is allocated once a batch as large has been read.
  private var inputs: [Double] = []
  private var values: [Double] = []

  /// The numbers in one sample's input.
  public let inputWidth: Int
  /// Whether a target is a class or numbers.
  public let targetKind: TargetKind
  /// The samples in an epoch, where that is known.
  public var count: Int? { base.count }
  /// The weights of the samples that were read last.
  public var weights: [Double] { base.weights }

  /// A source over one of rows as a file's ``DataFile/columns`` describe them.
  ///
  /// - Throws: ``DataError`` of code `mismatch` where the preparation is of other rows.
  public init(
    _ base: any SampleSource<Double>, _ preparation: Preparation, of columns: [InputColumn]
  ) throws(DataError) {
    try preparation.check(columns, inputWidth: base.inputWidth)
    if let targets = preparation.targets, case .values(let width) = base.targetKind, width > 0 {
      try targets.check(inputWidth: width)
      targetScaling = targets
    } else {
      targetScaling = nil
    }
    self.base = base
    self.columns = columns.count
    encoder = RowEncoder(preparation, from: columns)
    inputWidth = preparation.inputWidth
    targetKind = base.targetKind
  }

  /// Begins an epoch of the source below.
  public func restart(shuffleSeed: UInt64?) throws { try base.restart(shuffleSeed: shuffleSeed) }

  /// Reads the next samples, prepared.
  public func read(
    _ capacity: Int, inputs: UnsafeMutablePointer<Scalar>, targets: TargetBuffer<Scalar>
  ) throws -> Int {
    func grow(_ array: inout [Double], _ count: Int) {
      if array.count < count { array = [Double](repeating: 0, count: count) }
    }
    grow(&self.inputs, capacity * columns)
    if case .values = targets { grow(&values, capacity * targetKind.outputWidth) }
    return try values.withUnsafeMutableBufferPointer { values in
      try self.inputs.withUnsafeMutableBufferPointer { raw in
        guard let start = raw.baseAddress else { return 0 }
        let wanted: TargetBuffer<Double> =
          switch targets {
          case .classes(let classes): .classes(classes)
          case .values: values.baseAddress.map { .values($0) } ?? .none
          case .none: .none
          }
        let count = try base.read(capacity, inputs: start, targets: wanted)
        encoder.encode(start, rows: count, into: inputs)
        if case .values(let output) = targets, let values = values.baseAddress {
          targetScaling?.apply(to: values, rows: count)
          for index in 0..<count * targetKind.outputWidth { output[index] = Scalar(values[index]) }
        }
        return count
      }
    }
  }
}
