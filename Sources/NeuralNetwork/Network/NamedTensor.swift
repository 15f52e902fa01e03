import Activations

/// Learned values of a network by name, as model files keep them.
public struct NamedTensor<Scalar: ActivationScalar>: Sendable, Hashable {
  /// `layers.0.weights`, `layers.0.bias`, `layers.0.activation.alpha`.
  public var name: String
  /// The extents, outermost first: `[inputs, units]` of weights (`[inputs, 2 * units]` of a gated
  /// layer: the columns of `x`, then those of `gate`); `[units]` of a bias or of a parameter that
  /// has a value for each neuron; `[1]` of one that has a value for the layer.
  public var shape: [Int]
  /// The values, row-major.
  public var values: [Scalar]

  /// A tensor from its parts.
  public init(name: String, shape: [Int], values: [Scalar]) {
    self.name = name
    self.shape = shape
    self.values = values
  }
}
