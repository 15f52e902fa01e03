/// A binary floating-point format.
public enum NumberFormat: String, Sendable, CaseIterable, Codable {
  /// The upper half of a `float32`.
  case bfloat16
  /// IEEE 754 binary16.
  case float16
  /// IEEE 754 binary32.
  case float32
  /// IEEE 754 binary64.
  case float64

  /// The bytes of a number.
  public var byteCount: Int {
    switch self {
    case .bfloat16, .float16: 2
    case .float32: 4
    case .float64: 8
    }
  }

  /// Whether there are so few numbers that each is looked at, at every level: 65,536.
  public var isHalf: Bool { byteCount == 2 }

  /// The bits of a significand, with the one that is not stored.
  package var digits: Int {
    switch self {
    case .bfloat16: 8
    case .float16: 11
    case .float32: 24
    case .float64: 53
    }
  }

  /// The exponent of the smallest normal number.
  package var leastExponent: Int {
    switch self {
    case .bfloat16, .float32: -126
    case .float16: -14
    case .float64: -1022
    }
  }

  /// What stands for the exponent of 0 and of the subnormals, as it does in their bits.
  public var subnormalExponent: Int { leastExponent - 1 }

  /// The exponent of the largest finite number.
  package var greatestExponent: Int { 1 - leastExponent }

  /// The smallest number above 0.
  package var smallest: Double { Self.power(leastExponent - digits + 1) }

  /// The largest finite number.
  package var greatest: Double { (2 - Self.power(1 - digits)) * Self.power(greatestExponent) }

  /// 2^exponent, of an exponent that a double has.
  private static func power(_ exponent: Int) -> Double {
    Double(sign: .plus, exponent: exponent, significand: 1)
  }

  private var signBit: UInt64 { 1 << UInt64(byteCount * 8 - 1) }

  /// The bits of infinity.
  package var infinity: UInt64 { bits(.infinity) }

  /// The number that bits stand for.
  package func value(_ bits: UInt64) -> Double {
    switch self {
    case .bfloat16: Double(Float(bitPattern: UInt32(bits) << 16))
    case .float16: Double(Float16(bitPattern: UInt16(bits)))
    case .float32: Double(Float(bitPattern: UInt32(bits)))
    case .float64: Double(bitPattern: bits)
    }
  }

  /// The bits of a number of this format.
  package func bits(_ value: Double) -> UInt64 {
    switch self {
    case .bfloat16: UInt64(Float(value).bitPattern >> 16)
    case .float16: UInt64(Float16(value).bitPattern)
    case .float32: UInt64(Float(value).bitPattern)
    case .float64: value.bitPattern
    }
  }

  /// The number beside `x`, above or below; an infinity's is itself.
  package func neighbour(_ x: Double, above: Bool) -> Double {
    if x.isInfinite || x.isNaN { return x }
    if x == 0 { return above ? smallest : -smallest }
    let bits = bits(x)
    return value((x > 0) == above ? bits + 1 : bits - 1)
  }

  /// The unit in the last place at the magnitude of `truth`: that of its binade, down to the
  /// smallest subnormal, and beyond the largest number that of the largest.
  package func unit(at truth: Double) -> Double {
    let magnitude = abs(truth)
    let exponent =
      magnitude < Self.power(leastExponent)
      ? leastExponent
      : magnitude.isFinite ? min(Int(magnitude.exponent), greatestExponent) : greatestExponent
    return Self.power(exponent - digits + 1)
  }

  /// Where rounding to nearest gives infinity: half a unit beyond the largest number.
  package var overflow: Double {
    self == .float64 ? .infinity : greatest + unit(at: greatest) / 2
  }

  /// The nearest number of the format, as a double.
  package func rounded(_ truth: Double) -> Double {
    if abs(truth) >= overflow { return truth > 0 ? .infinity : -.infinity }
    switch self {
    case .bfloat16:
      // Odd rounding to float32 first, so that the second rounding cannot meet a false tie.
      let near = Float(truth)
      var bits = near.bitPattern
      if Double(near) != truth {
        if abs(Double(near)) > abs(truth) { bits -= 1 }
        bits |= 1
      }
      let rest = bits & 0xffff
      let isUp = rest > 0x8000 || (rest == 0x8000 && (bits >> 16) & 1 == 1)
      return Double(Float(bitPattern: ((bits >> 16) + (isUp ? 1 : 0)) << 16))
    case .float16: return Double(Float16(truth))
    case .float32: return Double(Float(truth))
    case .float64: return truth
    }
  }
}
