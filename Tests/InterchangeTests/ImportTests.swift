import Datasets
import Foundation
import Interchange
import NeuralNetwork
import Testing

/// Dense networks as producers write them.
@Suite struct ImportTests {
  typealias Attribute = ONNXFixture.Attribute

  /// Two dense layers with nodes between them that lead from `z` to `a`.
  static func network(_ build: (inout ONNXFixture) -> Void) throws -> ImportedNetwork {
    var file = ONNXFixture()
    file.dense("x", to: "z")
    build(&file)
    file.dense("a", to: "y")
    return try file.network()
  }

  @Test func gemmTakesItsFactorsAndTransposition() throws {
    var file = ONNXFixture()
    file.add("w", [3, 2], [1, 2, 3, 4, 5, 6])
    file.add("b", [1, 3], [1, 2, 3])
    file.add(
      "Gemm", "x", "w", "b", to: "y",
      [("transB", .integer(1)), ("alpha", .float(2)), ("beta", .float(0.5))])
    let network = try file.network()
    #expect(network.layers.count == 1)
    #expect(network.layers[0].weights == [2, 6, 10, 4, 8, 12])
    #expect(network.layers[0].bias == [0.5, 1, 1.5])
    #expect(network.targets == .values(width: 3))
    #expect(network.layers[0].activation == nil)
  }

  @Test(arguments: [1, 10, 11, 16])
  func productsTakeABiasOfAnyShapeInEitherOrderAndTypesOfAnyWidth(type: Int) throws {
    for (dims, isFirst) in [([2], true), ([1, 2], false), ([], false)] as [([Int], Bool)] {
      var file = ONNXFixture()
      file.type = type == 11 ? 11 : 1
      file.add("w", [2, 2], [1, 2, 3, 4], type: type)
      file.add("b", dims, Array(repeating: 0.5, count: dims.reduce(1, *)), type: type)
      file.add("MatMul", "x", "w", to: "p")
      file.add("Add", isFirst ? "b" : "p", isFirst ? "p" : "b", to: "y")
      let network = try file.network()
      #expect(network.layers[0].weights == [1, 2, 3, 4])
      #expect(network.layers[0].bias == [0.5, 0.5])
      #expect(network.precision == (type == 11 ? .float64 : .float32))
    }
  }

  @Test(arguments: [
    ("relu", [("Relu", [] as [(String, Attribute)])], [:] as [String: Double]),
    ("leaky_relu", [("LeakyRelu", [("alpha", .float(0.2))])], ["slope": 0.2]),
    ("elu", [("Elu", [("alpha", .float(0.7))])], ["alpha": 0.7]),
    ("celu", [("Celu", [("alpha", .float(0.7))])], ["alpha": 0.7]),
    ("selu", [("Selu", [])], [:]), ("tanh", [("Tanh", [])], [:]),
    ("hardsigmoid", [("HardSigmoid", [])], ["width": 5]),
    ("hardswish", [("HardSwish", [])], [:]), ("softplus", [("Softplus", [])], [:]),
    ("gelu", [("Gelu", [])], [:]),
    ("gelu_tanh", [("Gelu", [("approximate", .text("tanh"))])], [:]),
    ("relu6", [("Clip", [("min", .float(0)), ("max", .float(6))])], [:]),
    ("log_sigmoid", [("Sigmoid", []), ("Log", [])], [:]), ("sine", [("Sin", [])], [:]),
    (
      "relu", [("Cast", [("to", .integer(1))]), ("Relu", []), ("Identity", []), ("Dropout", [])],
      [:]
    ),
  ])
  func operatorsAreActivations(
    name: String, operators: [(String, [(String, Attribute)])], settings: [String: Double]
  ) throws {
    let network = try Self.network { file in
      var input = "z"
      for (index, (operation, attributes)) in operators.enumerated() {
        let output = index == operators.count - 1 ? "a" : "t\(index)"
        file.add(operation, input, to: output, attributes)
        input = output
      }
    }
    #expect(network.layers.map(\.activation) == [name, nil])
    #expect(network.layers[0].settings == settings)
    #expect(network.layers[0].bias == [Double(Float(0.1)), Double(Float(-0.2))])
  }

