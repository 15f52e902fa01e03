import Activations

/// What a training step keeps between its forward and its backward pass, for up to `capacity`
/// samples.
///
/// A layer whose gradient reads only the value y keeps no net input: y takes its place. Gradients
/// go through three buffers by turns, whatever the depth: layer l's is read while that of l - 1 is
/// written and that of l + 1 is made into a gradient of weights.
struct TrainingBuffers<Scalar: ActivationScalar> {
  /// One layer's.
  struct LayerBuffers {
    /// `[capacity, units]`; the same as `output` where the gradient does not read it.
    let netInput: UnsafeMutablePointer<Scalar>
    /// `[capacity, units]`, of a gated layer.
    let gate: UnsafeMutablePointer<Scalar>?
    /// f(z), `[capacity, units]`
    let output: UnsafeMutablePointer<Scalar>
    /// What the next layer takes: `output` with some of it dropped, or the same memory.
    let passedOn: UnsafeMutablePointer<Scalar>
    /// dL/dz: `[capacity, units]`, and of a gated layer as much again for the gate.
    let gradient: UnsafeMutablePointer<Scalar>
    /// From the gradient of x to that of the gate.
    let gateDistance: Int
  }

  let layers: [LayerBuffers]
  /// The bytes of what a forward pass keeps for the backward one.
  let activationBytes: Int
  private let memory: [AlignedBuffer<Scalar>]

  init(_ network: [Layer<Scalar>], capacity: Int) {
    var memory: [AlignedBuffer<Scalar>] = []
    func buffer(_ count: Int) -> UnsafeMutablePointer<Scalar> {
      let buffer = AlignedBuffer<Scalar>(count: count)
      memory.append(buffer)
      return buffer.start
    }
    let widest = network.reduce(0) { max($0, $1.columns) }
    let gradients = (0..<min(3, network.count)).map { _ in buffer(capacity * widest) }
    let gradientBytes = memory.reduce(0) { $0 + $1.byteCount }
    layers = network.enumerated().map { index, layer in
      let count = capacity * layer.units
      let output = buffer(count)
      return LayerBuffers(
        netInput: layer.keepsNetInput ? buffer(count) : output,
        gate: layer.isGated ? buffer(count) : nil, output: output,
        passedOn: layer.dropout > 0 ? buffer(count) : output, gradient: gradients[index % 3],
        gateDistance: count)
    }
    activationBytes = memory.reduce(0) { $0 + $1.byteCount } - gradientBytes
    self.memory = memory
  }
}
