import CTabulation

/// A function of one variable, computed in double over arrays: what a table is fitted to.
public typealias TabulatedFunction = ([Double]) -> [Double]

/// The floats from `first` to `last`, and the centre of the polynomial that they share.
struct Stretch {
  var first: Float
  var last: Float
  var centre: Float
  /// Whether the segment's results are made 2^80 times too large, as all are next to nothing.
  var isFaint = false
}

/// One segment of a table: a polynomial fitted to a stretch and seen to be right there, or the mark
/// that there is none.
struct SegmentFit {
  var stretch: Stretch
  var segment: hillock_segment
  /// The root that is its centre.
  var root: Float?
  /// A bound of the error, in ULP of the result; infinite where the function is called.
  var error: Double
  /// Whether shorter segments could serve better.
  var isWorthCutting: Bool

  var isCalled: Bool { error == .infinity }

  /// Above this no fit is used: 1 ULP, less what the bound may miss between the inputs that it is
  /// taken at.
  static let tolerance = 0.99
  /// What a polynomial with a power less may be further off, in ULP.
  private static let shortPrice = 0.05
  /// What the results of faint segments are multiplied by.
  static let faintScale = 0x1p80

  private static let whole = ChebyshevFit(degree: Int(hillock_table_order), nodeCount: 8)
  private static let slopes = ChebyshevFit(degree: Int(hillock_table_order) - 1, nodeCount: 8)
  private static let shortSlopes = ChebyshevFit(
    degree: Int(hillock_table_order) - 2, nodeCount: 8)

  /// The mark that the function is to be called.
  static func call(_ stretch: Stretch, isWorthCutting: Bool = false) -> SegmentFit {
    var segment = hillock_segment()
    segment.q.0 = .nan
    return SegmentFit(
      stretch: stretch, segment: segment, root: nil, error: .infinity,
      isWorthCutting: isWorthCutting)
  }

  private init(
    stretch: Stretch, segment: hillock_segment, root: Float?, error: Double, isWorthCutting: Bool
  ) {
    self.stretch = stretch
    self.segment = segment
    self.root = root
    self.error = error
    self.isWorthCutting = isWorthCutting
  }

  /// Fits one stretch.
  ///
  /// - Parameters:
  ///   - isProduct: whether f(x) / x is what the polynomial gives.
  ///   - root: a root in the stretch or near it, a centre to be tried.
  init(_ function: TabulatedFunction, _ stretch: Stretch, isProduct: Bool, root: Float?) {
    let low = Double(stretch.first), high = Double(stretch.last)
    let middle = (low + high) / 2, half = (high - low) / 2
    let beside = Self.beside(root, stretch)
    let inputs = beside + Self.checkpoints(stretch)
    let nodes = Self.whole.nodes.map { middle + half * $0 }
    let all = function(nodes + inputs.map(Double.init))
    self = .call(stretch, isWorthCutting: true)
    guard all.allSatisfy({ $0.isFinite && abs($0) < 0x1p120 }) else {
      // The border of where the function is a number may lie within.
      isWorthCutting = all.contains(where: \.isFinite)
      return
    }
    if let constant = Self.constant(all, stretch, isProduct: isProduct) {
      (segment, error) = (constant, 0)
      return
    }
    let scale = stretch.isFaint ? Self.faintScale : 1
    let values = all[..<nodes.count].map { $0 * scale }
    let truth = all[nodes.count...].map { $0 * scale }
    let form = isProduct ? hillock_form_product : hillock_form_plain
    func fitted(isShort: Bool) -> (hillock_segment, Double) {
      let plain = Self.plain(nodes, values, stretch, isProduct: isProduct, isShort: isShort)
      return (plain, Self.error(of: plain, form, at: inputs, truth, stretch, beside.count))
    }
    (segment, error) = fitted(isShort: false)
    // Without the last power a kernel is quicker: where it costs nothing.
    let short = fitted(isShort: true)
    if short.1 <= min(error + Self.shortPrice, Self.tolerance) { (segment, error) = short }
    // A result next to 0 in the stretch is one that a plain form may only seem to keep.
    if let root, !stretch.isFaint, error > Self.tolerance || (low...high).contains(Double(root)) {
      var rooted = stretch
      rooted.centre = root
      let candidate = Self.rooted(function, nodes, values, rooted)
      let error = Self.error(
        of: candidate, hillock_form_root, at: inputs, truth, rooted, beside.count)
      if error < self.error {
        (self.stretch, segment, self.root, self.error) = (rooted, candidate, root, error)
      }
    }
    if !(error <= Self.tolerance) { self = .call(stretch, isWorthCutting: true) }
  }

