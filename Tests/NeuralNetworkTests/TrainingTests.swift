import Activations
import Datasets
import Foundation
import NeuralNetwork
import Testing

/// The course of a training: learning, stopping, warnings, and what is refused.
@Suite struct TrainingTests {
  static func network<Scalar: ActivationScalar>(
    _ widths: [Int], _ activation: String, seed: UInt64 = 1
  ) throws -> Network<Scalar> {
    try Network(
      NetworkArchitecture(widths: widths, activation: activation), seed: seed,
      activations: TestActivations.named)
  }

  @Test(arguments: [
    (Optimizer.sgd(momentum: 0.9), 0.3), (.rmsprop(), 0.02), (.adam(), 0.05), (.adamW(), 0.05),
  ])
  func exclusiveOrIsLearned(optimizer: Optimizer, rate: Double) throws {
    let data = try Dataset<Float>(
      inputs: [0, 0, 0, 1, 1, 0, 1, 1], inputWidth: 2, targets: .classes([0, 1, 1, 0], count: 2))
    let network: Network<Float> = try Self.network([2, 8, 2], "tanh")
    let options = TrainingOptions(optimizer: optimizer, learningRate: rate, epochs: 300, batch: 4)
    let result = try Trainer(network, options: options).train(on: DatasetSource(data))
    #expect(try #require(result.history.last?.trainingLoss) < 0.05)
    let evaluation = try network.evaluate(DatasetSource(data))
    #expect(evaluation.accuracy == 1)
    #expect(evaluation.confusion == [[2, 0], [0, 2]])
    #expect(evaluation.count == 4)
  }

  @Test func aLineIsFitted() throws {
    let x = (0..<50).map { Double($0) / 25 - 1 }
    let data = try Dataset(
      inputs: x, inputWidth: 1, targets: .values(x.map { 3 * $0 - 0.5 }, width: 1))
    let network: Network<Double> = try Self.network([1, 1], "identity")
    let options = TrainingOptions(optimizer: .sgd(), learningRate: 0.3, epochs: 100, batch: 10)
    _ = try Trainer(network, options: options).train(on: DatasetSource(data))
    #expect(abs(network.tensors[0].values[0] - 3) < 1e-6)
    #expect(abs(network.tensors[1].values[0] + 0.5) < 1e-6)
    #expect(try network.evaluate(DatasetSource(data)).accuracy == nil)
  }

  /// Each sample's largest score is another class's; e^x overflows unless it is found.
  @Test(arguments: [2, 15, 16, 37])
  func crossEntropyOfLargeScores(count: Int) throws {
    let network: Network<Double> = try Self.network([count, count], "identity")
    let inputs = (0..<count * count).map { $0.isMultiple(of: count + 1) ? 1e6 : 0 }
    let scores = try network.predict(inputs)
    var expected = 0.0
    for sample in 0..<count {
      let row = scores[sample * count..<(sample + 1) * count]
      let largest = try #require(row.max())
      let sum = row.reduce(0) { $0 + exp($1 - largest) }
      expected += (log(sum) + largest - row[row.startIndex + sample]) / Double(count)
    }
    let data = try Dataset(
      inputs: inputs, inputWidth: count,
      targets: .classes(Array(0..<Int32(count)), count: count))
    let loss = try network.evaluate(DatasetSource(data)).loss
    #expect(abs(loss - expected) < 1e-12 * expected)
  }

  static let line = try? Dataset<Float>(
    inputs: [-1, 0, 1, 2], inputWidth: 1, targets: .values([1, 0, 1, 4], width: 1))

