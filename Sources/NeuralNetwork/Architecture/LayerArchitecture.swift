/// A dense layer as a saved model states it: y = dropout(f(x W + b)).
public struct LayerArchitecture: Codable, Sendable, Hashable {
  /// The neurons: the width of the layer's output. A gated layer computes twice as many net inputs.
  public var units: Int
  /// The name of the activation.
  public var activation: String
  /// Values of the activation's parameters where they differ from its defaults; for a learnable
  /// parameter, the value that training starts from.
  public var settings: [String: Double]
  /// The learnable parameters that have a value for each neuron, by name; sorted.
  public var perChannel: [String]
  /// The share of the outputs that training sets to zero, in [0, 1). The others are divided by
  /// 1 - dropout, so that evaluation needs no change.
  public var dropout: Double

  /// A layer from its parts.
  public init(
    units: Int, activation: String, settings: [String: Double] = [:],
    perChannel: Set<String> = [], dropout: Double = 0
  ) {
    self.units = units
    self.activation = activation
    self.settings = settings
    self.perChannel = perChannel.sorted()
    self.dropout = dropout
  }
}
