/// A polynomial near to a function over an interval, from the function's values at Chebyshev's
/// nodes.
///
/// The nodes are two more than the highest power, and what the polynomial through them has above
/// it is left out: the error is nearly the least there is, and no node lies in the middle, where a
/// quotient of 0 by 0 could be.
struct ChebyshevFit: Sendable {
  /// The highest power.
  let degree: Int
  /// Where the function is asked, over [-1, 1].
  let nodes: [Double]
  /// The power k's coefficient is the sum over j of weights[k * nodes.count + j] times the value.
  private let weights: [Double]

  /// - Parameter nodeCount: even, and more than the degree.
  init(degree: Int, nodeCount: Int) {
    self.degree = degree
    let angles = (0..<nodeCount).map { Double.pi * (Double($0) + 0.5) / Double(nodeCount) }
    nodes = angles.map(Self.cosine)
    var weights = [Double](repeating: 0, count: (degree + 1) * nodeCount)
    // T(0) = 1, T(1) = s, T(k + 1) = 2 s T(k) - T(k - 1), as coefficients of powers.
    var before: [Double] = [], current: [Double] = [1]
    for order in 0...degree {
      let share = (order == 0 ? 1.0 : 2.0) / Double(nodeCount)
      for (power, coefficient) in current.enumerated() {
        for (node, angle) in angles.enumerated() {
          weights[power * nodeCount + node] +=
            share * coefficient * Self.cosine(Double(order) * angle)
        }
      }
      var next = [0] + current.map { (order == 0 ? 1 : 2) * $0 }
      for (power, coefficient) in before.enumerated() { next[power] -= coefficient }
      (before, current) = (current, next)
    }
    self.weights = weights
  }

  /// Coefficients of the powers of x - `centre`, the constant one first.
  func coefficients(_ values: [Double], middle: Double, half: Double, centre: Double) -> [Double] {
    var result = [Double](repeating: 0, count: degree + 1)
    var scale = 1.0
    for power in 0...degree {
      var sum = 0.0
      for node in values.indices { sum += weights[power * nodes.count + node] * values[node] }
      result[power] = sum * scale
      scale /= half
    }
    let shift = centre - middle
    guard shift != 0 else { return result }
    for start in 0..<degree {
      for power in stride(from: degree - 1, through: start, by: -1) {
        result[power] += shift * result[power + 1]
      }
    }
    return result
  }

  /// cos x for 0 <= x, by its series after taking x into [0, pi/2]: without the C library, whose
  /// last digit differs from one to the next.
  static func cosine(_ x: Double) -> Double {
    var angle = x.truncatingRemainder(dividingBy: 2 * .pi)
    if angle > .pi { angle = 2 * .pi - angle }
    let isFlipped = angle > .pi / 2
    if isFlipped { angle = .pi - angle }
    var term = 1.0, sum = 0.0
    for k in 0..<14 {
      sum += term
      term *= -angle * angle / Double((2 * k + 1) * (2 * k + 2))
    }
    return isFlipped ? -sum : sum
  }
}
