/// A number of some 106 binary digits: the sum of two doubles, the second below the first's last
/// digit. With it a polynomial is fitted more exactly than the values are known.
struct DoubleDouble: Sendable {
  let high: Double
  let low: Double

  init(_ high: Double, _ low: Double = 0) {
    self.high = high
    self.low = low
  }

  /// a + b, exactly, where |a| >= |b| or a is 0.
  private static func normalized(_ a: Double, _ b: Double) -> DoubleDouble {
    let sum = a + b
    return DoubleDouble(sum, b - (sum - a))
  }

  /// a + b, exactly.
  static func sum(_ a: Double, _ b: Double) -> DoubleDouble {
    let sum = a + b, part = sum - a
    return DoubleDouble(sum, (a - (sum - part)) + (b - part))
  }

  /// a / b to twice a double's digits.
  static func quotient(_ a: Double, _ b: Double) -> DoubleDouble {
    let quotient = a / b
    return DoubleDouble(quotient, a.addingProduct(-quotient, b) / b)
  }

  static func + (a: DoubleDouble, b: DoubleDouble) -> DoubleDouble {
    let high = sum(a.high, b.high)
    return normalized(high.high, high.low + (a.low + b.low))
  }

  static prefix func - (a: DoubleDouble) -> DoubleDouble { DoubleDouble(-a.high, -a.low) }

  static func - (a: DoubleDouble, b: DoubleDouble) -> DoubleDouble { a + -b }

  static func * (a: DoubleDouble, b: DoubleDouble) -> DoubleDouble {
    let product = a.high * b.high, rest = (-product).addingProduct(a.high, b.high)
    return normalized(product, rest + (a.high * b.low + a.low * b.high))
  }

  static func / (a: DoubleDouble, b: DoubleDouble) -> DoubleDouble {
    let first = DoubleDouble(a.high / b.high)
    let rest = a - first * b
    return first + DoubleDouble(rest.high / b.high)
  }

  /// Times a power of two.
  func scaled(by power: Double) -> DoubleDouble { DoubleDouble(high * power, low * power) }
}
