import Activations
import Datasets
import NeuralNetwork
import Testing

/// Optimizers and schedules against their formulas, worked out in the test.
@Suite struct OptimizerTests {
  /// Trains y = w x (one weight, one bias) from w0 on one sample with x = 2, t = 1 for some steps,
  /// and answers the weight after each.
  func weights(
    _ optimizer: Optimizer, rate: Double, decay: Double = 0, clip: Double? = nil, steps: Int = 4
  ) throws -> (weights: [Double], biases: [Double]) {
    let network = try Network<Double>(
      NetworkArchitecture(inputs: 1, layers: [LayerArchitecture(units: 1, activation: "identity")]),
      activations: TestActivations.named)
    try network.setTensors([
      NamedTensor(name: "layers.0.weights", shape: [1, 1], values: [0.8]),
      NamedTensor(name: "layers.0.bias", shape: [1], values: [0.1]),
    ])
    let data = try Dataset<Double>(inputs: [2], inputWidth: 1, targets: .values([1], width: 1))
    var weights: [Double] = []
    var biases: [Double] = []
    let options = TrainingOptions(
      optimizer: optimizer, learningRate: rate, weightDecay: decay, clipNorm: clip, epochs: steps,
      batch: 1)
    _ = try Trainer(network, options: options).train(on: DatasetSource(data)) { event in
      if case .epoch = event {
        weights.append(network.tensors[0].values[0])
        biases.append(network.tensors[1].values[0])
      }
      return true
    }
    return (weights, biases)
  }

  /// The same by the formula: `rule` moves one value by its gradient, with a state of two.
  func expected(
    steps: Int = 4, clip: Double = .infinity,
    _ rule: (_ w: Double, _ g: Double, _ state: inout (Double, Double), _ t: Int, _ isBias: Bool) ->
      Double
  ) -> (weights: [Double], biases: [Double]) {
    var (w, b) = (0.8, 0.1)
    var (ofW, ofB) = ((0.0, 0.0), (0.0, 0.0))
    var result: (weights: [Double], biases: [Double]) = ([], [])
    for t in 1...steps {
      let error = 2 * (2 * w + b - 1)
      let norm = (error * error * 5).squareRoot()
      let scale = norm > clip ? clip / norm : 1
      w = rule(w, 2 * error * scale, &ofW, t, false)
      b = rule(b, error * scale, &ofB, t, true)
      result.weights.append(w)
      result.biases.append(b)
    }
    return result
  }

  func expectEqual(
    _ found: (weights: [Double], biases: [Double]),
    _ expected: (weights: [Double], biases: [Double])
  ) {
    #expect(found.weights.count == expected.weights.count)
    for (a, b) in zip(found.weights + found.biases, expected.weights + expected.biases) {
      #expect(abs(a - b) < 1e-14)
    }
  }

  @Test func plainDescentWithDecayOfWeightsOnly() throws {
    expectEqual(
      try weights(.sgd(), rate: 0.05, decay: 0.1),
      expected { w, g, _, _, isBias in w - 0.05 * (g + (isBias ? 0 : 0.1 * w)) })
  }

  @Test func momentum() throws {
    expectEqual(
      try weights(.sgd(momentum: 0.9), rate: 0.01),
      expected { w, g, state, _, _ in
        state.0 = 0.9 * state.0 + g
        return w - 0.01 * state.0
      })
  }

  @Test func nesterov() throws {
    expectEqual(
      try weights(.sgd(momentum: 0.9, nesterov: true), rate: 0.01),
      expected { w, g, state, _, _ in
        state.0 = 0.9 * state.0 + g
        return w - 0.01 * (g + 0.9 * state.0)
      })
  }

  @Test func clippingScalesAllGradientsByOneFactor() throws {
    expectEqual(
      try weights(.sgd(), rate: 0.1, clip: 0.5),
      expected(clip: 0.5) { w, g, _, _, _ in w - 0.1 * g })
  }

  @Test func rmsprop() throws {
    expectEqual(
      try weights(.rmsprop(decay: 0.8, epsilon: 1e-6), rate: 0.01),
      expected { w, g, state, _, _ in
        state.0 = 0.8 * state.0 + 0.2 * g * g
        return w - 0.01 * g / (state.0.squareRoot() + 1e-6)
      })
  }

  func adam(_ g: Double, _ state: inout (Double, Double), _ t: Int) -> Double {
    state.0 = 0.9 * state.0 + (1 - 0.9) * g
    state.1 = 0.999 * state.1 + (1 - 0.999) * g * g
    var corrections = (1.0, 1.0)
    for _ in 0..<t { corrections = (corrections.0 * 0.9, corrections.1 * 0.999) }
    return state.0 / (1 - corrections.0) / ((state.1 / (1 - corrections.1)).squareRoot() + 1e-8)
  }

  @Test func adamAddsItsDecayToTheGradient() throws {
    expectEqual(
      try weights(.adam(), rate: 0.02, decay: 0.1),
      expected { w, g, state, t, isBias in
        w - 0.02 * adam(g + (isBias ? 0 : 0.1 * w), &state, t)
      })
  }

  @Test func adamWKeepsItsDecayApart() throws {
    expectEqual(
      try weights(.adamW(), rate: 0.02, decay: 0.1),
      expected { w, g, state, t, isBias in
        w * (isBias ? 1 : 1 - 0.02 * 0.1) - 0.02 * adam(g, &state, t)
      })
  }

  @Test func schedules() {
    #expect(LearningRateSchedule().factor(epoch: 7.5, of: 10) == 1)
    let step = LearningRateSchedule(.step(every: 3, factor: 0.5))
    #expect([0, 2.9, 3, 6.5].map { step.factor(epoch: $0, of: 9) } == [1, 1, 0.5, 0.25])
    let cosine = LearningRateSchedule(.cosine(floor: 0.1))
    #expect(cosine.factor(epoch: 0, of: 10) == 1)
    #expect(abs(cosine.factor(epoch: 5, of: 10) - 0.55) < 1e-15)
    #expect(abs(cosine.factor(epoch: 10, of: 10) - 0.1) < 1e-15)
    let warm = LearningRateSchedule(.cosine(), warmUpEpochs: 2)
    #expect([0, 1, 2].map { warm.factor(epoch: $0, of: 10) } == [0, 0.5, 1])
    #expect(abs(warm.factor(epoch: 6, of: 10) - 0.5) < 1e-15)
  }

  @Test func optionsThatMakeNoSenseAreRefusedByName() {
    func message(_ change: (inout TrainingOptions) -> Void) -> String? {
      var options = TrainingOptions()
      change(&options)
      do {
        try options.validate()
        return nil
      } catch { return "\(error)" }
    }
    #expect(message { _ in } == nil)
    #expect(message { $0.epochs = 0 } == "epochs: expected at least 1, found 0")
    #expect(message { $0.batch = 0 }?.hasPrefix("batch:") == true)
    #expect(message { $0.learningRate = .nan }?.hasPrefix("learning rate:") == true)
    #expect(message { $0.weightDecay = -1 }?.hasPrefix("weight decay:") == true)
    #expect(message { $0.clipNorm = 0 }?.hasPrefix("gradient clipping:") == true)
    #expect(message { $0.optimizer = .sgd(momentum: 1) }?.contains("momentum") == true)
    #expect(message { $0.optimizer = .adam(epsilon: 0) }?.contains("epsilon") == true)
    #expect(message { $0.schedule = .init(.step(every: 0, factor: 1)) }?.contains("step") == true)
    #expect(message { $0.schedule = .init(warmUpEpochs: -1) }?.contains("warm-up") == true)
  }
}
