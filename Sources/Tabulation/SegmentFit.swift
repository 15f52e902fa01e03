import CTabulation

/// A function of one variable, computed in double over arrays: what a table is fitted to.
public typealias TabulatedFunction = ([Double]) -> [Double]

/// One segment of a table: a polynomial fitted to [low, high) and seen to be right there, or the
/// mark that there is none.
struct SegmentFit {
  /// The segment, `hillock_segment_call` where no polynomial was right.
  var segment: hillock_segment
  /// A bound of the error, in ULP of the result; infinite where no polynomial was tried.
  var error: Double
  /// Whether shorter segments could serve better.
  var isWorthCutting: Bool

  /// Above this no fit is used: 1 ULP, less what the bound may miss between the inputs that it is
  /// taken at.
  static let tolerance = 0.9
  /// Results below have fewer digits than a float, and no polynomial of floats keeps them.
  private static let faintest = 0x1p-120
  private static let order = Int(hillock_table_order)

  static let call = SegmentFit(segment: Self.marked(), error: .infinity, isWorthCutting: false)

  /// Fits [low, high), whose ends are floats.
  ///
  /// - Parameter roots: floats next to roots of the function; one in the segment or near it is a
  ///   centre to be tried.
  init(_ function: TabulatedFunction, low: Double, high: Double, roots: [Float]) {
    let middle = (low + high) / 2, half = (high - low) / 2
    let inputs = Self.checkpoints(low: low, high: high)
    let nodes = Self.cosines.map { middle + half * $0 }
    let all = function(nodes + inputs.map(Double.init))
    let atNodes = Array(all[..<nodes.count]), truth = Array(all[nodes.count...])
    self = .call
    guard all.allSatisfy({ $0.isFinite && abs($0) < 0x1p120 }) else {
      // The border of where the function is a number may lie within.
      isWorthCutting = all.contains(where: \.isFinite)
      return
    }
    if let constant = Self.constant(truth, isNegative: high <= 0) {
      self = SegmentFit(segment: constant, error: 0, isWorthCutting: false)
      return
    }
    if truth.contains(where: { $0 != 0 && abs($0) < Self.faintest }) && low != 0 && high != 0 {
      return
    }
    isWorthCutting = true
    var candidates = [Self.plain(nodes, atNodes, middle: middle)]
    let near = roots.min { abs(Double($0) - middle) < abs(Double($1) - middle) }
    if let near, abs(Double(near) - middle) <= half + 1 {
      candidates.append(
        Self.rooted(
          function, Self.fewerCosines.map { middle + half * $0 }, root: near))
      // Where the root lies at one end, the nodes of the plain form without the nearest may be
      // the better ones.
      let others = nodes.sorted { abs($0 - Double(near)) > abs($1 - Double(near)) }
      candidates.append(Self.rooted(function, others.dropLast(), root: near))
    }
    for candidate in candidates {
      let error = Self.error(of: candidate, at: inputs, truth)
      if error < self.error { (segment, self.error) = (candidate, error) }
    }
    if !(error <= Self.tolerance) { segment = Self.marked() }
  }

  private init(segment: hillock_segment, error: Double, isWorthCutting: Bool) {
    self.segment = segment
    self.error = error
    self.isWorthCutting = isWorthCutting
  }

  /// y = slope x + offset from `inputs` on, for an end of the line; nil where it is none.
  static func line(_ inputs: [Float], _ truth: [Double], isNegative: Bool) -> SegmentFit? {
    guard truth.allSatisfy(\.isFinite) else { return nil }
    if let constant = constant(truth, isNegative: isNegative) {
      return SegmentFit(segment: constant, error: 0, isWorthCutting: false)
    }
    let far = inputs.indices.max { abs(inputs[$0]) < abs(inputs[$1]) }!
    let near = inputs.indices.min { abs(inputs[$0]) < abs(inputs[$1]) }!
    let slope = truth[far] / Double(inputs[far])
    var segment = marked()
    segment.kind = Float(hillock_segment_root)
    segment.lead = Float(slope)
    segment.rest = Float(truth[near] - slope * Double(inputs[near]))
    let error = error(of: segment, at: inputs, truth)
    guard error <= tolerance else { return nil }
    return SegmentFit(segment: segment, error: error, isWorthCutting: false)
  }

  /// A bound of |y - f(x)| in ULP of f(x): what the polynomial is off at `inputs`, and half a unit
  /// of the last place of each intermediate result that can move the last one.
  private static func error(
    of segment: hillock_segment, at inputs: [Float], _ truth: [Double]
  ) -> Double {
    let q = segment.coefficients.map(Double.init)
    let isRoot = segment.kind == Float(hillock_segment_root)
    var worst = 0.0
    for (x, y) in zip(inputs, truth) {
      let unit = Double(Float(y).ulp), t = Double(x - segment.centre)
      let sum = q.reversed().reduce(0) { $0 * t + $1 }
      let inner = t * sum + Double(segment.rest)
      let result = (isRoot ? t : 1) * Double(segment.lead) + inner
      let rounding = Double(Float(inner).ulp) + abs(t) * Double(Float(sum).ulp)
      let bound = abs(result - y) / unit + 0.5 + 0.5 * rounding / unit
      guard bound.isFinite else { return .infinity }
      worst = max(worst, bound)
    }
    return worst
  }

