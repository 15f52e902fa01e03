import Activations

/// A dense layer as a network runs it: its shape, its activation, and where its values lie.
///
/// Net inputs z = x W + b have shape `[batch, columns]`, columns = units, or of a gated activation
/// 2 * units: the `x` half, then the `gate` half.
struct Layer<Scalar: ActivationScalar>: Sendable {
  let inputs: Int
  let units: Int
  let columns: Int
  let activation: any Activation
  let kernels: ActivationKernels<Scalar>
  let layout: ParameterLayout
  let dropout: Double

  /// Offsets into the network's one buffer of parameters, and into those of gradients and
  /// optimizer state, which have the same layout.
  let weights: Int
  let bias: Int
  let parameters: Int

  var weightCount: Int { inputs * columns }
  var isGated: Bool { activation.form == .gated }

  /// Whether the net input is needed after the value has been computed from it, in training.
  var keepsNetInput: Bool { isGated || kernels.gradientInputs.contains(.x) }

  /// The learnable parameters' places within the activation's own buffer.
  let learnableSlots: [(slot: ParameterLayout.Slot, parameter: ActivationParameter)]
}
