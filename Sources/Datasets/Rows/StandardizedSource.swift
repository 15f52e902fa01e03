import Activations

/// A source whose inputs are standardized as they are read.
///
/// Over a source of doubles the difference from the mean is taken before inputs are rounded to
/// `Scalar`: a float has lost what tells 1e9 from 1e9 + 1.
public final class StandardizedSource<Scalar: ActivationScalar>: SampleSource {
  private enum Base {
    case same(any SampleSource<Scalar>)
    case doubles(any SampleSource<Double>)
  }

  private let base: Base
  private let standardization: Standardization
  // Where doubles are read to; no more is allocated once a batch as large has been read.
  private var inputs: [Double] = []
  private var values: [Double] = []

  /// The numbers in one sample's input.
  public let inputWidth: Int
  /// Whether a target is a class or numbers.
  public let targetKind: TargetKind
  /// The samples in an epoch, where that is known.
  public var count: Int? {
    switch base {
    case .same(let source): source.count
    case .doubles(let source): source.count
    }
  }

  /// A source over another.
  ///
  /// - Throws: ``DataError`` of code `mismatch` where it has another number of inputs.
  public init(
    _ base: any SampleSource<Scalar>, _ standardization: Standardization
  ) throws(DataError) {
    try standardization.check(inputWidth: base.inputWidth)
    (inputWidth, targetKind) = (base.inputWidth, base.targetKind)
    self.base = .same(base)
    self.standardization = standardization
  }

  /// A source over one of doubles.
  ///
  /// - Throws: ``DataError`` of code `mismatch` where it has another number of inputs.
  public init(
    doubles base: any SampleSource<Double>, _ standardization: Standardization
  ) throws(DataError) {
    try standardization.check(inputWidth: base.inputWidth)
    (inputWidth, targetKind) = (base.inputWidth, base.targetKind)
    self.base = .doubles(base)
    self.standardization = standardization
  }

  /// Begins an epoch of the source below.
  public func restart(shuffleSeed: UInt64?) throws {
    switch base {
    case .same(let source): try source.restart(shuffleSeed: shuffleSeed)
    case .doubles(let source): try source.restart(shuffleSeed: shuffleSeed)
    }
  }

  /// Reads the next samples, standardized.
  public func read(
    _ capacity: Int, inputs: UnsafeMutablePointer<Scalar>, targets: TargetBuffer<Scalar>
  ) throws -> Int {
    switch base {
    case .same(let source):
      let count = try source.read(capacity, inputs: inputs, targets: targets)
      standardization.apply(to: inputs, rows: count)
      return count
    case .doubles(let source):
      return try read(capacity, from: source, inputs: inputs, targets: targets)
    }
  }

  private func read(
    _ capacity: Int, from source: any SampleSource<Double>, inputs: UnsafeMutablePointer<Scalar>,
    targets: TargetBuffer<Scalar>
  ) throws -> Int {
    func grow(_ array: inout [Double], _ count: Int) {
      if array.count < count { array = [Double](repeating: 0, count: count) }
    }
    grow(&self.inputs, capacity * inputWidth)
    if case .values = targets { grow(&values, capacity * targetKind.outputWidth) }
    let standardization = standardization
    return try values.withUnsafeMutableBufferPointer { values in
      try self.inputs.withUnsafeMutableBufferPointer { doubles in
        guard let start = doubles.baseAddress else { return 0 }
        let wanted: TargetBuffer<Double> =
          switch targets {
          case .classes(let classes): .classes(classes)
          case .values: values.baseAddress.map { .values($0) } ?? .none
          case .none: .none
          }
        let count = try source.read(capacity, inputs: start, targets: wanted)
        standardization.apply(to: start, rows: count)
        for index in 0..<count * inputWidth { inputs[index] = Scalar(doubles[index]) }
        if case .values(let output) = targets {
          for index in 0..<count * targetKind.outputWidth { output[index] = Scalar(values[index]) }
        }
        return count
      }
    }
  }
}
