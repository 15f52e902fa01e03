/// The shape of a network: the width of its input, and its layers from the first to the output.
///
/// It says which activations a network has by name only; which code stands behind a name is given
/// when a ``Network`` is made of it.
public struct NetworkArchitecture: Codable, Sendable, Hashable {
  /// The most values that a layer, or the whole network, may hold: what a 64-bit machine can index
  /// with room to spare. An architecture is read from files, and is hostile until checked.
  public static let largestCount = 1 << 40

  /// How many values a sample has.
  public var inputs: Int
  /// The layers; at least one.
  public var layers: [LayerArchitecture]

  /// An architecture from its parts.
  public init(inputs: Int, layers: [LayerArchitecture]) {
    self.inputs = inputs
    self.layers = layers
  }

  /// A multilayer perceptron: hidden layers that share an activation, and a last layer of its own.
  ///
  /// - Parameters:
  ///   - widths: the input, the hidden layers and the output, at least two.
  ///   - activation: of the hidden layers.
  ///   - outputActivation: of the last layer.
  public init(widths: [Int], activation: String, outputActivation: String = "identity") {
    precondition(widths.count >= 2, "a network needs an input and an output")
    inputs = widths[0]
    layers = widths.indices.dropFirst().map { index in
      LayerArchitecture(
        units: widths[index],
        activation: index == widths.count - 1 ? outputActivation : activation)
    }
  }

  /// The width of the output.
  public var outputs: Int { layers.last?.units ?? inputs }

  /// Checks every number, so that nothing made of this architecture overflows.
  ///
  /// - Throws: ``NetworkError`` with code `.invalidArchitecture`, naming the layer and the value.
  public func validate() throws {
    func refuse(_ message: String) -> NetworkError { .init(.invalidArchitecture, message) }
    guard inputs >= 1 else { throw refuse("inputs: expected at least 1, found \(inputs)") }
    guard !layers.isEmpty else { throw refuse("layers: expected at least one, found none") }
    var width = inputs
    var total = 0
    for (index, layer) in layers.enumerated() {
      guard layer.units >= 1 else {
        throw refuse("layer \(index): units: expected at least 1, found \(layer.units)")
      }
      guard layer.dropout >= 0, layer.dropout < 1 else {
        throw refuse("layer \(index): dropout: expected in [0, 1), found \(layer.dropout)")
      }
      for (name, value) in layer.settings.sorted(by: { $0.key < $1.key }) where !value.isFinite {
        throw refuse("layer \(index): \(name): expected a finite number, found \(value)")
      }
      // Twice the units, for a gated layer; and the bias beside the weights.
      let (columns, tooWide) = layer.units.multipliedReportingOverflow(by: 2)
      let (count, tooLarge) = columns.multipliedReportingOverflow(by: width &+ 1)
      guard !tooWide, !tooLarge, count <= Self.largestCount - total else {
        throw refuse(
          "layer \(index): \(width) x \(layer.units) weights are more than fit in memory")
      }
      total += count
      width = layer.units
    }
  }
}
