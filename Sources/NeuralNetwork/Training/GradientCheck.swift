import Activations
import Datasets

/// How far the gradients of backpropagation are from those of finite differences.
public struct GradientCheck: Sendable, Hashable {
  /// One tensor's.
  public struct Entry: Sendable, Hashable {
    /// As ``Network/tensors`` names it; `inputs` for the samples themselves.
    public var name: String
    /// |a - d| / max(|a|, |d|) in the Euclidean norm, for a by backpropagation and d by
    /// differences; 0 where both vanish, infinite where one is no number.
    public var relativeError: Double
  }

  /// Every tensor, and the inputs.
  public var entries: [Entry]

  /// The largest error.
  public var worst: Double { entries.reduce(0) { max($0, $1.relativeError) } }
}

extension Network<Double> {
  /// Compares the gradient of a loss with finite differences, for every weight, bias, learnable
  /// parameter and input.
  ///
  /// The differences are central and extrapolated to a step of zero (Ridders 1982), so an error
  /// above 1e-7 points to a wrong derivative, or to a kink in the neighbourhood of a net input.
  /// Dropout and stochastic activations draw the same numbers each time.
  ///
  /// - Parameters:
  ///   - inputs: samples, row-major.
  ///   - targets: theirs.
  ///   - loss: nil for what suits the targets.
  ///   - seed: of dropout and stochastic activations.
  /// - Throws: ``NetworkError`` and `DataError` where samples and network do not go together.
  /// - Complexity: some 12 forward passes for each number that is checked.
  public func checkGradients(
    inputs: [Double], targets: Targets<Double>, loss: Loss? = nil, seed: UInt64 = 0,
    pool: ThreadPool = .allCores
  ) throws -> GradientCheck {
    let samples = try Dataset(inputs: inputs, inputWidth: architecture.inputs, targets: targets)
    let source = DatasetSource(samples)
    let loss = loss ?? Loss(suiting: source.targetKind)
    try check(source, loss: loss)
    let step = try TrainingStep(
      self, loss: loss, optimizer: nil, batch: samples.count, clipNorm: nil, seed: seed, pool: pool)
    let batch = SampleBatch(of: source, capacity: samples.count)
    let rows = try batch.read(source)
    guard rows > 0, rows <= step.capacity, let gradients = step.gradients else {
      throw NetworkError(
        .unsuitableData, "a gradient check takes 1 to \(step.capacity) samples, found \(rows)")
    }
    _ = step.run(inputs: batch.inputs, targets: batch.targets, rows: rows, step: 0, learningRate: 0)
    let inputGradient = step.inputGradient(rows: rows)

    /// `place` is where each number of `values` lies.
    func error(
      _ values: UnsafeMutablePointer<Double>, _ analytic: [Double], place: (Int) -> Int = { $0 }
    ) -> Double {
      var difference = 0.0
      var sizes = (analytic: 0.0, numeric: 0.0)
      for (index, a) in analytic.enumerated() {
        let numeric = derivative(at: values + place(index)) {
          step.loss(inputs: batch.inputs, targets: batch.targets, rows: rows, step: 0)
        }
        difference += (a - numeric) * (a - numeric)
        sizes.analytic += a * a
        sizes.numeric += numeric * numeric
      }
      guard difference.isFinite else { return .infinity }
      let size = max(sizes.analytic, sizes.numeric)
      return size == 0 ? 0 : (difference / size).squareRoot()
    }
    var entries = places.map { place in
      GradientCheck.Entry(
        name: place.name,
        relativeError: error(
          parameters.start, place.values(in: gradients.start), place: place.offset(of:)))
    }
    entries.append(
      GradientCheck.Entry(
        name: "inputs", relativeError: error(batch.mutableInputs, inputGradient)))
    return GradientCheck(entries: entries)
  }

  /// d(loss)/d(value) by central differences with steps h, h/2, h/4 ..., extrapolated; the entry of
  /// the table with the smallest estimate of its own error.
  private func derivative(at value: UnsafeMutablePointer<Double>, _ loss: () -> Double) -> Double {
    let original = value.pointee
    defer { value.pointee = original }
    var h = max(abs(original), 1) / 128
    var row: [Double] = []
    var best = (estimate: 0.0, error: Double.infinity)
    for _ in 0..<6 {
      value.pointee = original + h
      let above = loss()
      value.pointee = original - h
      let below = loss()
      var next = [(above - below) / (2 * h)]
      var power = 4.0
      for (column, previous) in row.enumerated() {
        let refined = (power * next[column] - previous) / (power - 1)
        let error = max(abs(refined - next[column]), abs(refined - previous))
        if error < best.error { best = (refined, error) }
        next.append(refined)
        power *= 4
      }
      row = next
      h /= 2
    }
    return best.estimate
  }
}
