import Activations
import Datasets
import NeuralNetwork
import Testing

/// float32 beside float64: sizes at which oneDNN's prepared products take over must give what
/// OpenBLAS gives in double, but for rounding.
@Suite struct PrecisionTests {
  /// Outputs before and after some steps, from the same weights.
  func outputs<Scalar: ActivationScalar>(
    _: Scalar.Type, from tensors: [NamedTensor<Double>], architecture: NetworkArchitecture,
    inputs: [Double], optimizer: Optimizer, clipNorm: Double?
  ) throws -> [Double] {
    let network = try Network<Scalar>(architecture, activations: TestActivations.named)
    try network.setTensors(
      tensors.map {
        NamedTensor(name: $0.name, shape: $0.shape, values: $0.values.map { Scalar($0) })
      })
    let scalars = inputs.map { Scalar($0) }
    let count = inputs.count / architecture.inputs
    let data = try Dataset(
      inputs: scalars, inputWidth: architecture.inputs,
      targets: .classes((0..<count).map { Int32($0 % 7) }, count: 7))
    var results = try network.predict(scalars)
    let pool = ThreadPool(threads: 2)
    let predictor = try Predictor(network, batch: count, pool: pool)
    let options = TrainingOptions(
      optimizer: optimizer, learningRate: 0.05, clipNorm: clipNorm, epochs: 2, batch: 150)
    for _ in 0..<2 {
      _ = try Trainer(network, options: options, pool: pool).train(on: DatasetSource(data))
      // The predictor was made before: it must see the weights that have changed.
      results += scalars.withUnsafeBufferPointer { inputs in
        [Scalar](unsafeUninitializedCapacity: count * 7) { outputs, made in
          if let source = inputs.baseAddress, let target = outputs.baseAddress {
            predictor.predict(source, count: count, into: target)
          }
          made = count * 7
        }
      }
    }
    return results.map { Double($0) }
  }

  @Test(arguments: [nil, 1e6])
  func floatFollowsDouble(clipNorm: Double?) throws {
    let layers = [
      LayerArchitecture(units: 300, activation: "tanh"),
      LayerArchitecture(units: 160, activation: "swiglu"),
      LayerArchitecture(units: 130, activation: "softplus"),
      LayerArchitecture(units: 7, activation: "identity"),
    ]
    let architecture = NetworkArchitecture(inputs: 200, layers: layers)
    let start = try Network<Double>(architecture, seed: 3, activations: TestActivations.named)
    var random = RandomStream(seed: 5)
    let inputs = (0..<300 * 200).map { _ in 2 * random.uniform() - 1 }
    func run<Scalar: ActivationScalar>(_ scalar: Scalar.Type) throws -> [Double] {
      try outputs(
        scalar, from: start.tensors, architecture: architecture, inputs: inputs,
        optimizer: .sgd(momentum: 0.9), clipNorm: clipNorm)
    }
    let exact = try run(Double.self)
    let rounded = try run(Float.self)
    let worst = zip(exact, rounded).reduce(0) { max($0, abs($1.0 - $1.1)) }
    #expect(worst < 2e-3, "\(worst)")
    // The steps must have moved the outputs by far more than that.
    let half = exact.count / 3
    let moved = zip(exact[..<half], exact[half...]).reduce(0) { max($0, abs($1.0 - $1.1)) }
    #expect(moved > 0.1)
  }
}
