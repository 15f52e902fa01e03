import CTabulation

/// The inputs that a double polynomial serves: from `near` to `near` + `length` from 0, on one side.
/// Those above 0 have their lower end, and so do those below.
struct DoubleStretch {
  var near: Double
  var length: Double
  var isBelow: Bool

  var half: Double { length / 2 }
  var middle: Double { isBelow ? -(near + half) : near + half }
  /// The least and the last input; next to 0 one that is looked at, for all that are nearer.
  var first: Double { isBelow ? -(near + length) : near == 0 ? Self.nearest : near }
  var last: Double {
    guard isBelow else { return (near + length).nextDown }
    return near == 0 ? -Self.nearest : -near.nextUp
  }
  private static let nearest = 0x1p-800
}

/// One segment of a double table: a polynomial fitted to a stretch and seen to be right there, or the
/// mark that there is none.
struct DoubleSegmentFit {
  let stretch: DoubleStretch
  private(set) var segment: hillock_double_segment
  /// How many of its q are not 0.
  private(set) var order = 0
  private(set) var isCalled = false
  /// Whether shorter segments could serve better.
  private(set) var isWorthCutting = false
  /// What the function's results are seen to scatter by; nil where nobody had to look.
  private(set) var scatter: Scatter?
  private let isProduct: Bool

  /// In ULP: how far a result may be from the function's, beside its scatter.
  static let tolerance = 2.0
  /// How many standard deviations of its scatter a result of the function may be off.
  static let scatterReach = 5.0
  /// A power that adds less, in ULP, is left out.
  private static let leastShare = 0.35
  /// One that adds less, in standard deviations of the function's scatter, as well.
  private static let noiseShare = 0.6
  /// Results below this, and not 0, are left to the function: their coefficients would be subnormal.
  private static let least = 0x1p-900, most = 0x1p960

  private static let squares = LeastSquares(degree: Int(hillock_double_order) + 2, nodeCount: 64)

  /// The mark that the function is to be called.
  static func call(_ stretch: DoubleStretch, isWorthCutting: Bool) -> DoubleSegmentFit {
    DoubleSegmentFit(calling: stretch, isWorthCutting)
  }

  private init(calling stretch: DoubleStretch, _ isWorthCutting: Bool) {
    self.stretch = stretch
    segment = hillock_double_segment()
    segment.lead = .nan
    isCalled = true
    isProduct = false
    self.isWorthCutting = isWorthCutting
  }

  /// Fits one stretch.
  init(_ function: TabulatedFunction, _ stretch: DoubleStretch, isProduct: Bool) {
    let squares = Self.squares
    let nodes = squares.nodes.map { stretch.middle + stretch.half * $0 }
    var inputs = nodes + Self.checkpoints(stretch)
    var truth = function(inputs)
    self.init(calling: stretch, truth.contains(where: \.isFinite))
    let root = Self.root(function, nodes, truth)
    if let root {
      let beside = [root.nextDown.nextDown, root.nextDown, root, root.nextUp]
      inputs += beside
      truth += function(beside)
    }
    let sizes = truth.map(abs)
    guard sizes.allSatisfy({ $0.isFinite && $0 < Self.most && ($0 > Self.least || $0 == 0) })
    else { return }
    let values = zip(nodes, truth).map {
      isProduct ? DoubleDouble.quotient($1, $0) : DoubleDouble($1)
    }
    let shares = squares.shares(of: values)
    let magnitudes = values.map { abs($0.high) }
    // Next to a root a unit would be too small to tell what matters.
    let unit = max(magnitudes.min()!.ulp, magnitudes.max()!.ulp / 16)
    self.init(stretch, shares, values, isProduct: isProduct, least: Self.leastShare * unit)
    if isExplained(inputs, truth) { return }
    measureScatter(function, nodes: nodes, truth, root: root)
    // Noise averages in the next powers; what the polynomial misses does not.
    let missing = shares.sizes[(squares.degree - 1)...].reduce(0, +)
    let deviation = scatter!.deviation(stretch.middle, truth[nodes.count / 2])
    let noise = isProduct ? deviation / abs(stretch.middle) : deviation
    guard missing <= 0.5 * unit + noise else {
      self = .call(stretch, isWorthCutting: true)
      return
    }
    // Powers that add less than the noise add noise.
    var quiet = DoubleSegmentFit(
      stretch, shares, values, isProduct: isProduct,
      least: max(Self.leastShare * unit, Self.noiseShare * noise))
    quiet.scatter = scatter
    if quiet.isExplained(inputs, truth) {
      self = quiet
    } else if !isExplained(inputs, truth) {
      self = .call(stretch, isWorthCutting: true)
    }
  }

  /// Whether the function's scatter, as far as it is known, explains its distance from the polynomial,
  /// at all inputs and on average, and is no less than what the kernels' roundings may add.
  private func isExplained(_ inputs: [Double], _ truth: [Double]) -> Bool {
    var sum = 0.0
    for (x, y) in zip(inputs, truth) {
      let result = result(x), deviation = scatter?.deviation(x, y) ?? 0
      let allowed = Self.tolerance * y.ulp + Self.scatterReach * deviation
      guard abs(result - y) <= allowed, rounding(at: x, result) <= allowed else { return false }
      let share = (result - y) / (deviation + Self.tolerance / 2 * y.ulp)
      sum += share * share
    }
    return sum <= 2 * Double(inputs.count)
  }