  /// A bound of |y - f(x)| in ULP of f(x): what the polynomial is off at `inputs`, and half a unit
  /// of the last place of each intermediate result that can move the last one. At the first `exactly`
  /// inputs what the kernels give is off.
  private static func error(
    of segment: hillock_segment, _ form: hillock_form, at inputs: [Float], _ truth: [Double],
    _ stretch: Stretch, _ exactly: Int
  ) -> Double {
    let q = segment.coefficients.map(Double.init)
    let lead = Double(segment.lead), rest = Double(segment.rest)
    var worst =
      zip(inputs, truth).prefix(exactly).map {
        ActivationTable.ulps(segment.result($0, form, stretch.centre), $1)
      }.max() ?? 0
    for (x, y) in zip(inputs, truth).dropFirst(exactly) {
      let t = Double(x - stretch.centre)
      let u = form == hillock_form_plain ? 1 : form == hillock_form_root ? t : Double(x)
      let square = q.dropFirst().reversed().reduce(0) { $0 * t + $1 } * t * t + rest
      let inner = t * q[0] + square
      let result = u * lead + inner
      if y == 0 && result == 0 { continue }
      // A faint result may be rounded once more, to what a subnormal can hold.
      let own = Double(Float(y).ulp)
      let unit = max(own, stretch.isFaint ? 0x1p-149 * faintScale : 0)
      let last = unit > own ? 0.5 + 0.5 * own / unit : 0.5
      // The square of t, what it is multiplied by and their sum are rounded about as much.
      let rounding = Double(Float(inner).ulp) + 3 * Double(Float(square).ulp)
      let bound = abs(result - y) / unit + last + 0.5 * rounding / unit
      guard bound.isFinite else { return .infinity }
      worst = max(worst, bound)
    }
    return worst
  }

  // MARK: Candidates

  /// The segment whose results are all the same float; nil where they are not. Where that is 0, its
  /// sign may be another one.
  private static func constant(
    _ truth: [Double], _ stretch: Stretch, isProduct: Bool
  ) -> hillock_segment? {
    let value = Float(truth[0])
    guard truth.allSatisfy({ Float($0).bitPattern == value.bitPattern }) else { return nil }
    var segment = hillock_segment()
    if !isProduct {
      segment.lead = stretch.isFaint ? value * Float(faintScale) : value
    } else if value != 0 {
      return nil
    } else if stretch.last < 0 && value.sign == .plus {
      segment.lead = -0.0
    }
    return segment
  }

  private static func plain(
    _ nodes: [Double], _ values: [Double], _ stretch: Stretch, isProduct: Bool, isShort: Bool
  ) -> hillock_segment {
    let whole = isShort ? slopes : whole
    let low = Double(stretch.first), high = Double(stretch.last)
    let centre = Double(stretch.centre), middle = (low + high) / 2
    let half = max((high - low) / 2, .leastNormalMagnitude)
    var segment = hillock_segment()
    guard isProduct else {
      let coefficients = whole.coefficients(values, middle: middle, half: half, centre: centre)
      segment.lead = Float(coefficients[0])
      segment.rest = Float(coefficients[0] - Double(segment.lead))
      segment.set(coefficients[1...].map { Float($0) })
      return segment
    }
    let quotients = zip(values, nodes).map { $0 / $1 }
    if centre == 0 {
      // f(x) / x, whose constant is in two floats.
      let coefficients = (isShort ? shortSlopes : slopes).coefficients(
        quotients, middle: middle, half: half, centre: 0)
      segment.lead = Float(coefficients[0])
      segment.set(
        [Float(coefficients[0] - Double(segment.lead))] + coefficients[1...].map { Float($0) })
      return segment
    }
    // f(x) / x at the centre where that is an end, else the mean: little is left beside x lead.
    let isLaid = centre == low
    segment.lead = Float(
      isLaid
        ? whole.coefficients(quotients, middle: middle, half: half, centre: centre)[0]
        : quotients.reduce(0, +) / Double(quotients.count))
    let lead = Double(segment.lead)
    let coefficients = whole.coefficients(
      zip(values, nodes).map { $0 - lead * $1 }, middle: middle, half: half, centre: centre)
    segment.rest = Float(coefficients[0])
    segment.set(coefficients[1...].map { Float($0) })
    return segment
  }

