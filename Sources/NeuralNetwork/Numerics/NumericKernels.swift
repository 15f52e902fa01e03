import Activations
import CKernels

/// The C loops of one precision, chosen once when a network or trainer is made.
///
/// Generic code calls them through this, so that no call in the hot path asks which type it has.
struct NumericKernels<Scalar: ActivationScalar>: Sendable {
  typealias Input = UnsafePointer<Scalar>
  typealias Output = UnsafeMutablePointer<Scalar>

  /// (stream, first, out, n)
  let uniform: @Sendable (hillock_stream, UInt64, Output, Int) -> Void
  /// (stream, first, out, n)
  let normal: @Sendable (hillock_stream, UInt64, Output, Int) -> Void
  /// (stream, first, p, x, y, n)
  let dropout: @Sendable (hillock_stream, UInt64, Double, Input, Output, Int) -> Void
}

extension NumericKernels {
  /// The kernels of `Scalar`, which is `Float` or `Double` by ``ActivationScalar``'s contract.
  static func make() -> NumericKernels {
    let kernels: any Sendable =
      switch Scalar.precision {
      case .float32: NumericKernels<Float>.float32
      case .float64: NumericKernels<Double>.float64
      }
    guard let kernels = kernels as? NumericKernels else {
      preconditionFailure("\(Scalar.self) is neither Float nor Double")
    }
    return kernels
  }
}

extension NumericKernels<Float> {
  fileprivate static let float32 = NumericKernels(
    uniform: { hillock_uniform_f32($0, $1, $2, $3) },
    normal: { hillock_normal_f32($0, $1, $2, $3) },
    dropout: { hillock_dropout_f32($0, $1, $2, $3, $4, $5) })
}

extension NumericKernels<Double> {
  fileprivate static let float64 = NumericKernels(
    uniform: { hillock_uniform_f64($0, $1, $2, $3) },
    normal: { hillock_normal_f64($0, $1, $2, $3) },
    dropout: { hillock_dropout_f64($0, $1, $2, $3, $4, $5) })
}
