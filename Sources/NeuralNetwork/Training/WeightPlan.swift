import Activations

/// How gradients and updates of weights are cut into tasks: blocks of whole rows of one layer's
/// weights, in the order of the layers. A layer's first block takes the bias and the activation's
/// parameters along.
struct WeightPlan {
  /// Some rows of a layer's weights.
  struct Block {
    let layer: Int
    let rows: Range<Int>
    var isFirst: Bool { rows.lowerBound == 0 }
  }

  let blocks: [Block]
  private let firsts: [Int]

  init<Scalar>(_ layers: [Layer<Scalar>]) {
    var blocks: [Block] = []
    var firsts: [Int] = []
    for (index, layer) in layers.enumerated() {
      firsts.append(blocks.count)
      let step = Partition.weightRows(inputs: layer.inputs, columns: layer.columns)
      for row in stride(from: 0, to: layer.inputs, by: step) {
        blocks.append(Block(layer: index, rows: row..<min(row + step, layer.inputs)))
      }
    }
    firsts.append(blocks.count)
    self.blocks = blocks
    self.firsts = firsts
  }

  /// The indices of a layer's blocks.
  func blocks(of layer: Int) -> Range<Int> { firsts[layer]..<firsts[layer + 1] }
}
