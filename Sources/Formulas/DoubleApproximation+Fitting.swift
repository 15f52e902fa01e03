import Activations
import Glibc

/// Polynomials, as they are found.
extension DoubleApproximation.Part {
  /// What the output is at an x, known for a double.
  package typealias Truth = (_ x: Double) -> TrueValue

  private typealias Fitted = (piece: DoubleApproximation.Piece, terms: [DoubleDouble])

  /// Where one piece for everything close to 0 begins and ends, and one for everything far out.
  package static let small = -1000 ... -24
  package static let large = 10...1000

  private mutating func add(_ fitted: Fitted) {
    var (piece, own) = fitted
    piece.terms = terms.count..<(terms.count + own.count)
    pieces.append(piece)
    terms += own
  }

  /// The numbers of one sign and exponent, cut as often as that many points are worth.
  ///
  /// - Parameter marks: numbers at which the function may be another than around them: a polynomial must
  ///   be right there, too.
  package init(
    binade exponent: Int, _ sign: Double, points: Int, marks: [Double] = [], _ truth: Truth
  ) {
    guard (-900...900).contains(exponent) else { return }
    let scale = Double(sign: .plus, exponent: exponent, significand: 1)
    // A piece takes as many evaluations as some thirty points.
    var depth = 0
    while depth < 5, points >> depth > 100 { depth += 1 }
    let own = marks.filter { $0.isFinite && $0.exponent == exponent && ($0 < 0) == (sign < 0) }
    cut(sign * 1.5 * scale, scale / 2, depth, own, truth)
  }

  /// - Parameter half: half of the width, a power of two.
  private mutating func cut(
    _ center: Double, _ half: Double, _ depth: Int, _ marks: [Double], _ truth: Truth
  ) {
    let middle = truth(center)
    // Where nothing is left but subnormal numbers a pair has no digits.
    guard middle.isNumber, middle.head == 0 || abs(middle.head) > 0x1p-900 else { return }
    for degree in [8, Self.most] {
      guard let fitted = Self.within(center, half, degree, marks, truth) else { continue }
      return add(fitted)
    }
    guard depth > 0 else { return }
    let before = pieces.count
    cut(center - half / 2, half / 2, depth - 1, marks, truth)
    // Where one half and its parts are all in vain, so is the other: it oscillates.
    if depth > 1, pieces.count == before { return }
    cut(center + half / 2, half / 2, depth - 1, marks, truth)
  }

  private static func within(
    _ center: Double, _ half: Double, _ degree: Int, _ marks: [Double], _ truth: Truth
  ) -> Fitted? {
    var piece = DoubleApproximation.Piece(
      low: center - half, high: center + half, kind: .within, center: center, scale: 1 / half)
    // The end away from 0 is the next binade's.
    if center > 0 { piece.high = piece.high.nextDown } else { piece.low = piece.low.nextUp }
    let x = nodes(degree).map { center + half * $0 }
    guard let (values, branch) = values(x, truth) else { return nil }
    piece.branch = branch
    if values[0].head.isInfinite { return (piece.overflowing(values[0].head), []) }
    let scale = values.reduce(0) { max($0, abs($1.head)) }
    piece.error = scale * 0x1p-66
    let terms = interpolate(x.map { DoubleDouble(($0 - center) * piece.scale) }, values)
    piece.terms = 0..<terms.count
    piece.pairs = terms.count
    var rest = 0.0
    while piece.pairs > 1, rest + abs(terms[piece.pairs - 1].head) <= scale * 0x1p-18 {
      piece.pairs -= 1
      rest += abs(terms[piece.pairs].head)
    }
    let tests = [-0.9771, -0.5391, 0.0917, 0.6372, 0.9571].map { center + half * $0 }
    // The end towards 0 is likely to be where a branch begins.
    let end = center > 0 ? piece.low : piece.high
    for point in tests + marks + [end] where piece.low <= point && point <= piece.high {
      guard let (value, branch) = self.values([point], truth), branch == piece.branch else {
        return nil
      }
      let found = terms.withUnsafeBufferPointer { piece.value(point, $0) }
      guard abs((found - value[0]).head) <= piece.error / 2 else { return nil }
    }
    return (piece, terms)
  }

  /// Numbers of one sign close to 0, or far out: one piece as far as such a polynomial fits.
  package init(_ exponents: ClosedRange<Int>, _ sign: Double, _ truth: Truth) {
    // What grows, or vanishes, leaves the doubles on its way.
    for part in [1, 2, 3] {
      let fitted =
        exponents.upperBound < 0
        ? Self.beyond(exponents.upperBound, exponents.lowerBound / part, sign, truth)
        : Self.beyond(exponents.lowerBound, exponents.upperBound / part, sign, truth)
      if let fitted {
        add(fitted)
        return
      }
    }
  }

