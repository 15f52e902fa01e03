/// A bound 2^exponent on the absolute error of a computed number: a ball around it, coarse but
/// rigorous, and cheap enough to carry through every step.
struct ErrorBound: Comparable, Sendable {
  var exponent: Int

  /// No error at all.
  static let exact = ErrorBound(exponent: .min)
  /// Nothing is known of the number.
  static let unbounded = ErrorBound(exponent: .max)

  var isExact: Bool { exponent == .min }
  var isUnbounded: Bool { exponent == .max }

  init(exponent: Int) { self.exponent = exponent }

  static func < (left: Self, right: Self) -> Bool { left.exponent < right.exponent }

  /// The error of a sum of two numbers.
  static func + (left: Self, right: Self) -> Self {
    if left.isExact { return right }
    if right.isExact { return left }
    let larger = max(left, right)
    return larger.isUnbounded ? larger : Self(exponent: larger.exponent + 1)
  }

  /// The error times 2^shift.
  static func << (error: Self, shift: Int) -> Self {
    error.isExact || error.isUnbounded ? error : Self(exponent: error.exponent + shift)
  }
}
