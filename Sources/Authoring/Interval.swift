import Glibc

/// All numbers from `low` to `high`: what an expression can be over an interval of x. Bounds are
/// rounded outwards, so that nothing that can be is outside.
struct Interval: Equatable, Sendable {
  var low: Double
  var high: Double
  /// Whether there may be no number at some place: 1 / 0, log(-1).
  var mayBeUndefined = false

  static let all = Interval(-.infinity, .infinity)
  static let nowhere = Interval(-.infinity, .infinity, mayBeUndefined: true)

  init(_ low: Double, _ high: Double, mayBeUndefined: Bool = false) {
    (self.low, self.high, self.mayBeUndefined) = (low, high, mayBeUndefined)
    if low.isNaN || high.isNaN { (self.low, self.high) = (-.infinity, .infinity) }
  }

  init(_ value: Double) { self.init(value, value) }

  /// A decimal, which lies between doubles.
  init(decimal: String) {
    let value = Double(decimal) ?? .nan
    self =
      value == value.rounded() && abs(value) < 0x1p53 ? Interval(value) : Interval(value).wider(1)
  }

  func contains(_ value: Double) -> Bool { low <= value && value <= high }

  /// Wider by some units of the last place on both sides.
  func wider(_ units: Int) -> Interval {
    var interval = self
    for _ in 0..<units {
      (interval.low, interval.high) = (interval.low.nextDown, interval.high.nextUp)
    }
    return interval
  }

  /// With what is known of the operands' being defined.
  private func after(_ others: Interval...) -> Interval {
    var interval = self
    interval.mayBeUndefined = mayBeUndefined || others.contains(where: \.mayBeUndefined)
    return interval
  }

  func hull(_ other: Interval) -> Interval {
    Interval(min(low, other.low), max(high, other.high)).after(self, other)
  }

  static prefix func - (a: Self) -> Self { Interval(-a.high, -a.low).after(a) }

  static func + (a: Self, b: Self) -> Self {
    Interval(sum(a.low, b.low, .down), sum(a.high, b.high, .up)).after(a, b)
  }

  /// A sum, a unit further out unless it is exact.
  private static func sum(_ a: Double, _ b: Double, _ direction: FloatingPointRoundingRule)
    -> Double
  {
    let sum = a + b
    let part = sum - a
    let rest = (a - (sum - part)) + (b - part)
    return rest == 0 ? sum : direction == .down ? sum.nextDown : sum.nextUp
  }

  static func - (a: Self, b: Self) -> Self { a + -b }

  static func * (a: Self, b: Self) -> Self {
    // An infinite bound stands for large numbers, of which 0 times is 0.
    func product(_ x: Double, _ y: Double) -> Double { x == 0 || y == 0 ? 0 : x * y }
    let products = [
      product(a.low, b.low), product(a.low, b.high), product(a.high, b.low),
      product(a.high, b.high),
    ]
    let exact = Interval(products.min()!, products.max()!)
    return (exact == Interval(0) ? exact : exact.wider(1)).after(a, b)
  }

  static func / (a: Self, b: Self) -> Self {
    if b.low > 0 || b.high < 0 {
      return (a * Interval(1 / b.high, 1 / b.low).wider(1)).after(a, b)
    }
    var quotient = Interval.all.after(a, b)
    quotient.mayBeUndefined = true
    if a == Interval(0) && !(b == Interval(0)) { quotient = Interval(0, 0, mayBeUndefined: true) }
    return quotient
  }

  /// The square of the same number, which is never negative.
  var squared: Interval {
    let (a, b) = (abs(low), abs(high))
    let least = contains(0) ? 0 : min(a, b)
    let square = Interval(least * least, max(a, b) * max(a, b)).wider(1)
    return Interval(max(square.low, 0), square.high).after(self)
  }

  func minimum(_ other: Interval) -> Interval {
    Interval(min(low, other.low), min(high, other.high)).after(self, other)
  }

  func maximum(_ other: Interval) -> Interval {
    Interval(max(low, other.low), max(high, other.high)).after(self, other)
  }

  /// A whole power, or of a positive number any.
  func power(_ exponent: Interval) -> Interval {
    if exponent.low == exponent.high, exponent.low == exponent.low.rounded(),
      abs(exponent.low) <= 64
    {
      let n = Int(exponent.low)
      if n < 0 { return Interval(1) / power(-exponent) }
      var result = n % 2 == 0 ? Interval(1) : self
      for _ in 0..<n / 2 { result = result * squared }
      return result
    }
    return (exponent * Interval.apply(.log, self)).through(.exp)
  }

