import Activations

/// x' = (x - mean) / scale, for each input: mean 0 and variance 1 over the training samples.
///
/// The scale is the standard deviation (divided by n, not n - 1), and 1 where an input is constant.
/// Computed in double, whatever the precision of the samples, and kept with the model, so that a
/// reloaded model sees the very same bits.
public struct Standardization: Sendable, Hashable {
  /// What is subtracted from each input.
  public let mean: [Double]
  /// What each input is then divided by; positive.
  public let scale: [Double]

  /// A standardization from its parts.
  ///
  /// - Throws: ``DataError`` of code `notFinite` or `mismatch` unless there is one finite mean and
  ///   one positive finite scale for each input.
  public init(mean: [Double], scale: [Double]) throws(DataError) {
    guard mean.count == scale.count, !mean.isEmpty else {
      throw DataError(
        .mismatch, expected: "a mean and a scale for each input",
        found: "\(mean.count) means and \(scale.count) scales")
    }
    for (input, pair) in zip(mean, scale).enumerated()
    where !pair.0.isFinite || !pair.1.isFinite || pair.1 <= 0 {
      throw DataError(
        .notFinite, expected: "a finite mean and a positive finite scale for input \(input)",
        found: "\(pair.0) and \(pair.1)")
    }
    self.mean = mean
    self.scale = scale
  }

  /// Measures a source in one pass from its beginning.
  ///
  /// - Throws: what reading throws; ``DataError`` where there is no sample, or numbers lie so far
  ///   apart that the variance overflows.
  public init<Scalar: ActivationScalar>(_ source: any SampleSource<Scalar>) throws {
    let width = source.inputWidth
    let capacity = max(1, 4096 / width)
    var moments = ColumnMoments(width: width)
    let batch = UnsafeMutablePointer<Scalar>.allocate(capacity: capacity * width)
    defer { batch.deallocate() }
    try source.restart(shuffleSeed: nil)
    while case let count = try source.read(capacity, inputs: batch, targets: .none), count > 0 {
      switch ConcretePointer(batch) {
      case .float(let batch): moments.add(UnsafePointer(batch), rows: count)
      case .double(let batch): moments.add(UnsafePointer(batch), rows: count)
      }
    }
    guard moments.rows > 0 else {
      throw DataError(.empty, expected: "samples to standardize", found: "none")
    }
    let scale = moments.squares.map { square in
      let deviation = (square / Double(moments.rows)).squareRoot()
      return deviation == 0 ? 1 : deviation
    }
    try self.init(mean: moments.mean, scale: scale)
  }

  /// Standardizes `rows` rows in place.
  ///
  /// - Parameters:
  ///   - inputs: [rows x mean.count], row-major.
  ///   - rows: how many.
  public func apply<Scalar: ActivationScalar>(
    to inputs: UnsafeMutablePointer<Scalar>, rows: Int
  ) {
    switch ConcretePointer(inputs) {
    case .float(let inputs): standardize(inputs, rows: rows)
    case .double(let inputs): standardize(inputs, rows: rows)
    }
  }

  private func standardize<Number: ActivationScalar>(
    _ inputs: UnsafeMutablePointer<Number>, rows: Int
  ) {
    let width = mean.count
    mean.withUnsafeBufferPointer { mean in
      scale.withUnsafeBufferPointer { scale in
        for row in 0..<rows {
          let input = inputs + row * width
          for column in 0..<width {
            input[column] = Number((Double(input[column]) - mean[column]) / scale[column])
          }
        }
      }
    }
  }

  /// Takes `rows` rows back to where they were, in place.
  public func undo<Scalar: ActivationScalar>(
    in values: UnsafeMutablePointer<Scalar>, rows: Int
  ) {
    for row in 0..<rows {
      for column in mean.indices {
        let place = row * mean.count + column
        values[place] = Scalar(Double(values[place]) * scale[column] + mean[column])
      }
    }
  }

  /// A data set with its inputs standardized.
  ///
  /// - Throws: ``DataError`` of code `mismatch` where it has another number of inputs.
  public func apply<Scalar: ActivationScalar>(
    to dataset: Dataset<Scalar>
  ) throws(DataError) -> Dataset<Scalar> {
    try check(inputWidth: dataset.inputWidth)
    var result = dataset
    result.withMutableInputs { inputs in
      if let base = inputs.baseAddress { apply(to: base, rows: dataset.count) }
    }
    return result
  }

  package func check(inputWidth: Int) throws(DataError) {
    guard inputWidth == mean.count else {
      throw DataError(.mismatch, expected: "\(mean.count) inputs", found: "\(inputWidth)")
    }
  }
}
