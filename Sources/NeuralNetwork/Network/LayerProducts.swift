import Activations
import CKernels

/// A layer's matrix products, prepared for the tiles of a partition. Each is nil where the general
/// product does as well, and is passed over where a tile has another number of rows.
struct LayerProducts<Scalar: ActivationScalar> {
  /// z = x W + b
  let forward: PreparedProduct<Scalar>?
  /// dL/dx = dL/dz W^T
  let backward: PreparedProduct<Scalar>?
  /// Whether `forward` has the weights already.
  let isPacked: Bool

  /// - Parameters:
  ///   - rows: the samples of a tile.
  ///   - packs: whether the weights stay as they are for many products.
  ///   - passesDown: whether `backward` is wanted.
  init(_ layer: Layer<Scalar>, rows: Int, workers: Int, packs: Bool, passesDown: Bool) {
    isPacked = packs && !layer.isGated
    forward = PreparedProduct(
      hillock_product_shape(
        transpose_a: false, transpose_b: false, packs_b: isPacked, adds_bias: true, m: rows,
        n: layer.units, k: layer.inputs, stride_a: layer.inputs, stride_b: layer.weightStride,
        stride_c: layer.units), workers: workers)
    // A gated layer's two halves are summed, which a prepared product does not.
    backward =
      passesDown && !layer.isGated
      ? PreparedProduct(
        hillock_product_shape(
          transpose_a: false, transpose_b: true, packs_b: false, adds_bias: false, m: rows,
          n: layer.inputs, k: layer.units, stride_a: layer.units, stride_b: layer.weightStride,
          stride_c: layer.inputs), workers: workers) : nil
  }
}