  /// - Parameters:
  ///   - near: the exponent at which t is 1.
  ///   - far: the one at which it all but vanishes.
  private static func beyond(
    _ near: Int, _ far: Int, _ sign: Double, _ truth: Truth
  ) -> Fitted? {
    let isSmall = far < near
    func power(_ exponent: Int) -> Double {
      Double(sign: .plus, exponent: exponent, significand: sign)
    }
    var piece = DoubleApproximation.Piece(
      low: min(power(near), power(far)), high: max(power(near), power(far)),
      kind: isSmall ? .small : .large, scale: 1 / power(near), error: 0x1p-62)
    let places = Array(0...9) + [abs(far - near)]
    let x = places.map { power(isSmall ? near - $0 : near + $0) }
    guard let (values, branch) = Self.values(x, truth) else { return nil }
    piece.branch = branch
    if values[0].head.isInfinite { return (piece.overflowing(values[0].head), []) }
    let t = places.map { DoubleDouble(Double(sign: .plus, exponent: -$0, significand: 1)) }
    var terms = Self.interpolate(t, isSmall ? values : zip(values, t).map { $0 * $1 })
    // A power that the function has not is noise here, and all that there is far down.
    let most = terms.reduce(0) { max($0, abs($1.head)) }
    terms = terms.map { abs($0.head) < most * 0x1p-80 ? DoubleDouble(0) : $0 }
    piece.terms = 0..<terms.count
    piece.pairs = terms.count
    for place in [0.41, 1.3, 2.6, 4.7, 8.2, 15.9, 31.4, 60.1, 125, 250, 500, 960] {
      guard place < Double(places[places.count - 1]) else { continue }
      let point = power(near) * pow(2, isSmall ? -place : place)
      guard let (value, branch) = Self.values([point], truth), branch == piece.branch else {
        return nil
      }
      let isGood = terms.withUnsafeBufferPointer { terms in
        // Where it leaves things open it need not be right.
        guard piece.truth(point, .float64, terms) != nil else { return true }
        let found = piece.value(point, terms)
        return abs((found - value[0]).head) <= abs(value[0].head) * piece.error / 2
      }
      guard isGood else { return nil }
    }
    return (piece, terms)
  }

  /// The numbers at some points, and the formula's piece that they lie on; nil where one is none, or
  /// where they lie on several.
  private static func values(
    _ x: [Double], _ truth: Truth
  ) -> (values: [DoubleDouble], branch: Int)? {
    var branch: Int?
    var values: [DoubleDouble] = []
    for x in x {
      let value = truth(x)
      guard value.isNumber, branch ?? value.piece == value.piece else { return nil }
      branch = value.piece
      if let first = values.first {
        guard first.head.isInfinite ? first.head == value.head : value.head.isFinite else {
          return nil
        }
      }
      values.append(DoubleDouble(value.head, value.tail))
    }
    return branch.map { (values, $0) }
  }

  /// The highest degree of a binade's polynomials; lower ones divide it.
  private static let most = 24

  /// Where polynomials of a degree are taken in (-1, 1): the extrema of Chebyshev's, so that those of a
  /// higher one are these and more, but for the ends, which are the neighbours' as well; in an order in
  /// which divided differences keep their digits: each as far as can be from those before it.
  private static func nodes(_ degree: Int) -> [Double] {
    var rest = (0...degree).map { index in
      (1 - 0x1p-20) * cos(.pi * Double(index * (most / degree)) / Double(most))
    }
    var nodes: [Double] = []
    while !rest.isEmpty {
      func distance(_ t: Double) -> Double { nodes.reduce(1) { $0 * abs(t - $1) } }
      let next = rest.indices.max { distance(rest[$0]) < distance(rest[$1]) }!
      nodes.append(rest.remove(at: next))
    }
    return nodes
  }

  /// Newton's polynomial through the values, as terms of powers.
  private static func interpolate(
    _ t: [DoubleDouble], _ values: [DoubleDouble]
  ) -> [DoubleDouble] {
    var differences = values
    for step in 1..<t.count {
      for index in (step..<t.count).reversed() {
        differences[index] =
          (differences[index] - differences[index - 1]) / (t[index] - t[index - step])
      }
    }
    var terms = [differences[t.count - 1]]
    for index in (0..<(t.count - 1)).reversed() {
      terms = (0...terms.count).map { power in
        let shifted = power > 0 ? terms[power - 1] : DoubleDouble(0)
        return power < terms.count ? shifted - terms[power] * t[index] : shifted
      }
      terms[0] = terms[0] + differences[index]
    }
    return terms
  }
}

extension DoubleApproximation.Piece {
  fileprivate func overflowing(_ value: Double) -> Self {
    var piece = self
    piece.kind = .overflow(value < 0 ? -1 : 1)
    return piece
  }
}