  @Test func severalNodesAreOneActivation() throws {
    let silu = try Self.network { file in
      file.add("Sigmoid", "z", to: "s")
      file.add("Mul", "z", "s", to: "a")
    }
    #expect(silu.layers[0].activation == "silu")

    let gelu = try Self.network { file in
      file.add("root", [], [1.4142135])
      file.add("one", [], [1])
      file.add("half", [], [0.5])
      file.add("Div", "z", "root", to: "d")
      file.add("Erf", "d", to: "e")
      file.add("Add", "e", "one", to: "p")
      file.add("Mul", "z", "p", to: "m")
      file.add("Mul", "m", "half", to: "a")
    }
    #expect(gelu.layers[0].activation == "gelu")

    let softplus = try Self.network { file in
      file.add("beta", [1], [2])
      file.add("twenty", [], [20])
      file.add("Mul", "z", "beta", to: "s")
      file.add("Softplus", "s", to: "p")
      file.add("Div", "p", "beta", to: "q")
      file.add("Greater", "s", "twenty", to: "c")
      file.add("Where", "c", "z", "q", to: "a")
    }
    #expect(softplus.layers[0].activation == "softplus")
    #expect(softplus.layers[0].settings == ["beta": 2])

    let prelu = try Self.network { file in
      file.add("slopes", [1, 2], [0.25, -0.5])
      file.add("PRelu", "z", "slopes", to: "a")
    }
    #expect(prelu.layers[0].activation == "prelu")
    #expect(prelu.layers[0].channels == ["slope": [0.25, -0.5]])

    // The file holds log(1 + e^alpha).
    let curved = try Self.network { file in
      file.add("c", [], [0.75])
      file.add("Mul", "z", "z", to: "s")
      file.add("Mul", "s", "c", to: "t")
      file.add("Add", "z", "t", to: "a")
    }
    #expect(curved.layers[0].activation == "curved")
    let settings = curved.layers[0].settings
    let alpha = try #require(settings["alpha"])
    #expect(abs(log1p(exp(alpha)) + (settings["b"] ?? 0) - 0.75) < 1e-9)

    let shrink = try Self.network { file in
      file.add("band", [], [0.5])
      file.add("zero", [], [0])
      file.add("Abs", "z", to: "m")
      file.add("LessOrEqual", "m", "band", to: "c")
      file.add("Where", "c", "zero", "z", to: "a")
    }
    #expect(shrink.layers[0].activation == "hardshrink")
  }

