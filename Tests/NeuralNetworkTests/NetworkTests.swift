import Activations
import Datasets
import Foundation
import NeuralNetwork
import Testing

/// Making a network: shapes, first weights, tensors, and what is refused.
@Suite struct NetworkTests {
  static func code(_ architecture: NetworkArchitecture) -> NetworkError.Code? {
    do {
      _ = try Network<Float>(architecture, activations: TestActivations.named)
      return nil
    } catch { return (error as? NetworkError)?.code }
  }

  @Test func hostileArchitecturesAreRefused() {
    func of(_ layers: LayerArchitecture..., inputs: Int = 3) -> NetworkError.Code? {
      Self.code(NetworkArchitecture(inputs: inputs, layers: layers))
    }
    func layer(_ units: Int) -> LayerArchitecture {
      LayerArchitecture(units: units, activation: "prelu")
    }
    #expect(of(layer(2)) == nil)
    #expect(of() == .invalidArchitecture)
    #expect(of(layer(2), inputs: 0) == .invalidArchitecture)
    #expect(of(layer(2), inputs: .max) == .invalidArchitecture)
    #expect(of(layer(0)) == .invalidArchitecture)
    #expect(of(layer(.min)) == .invalidArchitecture)
    #expect(of(layer(.max)) == .invalidArchitecture)
    #expect(of(layer(1 << 20), layer(1 << 20)) == .invalidArchitecture)
    #expect(
      of(LayerArchitecture(units: 2, activation: "relu", dropout: 1)) == .invalidArchitecture)
    #expect(
      of(LayerArchitecture(units: 2, activation: "relu", dropout: .nan)) == .invalidArchitecture)
    func set(_ name: String, _ value: Double) -> NetworkError.Code? {
      of(LayerArchitecture(units: 2, activation: "prelu", settings: [name: value]))
    }
    #expect(set("negative_slope", 0.5) == nil)
    #expect(set("negative_slope", 1.5) == .invalidParameter)
    #expect(set("negative_slope", .nan) == .invalidArchitecture)
    #expect(set("slope", 0.5) == .invalidParameter)
    #expect(
      of(LayerArchitecture(units: 2, activation: "softplus", perChannel: ["beta"]))
        == .invalidParameter)
  }

  @Test func architecturesSurviveJSON() throws {
    let architecture = NetworkArchitecture(
      inputs: 3,
      layers: [
        LayerArchitecture(
          units: 4, activation: "dyt", settings: ["alpha": 0.1], perChannel: ["d", "g"],
          dropout: 0.5)
      ])
    let data = try JSONEncoder().encode(architecture)
    #expect(try JSONDecoder().decode(NetworkArchitecture.self, from: data) == architecture)
  }

  @Test func tensorsAreReadAndSet() throws {
    let architecture = NetworkArchitecture(
      inputs: 3,
      layers: [
        LayerArchitecture(
          units: 4, activation: "dyt", settings: ["g": 2], perChannel: ["g"]),
        LayerArchitecture(units: 2, activation: "swiglu"),
      ])
    func make(_ seed: UInt64) throws -> Network<Double> {
      try Network(architecture, seed: seed, activations: TestActivations.named)
    }
    let network = try make(1)
    let tensors = network.tensors
    #expect(
      tensors.map(\.name) == [
        "layers.0.weights", "layers.0.bias", "layers.0.activation.g", "layers.0.activation.d",
        "layers.1.weights", "layers.1.bias",
      ])
    #expect(tensors.map(\.shape) == [[3, 4], [4], [4], [1], [4, 4], [4]])
    #expect(tensors[2].values == [2, 2, 2, 2])
    #expect(network.learnableCount == tensors.reduce(0) { $0 + $1.values.count })
    let other = try make(2)
    #expect(other.tensors != tensors)
    try other.setTensors(tensors.reversed())
    #expect(other.tensors == tensors)
    let inputs = [0.1, 0.2, 0.3, -1, 0, 1]
    #expect(try network.predict(inputs) == other.predict(inputs))
    #expect(try network.predict(inputs).count == 4)
    #expect(throws: NetworkError.self) { try network.predict([1, 2]) }

    func refused(_ change: (inout [NamedTensor<Double>]) -> Void) -> Bool {
      var changed = tensors
      change(&changed)
      do {
        try other.setTensors(changed)
        return false
      } catch {
        return (error as? NetworkError)?.code == .invalidTensor && other.tensors == tensors
      }
    }
    #expect(refused { $0.removeLast() })
    #expect(refused { $0.append($0[0]) })
    #expect(refused { $0[0].name = "layers.7.weights" })
    #expect(refused { $0[0].shape = [4, 3] })
    #expect(refused { $0[0].values.removeLast() })
  }

  /// With the measured start, signals neither die out nor explode over thirty layers.
  @Test(arguments: ["tanh", "relu", "softplus", "identity", "prelu", "sigmoid"])
  func measuredWeightsKeepTheSizeOfSignals(name: String) throws {
    let layers = Array(repeating: LayerArchitecture(units: 128, activation: name), count: 30)
    let network = try Network<Double>(
      NetworkArchitecture(inputs: 128, layers: layers), seed: 4,
      activations: TestActivations.named)
    var random = RandomStream(seed: 3)
    let inputs = (0..<16 * 128).map { _ in (random.uniform() - 0.5) * 12.0.squareRoot() }
    let outputs = try network.predict(inputs)
    let meanSquare = outputs.reduce(0) { $0 + $1 * $1 } / Double(outputs.count)
    #expect(meanSquare > 0.01 && meanSquare < 100, "\(meanSquare)")
  }

  @Test func initializersHaveTheirVariances() throws {
    func variance(_ initializer: Initializer, activation: String = "relu") throws -> Double {
      let network = try Network<Double>(
        NetworkArchitecture(widths: [300, 200, 100], activation: activation),
        initializer: initializer, activations: TestActivations.named)
      let weights = network.tensors[2].values
      return weights.reduce(0) { $0 + $1 * $1 } / Double(weights.count)
    }
    func expect(_ found: Double, near expected: Double) {
      #expect(abs(found / expected - 1) < 0.05, "\(found), expected \(expected)")
    }
    expect(try variance(.xavier), near: 2.0 / 300)
    expect(try variance(.he), near: 2.0 / 200)
    expect(try variance(.lecun), near: 1.0 / 200)
    // relu: E[f^2] = E[f'^2] = 1/2; tanh: 0.3943 and 0.4644; a step has no slope and E[f^2] = 1/2.
    expect(try variance(.measured), near: 4.0 / 300)
    expect(try variance(.measured, activation: "tanh"), near: 2 / (200 * 0.3943 + 100 * 0.4644))
    expect(try variance(.measured, activation: "step"), near: 2.0 / 200)
  }

  @Test func theMatrixProductNamesItsLibrary() throws {
    #expect(try MatrixProduct.libraryName(.float64).contains("OpenBLAS"))
    #expect(try MatrixProduct.libraryName(.float32).contains("OpenBLAS"))
  }
}