  private func through(_ function: Expression.Function) -> Interval { Self.apply(function, self) }

  /// A function's values over an interval. C's functions are off by less than four units.
  static func apply(_ function: Expression.Function, _ a: Interval) -> Interval {
    func between(_ x: Double, _ y: Double, within bounds: Interval = .all) -> Interval {
      let ends = Interval(Double.call(function, x), Double.call(function, y)).wider(4)
      return Interval(max(ends.low, bounds.low), min(ends.high, bounds.high)).after(a)
    }
    /// Over the part of `a` where the function is real.
    func restricted(_ domain: Interval, isOpen: Bool = false) -> Interval {
      let low = max(a.low, domain.low), high = min(a.high, domain.high)
      let isInside = isOpen ? a.low > domain.low : a.low >= domain.low
      guard low <= high else { return .nowhere }
      var result = between(low, high)
      result.mayBeUndefined = a.mayBeUndefined || !isInside || a.high > domain.high
      return result
    }
    switch function {
    case .exp, .exp2: return between(a.low, a.high, within: Interval(0, .infinity))
    case .expm1: return between(a.low, a.high, within: Interval(-1, .infinity))
    case .softplus: return between(a.low, a.high, within: Interval(0, .infinity))
    case .sigmoid, .normalCDF: return between(a.low, a.high, within: Interval(0, 1))
    case .tanh, .erf: return between(a.low, a.high, within: Interval(-1, 1))
    case .erfc: return between(a.high, a.low, within: Interval(0, 2))
    case .cbrt, .asinh, .atan, .sinh: return between(a.low, a.high)
    case .floor, .sign:
      return Interval(Double.call(function, a.low), Double.call(function, a.high))
        .after(a)
    case .log, .log2: return restricted(Interval(0, .infinity), isOpen: true)
    case .log1p: return restricted(Interval(-1, .infinity), isOpen: true)
    case .sqrt:
      let root = restricted(Interval(0, .infinity))
      return Interval(max(root.low, 0), root.high, mayBeUndefined: root.mayBeUndefined)
    case .asin, .atanh: return restricted(Interval(-1, 1))
    case .acos:
      let sine = apply(.asin, a)
      return (Interval(.pi / 2).wider(1) - sine).after(sine)
    case .acosh: return restricted(Interval(1, .infinity))
    case .abs:
      let (x, y) = (Swift.abs(a.low), Swift.abs(a.high))
      return Interval(a.contains(0) ? 0 : Swift.min(x, y), Swift.max(x, y)).after(a)
    case .cosh:
      let size = apply(.abs, a)
      return between(size.low, size.high, within: Interval(1, .infinity))
    case .sin: return wave(a, .sin, peak: .pi / 2)
    case .cos: return wave(a, .cos, peak: 0)
    case .tan:
      let isSmooth =
        a.high - a.low < 3 && ((a.low / .pi + 0.5).wideFloor == (a.high / .pi + 0.5).wideFloor)
      return isSmooth && abs(a.high) < 1e6 ? between(a.low, a.high) : .nowhere
    }
  }

  /// A sine or a cosine: its peaks are at `peak` + 2 k pi, its troughs pi further.
  private static func wave(
    _ a: Interval, _ function: Expression.Function, peak: Double
  ) -> Interval {
    guard a.high - a.low < 6, Swift.abs(a.low) < 1e6, Swift.abs(a.high) < 1e6 else {
      return Interval(-1, 1).after(a)
    }
    /// Whether a multiple of 2 pi from `place` lies within, or so near that rounding might tell.
    func holds(_ place: Double) -> Bool {
      let turns = ((a.low - place) / (2 * .pi) - 1e-9).rounded(.up)
      return place + turns * 2 * .pi <= a.high + 1e-8
    }
    let (x, y) = (Double.call(function, a.low), Double.call(function, a.high))
    let ends = Interval(Swift.min(x, y), Swift.max(x, y)).wider(4)
    return Interval(
      holds(peak + .pi) ? -1 : Swift.max(ends.low, -1), holds(peak) ? 1 : Swift.min(ends.high, 1)
    ).after(a)
  }
}

extension Double {
  /// The whole number below, or NaN, which equals nothing, where rounding might have decided.
  fileprivate var wideFloor: Double {
    let nearest = rounded()
    return Swift.abs(self - nearest) < 1e-9 ? .nan : rounded(.down)
  }
}
