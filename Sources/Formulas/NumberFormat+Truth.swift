import Activations

extension NumberFormat {
  /// |got - truth| in units in the last place; infinite where one is NaN, or an infinity that the
  /// truth does not round to.
  package func error(_ got: Double, _ truth: TrueValue) -> Double {
    if got.isNaN { return .infinity }
    if abs(truth.head) >= overflow {
      if got.isInfinite { return (got > 0) == (truth.head > 0) ? 0 : .infinity }
      // The largest number is within one unit of what rounds to infinity.
      return got == (truth.head > 0 ? greatest : -greatest) ? 1 : .infinity
    }
    if got.isInfinite { return .infinity }
    return abs((got - truth.head) - truth.tail) / unit(at: truth.head)
  }

  /// The nearest number of the format to the truth, ties to even.
  package func nearest(to truth: TrueValue) -> Double {
    let head = truth.head
    guard truth.tail != 0, head.isFinite else { return rounded(head) }
    // What lies on a tie as a double does not where there is more of it.
    let (low, high) = (rounded(head.nextDown), rounded(head.nextUp))
    guard low != high, head - low == high - head else { return rounded(head) }
    return truth.tail > 0 ? high : low
  }
}
