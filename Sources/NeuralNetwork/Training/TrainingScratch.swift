import Activations

/// Memory that a task of a training step takes for itself.
struct TrainingScratch<Scalar: ActivationScalar> {
  /// One of each worker: the loss's, a tile's random numbers, a block's gradient.
  private let loss: AlignedBuffer<Scalar>
  private let lossStride: Int
  private let random: AlignedBuffer<Scalar>
  private let randomStride: Int
  private let block: AlignedBuffer<Scalar>
  private let blockStride: Int
  /// The gradients of the activations' parameters, of each tile: summed up in the tiles' order.
  private let parameters: AlignedBuffer<Scalar>
  private let parameterStride: Int
  private let parameterOffsets: [Int]
  let tiles: Int

  init(
    _ layers: [Layer<Scalar>], loss: LossKernel<Scalar>, partition: Partition, tiles: Int,
    workers: Int
  ) {
    func padded(_ count: Int) -> Int { AlignedBuffer<Scalar>.padded(count) }
    self.tiles = tiles
    lossStride = loss.scratchCount(rows: partition.tileRows)
    self.loss = AlignedBuffer(count: workers * lossStride)
    let random = layers.filter(\.isStochastic).map(\.units).max() ?? 0
    randomStride = padded(partition.tileRows * random)
    self.random = AlignedBuffer(count: workers * randomStride)
    blockStride = layers.reduce(0) { most, layer in
      let rows = Partition.weightRows(inputs: layer.inputs, columns: layer.columns)
      return max(
        most, padded(rows * layer.weightStride), padded(layer.columns), padded(layer.layout.count))
    }
    block = AlignedBuffer(count: workers * blockStride)
    var next = 0
    parameterOffsets = layers.map { layer in
      defer { next += padded(layer.learnableSlots.isEmpty ? 0 : layer.layout.count) }
      return next
    }
    parameterStride = next
    parameters = AlignedBuffer(count: tiles * next)
  }

  func loss(_ worker: Int) -> UnsafeMutablePointer<Scalar> { loss.start + worker * lossStride }

  func random(_ worker: Int) -> UnsafeMutablePointer<Scalar> {
    random.start + worker * randomStride
  }

  func block(_ worker: Int) -> UnsafeMutablePointer<Scalar> { block.start + worker * blockStride }

  /// Where tile `tile` adds up the gradients of layer `layer`'s activation parameters.
  func parameters(layer: Int, tile: Int) -> UnsafeMutablePointer<Scalar> {
    parameters.start + tile * parameterStride + parameterOffsets[layer]
  }
}
