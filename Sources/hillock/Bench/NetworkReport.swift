import NeuralNetwork

/// What `bench network` prints.
struct NetworkReport: Encodable {
  private let layers: [Int]
  private let batch: Int
  private let activation: String
  private let precision: String
  private let threads: Int
  private let matrixProduct: String
  private let inferenceMicroseconds: Double
  private let trainingStepMicroseconds: Double
  private let inferenceGigaflops: Double
  private let trainingGigaflops: Double
  private let peakGigaflops: Double
  private let inferenceShareOfPeak: Double
  private let trainingShareOfPeak: Double
  private let allocationsPerStep: Double?
  private let activationBytes: Int
  private let profile: [Row]

  /// A layer's microseconds in a training step.
  private struct Row: Encodable {
    let forwardMicroseconds: Double
    let lossMicroseconds: Double
    let backwardMicroseconds: Double
    let weightsMicroseconds: Double

    enum CodingKeys: String, CodingKey {
      case forwardMicroseconds = "forward_us"
      case lossMicroseconds = "loss_us"
      case backwardMicroseconds = "backward_us"
      case weightsMicroseconds = "weights_us"
    }

    var cells: [Double] {
      [forwardMicroseconds, lossMicroseconds, backwardMicroseconds, weightsMicroseconds]
    }
  }

  enum CodingKeys: String, CodingKey {
    case layers, batch, activation, precision, threads, profile
    case matrixProduct = "matrix_product"
    case inferenceMicroseconds = "inference_us"
    case trainingStepMicroseconds = "training_step_us"
    case inferenceGigaflops = "inference_gflops"
    case trainingGigaflops = "training_gflops"
    case peakGigaflops = "fma_peak_gflops_per_core"
    case inferenceShareOfPeak = "inference_share_of_peak"
    case trainingShareOfPeak = "training_share_of_peak"
    case allocationsPerStep = "allocations_per_step"
    case activationBytes = "activation_bytes"
  }

  init(
    setup: NetworkBenchmark.Setup, options: BenchmarkOptions, threads: Int,
    result: NetworkBenchmark, library: String
  ) {
    layers = setup.widths
    batch = setup.batch
    activation = options.activation
    precision = options.precision.precision.rawValue
    self.threads = threads
    matrixProduct = library
    inferenceMicroseconds = result.inferenceSeconds * 1e6
    trainingStepMicroseconds = result.trainingStepSeconds * 1e6
    inferenceGigaflops = result.inferenceOperations / result.inferenceSeconds * 1e-9
    trainingGigaflops = result.trainingOperations / result.trainingStepSeconds * 1e-9
    peakGigaflops = result.peak * 1e-9
    // The peak is one core's, and the threads have one each.
    inferenceShareOfPeak = inferenceGigaflops / (peakGigaflops * Double(threads))
    trainingShareOfPeak = trainingGigaflops / (peakGigaflops * Double(threads))
    allocationsPerStep = result.allocationsPerStep
    activationBytes = result.activationBytes
    profile = result.layers.map {
      Row(
        forwardMicroseconds: $0.forward * 1e6, lossMicroseconds: $0.loss * 1e6,
        backwardMicroseconds: $0.backward * 1e6, weightsMicroseconds: $0.weights * 1e6)
    }
  }

  var text: String {
    var speed = TextTable([
      ("", .left), ("TIME", .right), ("SAMPLES/S", .right), ("GFLOP/S", .right),
      ("OF PEAK", .right),
    ])
    func append(_ what: String, _ time: Double, _ gigaflops: Double, _ share: Double) {
      speed.append([
        what, duration(time), count(Double(batch) / time * 1e6), rounded(gigaflops),
        "\(rounded(share * 100)) %",
      ])
    }
    append("inference", inferenceMicroseconds, inferenceGigaflops, inferenceShareOfPeak)
    append("training step", trainingStepMicroseconds, trainingGigaflops, trainingShareOfPeak)

    var split = TextTable([
      ("LAYER", .left), ("FORWARD", .right), ("LOSS", .right), ("BACKWARD", .right),
      ("WEIGHTS", .right), ("SHARE", .right),
    ])
    let total = profile.reduce(0) { $0 + $1.cells.reduce(0, +) }
    for (index, row) in profile.enumerated() {
      let share = total > 0 ? row.cells.reduce(0, +) / total : 0
      split.append(
        ["\(index): \(layers[index]) → \(layers[index + 1])"]
          + row.cells.map { $0 == 0 ? "" : duration($0) } + ["\(rounded(share * 100)) %"])
    }
    let allocations = allocationsPerStep.map { "\(rounded($0)) allocations a step, " } ?? ""
    return """
      \(layers.map(String.init).joined(separator: "-")), batch \(batch), \(activation), \
      \(precision), \(threads) thread\(threads == 1 ? "" : "s")
      \(matrixProduct); peak of one core \(rounded(peakGigaflops)) GFLOP/s

      \(speed.text())
      A training step, by layer, of all threads together:

      \(split.text())
      \(allocations)\(count(Double(activationBytes))) bytes of activations kept

      """
  }
}