  /// A bound of what the kernels' roundings, and that of q0, are likely to add to a result.
  private func rounding(at x: Double, _ result: Double) -> Double {
    let t = abs(x - stretch.middle)
    let slope = withUnsafeBytes(of: segment.q) { bytes in
      bytes.bindMemory(to: Double.self).reversed().reduce(0) { $0 * t + abs($1) } * t
    }
    return 0.5 * result.ulp + 0x1p-52 * slope * (isProduct ? abs(x) : 1)
  }

  /// The polynomial of the degree that is needed: the last of its powers adds more than `least`.
  private init(
    _ stretch: DoubleStretch, _ shares: LeastSquares.Shares, _ values: [DoubleDouble],
    isProduct: Bool, least: Double
  ) {
    self.stretch = stretch
    self.isProduct = isProduct
    segment = hillock_double_segment()
    var degree = Int(hillock_double_order)
    while degree > 0, shares.sizes[degree] <= least { degree -= 1 }
    order = degree
    var coefficients = Self.squares.coefficients(shares, degree: degree)
    let sizes = values.map { abs($0.high) }, most = sizes.max()!
    // Last digits count alike, where a function has many sizes: as they scatter, so they weigh.
    if most > 1.5 * sizes.min()! {
      let weights = sizes.map { size in
        let part = most / max(size, most / 64)
        return part * part
      }
      let correction = Self.squares.correction(values, coefficients, weights: weights)
      coefficients = zip(coefficients, correction).map { $0 + DoubleDouble($1) }
    }
    segment.lead = coefficients[0].high
    segment.rest = coefficients[0].low
    withUnsafeMutableBytes(of: &segment.q) { bytes in
      let q = bytes.bindMemory(to: Double.self)
      var scale = 1.0
      for power in 1..<coefficients.count {
        scale /= stretch.half
        q[power - 1] = coefficients[power].high * scale
      }
    }
  }

  /// What the kernels give at an input of the stretch, to the bit.
  func result(_ x: Double) -> Double {
    let t = x - stretch.middle
    return withUnsafeBytes(of: segment.q) { bytes in
      let q = bytes.bindMemory(to: Double.self)
      let inner = q.reversed().dropFirst().reduce(q[q.count - 1]) { $1.addingProduct(t, $0) }
      let low = segment.rest.addingProduct(t, inner)
      return isProduct ? (x * low).addingProduct(x, segment.lead) : segment.lead + low
    }
  }

  /// How far a result is from the function's, in ULP, less what that may scatter by.
  func error(of result: Double, at x: Double, _ truth: Double, reach: Double) -> Double {
    let distance = abs(result - truth)
    guard distance > Self.tolerance * truth.ulp, let scatter else { return distance / truth.ulp }
    return max(0, distance - reach * scatter.deviation(x, truth)) / truth.ulp
  }

  /// Leaves the inputs to the function, and keeps what was seen of its scatter.
  mutating func leaveToFunction() {
    segment.lead = .nan
    isCalled = true
  }

  /// Looks at how the function scatters, unless that was done.
  mutating func measureScatter(_ function: TabulatedFunction) {
    guard scatter == nil else { return }
    let nodes = Self.squares.nodes.map { stretch.middle + stretch.half * $0 }
    let truth = function(nodes)
    measureScatter(function, nodes: nodes, truth, root: Self.root(function, nodes, truth))
  }

  private mutating func measureScatter(
    _ function: TabulatedFunction, nodes: [Double], _ truth: [Double], root: Double?
  ) {
    var root = root
    let sizes = truth[..<nodes.count].map(abs)
    // Nor are last places a measure where a function only comes near to 0.
    if root == nil, sizes.min()! < sizes.max()! / 16 {
      root = nodes[sizes.firstIndex(of: sizes.min()!)!]
    }
    // But next to the root 0, of whose results a product is to have all digits, they are.
    let isNextToZero = isProduct && stretch.near == 0
    if isNextToZero { root = nil }
    scatter = Scatter(
      function, middle: stretch.middle, half: stretch.half, root: root, isNextToZero: isNextToZero)
  }

  /// An input next to which the sign changes, between two of the nodes.
  private static func root(
    _ function: TabulatedFunction, _ nodes: [Double], _ truth: [Double]
  ) -> Double? {
    let change = nodes.indices.dropFirst().first {
      truth[$0 - 1] * truth[$0] < 0 || truth[$0] == 0 && truth[$0 - 1] != 0
    }
    guard let change else { return nil }
    var (low, high) = (nodes[change - 1], nodes[change])
    while true {
      let middle = low + (high - low) / 2
      guard middle != low, middle != high else { return high }
      if function([middle])[0] * truth[change] > 0 { high = middle } else { low = middle }
    }
  }

  /// Where a fit is looked at beside its nodes: the ends, points spread between them, and, next to 0,
  /// many binades.
  private static func checkpoints(_ stretch: DoubleStretch) -> [Double] {
    var points = [stretch.first, stretch.last] + random(stretch, 26)
    if stretch.near == 0 {
      points += [-3, -6, -10, -20, -52, -200].map {
        stretch.middle * Double(sign: .plus, exponent: $0, significand: 1.37)
      }
    }
    return points
  }

  /// Inputs spread over a stretch, others for each seed.
  static func random(_ stretch: DoubleStretch, _ count: Int, seed: UInt64 = 1) -> [Double] {
    let low = stretch.middle - stretch.half
    var state = (low.bitPattern ^ seed) &* 0x9E37_79B9_7F4A_7C15 | 1
    return (0..<count).map { index in
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      let jitter = Double(state >> 11) * 0x1p-53
      let x = low + stretch.length * (Double(index) + jitter) / Double(count)
      return min(max(x, stretch.first), stretch.last)
    }
  }
}
