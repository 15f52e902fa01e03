import Activations
import Datasets
import NeuralNetwork
import Testing

/// One seed, the same bits, whatever the threads.
@Suite struct ReproducibilityTests {
  /// Wide and many enough that a batch makes several tiles, and a layer several blocks.
  static func trained<Scalar: ActivationScalar>(
    _: Scalar.Type, threads: Int, seed: UInt64 = 5, clipNorm: Double? = nil, samples: Int = 200,
    batch: Int = 130, widest: Int = 520
  ) throws -> (tensors: [NamedTensor<Scalar>], losses: [Double], outputs: [Scalar]) {
    var random = RandomStream(seed: 11)
    let inputs = (0..<samples * 300).map { _ in Scalar(random.uniform() - 0.5) }
    let classes = (0..<samples).map { Int32($0 % 7) }
    let data = try Dataset(inputs: inputs, inputWidth: 300, targets: .classes(classes, count: 7))
    let layers = [
      LayerArchitecture(units: widest, activation: "prelu", dropout: 0.1),
      LayerArchitecture(units: 70, activation: "swiglu"),
      LayerArchitecture(units: 60, activation: "rrelu"),
      LayerArchitecture(units: 7, activation: "identity"),
    ]
    let network = try Network<Scalar>(
      NetworkArchitecture(inputs: 300, layers: layers), seed: seed,
      activations: TestActivations.named)
    let pool = ThreadPool(threads: threads)
    let options = TrainingOptions(
      optimizer: .sgd(momentum: 0.9), learningRate: 0.05, clipNorm: clipNorm, epochs: 1,
      batch: batch, seed: seed)
    let result = try Trainer(network, options: options, pool: pool).train(on: DatasetSource(data))
    return (
      network.tensors, result.history.map(\.trainingLoss), try network.predict(inputs, pool: pool)
    )
  }

  @Test(arguments: [1, 2, 3, 7])
  func theSameBitsAtAnyNumberOfThreads(threads: Int) throws {
    let one = try Self.trained(Float.self, threads: 1)
    let many = try Self.trained(Float.self, threads: threads)
    #expect(one.tensors == many.tensors)
    #expect(one.losses == many.losses)
    #expect(one.outputs == many.outputs)
  }

  /// Layers so narrow that a thread takes two tiles at once: of four tiles in training, of five, and of
  /// four, in prediction.
  @Test(arguments: [2, 3])
  func theSameBitsTwoTilesAtOnce(threads: Int) throws {
    let one = try Self.trained(Float.self, threads: 1, samples: 600, batch: 512, widest: 120)
    let many = try Self.trained(Float.self, threads: threads, samples: 600, batch: 512, widest: 120)
    #expect(one.tensors == many.tensors)
    #expect(one.losses == many.losses)
    #expect(one.outputs == many.outputs)
  }

  /// A predictor for many tiles gives a few the bits that it gives them among many.
  @Test(arguments: [1, 2])
  func fewerTilesThanThePredictorIsFor(threads: Int) throws {
    let network = try Network<Float>(
      NetworkArchitecture(widths: [200, 100, 5], activation: "tanh"), seed: 1,
      activations: TestActivations.named)
    var random = RandomStream(seed: 3)
    let inputs = (0..<512 * 200).map { _ in Float(random.uniform() - 0.5) }
    let predictor = try Predictor(network, batch: 512, pool: ThreadPool(threads: threads))
    func predicted(_ count: Int) -> [Float] {
      Array(unsafeUninitializedCapacity: count * 5) { buffer, initialized in
        predictor.predict(inputs, count: count, into: buffer.baseAddress!)
        initialized = count * 5
      }
    }
    let all = predicted(512)
    for tiles in 1...4 { #expect(predicted(tiles * 128) == Array(all.prefix(tiles * 128 * 5))) }
  }

  @Test func theSameBitsInDoubleWithClippingAndSeveralParts() throws {
    let one = try Self.trained(Double.self, threads: 1, clipNorm: 0.1, samples: 600, batch: 600)
    let two = try Self.trained(Double.self, threads: 2, clipNorm: 0.1, samples: 600, batch: 600)
    #expect(one.tensors == two.tensors)
    #expect(one.outputs == two.outputs)
  }

  @Test func anotherSeedGivesOtherBits() throws {
    let one = try Self.trained(Float.self, threads: 2, seed: 5)
    let other = try Self.trained(Float.self, threads: 2, seed: 6)
    #expect(one.losses != other.losses)
  }

  /// A batch that is taken in several parts has the gradient of the whole: fifty copies of 26
  /// samples move the weights as the 26 do.
  @Test func partsOfABatchAddUp() throws {
    func trained(copies: Int) throws -> [Double] {
      var random = RandomStream(seed: 2)
      let inputs = (0..<26 * 3).map { _ in random.uniform() - 0.5 }
      let values = (0..<26).map { inputs[3 * $0] * inputs[3 * $0 + 1] }
      let data = try Dataset(
        inputs: Array(repeatElement(inputs, count: copies).joined()), inputWidth: 3,
        targets: .values(Array(repeatElement(values, count: copies).joined()), width: 1))
      let network = try Network<Double>(
        NetworkArchitecture(widths: [3, 4, 1], activation: "dyt"), seed: 1,
        activations: TestActivations.named)
      let options = TrainingOptions(
        optimizer: .sgd(), learningRate: 1, epochs: 1, batch: data.count)
      _ = try Trainer(network, options: options).train(on: DatasetSource(data))
      return network.tensors.flatMap(\.values)
    }
    for (once, often) in zip(try trained(copies: 1), try trained(copies: 50)) {
      #expect(abs(once - often) < 1e-13)
    }
  }
}