  @Test func aLossThatIsNoNumberSaysWhere() throws {
    let data = try #require(Self.line)
    let network: Network<Float> = try Self.network([1, 4, 1], "exponential")
    let options = TrainingOptions(optimizer: .sgd(), learningRate: 1e6, epochs: 20, batch: 4)
    let result = try Trainer(network, options: options).train(on: DatasetSource(data))
    guard case .diverged(let divergence) = result.reason else {
      Issue.record("ended with \(result.reason)")
      return
    }
    #expect(divergence.layer == 0 || divergence.layer == 1)
    #expect(divergence.epoch == result.history.count + 1)
    #expect(divergence.description.contains("epoch \(divergence.epoch), step 1"))
    if divergence.layer == 0 { #expect(divergence.activation == "exponential") }
  }

  @Test func aStepIsWarnedOfAndTrainingGoesOn() throws {
    let data = try #require(Self.line)
    let network: Network<Float> = try Self.network([1, 4, 1], "step")
    let before = network.tensors
    var told: [TrainingWarning] = []
    let result = try Trainer(network, options: TrainingOptions(epochs: 3)).train(
      on: DatasetSource(data)
    ) { event in
      if case .warning(let warning) = event { told.append(warning) }
      return true
    }
    #expect(told == [.zeroDerivative(layer: 0, activation: "step")])
    #expect(result.warnings == told)
    #expect(result.history.count == 3)
    #expect(network.tensors[0] == before[0], "the layer below learns nothing")
    #expect(network.tensors[2] != before[2], "the last layer learns")
    #expect(told.first?.description.contains("will not learn") == true)
  }

  @Test func noWarningWhereThereIsAGradient() throws {
    for activation in TestActivations.all where activation.name != "step" {
      let network: Network<Float> = try Self.network([3, 4, 4], activation.name)
      #expect(network.warnings.isEmpty, "\(activation.name)")
    }
  }

  @Test func theCallbackEndsTrainingBetweenSteps() throws {
    let data = try #require(Self.line)
    let network: Network<Float> = try Self.network([1, 2, 1], "tanh")
    var steps: [StepProgress] = []
    let result = try Trainer(network, options: TrainingOptions(epochs: 5, batch: 2)).train(
      on: DatasetSource(data)
    ) { event in
      if case .step(let progress) = event { steps.append(progress) }
      return steps.count < 3
    }
    #expect(result.reason == .requested)
    #expect(steps.map(\.samples) == [2, 4, 2])
    #expect(steps.map(\.epoch) == [1, 1, 2])
    #expect(steps.allSatisfy { $0.samplesPerEpoch == 4 && $0.accuracy == nil })
    #expect(result.history.count == 1)
    #expect(result.samples == 6)
  }

  /// The validation targets contradict the training ones, so the first epochs are the best.
  @Test func earlyStoppingKeepsTheBestWeights() throws {
    let data = try #require(Self.line)
    let validation = try Dataset<Float>(
      inputs: [-1, 0, 1, 2], inputWidth: 1, targets: .values([-1, -2, -1, -4], width: 1))
    let network: Network<Float> = try Self.network([1, 8, 1], "tanh")
    var options = TrainingOptions(learningRate: 0.01, epochs: 100, batch: 4)
    options.earlyStopping = .init(patience: 4)
    let result = try Trainer(network, options: options).train(
      on: DatasetSource(data), validation: DatasetSource(validation))
    #expect(result.reason == .stoppedEarly)
    let best = try #require(result.bestEpoch)
    #expect(result.history.count == best + 4)
    let losses = result.history.compactMap(\.validationLoss)
    #expect(losses.min() == losses[best - 1])
    let kept = try network.evaluate(DatasetSource(validation)).loss
    #expect(kept == losses[best - 1])
  }

  @Test func dataThatDoesNotSuitIsRefused() throws {
    let data = try #require(Self.line)
    let source = DatasetSource(data)
    func code(_ widths: [Int], _ options: TrainingOptions = TrainingOptions()) -> NetworkError.Code?
    {
      do {
        let network: Network<Float> = try Self.network(widths, "tanh")
        _ = try Trainer(network, options: options).train(on: source)
        return nil
      } catch { return (error as? NetworkError)?.code }
    }
    #expect(code([1, 2, 1]) == nil)
    #expect(code([2, 2, 1]) == .unsuitableData)
    #expect(code([1, 2, 2]) == .unsuitableData)
    #expect(code([1, 2, 1], TrainingOptions(earlyStopping: .init())) == .invalidOption)
    #expect(code([1, 2, 1], TrainingOptions(loss: .huber(delta: 0))) == .invalidOption)
    let empty = try Dataset<Float>(inputs: [], inputWidth: 1, targets: .values([], width: 1))
    #expect(throws: NetworkError.self) {
      let network: Network<Float> = try Self.network([1, 1], "identity")
      _ = try network.evaluate(DatasetSource(empty))
    }
  }

  /// A learnable slope that the gradient drives out of its interval stays at its end.
  @Test func learnableParametersStayInTheirIntervals() throws {
    let data = try Dataset<Float>(
      inputs: [-1, -2], inputWidth: 1, targets: .values([5, 10], width: 1))
    for clip in [nil, 1e6] {
      let network = try Network<Float>(
        NetworkArchitecture(
          inputs: 1, layers: [LayerArchitecture(units: 1, activation: "prelu")]), seed: 1,
        activations: TestActivations.named)
      try network.setTensors([
        NamedTensor(name: "layers.0.weights", shape: [1, 1], values: [1]),
        NamedTensor(name: "layers.0.bias", shape: [1], values: [0]),
        NamedTensor(name: "layers.0.activation.negative_slope", shape: [1], values: [0.5]),
      ])
      let options = TrainingOptions(
        optimizer: .sgd(), learningRate: 0.1, clipNorm: clip, epochs: 1, batch: 2)
      _ = try Trainer(network, options: options).train(on: DatasetSource(data))
      #expect(network.tensors[2].values == [0])
    }
  }
}