  /// How far `y` is from the `truth`, in units of the last place of a float there.
  static func ulps(_ y: Float, _ truth: Double) -> Double {
    let rounded = Float(truth)
    if y == rounded || (y.isNaN && rounded.isNaN) {
      return y.isFinite ? abs(Double(y) - truth) / Double(rounded.ulp) : 0
    }
    guard y.isFinite, rounded.isFinite else { return .infinity }
    return abs(Double(y) - truth) / Double(rounded.ulp)
  }

  // MARK: Candidates

  private static func marked() -> hillock_segment {
    var segment = hillock_segment()
    segment.kind = Float(hillock_segment_call)
    return segment
  }

  /// The segment whose results are all the same float, to the sign of a zero.
  private static func constant(_ truth: [Double], isNegative: Bool) -> hillock_segment? {
    let value = Float(truth[0])
    guard truth.allSatisfy({ Float($0).bitPattern == value.bitPattern }) else { return nil }
    var segment = marked()
    segment.kind = Float(hillock_segment_plain)
    segment.lead = value
    // t has the sign of x, as the centre is 0, and every term that of the value.
    var zero: Float = value.sign == .minus ? -0.0 : 0.0
    segment.rest = zero
    var coefficients: [Float] = []
    for _ in 0..<order {
      if isNegative { zero = -zero }
      coefficients.append(zero)
    }
    segment.set(coefficients)
    return segment
  }

  private static func plain(
    _ nodes: [Double], _ values: [Double], middle: Double
  ) -> hillock_segment {
    let coefficients = Interpolation.polynomial(nodes.map { $0 - middle }, values)
    var segment = marked()
    segment.kind = Float(hillock_segment_plain)
    segment.centre = Float(middle)
    segment.lead = Float(coefficients[0])
    segment.rest = Float(coefficients[0] - Double(segment.lead))
    segment.set(coefficients[1...].map { Float($0) })
    return segment
  }

  /// f(x) = f(r) + t g(t) around the float r next to the root; f(r) is all but 0.
  private static func rooted(
    _ function: TabulatedFunction, _ nodes: [Double], root: Float
  ) -> hillock_segment {
    let rest = function([Double(root)])[0]
    // One node less than a plain one has, as the root is one.
    let distances = nodes.map { $0 - Double(root) }
    let slopes = zip(function(nodes), distances).map { ($0 - rest) / $1 }
    let coefficients = Interpolation.polynomial(distances, slopes)
    var segment = marked()
    segment.kind = Float(hillock_segment_root)
    segment.centre = root
    // Nearly the mean of what t is multiplied by, so that little is left to be rounded before.
    segment.lead = Float(slopes.reduce(0, +) / Double(slopes.count))
    segment.rest = Float(rest)
    segment.set(
      [Float(coefficients[0] - Double(segment.lead))] + coefficients[1...].map { Float($0) })
    return segment
  }

  // MARK: Points

  /// Chebyshev's nodes, seven and six of them.
  private static let cosines = [
    0.9749279121818236, 0.7818314824680298, 0.4338837391175581, 0, -0.4338837391175581,
    -0.7818314824680298, -0.9749279121818236,
  ]
  private static let fewerCosines = [
    0.9659258262890683, 0.7071067811865476, 0.25881904510252074, -0.25881904510252074,
    -0.7071067811865476, -0.9659258262890683,
  ]

  /// Where a fit is looked at: the segment's ends, points spread over it, and, next to 0, each
  /// tenth binade.
  private static func checkpoints(low: Double, high: Double) -> [Float] {
    var points = [Float(low), Float(high).nextDown]
    if low == 0 { points[0] = Float(high) * 0x1p-98 }
    if high == 0 { points[1] = Float(low) * 0x1p-98 }
    let count = 24
    var state = UInt64(bitPattern: Int64(low * 4096)) &+ 0x9E37_79B9_7F4A_7C15
    for index in 0..<count {
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      let jitter = Double(state >> 40) * 0x1p-24
      points.append(Float(low + (high - low) * (Double(index) + jitter) / Double(count)))
    }
    points = points.map { min(max($0, Float(low)), Float(high).nextDown) }
    if low == 0 || high == 0 {
      let end = Float(low == 0 ? high : low)
      points += [0x1p-2, 0x1p-4, 0x1p-7, 0x1p-12, 0x1p-23, 0x1p-40, 0x1p-70].map { end * $0 }
      points.removeAll { $0 == 0 }
    }
    return points
  }
}

extension hillock_segment {
  fileprivate var coefficients: [Float] {
    withUnsafeBytes(of: q) { Array($0.bindMemory(to: Float.self)) }
  }

  fileprivate mutating func set(_ coefficients: [Float]) {
    withUnsafeMutableBytes(of: &q) { bytes in
      let q = bytes.bindMemory(to: Float.self)
      for (index, coefficient) in coefficients.enumerated() { q[index] = coefficient }
    }
  }
}
