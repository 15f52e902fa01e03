import Activations
import CProcess

/// The work of a ``Predictor``: tiles of samples that pass through all layers while they are in
/// cache.
final class PredictionWork<Scalar: ActivationScalar>: ParallelWork {
  private let network: Network<Scalar>
  private let pool: ThreadPool
  private let numerics: NumericKernels<Scalar>
  private let partition: Partition
  private let widest: Int
  /// Four buffers of a tile's outputs of the widest layer, for each tile that a worker takes at once.
  private let scratch: AlignedBuffer<Scalar>
  private let stride: Int
  private let mostTogether: Int
  private let products: [LayerProducts<Scalar>]
  private var packedVersion: Int?
  private var inputs: UnsafePointer<Scalar>?
  private var outputs: UnsafeMutablePointer<Scalar>?
  private var count = 0
  private var tilesTogether = 1

  init(_ network: Network<Scalar>, batch: Int, pool: ThreadPool) {
    self.network = network
    self.pool = pool
    numerics = NumericKernels.make()
    partition = Partition(rows: max(batch, 1), work: network.work)
    widest = network.widest
    mostTogether = partition.mostTogether(widest: widest)
    let rows = partition.tileRows
    products = network.layers.map {
      LayerProducts($0, rows: rows, workers: pool.threads, packs: true, passesDown: false)
    }
    stride = AlignedBuffer<Scalar>.padded(partition.tileRows * widest)
    scratch = AlignedBuffer(count: pool.threads * mostTogether * Self.buffers * stride)
  }

  /// Input, net input, gate, and random numbers of a stochastic layer.
  private static var buffers: Int { 4 }

  @specialized(where Scalar == Float)
  @specialized(where Scalar == Double)
  func predict(
    _ inputs: UnsafePointer<Scalar>, count: Int, into outputs: UnsafeMutablePointer<Scalar>
  ) {
    packWeights()
    self.inputs = inputs
    self.outputs = outputs
    self.count = count
    tilesTogether = partition.tilesTogether(count, widest: widest, threads: pool.threads)
    pool.run((partition.tiles(count) + tilesTogether - 1) / tilesTogether, self)
  }

  @specialized(where Scalar == Float)
  @specialized(where Scalar == Double)
  override func perform(_ index: Int, worker: Int) {
    let first = index * tilesTogether
    let tiles = first..<min(first + tilesTogether, partition.tiles(count))
    for layer in network.layers.indices {
      hillock_begin_layer(UInt32(layer + 1), HILLOCK_PREDICTING)
      for tile in tiles {
        forward(layer, tile: tile, slot: worker * mostTogether + tile - first, worker: worker)
      }
    }
  }

  /// Takes a tile through a layer.
  ///
  /// - Parameter slot: which share of the scratch memory is the tile's.
  private func forward(_ index: Int, tile: Int, slot: Int, worker: Int) {
    guard let inputs, let outputs else { return }
    let rows = partition.rows(tile, of: count)
    let layer = network.layers[index]
    let buffers = scratch.start + slot * Self.buffers * stride
    // The net input of a layer goes where its input is not: two buffers, by turns.
    let z = buffers + (index & 1) * stride
    let input =
      index == 0
      ? inputs + rows.lowerBound * layer.inputs : UnsafePointer(buffers + (~index & 1) * stride)
    var random: UnsafePointer<Scalar>?
    if layer.isStochastic {
      let u = buffers + 3 * stride
      numerics.uniform(
        RandomPurpose.activation.stream(seed: 0, layer: index),
        UInt64(rows.lowerBound * layer.units), u, rows.count * layer.units)
      random = UnsafePointer(u)
    }
    let isLast = index == network.layers.count - 1
    let output = isLast ? outputs + rows.lowerBound * layer.units : z
    layer.forward(
      ForwardBlock(
        rows: rows.count, input: input, netInput: isLast && !layer.isGated ? output : z,
        gate: layer.isGated ? buffers + 2 * stride : nil, output: output, u: random,
        isTraining: false, worker: worker),
      products: products[index], network: network.parameters.start, numerics: numerics)
  }

  /// Brings weights that have changed into the order of the prepared products.
  private func packWeights() {
    guard packedVersion != network.version else { return }
    for (layer, products) in zip(network.layers, products) where products.isPacked {
      products.forward?.pack(UnsafePointer(network.parameters.start + layer.weights))
    }
    packedVersion = network.version
  }
}
