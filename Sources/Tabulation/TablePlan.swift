import CTabulation

/// Which segments a table has, and where they lie.
struct TablePlan {
  /// The segments of one binade on one side, from the lowest inputs to the highest.
  struct Binade {
    /// It is cut into 2^k stretches, before borders cut those.
    var cuts: Int
    var segments: [SegmentFit]
    /// Whether each polynomial is one around the lower end of its stretch.
    var isLaid = false
  }

  let function: TabulatedFunction
  /// Whether f(0) = 0, and the polynomials are of f(x) / x.
  let isProduct: Bool
  let symmetry: Symmetry
  let roots: [Float]
  let ends: (low: hillock_end, high: hillock_end)
  let faintness: (low: Float, high: Float)
  /// f(0), f(-0), f(inf), f(-inf).
  let special: [Float]
  /// Kinks and jumps, rising.
  private(set) var borders: [Float] = []
  /// What lies around 0: all floats below 2^zeroExponent.
  private(set) var zero: [SegmentFit] = []
  private(set) var zeroExponent = -7
  /// The binades from 2^zeroExponent to 2^8.
  private(set) var below: [Int: Binade] = [:]
  private(set) var above: [Int: Binade] = [:]
  private var fits = 0
  private var mostFits: Int { (symmetry == .none ? 2 : 1) * Self.mostFitsOfSide }

  static let exponents = -8...7
  /// A binade is cut into 2^k segments, k up to this: more where binades are long.
  private static func finest(_ exponent: Int) -> Int { exponent < 1 ? 6 : 8 }
  /// Beyond, a table costs more than it gives: memory, and time to prepare.
  private static let mostFitsOfSide = 2000

  /// - Throws: ``TabulationRefusal``.
  init(_ function: @escaping TabulatedFunction) throws(TabulationRefusal) {
    self.function = function
    roots = Roots.near(function)
    guard roots.count <= 24 else {
      throw TabulationRefusal("it oscillates: more than 24 roots in [-8, 8]")
    }
    symmetry = Symmetry(of: function)
    special = function([0, -0.0, .infinity, -.infinity]).map { Float($0) }
    isProduct = special[0] == 0 && special[1] == 0
    ends = (Ends.end(function, isLow: true), Ends.end(function, isLow: false))
    faintness = (
      Ends.faintness(function, isLow: true), Ends.faintness(function, isLow: false)
    )
    let reach = symmetry == .none ? nil : [3, 2].first { fitCells(reach: $0) }
    if reach == nil { fitZero() }
    // From 0 outwards, so that a function that no table can hold is refused soon.
    for exponent in (reach ?? zeroExponent)...Self.exponents.upperBound {
      if symmetry == .none {
        below[exponent] = try binade(exponent, isBelow: true, start: below[exponent - 1])
      }
      above[exponent] = try binade(exponent, isBelow: false, start: above[exponent - 1])
      if exponent == 1 { try checkWorth() }
    }
  }

  /// All segments, from the lowest inputs to the highest.
  var segments: [SegmentFit] {
    let falling = below.sorted { $0.key > $1.key }.flatMap(\.value.segments)
    return falling + zero + above.sorted { $0.key < $1.key }.flatMap(\.value.segments)
  }

  /// Fits as many cells of one width as the registers hold to |x| from 0 to 2^reach, a polynomial
  /// around the lower end of each: then what |x| is beyond its cell's number is the polynomial's
  /// variable. All of them or none.
  private mutating func fitCells(reach: Int) -> Bool {
    zeroExponent = reach - 5
    zero = fitAroundZero()
    var isRight = !zero.contains(where: \.isCalled)
    for exponent in zeroExponent..<reach where isRight {
      let cuts = exponent - zeroExponent
      let segments = cut(exponent, cuts, isBelow: false, isLaid: true)
      isRight = segments.allSatisfy { !$0.isCalled && $0.root == nil }
      above[exponent] = Binade(cuts: cuts, segments: segments, isLaid: true)
    }
    if !isRight { above = [:] }
    return isRight
  }

  /// Fits the largest neighbourhood of 0 that one polynomial serves, or one on each side of it.
  private mutating func fitZero() {
    for hasBorder in [false, true] {
      if hasBorder { add(border: 0) }
      for exponent in stride(from: 0, through: -7, by: -1) {
        zeroExponent = exponent
        zero = fitAroundZero()
        if !zero.contains(where: \.isCalled) { return }
      }
    }
    // Not even so: at least one side is left to the function.
    if zero.allSatisfy(\.isCalled) { borders = [] }
    zero = fitAroundZero()
  }

