import Activations
import Datasets
import NeuralNetwork
import Testing

/// Backpropagation against finite differences: every form of activation, loss and option that a
/// gradient goes through.
@Suite struct GradientTests {
  static let random: [Double] = {
    var stream = RandomStream(seed: 7)
    return (0..<400).map { _ in 2 * stream.uniform() - 1 }
  }()

  static func network(
    _ layers: [LayerArchitecture], inputs: Int = 5, seed: UInt64 = 3
  ) throws -> Network<Double> {
    try Network(
      NetworkArchitecture(inputs: inputs, layers: layers), seed: seed,
      activations: TestActivations.named)
  }

  static let classes = Targets<Double>.classes([0, 2, 1, 2, 0, 1, 2], count: 3)
  static let inputs = Array(random[..<35])

  @Test func twoHiddenLayersOfFourActivations() throws {
    // A layer has one activation: four kinds in two networks' hidden layers, and in one of four.
    for names in [
      ["sigmoid", "tanh"], ["softplus", "dyt"], ["sigmoid", "tanh", "softplus", "dyt"],
    ] {
      let network = try Self.network(
        names.map { LayerArchitecture(units: 6, activation: $0) }
          + [LayerArchitecture(units: 3, activation: "identity")])
      let check = try network.checkGradients(inputs: Self.inputs, targets: Self.classes)
      #expect(check.worst < 1e-9, "\(names): \(check)")
      #expect(check.entries.last?.name == "inputs")
    }
  }

  @Test(arguments: [
    "identity", "sigmoid", "tanh", "relu", "softplus", "prelu", "dyt", "swiglu", "rrelu", "softmax",
    "exponential",
  ])
  func everyActivationInAHiddenAndInTheLastLayer(name: String) throws {
    let network = try Self.network([
      LayerArchitecture(units: 4, activation: "tanh"),
      LayerArchitecture(units: 6, activation: name),
      LayerArchitecture(units: 3, activation: name),
    ])
    let check = try network.checkGradients(
      inputs: Self.inputs, targets: .values(Array(Self.random[100..<121]), width: 3))
    #expect(check.worst < 1e-7, "\(check)")
  }

  @Test(arguments: [
    Loss.squaredError, .huber(delta: 0.3), .binaryCrossEntropy, .softmaxCrossEntropy,
  ])
  func everyLoss(loss: Loss) throws {
    let network = try Self.network([
      LayerArchitecture(units: 4, activation: "tanh"),
      LayerArchitecture(units: 3, activation: "identity"),
    ])
    let ofClasses = try network.checkGradients(
      inputs: Self.inputs, targets: Self.classes, loss: loss)
    #expect(ofClasses.worst < 1e-7, "\(ofClasses)")
    let ofValues = try network.checkGradients(
      inputs: Self.inputs, targets: .values(Self.random[200..<221].map { abs($0) }, width: 3),
      loss: loss)
    #expect(ofValues.worst < 1e-7, "\(ofValues)")
  }

  /// Rows of sixteen scores and more go through vector registers.
  @Test(arguments: [15, 16, 37])
  func crossEntropyOfManyClasses(count: Int) throws {
    let network = try Self.network([LayerArchitecture(units: count, activation: "identity")])
    let ofClasses = try network.checkGradients(
      inputs: Self.inputs, targets: .classes((0..<7).map { Int32(count - 7 + $0) }, count: count))
    #expect(ofClasses.worst < 1e-9, "\(ofClasses)")
    let values = (0..<7 * count).map { abs(Self.random[$0]) }
    let ofValues = try network.checkGradients(
      inputs: Self.inputs, targets: .values(values, width: count), loss: .softmaxCrossEntropy)
    #expect(ofValues.worst < 1e-9, "\(ofValues)")
  }

  @Test func aLossThatIsNoNumberShows() throws {
    let network = try Self.network([LayerArchitecture(units: 3, activation: "identity")])
    let check = try network.checkGradients(
      inputs: [.infinity] + Self.inputs[1...], targets: Self.classes)
    #expect(check.worst == .infinity, "\(check)")
  }

  /// Rows of weights of a multiple of 512 bytes have a gap between them, which nothing may take
  /// for weights: in a layer above another, whose gradient comes through them.
  @Test(arguments: [(256, "identity"), (128, "swiglu")])
  func weightsWithGapsBetweenTheirRows(units: Int, name: String) throws {
    let network = try Self.network(
      [
        LayerArchitecture(units: 2, activation: "tanh"),
        LayerArchitecture(units: units, activation: name),
        LayerArchitecture(units: 3, activation: "identity"),
      ], inputs: 2)
    let check = try network.checkGradients(
      inputs: Array(Self.random[..<14]), targets: Self.classes)
    #expect(check.worst < 1e-7, "\(check)")
  }

  @Test func aLogitTellsTwoClassesApart() throws {
    let network = try Self.network([LayerArchitecture(units: 1, activation: "identity")])
    let check = try network.checkGradients(
      inputs: Self.inputs, targets: .classes([0, 1, 1, 0, 1, 0, 1], count: 2),
      loss: .binaryCrossEntropy)
    #expect(check.worst < 1e-9, "\(check)")
  }

  @Test func parametersOfEachChannelAndDropout() throws {
    let network = try Self.network([
      LayerArchitecture(units: 7, activation: "dyt", perChannel: ["g"], dropout: 0.4),
      LayerArchitecture(units: 5, activation: "swiglu", dropout: 0.2),
      LayerArchitecture(units: 3, activation: "identity"),
    ])
    let check = try network.checkGradients(inputs: Self.inputs, targets: Self.classes, seed: 9)
    #expect(check.entries.contains { $0.name == "layers.0.activation.g" })
    #expect(!check.entries.contains { $0.name == "layers.0.activation.alpha" })
    #expect(check.worst < 1e-9, "\(check)")
  }

  /// A derivative that is wrong by one part in a thousand must not pass.
  @Test func aWrongDerivativeShows() throws {
    let wrong = ElementwiseActivation(
      "wrong", value: { $0.x * $0.x }, derivative: { 2.002 * $0.x })
    let network = try Network<Double>(
      NetworkArchitecture(widths: [5, 4, 3], activation: "wrong"), seed: 1,
      activations: { $0 == "wrong" ? wrong : try TestActivations.named($0) })
    let check = try network.checkGradients(inputs: Self.inputs, targets: Self.classes)
    #expect(check.worst > 1e-4)
    #expect(check.entries.first { $0.name == "layers.1.weights" }?.relativeError ?? 1 < 1e-9)
  }
}
