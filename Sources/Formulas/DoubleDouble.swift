/// head + tail, the tail at most half a unit of the head's last place: some 106 bits.
///
/// Products are right to some 2^-104 of their size, sums to as much of the larger number's, as long as
/// no tail is a subnormal number.
package struct DoubleDouble: Sendable {
  package var head: Double
  package var tail: Double

  package init(_ head: Double, _ tail: Double = 0) { (self.head, self.tail) = (head, tail) }

  /// The sum of two doubles, to the last bit.
  @inline(__always)
  static func sum(_ a: Double, _ b: Double) -> DoubleDouble {
    let head = a + b
    let part = head - a
    return DoubleDouble(head, (a - (head - part)) + (b - part))
  }

  /// The same of numbers of which the first is the larger.
  @inline(__always)
  private static func ordered(_ a: Double, _ b: Double) -> DoubleDouble {
    let head = a + b
    return DoubleDouble(head, b - (head - a))
  }

  @inline(__always)
  package static func + (a: Self, b: Self) -> Self {
    let heads = sum(a.head, b.head)
    return ordered(heads.head, heads.tail + (a.tail + b.tail))
  }

  @inline(__always)
  package static prefix func - (a: Self) -> Self { DoubleDouble(-a.head, -a.tail) }

  @inline(__always)
  package static func - (a: Self, b: Self) -> Self { a + -b }

  @inline(__always)
  package static func * (a: Self, b: Self) -> Self {
    let head = a.head * b.head
    let rest = (-head).addingProduct(a.head, b.head)
    return ordered(head, rest + (a.head * b.tail + a.tail * b.head))
  }

  /// The same for a double.
  @inline(__always)
  package static func * (a: Self, b: Double) -> Self {
    let head = a.head * b
    return ordered(head, (-head).addingProduct(a.head, b) + a.tail * b)
  }

  package static func / (a: Self, b: Self) -> Self {
    let first = a.head / b.head
    let rest = a - b * DoubleDouble(first)
    let second = rest.head / b.head
    let last = rest - b * DoubleDouble(second)
    return ordered(first, second) + DoubleDouble(last.head / b.head)
  }
}
