import CTabulation

/// Which segments a double table has, and where they lie.
struct DoubleTablePlan {
  /// The segments of one binade on one side, from 0 outwards.
  struct Binade {
    /// It is cut into 2^k stretches.
    var cuts: Int
    var segments: [DoubleSegmentFit]
  }
  /// One side of 0: what is next to 0, then the binades from 2^zeroExponent on.
  struct Side {
    var zero: DoubleSegmentFit
    var zeroExponent: Int
    var binades: [Binade] = []

    var segments: [DoubleSegmentFit] { [zero] + binades.flatMap(\.segments) }
  }

  let function: TabulatedFunction
  /// Whether f(0) = 0, and the polynomials are of f(x) / x.
  let isProduct: Bool
  let symmetry: Symmetry
  let ends: (low: hillock_double_end, high: hillock_double_end)
  /// f(0), f(-0), f(inf), f(-inf).
  let special: [Double]
  private(set) var above: Side
  /// Nil where the table is one of |x|.
  private(set) var below: Side?
  private var fits = 0

  static let exponents = Int(hillock_double_lowest)..<Int(hillock_double_far)
  /// Beyond, a table costs more than it gives: memory, and time to prepare.
  private static let mostFitsOfSide = 200
  private var mostFits: Int { (symmetry == .none ? 2 : 1) * Self.mostFitsOfSide }

  /// A binade is cut into 2^k segments, k up to this: more where binades are long.
  private static func finest(_ exponent: Int) -> Int {
    exponent < 4 ? min(5 + max(0, exponent), 7) : 5
  }

  /// - Throws: ``TabulationRefusal``.
  init(_ function: @escaping TabulatedFunction) throws(TabulationRefusal) {
    self.function = function
    symmetry = Symmetry(of: function)
    special = function([0, -0.0, .infinity, -.infinity])
    isProduct = special[0] == 0 && special[1] == 0
    ends = (Self.end(function, isLow: true), Self.end(function, isLow: false))
    let placeholder = DoubleSegmentFit.call(
      DoubleStretch(near: 0, length: 1, isBelow: false), isWorthCutting: false)
    above = Side(zero: placeholder, zeroExponent: Self.exponents.lowerBound)
    // With half as many inputs to serve, cells are half as wide: fewer powers do.
    let widest = symmetry == .none ? -1 : -2
    let (zeroAbove, zeroBelow) = fitZero(widest: widest)
    above = zeroAbove
    below = symmetry == .none ? zeroBelow : nil
    // From 0 outwards, so that a function that no table can hold is refused soon.
    for exponent in above.zeroExponent..<Self.exponents.upperBound {
      let least = exponent < 2 ? exponent - widest : 0
      above.binades.append(try binade(exponent, above.binades.last, least, isBelow: false))
      if below != nil {
        below!.binades.append(try binade(exponent, below!.binades.last, least, isBelow: true))
      }
      if exponent == 1 { try Self.checkWorth(segments, symmetry) }
    }
  }

  /// All segments: those above 0 from 0 outwards, then those below.
  var segments: [DoubleSegmentFit] { above.segments + (below?.segments ?? []) }

  /// Fits the largest neighbourhoods of 0 that one polynomial on each side serves.
  private mutating func fitZero(widest: Int) -> (Side, Side) {
    var sides: (Side, Side)?
    for exponent in stride(from: widest, through: Self.exponents.lowerBound, by: -1) {
      let edge = Double(sign: .plus, exponent: exponent, significand: 1)
      func side(_ isBelow: Bool) -> Side {
        fits += 1
        let stretch = DoubleStretch(near: 0, length: edge, isBelow: isBelow)
        return Side(
          zero: DoubleSegmentFit(function, stretch, isProduct: isProduct), zeroExponent: exponent)
      }
      sides = (side(false), side(true))
      if !sides!.0.zero.isCalled && !sides!.1.zero.isCalled { break }
    }
    return sides!
  }

