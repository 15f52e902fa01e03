import Activations

/// How a binary file writes one number.
struct ElementType: Sendable, Hashable {
  /// What the bits mean.
  enum Kind: Sendable { case unsigned, signed, float }

  var kind: Kind
  /// The bytes of one number: 1, 2, 4 or 8; of a float 2, 4 or 8.
  var size: Int
  var isBigEndian: Bool

  /// The number whose bytes begin at `bytes`, which need not be aligned.
  @inline(__always)
  func load<Scalar: ActivationScalar>(_ bytes: UnsafeRawPointer, _: Scalar.Type) -> Scalar {
    switch (kind, size) {
    case (.unsigned, 1): Scalar(bytes.load(as: UInt8.self))
    case (.signed, 1): Scalar(bytes.load(as: Int8.self))
    case (.unsigned, 2): Scalar(integer(bytes, UInt16.self))
    case (.signed, 2): Scalar(integer(bytes, Int16.self))
    case (.unsigned, 4): Scalar(integer(bytes, UInt32.self))
    case (.signed, 4): Scalar(integer(bytes, Int32.self))
    case (.unsigned, _): Scalar(integer(bytes, UInt64.self))
    case (.signed, _): Scalar(integer(bytes, Int64.self))
    case (.float, 2): Scalar(Self.half(integer(bytes, UInt16.self)))
    case (.float, 4): Scalar(Float(bitPattern: integer(bytes, UInt32.self)))
    case (.float, _): Scalar(Double(bitPattern: integer(bytes, UInt64.self)))
    }
  }

  /// The number of a half's bits (IEEE 754 binary16): a sign, 5 bits of exponent, 10 of fraction.
  private static func half(_ bits: UInt16) -> Float {
    let fraction = Float(bits & 0x3FF)
    let magnitude: Float =
      switch bits >> 10 & 0x1F {
      case 0: fraction * 0x1p-24
      case 31: fraction == 0 ? .infinity : .nan
      case let exponent:
        (1 + fraction * 0x1p-10) * Float(sign: .plus, exponent: Int(exponent) - 15, significand: 1)
      }
    return bits & 0x8000 == 0 ? magnitude : -magnitude
  }

  @inline(__always)
  private func integer<Integer: FixedWidthInteger & BitwiseCopyable>(
    _ bytes: UnsafeRawPointer, _: Integer.Type
  ) -> Integer {
    let value = bytes.loadUnaligned(as: Integer.self)
    return isBigEndian ? Integer(bigEndian: value) : Integer(littleEndian: value)
  }
}
