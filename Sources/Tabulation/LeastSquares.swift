/// The polynomials nearest to a function's values at fixed nodes over [-1, 1], by least squares.
///
/// There are four times as many nodes as coefficients: what each value is wrong by, a last digit or
/// more, is averaged. Nodes are dyadic, so that a stretch's inputs at them are exact.
struct LeastSquares: Sendable {
  let degree: Int
  let nodes: [Double]
  /// By degree, each orthogonal polynomial's values at the nodes, over their square's sum.
  private let weights: [DoubleDouble]
  /// Its coefficients of powers, and the most that it is at a node.
  private let powers: [[DoubleDouble]]
  private let peaks: [Double]

  /// - Parameter nodeCount: even, and more than the degree.
  init(degree: Int, nodeCount: Int) {
    self.degree = degree
    let nodes = (0..<nodeCount).map { index in
      let node = ChebyshevFit.cosine(Double.pi * (Double(index) + 0.5) / Double(nodeCount))
      return (node * 0x1p36).rounded() * 0x1p-36
    }
    func square(_ values: [DoubleDouble]) -> DoubleDouble {
      values.reduce(DoubleDouble(0)) { $0 + $1 * $1 }
    }
    // Nodes are symmetric: p(k + 1) = s p(k) - b p(k - 1), with b so that all are orthogonal.
    var before = [DoubleDouble](repeating: DoubleDouble(0), count: nodeCount)
    var values = [DoubleDouble](repeating: DoubleDouble(1), count: nodeCount)
    var powersBefore: [DoubleDouble] = [], powersNow = [DoubleDouble(1)]
    var squareBefore = DoubleDouble(1)
    var (weights, powers, peaks): ([DoubleDouble], [[DoubleDouble]], [Double]) = ([], [], [])
    for order in 0...degree {
      let size = square(values)
      weights += values.map { $0 / size }
      powers.append(powersNow)
      peaks.append(values.reduce(0) { max($0, abs($1.high)) })
      let share = order == 0 ? DoubleDouble(0) : size / squareBefore
      let next = nodes.indices.map { DoubleDouble(nodes[$0]) * values[$0] - share * before[$0] }
      var powersNext = [DoubleDouble(0)] + powersNow
      for (power, coefficient) in powersBefore.enumerated() {
        powersNext[power] = powersNext[power] - share * coefficient
      }
      (before, values, squareBefore) = (values, next, size)
      (powersBefore, powersNow) = (powersNow, powersNext)
    }
    (self.nodes, self.weights, self.powers, self.peaks) = (nodes, weights, powers, peaks)
  }

  /// A function's shares of the orthogonal polynomials: the fit of any degree is the sum of the first.
  struct Shares {
    fileprivate let shares: [DoubleDouble]
    /// The most that each adds.
    let sizes: [Double]
  }

  /// - Parameter values: at the nodes.
  func shares(of values: [DoubleDouble]) -> Shares {
    let origin = values[values.count / 2]
    let differences = values.map { $0 - origin }
    var shares: [DoubleDouble] = []
    for order in 0...degree {
      var sum = DoubleDouble(0)
      for index in differences.indices {
        sum = sum + weights[order * nodes.count + index] * differences[index]
      }
      shares.append(sum)
    }
    shares[0] = shares[0] + origin
    return Shares(shares: shares, sizes: zip(shares, peaks).map { abs($0.high) * $1 })
  }

  /// The coefficients of powers of the fit of a degree, the constant one first.
  func coefficients(_ shares: Shares, degree: Int) -> [DoubleDouble] {
    var result = [DoubleDouble](repeating: DoubleDouble(0), count: degree + 1)
    for order in 0...degree {
      for (power, coefficient) in powers[order].enumerated() {
        result[power] = result[power] + shares.shares[order] * coefficient
      }
    }
    return result
  }

  /// What to add to a fit's coefficients so that values count by their `weights`.
  ///
  /// What is left of the values is small: a double's digits are enough.
  func correction(
    _ values: [DoubleDouble], _ coefficients: [DoubleDouble], weights: [Double]
  ) -> [Double] {
    let left = zip(values, nodes).map { value, node in
      let fit = coefficients.reversed().reduce(DoubleDouble(0)) { $0 * DoubleDouble(node) + $1 }
      return (value - fit).high
    }
    func sum(_ term: (Int) -> Double) -> Double { nodes.indices.reduce(0) { $0 + term($1) } }
    var result = [Double](repeating: 0, count: coefficients.count)
    // p(k + 1) = (s - a) p(k) - b p(k - 1), orthogonal under the weights.
    var before = [Double](repeating: 0, count: nodes.count)
    var now = [Double](repeating: 1, count: nodes.count)
    var powersBefore: [Double] = [], powers = [1.0], sizeBefore = 1.0
    for order in coefficients.indices {
      let size = sum { weights[$0] * now[$0] * now[$0] }
      let share = sum { weights[$0] * now[$0] * left[$0] } / size
      for (power, coefficient) in powers.enumerated() { result[power] += share * coefficient }
      let shift = sum { weights[$0] * nodes[$0] * now[$0] * now[$0] } / size
      let part = order == 0 ? 0 : size / sizeBefore
      let next = nodes.indices.map { (nodes[$0] - shift) * now[$0] - part * before[$0] }
      var powersNext = [0] + powers
      for (power, coefficient) in powers.enumerated() { powersNext[power] -= shift * coefficient }
      for (power, coefficient) in powersBefore.enumerated() {
        powersNext[power] -= part * coefficient
      }
      (before, now, sizeBefore) = (now, next, size)
      (powersBefore, powers) = (powers, powersNext)
    }
    return result
  }
}
