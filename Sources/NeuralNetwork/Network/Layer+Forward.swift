import Activations

/// A rectangle of one layer's forward pass: rows of samples, and where everything lies.
struct ForwardBlock<Scalar: ActivationScalar> {
  var rows: Int
  /// `[rows, inputs]`
  var input: UnsafePointer<Scalar>
  /// `[rows, units]`: the net input; may be `output`.
  var netInput: UnsafeMutablePointer<Scalar>
  /// `[rows, units]`: the gate's net input, of a gated layer.
  var gate: UnsafeMutablePointer<Scalar>?
  /// `[rows, units]`
  var output: UnsafeMutablePointer<Scalar>
  /// `[rows, units]`, of a stochastic layer.
  var u: UnsafePointer<Scalar>?
  var isTraining: Bool
}

extension Layer {
  /// z = x W + b and y = f(z), for one block.
  func forward(
    _ block: ForwardBlock<Scalar>, network: UnsafeMutablePointer<Scalar>,
    numerics: NumericKernels<Scalar>
  ) {
    product(block, half: 0, to: block.netInput, network, numerics)
    if let gate = block.gate { product(block, half: 1, to: gate, network, numerics) }
    kernels.value(
      ActivationInputs(
        rows: block.rows, columns: units, x: UnsafePointer(block.netInput),
        gate: block.gate.map { UnsafePointer($0) }, u: block.u,
        parameters: UnsafePointer(network + parameters), isTraining: block.isTraining),
      block.output)
  }

  /// The net input of one half of a gated layer's columns, or of all of another's.
  private func product(
    _ block: ForwardBlock<Scalar>, half: Int, to z: UnsafeMutablePointer<Scalar>,
    _ network: UnsafeMutablePointer<Scalar>, _ numerics: NumericKernels<Scalar>
  ) {
    numerics.matrixProduct(
      false, false, block.rows, units, inputs, block.input, inputs,
      network + weights + half * units, columns, 0, z, units)
    numerics.biasAdd(z, network + bias + half * units, block.rows, units)
  }
}
