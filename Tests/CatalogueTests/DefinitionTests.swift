import ActivationHost
import Activations
import Testing

/// Every activation is what PyTorch or JAX, or its paper, says it is.
@Suite struct DefinitionTests {
  @Test func everyPluginIsInTheReference() {
    let known = Set(Reference.elementwise.keys)
      .union(Reference.gated.keys).union(Reference.rows.keys)
    #expect(Set(Catalogue.names) == known)
  }

  @Test(arguments: Catalogue.elementwise)
  func elementwiseValuesAndDerivatives(_ name: String) throws {
    let expected = try #require(Reference.elementwise[name])
    let evaluator = try ActivationEvaluator<Double>(Catalogue.activation(name), columns: 1)
    let derivatives = try #require(evaluator.derivatives(Reference.inputs))
    expectClose(evaluator.values(Reference.inputs), expected.values, name)
    expectClose(derivatives, expected.derivatives, name)
  }

  @Test(arguments: Reference.gated.keys.sorted())
  func gatedValues(_ name: String) throws {
    let evaluator = try ActivationEvaluator<Double>(Catalogue.activation(name), columns: 1)
    let values = evaluator.values(Reference.inputs, gate: Reference.inputs.reversed())
    expectClose(values, try #require(Reference.gated[name]), name)
  }

  @Test(arguments: Reference.rows.keys.sorted())
  func rowValues(_ name: String) throws {
    let evaluator = try ActivationEvaluator<Double>(
      Catalogue.activation(name), columns: Reference.inputs.count)
    expectClose(evaluator.values(Reference.inputs), try #require(Reference.rows[name]), name)
  }

  @Test(arguments: [
    ("swish_1", "silu"), ("logistic", "sigmoid"), ("linear", "identity"),
    ("hard_silu", "hardswish"), ("gelu_new", "gelu_tanh"), ("clipped_relu", "relu6"),
  ])
  func aliasesFind(_ alias: String, _ name: String) throws {
    #expect(try Catalogue.activation(alias).name == name)
  }

  private func expectClose(_ found: [Double], _ expected: [Double], _ name: String) {
    #expect(found.count == expected.count)
    for (index, (a, b)) in zip(found, expected).enumerated() {
      #expect(
        abs(a - b) <= 4e-15 * max(abs(b), 1),
        "\(name) at \(Reference.inputs[index]): \(a), expected \(b)")
    }
  }
}
