import Activations
import CKernels

/// How gradients and updates of weights are cut into tasks: blocks of whole rows of one layer's
/// weights, in the order of the layers. A layer's first block takes the bias and the activation's
/// parameters along.
struct WeightPlan<Scalar: ActivationScalar> {
  /// Some rows of a layer's weights.
  struct Block {
    let layer: Int
    let rows: Range<Int>
    /// dW = x^T dL/dz, where there is a prepared product for it.
    let gradient: PreparedProduct<Scalar>?
    var isFirst: Bool { rows.lowerBound == 0 }
  }

  let blocks: [Block]
  private let firsts: [Int]
  /// The samples that the prepared products are for.
  let samples: Int

  /// - Parameter samples: those of a whole batch, where its gradients are used at once; otherwise
  ///   0, and no product is prepared.
  init(_ layers: [Layer<Scalar>], samples: Int, workers: Int) {
    var blocks: [Block] = []
    var firsts: [Int] = []
    for (index, layer) in layers.enumerated() {
      firsts.append(blocks.count)
      let step = Partition.weightRows(inputs: layer.inputs, columns: layer.columns)
      // Blocks of one size share a product; the last may be smaller.
      var products: [Int: PreparedProduct<Scalar>] = [:]
      for row in stride(from: 0, to: layer.inputs, by: step) {
        let rows = row..<min(row + step, layer.inputs)
        if samples > 0, products[rows.count] == nil {
          products[rows.count] = PreparedProduct(
            hillock_product_shape(
              transpose_a: true, transpose_b: false, packs_b: false, adds_bias: false,
              m: rows.count, n: layer.units, k: samples, stride_a: layer.inputs,
              stride_b: layer.units, stride_c: layer.weightStride), workers: workers)
        }
        blocks.append(Block(layer: index, rows: rows, gradient: products[rows.count]))
      }
    }
    firsts.append(blocks.count)
    self.blocks = blocks
    self.firsts = firsts
    self.samples = samples
  }

  /// The indices of a layer's blocks.
  func blocks(of layer: Int) -> Range<Int> { firsts[layer]..<firsts[layer + 1] }
}