  /// As tf2onnx leaves batch normalization after its optimizer: each factor where it was cheapest.
  @Test func factorsThatStandWithinAProductGoIntoTheNextLayer() throws {
    let silu = try Self.network { file in
      file.add("c", [2], [2, 3])
      file.add("d", [2], [0.5, -0.5])
      file.add("Sigmoid", "z", to: "s")
      file.add("Mul", "s", "c", to: "t")
      file.add("Mul", "z", "t", to: "p")
      file.add("Add", "p", "d", to: "a")
    }
    #expect(silu.layers.map(\.activation) == ["silu", nil])
    #expect(silu.layers[1].weights == [1, -2, 6, 0.75])

    // 6 x relu6(x + 3) / 36 c, of which the constants were folded.
    let swish = try Self.network { file in
      file.add("three", [], [3])
      file.add("zero", [], [0])
      file.add("six", [], [6])
      file.add("c", [2], [2, 3])
      file.add("Add", "z", "three", to: "s")
      file.add("Clip", "s", "zero", "six", to: "r")
      file.add("Mul", "r", "c", to: "t")
      file.add("Mul", "z", "t", to: "a")
    }
    #expect(swish.layers.map(\.activation) == ["hardswish", nil])
    #expect(zip(swish.layers[1].weights, [6, -12, 36, 4.5]).allSatisfy { abs($0 - $1) < 1e-9 })

    // A multiple that no layer takes is none.
    #expect(throws: ImportError.self) {
      var file = ONNXFixture()
      file.dense("x", to: "z")
      file.add("Relu", "z", to: "r")
      file.add("Sin", "r", to: "y")
      _ = try file.network()
    }
  }

  @Test func opposedSlopesAndSpreadConstantsAreTaken() throws {
    let prelu = try Self.network { file in
      file.add("c", [2], [-0.25, 0.5])
      file.initializers.append(ONNXFixture.integers("shape", [1, 2]))
      file.add("Expand", "c", "shape", to: "e")
      file.add("Relu", "z", to: "r")
      file.add("Neg", "z", to: "n")
      file.add("Relu", "n", to: "m")
      file.add("Mul", "e", "m", to: "t")
      file.add("Add", "r", "t", to: "a")
    }
    #expect(prelu.layers[0].activation == "prelu")
    #expect(prelu.layers[0].channels == ["slope": [0.25, -0.5]])

    let shrink = try Self.network { file in
      file.add("band", [], [0.5])
      file.add("Shape", "z", to: "s")
      file.add("ConstantOfShape", "s", to: "zeros")
      file.add("Abs", "z", to: "m")
      file.add("Greater", "m", "band", to: "c")
      file.add("Where", "c", "z", "zeros", to: "a")
    }
    #expect(shrink.layers[0].activation == "hardshrink")
  }

  @Test func halvesOfALayerAreAGate() throws {
    var file = ONNXFixture()
    file.add("w", [2, 4], [1, 2, 3, 4, 5, 6, 7, 8])
    file.add("b", [4], [1, 2, 3, 4])
    file.add("Gemm", "x", "w", "b", to: "z")
    file.nodes.append(
      ONNXFixture.node(
        "Split", ["z"], ["l", "r"], [("axis", .integer(-1)), ("num_outputs", .integer(2))]))
    // The first half is the gate here.
    file.add("Sigmoid", "l", to: "s")
    file.add("Mul", "r", "s", to: "y")
    let network = try file.network()
    #expect(network.layers[0].activation == "glu")
    #expect(network.layers[0].units == 2)
    #expect(network.layers[0].weights == [3, 4, 1, 2, 7, 8, 5, 6])
    #expect(network.layers[0].bias == [3, 4, 1, 2])
  }

  @Test func normalizationGoesIntoTheLayers() throws {
    func normalize(_ file: inout ONNXFixture, _ input: String, _ output: String) {
      for (name, values) in [("s", [2, 3]), ("o", [1, -1]), ("m", [0.5, 1]), ("v", [4, 9])] {
        file.add("\(output).\(name)", [2], values.map { Float($0) })
      }
      file.nodes.append(
        ONNXFixture.node(
          "BatchNormalization", [input] + ["s", "o", "m", "v"].map { "\(output).\($0)" },
          [output], [("epsilon", .float(0))]))
    }
    let before = try Self.network { file in
      normalize(&file, "z", "n")
      file.add("Relu", "n", to: "a")
    }
    #expect(before.layers.map(\.activation) == ["relu", nil])
    #expect(before.layers[0].weights == [0.5, -1, 2, 0.25])
    let bias = before.layers[0].bias
    #expect(abs(bias[0] - 0.6) < 1e-6 && abs(bias[1] + 2.2) < 1e-6)

    let after = try Self.network { file in
      file.add("Relu", "z", to: "r")
      normalize(&file, "r", "a")
    }
    #expect(after.layers.map(\.activation) == ["relu", nil])
    #expect(after.layers[1].weights == [0.5, -1, 2, 0.25])
    // [0.1, -0.2] + [0.5, -2] W
    let shifted = after.layers[1].bias
    #expect(abs(shifted[0] + 3.65) < 1e-6 && abs(shifted[1] + 1.2) < 1e-6)
  }
}
