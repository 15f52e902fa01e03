/// A declared parameter of an activation: `negative_slope = 0.01 in [0, 1] learnable`.
public struct ActivationParameter: Sendable, Hashable {
  /// The name, which is also the name of the C argument.
  public var name: String
  /// The value where the user gives none.
  public var defaultValue: Double
  /// The values that it may take.
  public var interval: Interval
  /// Whether training may change it.
  public var isLearnable: Bool
  /// What it is, for people.
  public var summary: String

  /// A parameter from its parts; unbounded and fixed unless stated.
  public init(
    name: String, defaultValue: Double, interval: Interval = .unbounded,
    isLearnable: Bool = false, summary: String = ""
  ) {
    self.name = name
    self.defaultValue = defaultValue
    self.interval = interval
    self.isLearnable = isLearnable
    self.summary = summary
  }
}

/// An interval of the reals, open or closed at either end: `[0, 1]`, `(0, inf)`.
public struct Interval: Sendable, Hashable, CustomStringConvertible {
  /// The lower end; `-infinity` where there is none.
  public var low: Double
  /// The upper end; `infinity` where there is none.
  public var high: Double
  /// Whether `low` itself belongs to the interval.
  public var includesLow: Bool
  /// Whether `high` itself belongs to the interval.
  public var includesHigh: Bool

  /// An interval from its ends.
  public init(low: Double, high: Double, includesLow: Bool = true, includesHigh: Bool = true) {
    self.low = low
    self.high = high
    self.includesLow = includesLow
    self.includesHigh = includesHigh
  }

  /// (-inf, inf)
  public static let unbounded = Interval(
    low: -.infinity, high: .infinity, includesLow: false, includesHigh: false)

  /// Whether `value` lies in the interval; NaN lies in none.
  public func contains(_ value: Double) -> Bool {
    (includesLow ? value >= low : value > low) && (includesHigh ? value <= high : value < high)
  }

  /// The interval as the metadata writes it: `[0, inf)`.
  public var description: String {
    "\(includesLow ? "[" : "(")\(Self.text(low)), \(Self.text(high))\(includesHigh ? "]" : ")")"
  }

  private static func text(_ value: Double) -> String {
    value == value.rounded() && abs(value) < 1e15 ? String(Int64(value)) : String(value)
  }
}