  private mutating func fitAroundZero() -> [SegmentFit] {
    let edge = Float(sign: .plus, exponent: zeroExponent, significand: 1)
    return fit(symmetry == .none ? -edge : 0, edge.nextDown, centre: 0)
  }

  /// Fits one binade, in as few segments as are right.
  private mutating func binade(
    _ exponent: Int, isBelow: Bool, start: Binade?
  ) throws(TabulationRefusal) -> Binade {
    let least = max(0, (start?.cuts ?? 0) - 1)
    var cuts = least
    while true {
      let segments = cut(exponent, cuts, isBelow: isBelow)
      guard fits <= mostFits else {
        throw TabulationRefusal("it changes too fast: more than \(mostFits) fits are needed")
      }
      if !segments.contains(where: { $0.isCalled && $0.isWorthCutting }) {
        return Binade(cuts: cuts, segments: segments)
      }
      if cuts < Self.finest(exponent) {
        cuts += 1
      } else if let border = border(in: segments) {
        add(border: border)
        cuts = least
      } else if segments.allSatisfy(\.isCalled) {
        return Binade(cuts: 0, segments: cut(exponent, 0, isBelow: isBelow))
      } else {
        return Binade(cuts: cuts, segments: segments)
      }
    }
  }

  /// The segments of a binade cut into 2^cuts; up to the first that fails where cutting further may
  /// help.
  private mutating func cut(
    _ exponent: Int, _ cuts: Int, isBelow: Bool, isLaid: Bool = false
  ) -> [SegmentFit] {
    let low = Float(sign: .plus, exponent: exponent, significand: 1)
    let length = low / Float(1 << cuts)
    var result: [SegmentFit] = []
    for index in 0..<1 << cuts {
      let place = isBelow ? (1 << cuts) - 1 - index : index
      let near = low + Float(place) * length, far = near + length
      let centre = isLaid ? near : near + length / 2
      result +=
        isBelow
        ? fit(-far, (-near).nextDown, centre: -centre) : fit(near, far.nextDown, centre: centre)
      let isHopeless = result.last.map { $0.isCalled && $0.isWorthCutting } ?? false
      if isHopeless && (isLaid || cuts < Self.finest(exponent)) { return result }
    }
    return result
  }

  /// The fits of one stretch, cut at the borders in it.
  private mutating func fit(_ first: Float, _ last: Float, centre: Float) -> [SegmentFit] {
    let starts = [first] + borders.filter { $0 > first && $0 <= last }
    let lasts = starts.dropFirst().map { $0 == 0 ? -.leastNonzeroMagnitude : $0.nextDown } + [last]
    return zip(starts, lasts).map { first, last in
      var stretch = Stretch(first: first, last: last, centre: centre)
      stretch.isFaint = last <= faintness.low || first >= faintness.high
      fits += 1
      let middle = first + (last - first) / 2, reach = max((last - first) * 1.5, 0.75)
      let root = roots.min { abs($0 - middle) < abs($1 - middle) }
      let near = root.flatMap { root in
        abs(root - middle) <= reach && !(isProduct && root == 0) ? root : nil
      }
      return SegmentFit(function, stretch, isProduct: isProduct, root: near)
    }
  }

  private mutating func add(border: Float) {
    borders.append(border)
    borders.sort()
  }

  /// A border that segments of the finest length, few of which failed, hide.
  private func border(in segments: [SegmentFit]) -> Float? {
    guard borders.count < Int(hillock_table_most_borders) else { return nil }
    let runs = segments.indices.split { !segments[$0].isCalled || !segments[$0].isWorthCutting }
    for run in runs where run.count <= 3 {
      let (first, last) = (segments[run.first!].stretch, segments[run.last!].stretch)
      let width = Double(first.last) - Double(first.first)
      if let border = Borders.border(function, from: first.first, to: last.last, width: width),
        !borders.contains(border)
      {
        return border
      }
    }
    return nil
  }

  /// Refuses what would be called nearly everywhere that inputs lie.
  private func checkWorth() throws(TabulationRefusal) {
    let called = segments.filter(\.isCalled).reduce(0.0) {
      $0 + Double($1.stretch.last) - Double($1.stretch.first)
    }
    let part = called / (symmetry == .none ? 8 : 4)
    guard part < 0.5 else {
      throw TabulationRefusal("no polynomial is right in \((part * 100).rounded()) % of [-4, 4]")
    }
  }
}
