/// The floating-point format that an activation computes in.
public enum Precision: String, Sendable, Hashable, CaseIterable {
  /// IEEE 754 binary32, C's `float`.
  case float32
  /// IEEE 754 binary64, C's `double`.
  case float64
}

/// A type that activations and networks compute in: `Float` or `Double`, and no other.
public protocol ActivationScalar: BinaryFloatingPoint, LosslessStringConvertible,
  BitwiseCopyable, Codable, Sendable
{
  /// The format of this type.
  static var precision: Precision { get }
}

extension Float: ActivationScalar {
  /// `float32`.
  public static var precision: Precision { .float32 }
}

extension Double: ActivationScalar {
  /// `float64`.
  public static var precision: Precision { .float64 }
}
