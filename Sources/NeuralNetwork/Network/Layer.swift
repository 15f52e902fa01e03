import Activations

/// A dense layer as a network runs it: its shape, its activation, and where its values lie.
///
/// Net inputs z = x W + b have shape `[batch, columns]`, columns = units, or of a gated activation
/// 2 * units: the `x` half, then the `gate` half.
final class Layer<Scalar: ActivationScalar>: Sendable {
  let inputs: Int
  let units: Int
  let columns: Int
  /// From row to row of the weights, `[inputs, columns]`; what lies between is 0.
  let weightStride: Int
  let activation: any Activation
  let kernels: ActivationKernels<Scalar>
  let layout: ParameterLayout
  let dropout: Double
  let isGated: Bool
  let isStochastic: Bool
  /// Whether the net input is needed after the value has been computed from it, in training.
  let keepsNetInput: Bool

  /// Offsets into the network's one buffer of parameters, and into those of gradients and
  /// optimizer state, which have the same layout.
  let weights: Int
  let bias: Int
  let parameters: Int

  var weightCount: Int { inputs * columns }
  /// The learnable parameters' places within the activation's own buffer.
  let learnableSlots: [(slot: ParameterLayout.Slot, parameter: ActivationParameter)]

  /// - Parameter place: reserves so many parameters, and answers where.
  init(
    _ shape: LayerArchitecture, inputs: Int, activation: any Activation, place: (Int) -> Int
  ) throws {
    self.inputs = inputs
    self.activation = activation
    units = shape.units
    isGated = activation.form == .gated
    columns = isGated ? 2 * shape.units : shape.units
    weightStride = AlignedBuffer<Scalar>.rowStride(columns: columns)
    layout = ParameterLayout(
      activation.parameters, channels: shape.units, perChannel: Set(shape.perChannel))
    kernels = try activation.kernels(Scalar.self, layout: layout)
    dropout = shape.dropout
    isStochastic = activation.isStochastic
    keepsNetInput = isGated || kernels.gradientInputs.contains(.x)
    weights = place(inputs * weightStride)
    bias = place(columns)
    parameters = place(layout.count)
    learnableSlots = zip(layout.slots, activation.parameters).filter(\.1.isLearnable)
      .map { ($0, $1) }
  }
}
