import Activations

/// f and f' at points drawn from N(0, scale^2), through the kernels that training runs.
///
/// Every form has them: a gated activation's gate and the `u` of a stochastic one are drawn too,
/// and a row's gradient is its product with a dL/dy of N(0, 1).
struct ActivationSample<Scalar: ActivationScalar> {
  /// f(z)
  let values: [Scalar]
  /// f'(z), for x and, of a gated activation, for the gate too.
  let slopes: [Scalar]

  /// - Parameters:
  ///   - columns: the width that the kernels were prepared for.
  ///   - parameters: the parameters' values, in the kernels' layout.
  init(
    of activation: any Activation, kernels: ActivationKernels<Scalar>, columns: Int,
    parameters: UnsafePointer<Scalar>, scale: Scalar = 1, points: Int = 8192
  ) {
    let rows = max(1, (points + columns - 1) / columns)
    let count = rows * columns
    let numerics = NumericKernels<Scalar>.make()
    func normal(
      _ which: Int, times scale: Scalar, isWanted: Bool = true
    ) -> AlignedBuffer<Scalar> {
      let count = isWanted ? count : 0
      let buffer = AlignedBuffer<Scalar>(count: count)
      numerics.normal(RandomPurpose.gain.stream(seed: 0, layer: which), 0, buffer.start, count)
      for index in 0..<count { buffer.start[index] *= scale }
      return buffer
    }
    let isGated = activation.form == .gated
    let x = normal(0, times: scale)
    let gate = normal(1, times: scale, isWanted: isGated)
    let u = AlignedBuffer<Scalar>(count: activation.isStochastic ? count : 0)
    numerics.uniform(RandomPurpose.gain.stream(seed: 0, layer: 2), 0, u.start, u.count)
    let dy = activation.form == .row ? normal(3, times: 1) : AlignedBuffer(count: count)
    if activation.form != .row { dy.start.update(repeating: 1, count: count) }
    let y = AlignedBuffer<Scalar>(count: count)
    let dx = AlignedBuffer<Scalar>(count: count)
    let dgate = AlignedBuffer<Scalar>(count: isGated ? count : 0)

    let inputs = ActivationInputs(
      rows: rows, columns: columns, x: UnsafePointer(x.start),
      gate: isGated ? UnsafePointer(gate.start) : nil,
      u: activation.isStochastic ? UnsafePointer(u.start) : nil, parameters: parameters,
      isTraining: true)
    kernels.value(inputs, y.start)
    kernels.gradient(
      inputs,
      ActivationGradients(
        y: UnsafePointer(y.start), dy: dy.start, dx: dx.start,
        dgate: isGated ? dgate.start : nil))
    values = y.array
    slopes = dx.array + dgate.array
  }
}
