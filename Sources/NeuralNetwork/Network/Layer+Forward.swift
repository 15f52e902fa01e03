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
  /// Which of the threads that may do this at the same time does.
  var worker: Int
}

extension Layer {
  /// z = x W + b and y = f(z), for one block.
  func forward(
    _ block: ForwardBlock<Scalar>, products: LayerProducts<Scalar>,
    network: UnsafeMutablePointer<Scalar>,
    numerics: NumericKernels<Scalar>
  ) {
    product(block, half: 0, to: block.netInput, products, network, numerics)
    if let gate = block.gate { product(block, half: 1, to: gate, products, network, numerics) }
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
    _ products: LayerProducts<Scalar>, _ network: UnsafeMutablePointer<Scalar>,
    _ numerics: NumericKernels<Scalar>
  ) {
    let w = UnsafePointer(network + weights + half * units)
    let b = UnsafePointer(network + bias + half * units)
    if let prepared = products.forward, prepared.rows == block.rows,
      prepared.run(worker: block.worker, block.input, w, bias: b, to: z)
    {
      return
    }
    numerics.matrixProduct(
      false, false, block.rows, units, inputs, block.input, inputs, w, weightStride, 0, z,
      units)
    numerics.biasAdd(z, b, block.rows, units)
  }
}
