import Activations

/// The number that a field's text stands for, rounded correctly.
///
/// `1`, `-2.5`, `+.5e-3`: an optional sign, digits with at most one point, an optional exponent.
/// Nothing else is a number: no hexadecimal, no `nan`, no `inf`.
enum DecimalNumber<Scalar: ActivationScalar> {
  /// A number; may be infinite where the text's is too large for the precision.
  case number(Scalar)
  /// NaN or infinity, spelled out.
  case notFinite
  /// Not a number.
  case text

  /// Reads `count` bytes at `bytes`; `point` stands before the decimals.
  ///
  /// Up to 15 digits and a power of ten up to 22 are one exact division or product of doubles
  /// (Clinger's fast path); everything else goes the standard library's correctly rounded way. The
  /// double is rounded again to `Float` only where it is no halfway point of two floats: there,
  /// rounding twice would differ.
  @inline(__always)
  init(_ bytes: UnsafePointer<UInt8>, count: Int, point: UInt8 = UInt8(ascii: ".")) {
    var i = 0
    var isNegative = false
    if count > 0, bytes[0] == UInt8(ascii: "-") || bytes[0] == UInt8(ascii: "+") {
      isNegative = bytes[0] == UInt8(ascii: "-")
      i = 1
    }
    var mantissa: UInt64 = 0
    var digits = 0
    var scale = 0
    let first = i
    while i < count, case let digit = bytes[i] &- 0x30, digit < 10 {
      mantissa = mantissa &* 10 &+ UInt64(digit)
      i += 1
    }
    digits = i - first
    if i < count, bytes[i] == point {
      i += 1
      let decimals = i
      while i < count, case let digit = bytes[i] &- 0x30, digit < 10 {
        mantissa = mantissa &* 10 &+ UInt64(digit)
        i += 1
      }
      scale = decimals - i
      digits += i - decimals
    }
    guard digits > 0 else {
      self = Self.isNotFinite(bytes + first, count: count - first) ? .notFinite : .text
      return
    }
    var hasExponent = false
    if i < count, bytes[i] | 0x20 == UInt8(ascii: "e") {
      hasExponent = true
      i += 1
      if i < count, bytes[i] == UInt8(ascii: "-") || bytes[i] == UInt8(ascii: "+") { i += 1 }
      let exponent = i
      while i < count, bytes[i] &- 0x30 < 10 { i += 1 }
      if i == exponent { i = count + 1 }
    }
    guard i == count else {
      self = .text
      return
    }
    if !hasExponent, digits <= 15, scale >= -22 {
      let magnitude =
        scale == 0 ? Double(mantissa) : Double(mantissa) / powersOfTen[-scale]
      if Scalar.self == Double.self || magnitude.bitPattern & 0x1FFF_FFFF != 0x1000_0000 {
        self = .number(Scalar(isNegative ? -magnitude : magnitude))
        return
      }
    }
    let spelling = UnsafeBufferPointer(start: bytes, count: count).map {
      $0 == point ? UInt8(ascii: ".") : $0
    }
    self = Scalar(String(decoding: spelling, as: UTF8.self)).map { .number($0) } ?? .text
  }

  private static func isNotFinite(_ bytes: UnsafePointer<UInt8>, count: Int) -> Bool {
    guard count == 3 || count == 8 else { return false }
    let text = String(decoding: UnsafeBufferPointer(start: bytes, count: count), as: UTF8.self)
    return ["nan", "inf", "infinity"].contains(text.lowercased())
  }
}

/// 10^0 to 10^22: those that a double holds exactly.
private let powersOfTen: [Double] = [
  1, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15, 1e16, 1e17,
  1e18, 1e19, 1e20, 1e21, 1e22,
]
