import Activations

/// The floats as consecutive integers: -inf lowest, then ascending through both zeros to inf.
package enum FloatOrder {
  package static func index(_ value: Float) -> Int {
    let bits = Int(value.bitPattern & 0x7fff_ffff)
    return value.sign == .minus ? -1 - bits : bits
  }

  package static func value(_ index: Int) -> Float {
    index >= 0
      ? Float(bitPattern: UInt32(index)) : Float(bitPattern: UInt32(-1 - index) | 0x8000_0000)
  }

  /// A number for the sign and exponent of the float that `value` is.
  package static func binade(_ value: Double) -> UInt32 { Float(value).bitPattern >> 23 }

  package static let greatest = index(.greatestFiniteMagnitude)
  package static let lowest = index(-.greatestFiniteMagnitude)
}

extension Precision {
  /// The place of a number among those of the format, as ``FloatOrder`` has it.
  package func index(_ value: Double) -> Int {
    if self == .float32 { return FloatOrder.index(Float(value)) }
    let bits = Int(value.bitPattern & 0x7fff_ffff_ffff_ffff)
    return value.sign == .minus ? -1 - bits : bits
  }

  /// The number at a place; NaN beyond the infinities.
  package func value(at index: Int) -> Double {
    if self == .float32 {
      return (-0x7f80_0001...0x7f80_0000).contains(index)
        ? Double(FloatOrder.value(index)) : .nan
    }
    return index >= 0
      ? Double(bitPattern: UInt64(index)) : -Double(bitPattern: UInt64(-1 - index))
  }
}
