import Datasets
import Foundation
import Interchange
import NeuralNetwork
import Testing

/// What imported networks take and give: standardized inputs, classes, numbers.
@Suite struct ImportedTargetTests {
  @Test func scaledInputsAreStandardized() throws {
    var file = ONNXFixture()
    file.add("m", [2], [10, 20])
    file.add("s", [2], [2, 4])
    file.add("Sub", "x", "m", to: "c")
    file.add("Div", "c", "s", to: "n")
    file.dense("n", to: "y")
    let network = try file.network()
    #expect(network.standardization?.mean == [10, 20])
    #expect(network.standardization?.scale == [2, 4])
    #expect(network.layers[0].weights == [0.5, -1, 2, 0.25])
  }

  @Test func tailsAreClasses() throws {
    var file = ONNXFixture()
    file.dense("x", to: "z")
    file.add("Softmax", "z", to: "p")
    file.add("ArgMax", "p", to: "i", [("axis", .integer(1))])
    file.initializers.append(ONNXFixture.texts("names", ["ant", "bee"]))
    file.add("ArrayFeatureExtractor", "names", "i", to: "l", domain: "ai.onnx.ml")
    file.initializers.append(ONNXFixture.integers("flat", [-1]))
    file.add("Reshape", "l", "flat", to: "label")
    file.add(
      "ZipMap", "p", to: "q", [("classlabels_strings", .texts(["ant", "bee"]))],
      domain: "ai.onnx.ml")
    file.outputs = ["label", "q"]
    let network = try file.network()
    #expect(network.targets == .classes(count: 2))
    #expect(network.classNames == ["ant", "bee"])
    #expect(network.loss == .softmaxCrossEntropy)
    #expect(network.layers.map(\.activation) == [nil])
  }

  @Test func softmaxIsClassesUnlessItsNumbersAreKept() throws {
    var file = ONNXFixture()
    file.dense("x", to: "z")
    file.add("Softmax", "z", to: "y", [("axis", .integer(-1))])
    #expect(try file.network().targets == .classes(count: 2))
    let kept = try file.network(keepsNumbers: true)
    #expect(kept.targets == .values(width: 2))
    #expect(kept.layers[0].activation == "softmax")
  }

  @Test func oneSigmoidAndItsRestAreTwoClasses() throws {
    var file = ONNXFixture()
    file.add("w", [2, 1], [1, -1])
    file.add("one", [], [1])
    file.add("MatMul", "x", "w", to: "z")
    file.add("Sigmoid", "z", to: "p")
    file.add("Sub", "one", "p", to: "r")
    file.add("Concat", "r", "p", to: "y", [("axis", .integer(1))])
    let network = try file.network()
    #expect(network.targets == .classes(count: 2))
    #expect(network.loss == .binaryCrossEntropy)
    #expect(network.layers.map(\.activation) == [nil])
    #expect(network.layers[0].units == 1)
  }

  @Test func functionsOfTheFileAreFollowed() throws {
    var file = ONNXFixture()
    file.dense("x", to: "z")
    file.add("twice_relu", "z", to: "y", domain: "mine")
    file.domains.append("mine")
    file.functions = [
      Message().adding(1, "twice_relu").adding(4, "in").adding(5, "out")
        .adding(7, ONNXFixture.node("Relu", ["in"], ["r"]))
        .adding(7, ONNXFixture.node("Relu", ["r"], ["out"]))
        .adding(9, Message().adding(1, "").adding(2, 20)).adding(10, "mine")
    ]
    #expect(try file.network().layers[0].activation == "relu")
  }

  @Test func modelsPredictWhatTheFileSays() throws {
    let network = try ImportTests.network { file in file.add("Softsign", "z", to: "a") }
    let model = try network.model(Double.self) { _ in Softsign.activation }
    let outputs = try model.network.predict([1, -2])
    func layer(_ x: [Double]) -> [Double] {
      [x[0] * 0.5 + x[1] * 2 + Double(Float(0.1)), -x[0] + x[1] * 0.25 + Double(Float(-0.2))]
    }
    let expected = layer(layer([1, -2]).map { $0 / (1 + abs($0)) })
    #expect(zip(outputs, expected).allSatisfy { abs($0 - $1) < 1e-12 })
  }
}
