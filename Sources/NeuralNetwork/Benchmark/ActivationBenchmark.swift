import Activations
import Datasets

/// How fast an activation's kernels are: the value, the gradient, and a plain copy beside them.
///
/// Medians over repeated runs after a warm-up, with the parameters at their defaults. The memory is touched by every run alike, so it lies in the caches as it
/// falls. Several threads each take a share of the elements.
public struct ActivationBenchmark: Sendable {
  /// Seconds for y = f(x) over all elements.
  public let valueSeconds: Double
  /// Seconds for dx = dy * f'(x) over all elements.
  public let gradientSeconds: Double
  /// Seconds for y = x over all elements.
  public let copySeconds: Double
  /// How many elements each run took: for an activation of rows, whole rows.
  public let elements: Int

  /// Which numbers an activation is measured over.
  public enum Inputs: Sendable {
    /// Uniform over a range.
    case uniform(Range<Float>)
    /// Normal.
    case normal(mean: Float, deviation: Float)

    fileprivate func fill<Scalar: ActivationScalar>(
      _ memory: UnsafeMutablePointer<Scalar>, _ count: Int
    ) {
      var generator = RandomStream(seed: 1)
      switch self {
      case .uniform(let range):
        let range = Double(range.lowerBound)..<Double(range.upperBound)
        for index in 0..<count {
          memory[index] = Scalar(Double.random(in: range, using: &generator))
        }
      case .normal(let mean, let deviation):
        NumericKernels<Scalar>.make().normal(generator.kernelStream, 0, memory, count)
        for index in 0..<count {
          memory[index] = Scalar(mean) + Scalar(deviation) * memory[index]
        }
      }
    }
  }

  /// Measures `activation`.
  ///
  /// - Parameters:
  ///   - scalar: what is computed in.
  ///   - elements: how many, at least 1. An activation of rows takes them as rows of 128.
  ///   - inputs: which numbers x and a gate are.
  ///   - seconds: how long to measure each of the three figures for.
  /// - Throws: the activation's own error where its functions cannot be bound.
  public init<Scalar: ActivationScalar>(
    _ activation: some Activation, of scalar: Scalar.Type = Float.self, elements: Int,
    inputs: Inputs = .uniform(-4..<4), pool: ThreadPool, seconds: Double = 1
  ) throws {
    let columns = activation.form == .row ? min(elements, 128) : 1
    let rows = max(elements / columns, 1)
    let work = try KernelRun<Scalar>(
      activation, rows: rows, columns: columns, inputs: inputs, shares: pool.threads)
    self.elements = rows * columns
    // The gradient reads the values, so they come first.
    valueSeconds = work.median(.value, pool, seconds)
    gradientSeconds = work.median(.gradient, pool, seconds)
    copySeconds = work.median(.copy, pool, seconds)
  }
}

private enum Figure { case value, gradient, copy }

/// One activation's buffers, and its kernels over each thread's share of them.
private final class KernelRun<Scalar: ActivationScalar>: ParallelWork {
  private let kernels: ActivationKernels<Scalar>
  private let parameters: [Scalar]
  private let rows: Int
  private let columns: Int
  private let shares: Int
  /// x, gate, u, y, dy, dx and dgate, `distance` apart: each begins with a cache line, and no two
  /// at the same place of a page, where a store to one would hold up a load from another.
  private let memory: AlignedBuffer<Scalar>
  private let distance: Int
  /// Where each share's gradients of the parameters go; not an array, which threads must not share.
  private let sums: UnsafeMutableBufferPointer<Scalar>
  private var figure = Figure.value

  init(
    _ activation: some Activation, rows: Int, columns: Int, inputs: ActivationBenchmark.Inputs,
    shares: Int
  ) throws {
    let layout = ParameterLayout(activation.parameters, channels: columns)
    kernels = try activation.kernels(Scalar.self, layout: layout)
    parameters = layout.initialValues(activation.parameters)
    (self.rows, self.columns, self.shares) = (rows, columns, min(shares, rows))
    distance = (rows * columns + 1023) / 1024 * 1024 + 144
    memory = AlignedBuffer(count: 7 * distance)
    sums = .allocate(capacity: self.shares * layout.count)
    sums.initialize(repeating: 0)
    super.init()
    inputs.fill(memory.start, 7 * distance)
    var generator = RandomStream(seed: 2)
    for index in 0..<rows * columns {
      buffer(2)[index] = Scalar(Float.random(in: 0..<1, using: &generator))
      buffer(4)[index] = 1
    }
  }

  deinit { sums.deallocate() }

  private func buffer(_ index: Int) -> UnsafeMutablePointer<Scalar> {
    memory.start + index * distance
  }

  /// Share `index`: whole blocks of sixteen elements where they are no rows.
  override func perform(_ index: Int, worker: Int) {
    let grain = columns == 1 ? 16 : 1
    let blocks = (rows + grain - 1) / grain
    let start = min(blocks * index / shares * grain, rows)
    let end = min(blocks * (index + 1) / shares * grain, rows)
    let offset = start * columns
    if figure == .copy {
      buffer(3).advanced(by: offset)
        .update(from: buffer(0) + offset, count: (end - start) * columns)
      return
    }
    parameters.withUnsafeBufferPointer { values in
      let inputs = ActivationInputs<Scalar>(
        rows: end - start, columns: columns, x: buffer(0) + offset, gate: buffer(1) + offset,
        u: buffer(2) + offset, parameters: values.baseAddress, isTraining: true)
      if figure == .value {
        kernels.value(inputs, buffer(3) + offset)
      } else {
        kernels.gradient(
          inputs,
          ActivationGradients(
            y: buffer(3) + offset, dy: buffer(4) + offset, dx: buffer(5) + offset,
            dgate: buffer(6) + offset,
            parameters: sums.baseAddress.map { $0 + index * values.count }))
      }
    }
  }

  /// The median of a run's seconds, over `seconds` after at least five runs and 50 ms.
  func median(_ figure: Figure, _ pool: ThreadPool, _ seconds: Double) -> Double {
    self.figure = figure
    let clock = ContinuousClock()
    let start = clock.now
    var warm = 0
    while warm < 5 || start.duration(to: clock.now) < .milliseconds(50) {
      pool.run(shares, self)
      warm += 1
    }
    // A sample lasts long enough for the clock: a few microseconds.
    let repeats = max(1, warm / 10_000)
    var samples: [Double] = []
    let measured = clock.now
    while samples.isEmpty || measured.duration(to: clock.now) < .seconds(seconds) {
      let before = clock.now
      for _ in 0..<repeats { pool.run(shares, self) }
      samples.append(before.duration(to: clock.now) / .seconds(1) / Double(repeats))
    }
    samples.sort()
    return samples[samples.count / 2]
  }
}
