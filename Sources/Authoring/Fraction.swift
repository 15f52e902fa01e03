/// A number that cannot be kept as an exact fraction, or an expression too long to multiply out.
struct TooLarge: Error {}

/// An exact fraction of whole numbers, in lowest terms.
struct Fraction: Hashable, Sendable {
  private(set) var numerator: Int
  private(set) var denominator: Int

  static let zero = Fraction(whole: 0)
  static let one = Fraction(whole: 1)

  init(whole: Int) { (numerator, denominator) = (whole, 1) }

  init(_ numerator: Int, _ denominator: Int) throws(TooLarge) {
    guard denominator != 0, numerator != .min, denominator != .min else { throw TooLarge() }
    let divisor = Self.divisor(numerator, denominator) * (denominator < 0 ? -1 : 1)
    self.numerator = numerator / divisor
    self.denominator = denominator / divisor
  }

  /// A decimal as it was written: digits, a point, an exponent.
  init(decimal: String) throws(TooLarge) {
    let parts = decimal.lowercased().split(separator: "e")
    guard let mantissa = parts.first, parts.count <= 2 else { throw TooLarge() }
    let digits = mantissa.split(separator: ".", omittingEmptySubsequences: false)
    let places = digits.count == 2 ? digits[1].count : 0
    guard let whole = Int(digits.joined()), let exponent = parts.count == 2 ? Int(parts[1]) : 0
    else { throw TooLarge() }
    let shift = exponent - places
    guard abs(shift) <= 17 else { throw TooLarge() }
    var power = 1
    for _ in 0..<abs(shift) { power *= 10 }
    self = try shift < 0 ? Fraction(whole, power) : Fraction(whole: whole) * Fraction(whole: power)
  }

  static func divisor(_ a: Int, _ b: Int) -> Int {
    var (a, b) = (abs(a), abs(b))
    while b != 0 { (a, b) = (b, a % b) }
    return max(a, 1)
  }

  private static func product(_ a: Int, _ b: Int) throws(TooLarge) -> Int {
    let (product, isTooLarge) = a.multipliedReportingOverflow(by: b)
    if isTooLarge { throw TooLarge() }
    return product
  }

  static func * (a: Self, b: Self) throws(TooLarge) -> Self {
    try Fraction(
      product(a.numerator, b.numerator), product(a.denominator, b.denominator))
  }

  static func / (a: Self, b: Self) throws(TooLarge) -> Self {
    try Fraction(
      product(a.numerator, b.denominator), product(a.denominator, b.numerator))
  }

  static func + (a: Self, b: Self) throws(TooLarge) -> Self {
    let left = try product(a.numerator, b.denominator)
    let (sum, isTooLarge) = left.addingReportingOverflow(try product(b.numerator, a.denominator))
    if isTooLarge { throw TooLarge() }
    return try Fraction(sum, product(a.denominator, b.denominator))
  }

  static prefix func - (a: Self) -> Self {
    var negative = a
    negative.numerator = -a.numerator
    return negative
  }
}
