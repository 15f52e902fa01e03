import Activations
import CKernels

/// A network with random samples, ready to predict and to take training steps again and again.
final class BenchmarkRun<Scalar: ActivationScalar> {
  private let network: Network<Scalar>
  private let batch: Int
  private let pool: ThreadPool
  private let predictor: Predictor<Scalar>
  private let step: TrainingStep<Scalar>
  private let samples: RandomSamples<Scalar>
  private let outputs: AlignedBuffer<Scalar>
  private var steps = 0

  init(_ network: Network<Scalar>, batch: Int, pool: ThreadPool) throws {
    self.network = network
    self.batch = batch
    self.pool = pool
    samples = RandomSamples(network, count: batch)
    outputs = AlignedBuffer(count: batch * network.architecture.outputs)
    predictor = try Predictor(network, batch: batch, pool: pool)
    step = try TrainingStep(
      network, loss: .softmaxCrossEntropy,
      optimizer: OptimizerKernel(
        .sgd(momentum: 0.9), weightDecay: 0, parameters: network.parameters.count),
      batch: batch, clipNorm: nil, seed: 1, pool: pool)
  }

  var activationBytes: Int { step.buffers.activationBytes }

  func predict() {
    predictor.predict(samples.inputs, count: batch, into: outputs.start)
  }

  func train() {
    _ = step.run(
      inputs: samples.inputs, targets: samples.targets, rows: batch,
      step: steps, learningRate: 1e-3)
    steps += 1
  }

  /// Where the time of a step goes, the mean over some time.
  func profile(seconds: Double) -> [NetworkBenchmark.LayerTimes] {
    let profile = StepProfile(layers: network.layers.count, workers: pool.threads)
    step.profile = profile
    defer { step.profile = nil }
    let end = hillock_nanoseconds() + Int64(seconds * 1e9)
    var count = 0.0
    repeat {
      train()
      count += 1
    } while hillock_nanoseconds() < end
    return network.layers.indices.map { layer in
      func mean(_ phase: StepProfile.Phase) -> Double {
        profile.seconds(phase, layer: layer) / count
      }
      return NetworkBenchmark.LayerTimes(
        forward: mean(.forward), loss: mean(.loss), backward: mean(.backward),
        weights: mean(.weights))
    }
  }
}
