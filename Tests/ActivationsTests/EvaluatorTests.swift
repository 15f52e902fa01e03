import Activations
import Testing

@Suite struct EvaluatorTests {
  @Test(arguments: [0.5, 3.0])
  func aParameterReachesValueAndDerivative(slope: Double) throws {
    let leaky = ElementwiseActivation(
      "leaky", parameters: [ActivationParameter(name: "slope", defaultValue: 0.5)],
      value: { $0.x > 0 ? $0.x : $0.parameters[0] * $0.x },
      derivative: { $0.x > 0 ? 1 : $0.parameters[0] })
    let evaluator = try ActivationEvaluator<Double>(leaky, columns: 1, settings: ["slope": slope])
    #expect(evaluator.values([-2, 4]) == [-2 * slope, 4])
    #expect(evaluator.derivatives([-2, 4]) == [slope, 1])
    #expect(evaluator.gateDerivatives([1], gate: [1]) == nil)
    #expect(evaluator.values([]) == [])
  }

  @Test func aGatedOneHasTwoDerivatives() throws {
    let bilinear = ElementwiseActivation(
      "bilinear", value: { $0.x * $0.gate }, derivative: { $0.gate }, gateDerivative: { $0.x })
    let evaluator = try ActivationEvaluator<Float>(bilinear, columns: 2)
    #expect(evaluator.values([2, 3], gate: [5, 7]) == [10, 21])
    #expect(evaluator.derivatives([2, 3], gate: [5, 7]) == [5, 7])
    #expect(evaluator.gateDerivatives([2, 3], gate: [5, 7]) == [2, 3])
  }

  @Test func theIdentityIsItsOwnJacobian() throws {
    let evaluator = try ActivationEvaluator<Double>(IdentityActivation(), columns: 2)
    #expect(evaluator.jacobians([3, 4, 5, 6]) == [1, 0, 0, 1, 1, 0, 0, 1])
  }
}
