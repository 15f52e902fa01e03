import Activations
import CKernels

/// A float32 matrix product whose shape is known beforehand; see `hillock_prepared_product.h`.
///
/// Where there is none for a shape or precision, the general product serves.
final class PreparedProduct<Scalar: ActivationScalar> {
  /// The rows of A that it is for.
  let rows: Int
  private let product: OpaquePointer

  /// - Returns: nil where the general product does as well.
  init?(_ shape: hillock_product_shape, workers: Int) {
    var shape = shape
    guard Scalar.precision == .float32,
      let product = hillock_prepared_product_create(&shape, workers)
    else { return nil }
    rows = shape.m
    self.product = product
  }

  deinit { hillock_prepared_product_destroy(product) }

  /// Brings B into the order that the product wants, where it was made to pack it.
  func pack(_ b: UnsafePointer<Scalar>) {
    hillock_prepared_product_pack(product, Self.floats(b))
  }

  /// C = op(A) op(B) + bias; answers whether it was done.
  func run(
    worker: Int, _ a: UnsafePointer<Scalar>, _ b: UnsafePointer<Scalar>?,
    bias: UnsafePointer<Scalar>?, to c: UnsafeMutablePointer<Scalar>
  ) -> Bool {
    hillock_prepared_product_run(
      product, worker, Self.floats(a), b.map(Self.floats), bias.map(Self.floats),
      UnsafeMutableRawPointer(c).assumingMemoryBound(to: Float.self))
  }

  /// The same memory; `Scalar` is `Float`, or there is no product.
  private static func floats(_ pointer: UnsafePointer<Scalar>) -> UnsafePointer<Float> {
    UnsafeRawPointer(pointer).assumingMemoryBound(to: Float.self)
  }
}
