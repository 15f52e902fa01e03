import Activations

/// g = E[f(z)^2] and h = E[f'(z)^2] for z of N(0, 1): what an activation does to the size of a
/// signal forward and of a gradient backward.
///
/// Both are means over 8,192 drawn points, the same for every activation, through the kernels that
/// training runs. Points where f or f' is not finite are left out. Each mean is held within
/// [1e-4, 1e4], so that an activation that grows without bound (exp) or hardly moves does not ask
/// for absurd weights.
public struct ActivationGain: Sendable, Hashable {
  /// g = E[f(z)^2]; 1 where no value was finite or all were zero.
  public let meanSquare: Double
  /// h = E[f'(z)^2]; nil where every derivative was zero or not finite (a step): there is no
  /// gradient to keep the size of.
  public let meanSquareSlope: Double?

  init<Scalar>(_ sample: ActivationSample<Scalar>) {
    let value = Self.meanSquare(sample.values)
    meanSquare = value > 0 ? Self.held(value) : 1
    let slope = Self.meanSquare(sample.slopes)
    meanSquareSlope = slope > 0 ? Self.held(slope) : nil
  }

  private static func held(_ mean: Double) -> Double { min(max(mean, 1e-4), 1e4) }

  /// The mean of the squares of the finite ones; 0 where none is.
  ///
  /// Specialized loops: every network that is made comes through here.
  @specialized(where Scalar == Float)
  @specialized(where Scalar == Double)
  private static func meanSquare<Scalar: ActivationScalar>(_ values: [Scalar]) -> Double {
    var count = 0.0
    for value in values where value.isFinite { count += 1 }
    var mean = 0.0
    for value in values where value.isFinite { mean += Double(value) * Double(value) / count }
    return mean
  }
}

extension Layer {
  /// The sample of this layer's activation with the parameter values at `parameters`.
  func sample(parameters: UnsafePointer<Scalar>, scale: Scalar = 1) -> ActivationSample<Scalar> {
    ActivationSample(
      of: activation, kernels: kernels, columns: units, parameters: parameters, scale: scale)
  }
}
