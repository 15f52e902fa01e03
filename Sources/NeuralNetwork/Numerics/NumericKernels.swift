import Activations
import CKernels

/// The C loops of one precision, chosen once when a network or trainer is made; what each does, its
/// C header says.
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
  /// (x, bias, rows, columns)
  let biasAdd: @Sendable (Output, Input, Int, Int) -> Void
  /// (x, rows, columns, beta, sums)
  let columnSums: @Sendable (Input, Int, Int, Scalar, Output) -> Void
  /// (x, n)
  let sumSquares: @Sendable (Input, Int) -> Double
  /// (x, factor, n)
  let scale: @Sendable (Output, Double, Int) -> Void
  /// (x, y, n)
  let add: @Sendable (Output, Input, Int) -> Void
  /// (x, n)
  let isFinite: @Sendable (Input, Int) -> Bool
  /// (z, classes, targets, dz, rows, columns, weight, scratch)
  let softmaxCrossEntropy:
    @Sendable (Input, UnsafePointer<Int32>?, Input?, Output?, Int, Int, Double, Output) -> Double
  /// (z, t, dz, n, weight)
  let binaryCrossEntropy: @Sendable (Input, Input, Output?, Int, Double) -> Double
  /// (z, t, dz, n, weight)
  let squaredError: @Sendable (Input, Input, Output?, Int, Double) -> Double
  /// (z, t, dz, n, weight, delta)
  let huber: @Sendable (Input, Input, Output?, Int, Double, Double) -> Double
  /// (z, classes, rows, columns)
  let correct: @Sendable (Input, UnsafePointer<Int32>, Int, Int) -> Int
  /// (classes, targets, rows, columns)
  let oneHot: @Sendable (UnsafePointer<Int32>, Output, Int, Int) -> Void
  /// (w, g, v, n, rule)
  let sgd: @Sendable (Output, Input, Output?, Int, UnsafePointer<hillock_rule>) -> Void
  /// (w, g, s, n, rule)
  let rmsprop: @Sendable (Output, Input, Output, Int, UnsafePointer<hillock_rule>) -> Void
  /// (w, g, m, s, n, rule)
  let adam: @Sendable (Output, Input, Output, Output, Int, UnsafePointer<hillock_rule>) -> Void
  /// (transposed A, transposed B, m, n, k, A, its stride, B, its stride, beta, C, its stride)
  let matrixProduct:
    @Sendable (Bool, Bool, Int, Int, Int, Input, Int, Input, Int, Scalar, Output, Int) -> Void
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
    dropout: { hillock_dropout_f32($0, $1, $2, $3, $4, $5) },
    biasAdd: { hillock_bias_add_f32($0, $1, $2, $3) },
    columnSums: { hillock_column_sums_f32($0, $1, $2, $3, $4) },
    sumSquares: { hillock_sum_squares_f32($0, $1) },
    scale: { hillock_scale_f32($0, $1, $2) },
    add: { hillock_add_f32($0, $1, $2) },
    isFinite: { hillock_is_finite_f32($0, $1) },
    softmaxCrossEntropy: { hillock_softmax_cross_entropy_f32($0, $1, $2, $3, $4, $5, $6, $7) },
    binaryCrossEntropy: { hillock_binary_cross_entropy_f32($0, $1, $2, $3, $4) },
    squaredError: { hillock_squared_error_f32($0, $1, $2, $3, $4) },
    huber: { hillock_huber_f32($0, $1, $2, $3, $4, $5) },
    correct: { hillock_correct_f32($0, $1, $2, $3) },
    oneHot: { hillock_one_hot_f32($0, $1, $2, $3) },
    sgd: { hillock_sgd_f32($0, $1, $2, $3, $4) },
    rmsprop: { hillock_rmsprop_f32($0, $1, $2, $3, $4) },
    adam: { hillock_adam_f32($0, $1, $2, $3, $4, $5) },
    matrixProduct: { hillock_matrix_product_f32($0, $1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11) })
}

extension NumericKernels<Double> {
  fileprivate static let float64 = NumericKernels(
    uniform: { hillock_uniform_f64($0, $1, $2, $3) },
    normal: { hillock_normal_f64($0, $1, $2, $3) },
    dropout: { hillock_dropout_f64($0, $1, $2, $3, $4, $5) },
    biasAdd: { hillock_bias_add_f64($0, $1, $2, $3) },
    columnSums: { hillock_column_sums_f64($0, $1, $2, $3, $4) },
    sumSquares: { hillock_sum_squares_f64($0, $1) },
    scale: { hillock_scale_f64($0, $1, $2) },
    add: { hillock_add_f64($0, $1, $2) },
    isFinite: { hillock_is_finite_f64($0, $1) },
    softmaxCrossEntropy: { hillock_softmax_cross_entropy_f64($0, $1, $2, $3, $4, $5, $6, $7) },
    binaryCrossEntropy: { hillock_binary_cross_entropy_f64($0, $1, $2, $3, $4) },
    squaredError: { hillock_squared_error_f64($0, $1, $2, $3, $4) },
    huber: { hillock_huber_f64($0, $1, $2, $3, $4, $5) },
    correct: { hillock_correct_f64($0, $1, $2, $3) },
    oneHot: { hillock_one_hot_f64($0, $1, $2, $3) },
    sgd: { hillock_sgd_f64($0, $1, $2, $3, $4) },
    rmsprop: { hillock_rmsprop_f64($0, $1, $2, $3, $4) },
    adam: { hillock_adam_f64($0, $1, $2, $3, $4, $5) },
    matrixProduct: { hillock_matrix_product_f64($0, $1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11) })
}
