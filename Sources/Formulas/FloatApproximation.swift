import Activations
import Glibc

/// One output of a formula over the floats, piece by piece as polynomials: the truth, fast enough
/// to be compared with millions of results, or all 2^32.
///
/// Each binade is cut until a polynomial through MPFR values at Chebyshev nodes agrees with MPFR at
/// other points to 2^-36 of the piece's largest value. What a polynomial leaves in doubt, and what
/// no polynomial fits (a kink, an oscillation that is finer than the floats), goes to MPFR; so a
/// failure is never reported from an approximation.
package final class FloatApproximation {
  /// Degree of the polynomials, at most.
  package static let degree = 11

  /// The floats from `low` to `high`, which have one sign and one exponent.
  package struct Segment {
    package enum Kind {
      /// sum of coefficients[k] t^k, t = (x - middle) * scale, to within `error`.
      case polynomial
      /// Beyond the floats, to this side.
      case overflow(Double)
      /// Only MPFR tells.
      case exact
    }
    package var low: Int
    package var high: Int
    package var kind = Kind.exact
    package var middle = 0.0
    package var scale = 0.0
    package var coefficients: [Double] = []
    package var error = 0.0
    /// The formula itself, where it is a line that no rounding touches.
    package var line: Line?

    package init(low: Int, high: Int) {
      self.low = low
      self.high = high
    }

    package func value(_ x: Double) -> Double {
      let t = (x - middle) * scale
      return coefficients.reversed().reduce(0) { $1.addingProduct($0, t) }
    }

    /// The truth where it is settled to 2^-8 ULP of float; nil where only MPFR tells.
    package func truth(_ x: Double) -> TrueValue? {
      switch kind {
      case .overflow(let sign): return TrueValue(kind: .number, head: sign * .infinity)
      case .exact: return nil
      case .polynomial:
        if let line { return TrueValue(kind: .number, head: line.value(x)) }
        let value = value(x)
        let doubt = error / ULP.unit(at: value, .float32)
        return doubt <= 0x1p-8 ? TrueValue(kind: .number, head: value, doubt: doubt) : nil
      }
    }
  }

  /// A constant, or x times a power of two: in doubles its value at a float is the truth.
  package struct Line {
    package var slope = 0.0
    package var intercept = 0.0

    /// The line through all of some points, if it is such a one.
    init?(_ points: [(x: Double, truth: TrueValue)]) {
      guard let first = points.first, points.allSatisfy({ $0.truth.tail == 0 }) else { return nil }
      if points.allSatisfy({ $0.truth.head == first.truth.head }) {
        intercept = first.truth.head
        return
      }
      slope = first.truth.head / first.x
      guard slope.isNormal, slope.magnitude.significand == 1,
        points.allSatisfy({ $0.truth.head == slope * $0.x })
      else { return nil }
    }

    package func value(_ x: Double) -> Double { slope * x + intercept }
  }

  private let truth: (_ x: Double, _ target: Precision) -> TrueValue
  /// The finest cut of a binade: 2^-depth of it.
  private let depth: Int
  private var segments: [Int: [Segment]] = [:]

  /// - Parameters:
  ///   - depth: how often a binade may be halved.
  ///   - truth: the output at an x, known for a format; asked by this object alone.
  package init(depth: Int, truth: @escaping (_ x: Double, _ target: Precision) -> TrueValue) {
    self.depth = depth
    self.truth = truth
  }

  package func exact(_ x: Double) -> TrueValue { truth(x, .float32) }

  /// The segment that a finite float lies in.
  ///
  /// - Parameter depth: how often its binade may be halved, where that is less than for others:
  ///   of few points each is found sooner by MPFR.
  package func segment(_ index: Int, depth: Int = .max) -> Segment {
    let isNegative = index < 0
    let bits = isNegative ? -1 - index : index
    let binade = bits >> 23
    let key = isNegative ? -1 - binade : binade
    let pieces: [Segment]
    if let known = segments[key] {
      pieces = known
    } else {
      let (first, last) = (binade << 23, (binade << 23) | 0x7f_ffff)
      var built: [Segment] = []
      build(
        isNegative ? -1 - last : first, isNegative ? -1 - first : last,
        max(0, self.depth - depth), &built)
      segments[key] = built
      pieces = built
    }
    var low = 0
    var high = pieces.count - 1
    while low < high {
      let middle = (low + high) / 2
      if pieces[middle].high < index { low = middle + 1 } else { high = middle }
    }
    return pieces[low]
  }

  private func build(_ low: Int, _ high: Int, _ level: Int, _ pieces: inout [Segment]) {
    // Far out, and close to 0, nearly all binades are nearly straight.
    if let segment = fit(low, high, degree: 3) ?? fit(low, high, degree: Self.degree) {
      return pieces.append(segment)
    }
    guard level < depth, high - low >= 64 else {
      return pieces.append(Segment(low: low, high: high))
    }
    // Where a binade oscillates there is no end of cuts: a dozen pieces in vain tell that.
    let middle = (low + high) >> 1
    build(low, middle, level + 1, &pieces)
    let isHopeless =
      pieces.count >= 12
      && pieces.allSatisfy { if case .exact = $0.kind { true } else { false } }
    if isHopeless { return pieces.append(Segment(low: middle + 1, high: high)) }
    build(middle + 1, high, level + 1, &pieces)
  }

  /// A polynomial, or nil where none of the degree fits.
  private func fit(_ low: Int, _ high: Int, degree: Int) -> Segment? {
    let first = Double(FloatOrder.value(low))
    let last = Double(FloatOrder.value(high))
    var segment = Segment(low: low, high: high)
    segment.middle = (first + last) / 2
    let half = (last - first) / 2
    segment.scale = half > 0 ? 1 / half : 0
    let count = degree + 1
    let nodes = (0..<count).map { cos(.pi * (Double($0) + 0.5) / Double(count)) }
    var values: [Double] = []
    var points: [(x: Double, truth: TrueValue)] = []
    var piece: Int?
    var overflow: Double?
    for (index, node) in nodes.enumerated() {
      let x = segment.middle + half * node
      let truth = truth(x, .float64)
      guard truth.isNumber else { return nil }
      if index > 0, truth.piece != piece { return nil }
      piece = truth.piece
      if abs(truth.head) >= 0x1p140 {
        if index > 0, overflow != (truth.head < 0 ? -1 : 1) { return nil }
        overflow = truth.head < 0 ? -1 : 1
      } else if overflow != nil {
        return nil
      }
      values.append(truth.head)
      points.append((x, truth))
    }
    if let overflow {
      segment.kind = .overflow(overflow)
      return segment
    }
    segment.kind = .polynomial
    segment.coefficients = Self.interpolate(values)
    let scale = values.reduce(0) { max($0, abs($1)) }
    segment.error = max(scale * 0x1p-36, 0x1p-165)
    for t in [-1, -0.8731, -0.4142, 0.0917, 0.5772, 0.9381, 1] {
      let x = segment.middle + half * t
      let truth = truth(x, .float64)
      guard truth.isNumber, truth.piece == piece,
        abs(segment.value(x) - truth.head) <= segment.error / 2
      else { return nil }
      points.append((x, truth))
    }
    segment.line = Line(points)
    return segment
  }

  /// Chebyshev interpolation, as coefficients of powers.
  private static func interpolate(_ values: [Double]) -> [Double] {
    let count = values.count
    var powers = [Double](repeating: 0, count: count)
    // T_k as powers, by T_(k+1) = 2 t T_k - T_(k-1).
    var previous = [Double](repeating: 0, count: count)
    var current = [Double](repeating: 0, count: count)
    current[0] = 1
    for k in 0..<count {
      var coefficient = 0.0
      for (index, value) in values.enumerated() {
        coefficient +=
          value * cos(Double(k) * .pi * (Double(index) + 0.5) / Double(count))
      }
      coefficient *= (k == 0 ? 1 : 2) / Double(count)
      for power in 0..<count { powers[power] += coefficient * current[power] }
      var next = [Double](repeating: 0, count: count)
      for power in 0..<(count - 1) { next[power + 1] = (k == 0 ? 1 : 2) * current[power] }
      for power in 0..<count { next[power] -= k == 0 ? 0 : previous[power] }
      (previous, current) = (current, next)
    }
    return powers
  }
}
