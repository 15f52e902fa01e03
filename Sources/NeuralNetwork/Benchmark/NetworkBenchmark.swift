import Activations
import CKernels

/// How fast a network is: at the outputs of a batch, and at a training step on it.
///
/// A training step is forward, softmax cross-entropy, backward, and an update by descent with
/// momentum 0.9. Times are medians over repeated runs after a warm-up, on random inputs.
public struct NetworkBenchmark: Sendable {
  /// What to measure.
  public struct Setup: Sendable {
    /// The widths of the input, the hidden layers and the output.
    public var widths: [Int]
    /// The samples of a batch.
    public var batch: Int
    /// How long each figure is measured for.
    public var seconds: Double

    /// A setup from its parts.
    public init(widths: [Int], batch: Int, seconds: Double = 1) {
      self.widths = widths
      self.batch = batch
      self.seconds = seconds
    }

    func validate() throws {
      guard widths.count >= 2 else {
        throw NetworkError(
          .invalidOption, "layers: expected an input and an output at least, found \(widths.count)")
      }
      guard (1...1 << 24).contains(batch) else {
        throw NetworkError(.invalidOption, "batch: expected from 1 to 16777216, found \(batch)")
      }
    }
  }

  /// Where the seconds of one training step go for one layer, of all threads together.
  public struct LayerTimes: Sendable {
    /// The matrix product, bias and activation.
    public let forward: Double
    /// Of the last layer, the loss and its gradient.
    public let loss: Double
    /// The gradient of what the layer below gave.
    public let backward: Double
    /// The gradient of the weights, and their update.
    public let weights: Double
  }

  /// The seconds of one batch's outputs.
  public let inferenceSeconds: Double
  /// The seconds of one training step.
  public let trainingStepSeconds: Double
  /// The operations of one batch's outputs in matrix products, a multiply-add being two.
  public let inferenceOperations: Double
  /// The same of one training step.
  public let trainingOperations: Double
  /// The bytes that a step keeps of its forward pass for its backward pass.
  public let activationBytes: Int
  /// How many blocks of memory the calling thread allocates in a training step, after the first;
  /// nil where nothing counts them.
  public let allocationsPerStep: Double?
  /// Where the time of a training step goes, a layer each.
  public let layers: [LayerTimes]
  /// The operations a second that one core does at most, in registers.
  public let peak: Double

  /// Measures a network.
  ///
  /// - Parameters:
  ///   - activation: of the hidden layers; the last has the identity.
  ///   - scalar: the precision.
  ///   - pool: whose threads do it.
  ///   - allocations: how many blocks the calling thread has allocated so far.
  /// - Throws: ``NetworkError`` for widths that make no network.
  public init<Scalar: ActivationScalar>(
    _ setup: Setup, activation: any Activation, scalar: Scalar.Type, pool: ThreadPool,
    allocations: (() -> Int)? = nil
  ) throws {
    try setup.validate()
    let network = try Network<Scalar>(
      NetworkArchitecture(widths: setup.widths, activation: "hidden", outputActivation: "output"),
      seed: 1
    ) { $0 == "hidden" ? activation : IdentityActivation() }
    let run = try BenchmarkRun(network, batch: setup.batch, pool: pool)
    inferenceSeconds = medianSeconds(over: setup.seconds, run.predict)
    trainingStepSeconds = medianSeconds(over: setup.seconds, run.train)
    let counted = 10
    allocationsPerStep = allocations.map { allocations in
      let before = allocations()
      for _ in 0..<counted { run.train() }
      return Double(allocations() - before) / Double(counted)
    }
    layers = run.profile(seconds: setup.seconds / 2)
    let products = 2 * Double(setup.batch) * Double(network.work)
    inferenceOperations = products
    // Forward, gradients of weights, and those of inputs but for the first layer's.
    trainingOperations =
      3 * products - 2 * Double(setup.batch) * Double(network.layers[0].weightCount)
    activationBytes = run.activationBytes
    peak =
      switch Scalar.precision {
      case .float32: hillock_fma_peak_f32()
      case .float64: hillock_fma_peak_f64()
      }
  }
}

/// The median time of one call, over some time, after a warm-up. Short calls are timed several at
/// once, so that the clock's own time does not count.
func medianSeconds(over seconds: Double, _ call: () -> Void) -> Double {
  func time(_ calls: Int) -> Double {
    let start = hillock_nanoseconds()
    for _ in 0..<calls { call() }
    return Double(hillock_nanoseconds() - start) * 1e-9
  }
  var calls = 1
  _ = time(2)
  while time(calls) < 20e-6 { calls *= 2 }
  var times: [Double] = []
  let warm = hillock_nanoseconds() + Int64(seconds * 0.1e9)
  while hillock_nanoseconds() < warm { _ = time(calls) }
  let end = hillock_nanoseconds() + Int64(seconds * 1e9)
  repeat { times.append(time(calls) / Double(calls)) } while hillock_nanoseconds() < end
  times.sort()
  return times[times.count / 2]
}
