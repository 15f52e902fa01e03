import Glibc

/// Student's distribution of t with `degrees` degrees of freedom: what the mean of a few runs is
/// sure to.
public struct StudentT: Sendable, Hashable {
  /// The degrees of freedom; at least 1.
  public let degrees: Int

  /// The distribution.
  ///
  /// - Precondition: `degrees` is at least 1.
  public init(degrees: Int) {
    precondition(degrees >= 1, "no degrees of freedom")
    self.degrees = degrees
  }

  /// P(|T| > |t|) = I_x(degrees / 2, 1 / 2), with x = degrees / (degrees + t^2).
  public func twoSidedTail(_ t: Double) -> Double {
    let n = Double(degrees)
    return Self.incompleteBeta(n / (n + t * t), n / 2, 0.5)
  }

  /// The t that |T| stays below with probability `confidence`, to twelve digits or so: the root of
  /// the tail, by bisection, which cannot miss it.
  public func twoSidedQuantile(confidence: Double) -> Double {
    let tail = 1 - confidence
    var (low, high) = (0.0, 1.0)
    while twoSidedTail(high) > tail, high < 1e300 { high *= 2 }
    for _ in 0..<200 {
      let middle = low + (high - low) / 2
      if middle == low || middle == high { break }
      if twoSidedTail(middle) > tail { low = middle } else { high = middle }
    }
    return high
  }

  /// I_x(a, b), the regularized incomplete beta function, by its continued fraction evaluated from
  /// the front (Lentz 1976).
  static func incompleteBeta(_ x: Double, _ a: Double, _ b: Double) -> Double {
    if x <= 0 { return 0 }
    if x >= 1 { return 1 }
    // Beyond the mean the fraction converges slowly, and that of the other tail fast.
    if x > (a + 1) / (a + b + 2) { return 1 - incompleteBeta(1 - x, b, a) }
    let front =
      exp(
        lgamma(a + b) - lgamma(a) - lgamma(b) + a * log(x) + b * log1p(-x)) / a
    let tiny = 1e-300
    func away(_ value: Double) -> Double { abs(value) < tiny ? tiny : value }
    var c = 1.0
    var d = 1 / away(1 - (a + b) * x / (a + 1))
    var fraction = d
    for index in 1...500 {
      let m = Double(index)
      for term in [
        m * (b - m) * x / ((a + 2 * m - 1) * (a + 2 * m)),
        -(a + m) * (a + b + m) * x / ((a + 2 * m) * (a + 2 * m + 1)),
      ] {
        d = 1 / away(1 + term * d)
        c = away(1 + term / c)
        fraction *= c * d
      }
      if abs(c * d - 1) < 1e-15 { break }
    }
    return front * fraction
  }
}