  /// Fits one binade, in as few segments as are right, and no fewer than 2^least.
  private mutating func binade(
    _ exponent: Int, _ before: Binade?, _ least: Int, isBelow: Bool
  ) throws(TabulationRefusal) -> Binade {
    if fits > mostFits { return called(exponent, isBelow: isBelow) }
    var cuts = min(max(least, (before?.cuts ?? 0) - 1, 0), Self.finest(exponent))
    while true {
      let segments = cut(exponent, cuts, isBelow: isBelow)
      if fits > mostFits {
        // Far out the function may be left to itself.
        if exponent > 2 { return called(exponent, isBelow: isBelow) }
        throw TabulationRefusal("it changes too fast: more than \(mostFits) fits are needed")
      }
      if !segments.contains(where: { $0.isCalled && $0.isWorthCutting }) {
        return Binade(cuts: cuts, segments: segments)
      }
      if cuts < Self.finest(exponent) {
        cuts += 1
      } else if segments.allSatisfy(\.isCalled) {
        return called(exponent, isBelow: isBelow)
      } else {
        return Binade(cuts: cuts, segments: segments)
      }
    }
  }

  /// A binade that is left to the function.
  private func called(_ exponent: Int, isBelow: Bool) -> Binade {
    let edge = Double(sign: .plus, exponent: exponent, significand: 1)
    let stretch = DoubleStretch(near: edge, length: edge, isBelow: isBelow)
    return Binade(cuts: 0, segments: [.call(stretch, isWorthCutting: true)])
  }

  /// The segments of a binade cut into 2^cuts; up to the first that fails where cutting further may
  /// help.
  private mutating func cut(_ exponent: Int, _ cuts: Int, isBelow: Bool) -> [DoubleSegmentFit] {
    let low = Double(sign: .plus, exponent: exponent, significand: 1)
    let length = low / Double(1 << cuts)
    var result: [DoubleSegmentFit] = []
    // The last is the hardest of a tail, and tells soonest.
    for index in (0..<1 << cuts).reversed() {
      let stretch = DoubleStretch(
        near: low + Double(index) * length, length: length, isBelow: isBelow)
      fits += 1
      let fit = DoubleSegmentFit(function, stretch, isProduct: isProduct)
      result.append(fit)
      if fit.isCalled && fit.isWorthCutting && cuts < Self.finest(exponent) { return result }
    }
    return result.reversed()
  }

  /// Refuses what would be called nearly everywhere that inputs lie.
  static func checkWorth(
    _ segments: [DoubleSegmentFit], _ symmetry: Symmetry
  ) throws(TabulationRefusal) {
    let near = segments.filter { $0.isCalled && abs($0.stretch.middle) < 4 }
    let part = near.reduce(0.0) { $0 + $1.stretch.length } / (symmetry == .none ? 8 : 4)
    guard part < 0.5 else {
      throw TabulationRefusal("no polynomial is right in \((part * 100).rounded()) % of [-4, 4]")
    }
  }

  /// The constant or the line that a function is from 64 on, to the last digit; where it is none, the
  /// mark that it is to be called.
  private static func end(_ function: TabulatedFunction, isLow: Bool) -> hillock_double_end {
    let sign: Double = isLow ? -1 : 1
    // To the largest number: a formula may overflow just there, on its way.
    let inputs = (Int(hillock_double_far)...1023).flatMap { exponent in
      [1, 1.29, 2.0.nextDown].map {
        sign * $0 * Double(sign: .plus, exponent: exponent, significand: 1)
      }
    }
    // The slope is seen best at a power of two.
    let truth = function(inputs), far = inputs.count - 3
    var end = hillock_double_end(slope: 0, rest: 0, offset: truth[far])
    if !truth.allSatisfy({ $0.bitPattern == truth[far].bitPattern }) {
      end.slope = truth[far] / inputs[far]
      end.offset = truth[0].addingProduct(-end.slope, inputs[0])
    } else if truth[far] == 0 && (truth[far].sign == .minus) != isLow {
      // 0 x has the sign of x, and is added.
      (end.slope, end.rest) = (-0.0, -0.0)
    }
    let isRight = zip(inputs, truth).allSatisfy { x, y in
      let result = end.offset.addingProduct(end.rest, x).addingProduct(end.slope, x)
      if result == 0 || result.isInfinite { return result.bitPattern == y.bitPattern }
      return abs(result - y) <= y.ulp
    }
    return isRight ? end : hillock_double_end(slope: .nan, rest: .nan, offset: .nan)
  }
}