  /// f(x) = f(r) + t g(t) around the float r next to the root; f(r) is all but 0.
  private static func rooted(
    _ function: TabulatedFunction, _ nodes: [Double], _ values: [Double], _ stretch: Stretch
  ) -> hillock_segment {
    let root = Double(stretch.centre), rest = function([root])[0]
    let low = Double(stretch.first), high = Double(stretch.last)
    let quotients = zip(values, nodes).map { ($0 - rest) / ($1 - root) }
    let coefficients = slopes.coefficients(
      quotients, middle: (low + high) / 2, half: (high - low) / 2, centre: root)
    var segment = hillock_segment()
    // Nearly the mean of what t is multiplied by, so that little is left to be rounded before.
    segment.lead = Float(quotients.reduce(0, +) / Double(quotients.count))
    segment.rest = Float(rest)
    segment.set(
      [Float(coefficients[0] - Double(segment.lead))] + coefficients[1...].map { Float($0) })
    return segment
  }

  // MARK: Points

  /// The floats of a stretch where the result is next to 0: a bound of errors would be much too large.
  /// The root 0 is none of these: its kernels have forms of their own.
  private static func beside(_ root: Float?, _ stretch: Stretch) -> [Float] {
    guard let root, root.magnitude >= 0x1p-90 else { return [] }
    return [root.nextDown.nextDown, root.nextDown, root, root.nextUp, root.nextUp.nextUp]
      .filter { $0 >= stretch.first && $0 <= stretch.last }
  }

  /// Where a fit is looked at: the ends, points spread between them, and, next to 0, many binades.
  private static func checkpoints(_ stretch: Stretch) -> [Float] {
    let (first, last) = (stretch.first, stretch.last)
    var points = [first, last]
    let count = 26, low = Double(first), width = Double(last) - low
    var state = UInt64(first.bitPattern) &* 0x9E37_79B9_7F4A_7C15 | 1
    for index in 0..<count {
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      let jitter = Double(state >> 40) * 0x1p-24
      points.append(
        min(max(Float(low + width * (Double(index) + jitter) / Double(count)), first), last))
    }
    if stretch.centre == 0 {
      for end in [first, last] where abs(end) > 0x1p-20 {
        points += [0x1p-4, 0x1p-7, 0x1p-12, 0x1p-23, 0x1p-40, 0x1p-70].map { end * $0 }
      }
      // What is closer is multiplied first: the same digits.
      points.removeAll { abs($0) < 0x1p-90 }
    }
    return points
  }
}

extension hillock_segment {
  fileprivate var coefficients: [Float] {
    withUnsafeBytes(of: q) { Array($0.bindMemory(to: Float.self)) }
  }

  /// What the kernels give, to the bit.
  fileprivate func result(_ x: Float, _ form: hillock_form, _ centre: Float) -> Float {
    let q = coefficients, t = x - centre
    let u: Float = form == hillock_form_plain ? 1 : form == hillock_form_root ? t : x
    let curve = q[1...].dropLast().reversed().reduce(q[q.count - 1]) { $1.addingProduct(t, $0) }
    return rest.addingProduct(t * t, curve).addingProduct(t, q[0]).addingProduct(u, lead)
  }

  fileprivate mutating func set(_ coefficients: [Float]) {
    withUnsafeMutableBytes(of: &q) { bytes in
      let q = bytes.bindMemory(to: Float.self)
      for (index, coefficient) in coefficients.enumerated() { q[index] = coefficient }
    }
  }
}
