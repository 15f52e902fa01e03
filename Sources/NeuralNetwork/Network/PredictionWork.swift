import Activations

/// The work of a ``Predictor``: blocks of samples that pass through all layers while they are in
/// cache.
final class PredictionWork<Scalar: ActivationScalar>: ParallelWork {
  private let network: Network<Scalar>
  private let pool: ThreadPool
  private let numerics: NumericKernels<Scalar>
  private let partition: Partition
  /// The widest layer's share of a block, three for each worker: net input, gate, and output.
  private let scratch: AlignedBuffer<Scalar>
  private let stride: Int
  private var inputs: UnsafePointer<Scalar>?
  private var outputs: UnsafeMutablePointer<Scalar>?
  private var count = 0

  init(_ network: Network<Scalar>, batch: Int, pool: ThreadPool) {
    self.network = network
    self.pool = pool
    numerics = NumericKernels.make()
    partition = Partition(rows: max(batch, 1), work: network.work)
    let widest = network.layers.reduce(1) { max($0, $1.units) }
    stride = AlignedBuffer<Scalar>.padded(partition.tileRows * widest)
    scratch = AlignedBuffer(count: pool.threads * Self.buffers * stride)
  }

  /// Input, net input, gate, and random numbers of a stochastic layer.
  private static var buffers: Int { 4 }

  func predict(
    _ inputs: UnsafePointer<Scalar>, count: Int, into outputs: UnsafeMutablePointer<Scalar>
  ) {
    self.inputs = inputs
    self.outputs = outputs
    self.count = count
    pool.run(partition.tiles(count), self)
  }

  override func perform(_ index: Int, worker: Int) {
    guard let inputs, let outputs else { return }
    let rows = partition.rows(index, of: count)
    let layers = network.layers
    let buffers = scratch.start + worker * Self.buffers * stride
    var input = inputs + rows.lowerBound * network.architecture.inputs
    // The net input of a layer goes where its input is not: two buffers, by turns.
    for (number, layer) in layers.enumerated() {
      let z = buffers + (number & 1) * stride
      var random: UnsafePointer<Scalar>?
      if layer.activation.isStochastic {
        let u = buffers + 3 * stride
        numerics.uniform(
          RandomPurpose.activation.stream(seed: 0, layer: number),
          UInt64(rows.lowerBound * layer.units), u, rows.count * layer.units)
        random = UnsafePointer(u)
      }
      let isLast = number == layers.count - 1
      let output = isLast ? outputs + rows.lowerBound * layer.units : z
      layer.forward(
        ForwardBlock(
          rows: rows.count, input: input, netInput: isLast && !layer.isGated ? output : z,
          gate: layer.isGated ? buffers + 2 * stride : nil, output: output, u: random,
          isTraining: false),
        network: network.parameters.start, numerics: numerics)
      input = UnsafePointer(output)
    }
  }
}
