import ActivationHost
import Activations
import Foundation
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
    ("hsigmoid", "hardsigmoid"), ("hswish", "hardswish"), ("expit", "sigmoid"),
    ("softrelu", "softplus"), ("bnll", "softplus"), ("leaky", "leaky_relu"),
    ("relie", "leaky_relu"), ("loggy", "bipolar_sigmoid"), ("hardtan", "hardtanh"),
    ("htan", "tanh"), ("elliotsig", "softsign"), ("elliot_symmetric", "softsign"),
    ("linear_piece", "satlin"), ("gelu_approx", "gelu_tanh"), ("fast_gelu", "quick_gelu"),
    ("gelu_fast_approx", "quick_gelu"), ("gelu_fast", "gelu_tanh"),
    ("fann_sin", "positive_sine"), ("fann_cos", "positive_cosine"),
  ])
  func aliasesFind(_ alias: String, _ name: String) throws {
    #expect(try Catalogue.activation(alias).name == name)
  }

  @Test(arguments: [
    // ONNX's operators
    ("LeakyRelu", "leaky_relu"), ("PRelu", "prelu"), ("HardSigmoid", "hardsigmoid"),
    ("LogSoftmax", "log_softmax"), ("ThresholdedRelu", "threshold"), ("Atan", "arctan"),
    ("Abs", "absolute"), ("Exp", "exponential"), ("Sign", "sign"), ("Softplus", "softplus"),
    // PyTorch's, Keras's and MLX's classes
    ("ReLU", "relu"), ("ReLU6", "relu6"), ("LeakyReLU", "leaky_relu"), ("RReLU", "rrelu"),
    ("GELU", "gelu"), ("SiLU", "silu"), ("SELU", "selu"), ("CELU", "celu"), ("Mish", "mish"),
    ("LogSigmoid", "log_sigmoid"), ("Hardswish", "hardswish"), ("Tanhshrink", "tanhshrink"),
    ("GLU", "glu"), ("Softmin", "softmin"),
    // FANN's, mlpack's and Theano's
    ("FANN_SIN", "positive_sine"), ("FANN_COS", "positive_cosine"), ("FlattenTSwish", "ftswish"),
    ("UltraFastSigmoid", "ultra_fast_sigmoid"),
    // spellings
    ("hard-sigmoid", "hardsigmoid"), ("hard_shrink", "hardshrink"), ("soft_shrink", "softshrink"),
    ("logsoftmax", "log_softmax"), ("leaky-relu", "leaky_relu"), ("HARD_SILU", "hardswish"),
  ])
  func namesOfOtherProgramsFind(_ alias: String, _ name: String) throws {
    #expect(try Catalogue.description(alias).name == name)
  }

  /// Every name in the manual's table of other programs, but of what is not to be had.
  @Test func namesOfTheManualAreFound() throws {
    let article = try String(
      contentsOfFile: "\(Catalogue.package)/Sources/Documentation.docc/ComingFrom.md",
      encoding: .utf8)
    let rows = article.split(separator: "\n").filter { $0.hasPrefix("| ") }.map { row in
      row.split(separator: "|").map { $0.trimmingCharacters(in: .whitespaces) }
    }
    var names: [String] = []
    for row in rows where row.count == 3 && !row[2].hasPrefix("not to be had") {
      let parts = row[1].split(separator: "`", omittingEmptySubsequences: false)
      names += parts.indices.filter { $0 % 2 == 1 }.map { String(parts[$0]) }
    }
    #expect(names.count > 45)
    for name in names { #expect(throws: Never.self) { try Catalogue.description(name) } }
  }

  /// The setting that a record names gives the peer's function.
  @Test func parametersReachWhatOthersMean() throws {
    let x = Reference.inputs
    let ncnn = try ActivationEvaluator<Double>(
      Catalogue.activation("hardswish"), columns: 1, settings: ["width": 5])
    expectClose(ncnn.values(x), x.map { $0 * min(max(0.2 * $0 + 0.5, 0), 1) }, "hardswish")
    let sharp = try ActivationEvaluator<Double>(
      Catalogue.activation("softplus"), columns: 1, settings: ["beta": 100])
    expectClose(
      sharp.values(x), x.map { max($0, 0) + log1p(exp(-100 * abs($0))) / 100 }, "softplus")
  }

  @Test func differencesElsewhereAreStated() throws {
    for (name, peer, words) in [
      ("gelu", "jax", "gelu_tanh"), ("gelu", "keras", "keras.ops.gelu"),
      ("leaky_relu", "tensorflow", "0.2"), ("leaky_relu", "mxnet", "0.25"),
      ("hardsigmoid", "onnx", "0.2"), ("hardswish", "ncnn", "width 5"), ("elu", "ncnn", "0.1"),
      ("relu6", "chainer", "20"), ("swiglu", "paddle", "first half"), ("tanh", "fann", "0.5"),
      ("relu", "pytorch", "derivative 0 at 0"), ("leaky_relu", "jax", "derivative 1 at 0"),
      ("satlin", "jax", "derivative 0.5"), ("ultra_fast_sigmoid", "theano", "sigmoid"),
      ("positive_sine", "fann", "steepness"), ("gumbel_softmax", "pytorch", "evaluation"),
    ] {
      let notes = try Catalogue.description(name).peerNotes
      #expect(notes.contains { $0.peer == peer && $0.text.contains(words) }, "\(name), \(peer)")
    }
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
