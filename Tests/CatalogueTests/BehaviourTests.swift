import ActivationHost
import Activations
import Testing

/// Special numbers, and the same bits wherever an element lies.
@Suite struct BehaviourTests {
  @Test(arguments: Catalogue.elementwise)
  func nanGivesNaN(_ name: String) throws {
    try expectNaN(Float.self, name)
    try expectNaN(Double.self, name)
  }

  private func expectNaN<Scalar: ActivationScalar>(_: Scalar.Type, _ name: String) throws {
    let evaluator = try ActivationEvaluator<Scalar>(Catalogue.activation(name), columns: 1)
    #expect(evaluator.values([.nan])[0].isNaN, "\(name) value")
    #expect(evaluator.derivatives([.nan])?[0].isNaN == true, "\(name) derivative")
  }

  @Test(arguments: [
    ("sigmoid", 0.0, 1.0), ("tanh", -1, 1), ("silu", 0, .infinity), ("gelu", 0, .infinity),
    ("gelu_tanh", 0, .infinity), ("mish", 0, .infinity), ("hardswish", 0, .infinity),
    ("softplus", 0, .infinity), ("log_sigmoid", -.infinity, 0), ("softsign", -1, 1),
    ("elu", -1, .infinity), ("tanhexp", 0, .infinity), ("quick_gelu", 0, .infinity),
    ("squareplus", 0, .infinity), ("gaussian", 0, 0), ("isru", -1, 1), ("elliot", 0, 1),
  ])
  func infinityGivesTheLimit(_ name: String, _ low: Double, _ high: Double) throws {
    let activation = try Catalogue.activation(name)
    let doubles = try ActivationEvaluator<Double>(activation, columns: 1)
    #expect(doubles.values([-.infinity, .infinity]) == [low, high])
    let floats = try ActivationEvaluator<Float>(activation, columns: 1)
    #expect(floats.values([-.infinity, .infinity]) == [Float(low), Float(high)])
    for derivative in try #require(floats.derivatives([-.infinity, .infinity])) {
      #expect(derivative.isFinite)
    }
  }

  /// Settings at which two pieces are one, and a slope of 0 far out.
  @Test(arguments: [
    ("hardshrink", ["lambda": 0.0], 0.0, 0.0, 1.0), ("xielu", ["eps": 0], 0, 0, 0.5),
    ("leaky_relu", ["negative_slope": 0], -Double.infinity, 0, 0),
    ("prelu", ["negative_slope": 0], -Double.infinity, 0, 0),
  ])
  func degenerateSettingsGiveTheirLimit(
    _ name: String, _ settings: [String: Double], _ x: Double, _ value: Double, _ slope: Double
  ) throws {
    let activation = try Catalogue.activation(name)
    let doubles = try ActivationEvaluator<Double>(activation, columns: 1, settings: settings)
    #expect(doubles.values([x]) == [value])
    #expect(doubles.derivatives([x]) == [slope])
    let floats = try ActivationEvaluator<Float>(activation, columns: 1, settings: settings)
    #expect(floats.values([Float(x)]) == [Float(value)])
    #expect(floats.derivatives([Float(x)]) == [Float(slope)])
  }

  @Test(arguments: Catalogue.elementwise)
  func sameBitsAtEveryPlaceAndLength(_ name: String) throws {
    try expectSameBits(Float.self, name)
    try expectSameBits(Double.self, name)
  }

  private func expectSameBits<Scalar: ActivationScalar>(_: Scalar.Type, _ name: String) throws {
    let evaluator = try ActivationEvaluator<Scalar>(Catalogue.activation(name), columns: 1)
    // About half lie where some kernels leave elements to the plain code, sixteen at a time.
    let x = (0..<67).map { Scalar(Float($0 * 37 % 67) * 0.31 - 14.7) }
    let all = evaluator.values(x), slopes = evaluator.derivatives(x)
    for (index, value) in x.enumerated() {
      #expect(evaluator.values([value]) == [all[index]], "\(name) at \(value)")
      #expect(evaluator.derivatives([value])?[0] == slopes?[index], "\(name)' at \(value)")
    }
    for length in 0..<x.count {
      #expect(evaluator.values(Array(x.suffix(length))) == Array(all.suffix(length)), "\(name)")
    }
  }

  @Test(arguments: ["softmax", "softmin", "log_softmax", "quiet_softmax", "sparsemax"])
  func rowsDoNotOverflow(_ name: String) throws {
    let evaluator = try ActivationEvaluator<Float>(Catalogue.activation(name), columns: 3)
    for row: [Float] in [[1e4, -1e4, 9999], [-1e30, 1e30, 0], [.infinity, 0, 1]] {
      let values = evaluator.values(row)
      #expect(values.allSatisfy { !$0.isNaN }, "\(name) of \(row): \(values)")
    }
    let equal = evaluator.values([-.infinity, -.infinity, -.infinity])
    #expect(equal[0] == equal[1] && equal[1] == equal[2] && !equal[0].isNaN)
  }
}
