import Activations

/// What a formula truly gives at a point, to more digits than any plugin can.
public struct TrueValue: Sendable, Hashable {
  /// How much is known.
  public enum Kind: Sendable, Hashable {
    /// `head + tail` is the value to within ``TrueValue/doubt``: 2^-18 ULP of the precision that was
    /// asked for, or better.
    case number
    /// The formula has no value there (0/0), and no limit either.
    case notANumber
    /// The formula has no value there, and another limit from below than from above
    /// (``TrueValue/limits``): either may be infinite, as those of the slope of log|x| at 0 are.
    case jump
    /// More digits than the cap allows would be needed, or the numbers leave MPFR's range.
    case undetermined
  }

  /// How much is known.
  public var kind: Kind
  /// The value, rounded to a double; infinite where it is beyond the doubles.
  public var head: Double
  /// What is left of the value.
  public var tail: Double
  /// Which smooth piece of the formula the point lies on; points that agree are on one piece.
  public var piece: Int
  /// How far the value may be from `head + tail`, in ULP of the precision that was asked for.
  public var doubt: Double

  package init(
    kind: Kind, head: Double = .nan, tail: Double = 0, piece: Int = 0, doubt: Double = 0
  ) {
    self.kind = kind
    self.head = head
    self.tail = tail
    self.piece = piece
    self.doubt = doubt
  }

  /// Whether a number is known.
  public var isNumber: Bool { kind == .number }

  /// Whether it is known that there is no number.
  public var hasNoNumber: Bool { !isNumber && kind != .undetermined }

  /// A jump. Its limits take the places of what no jump has, so that a number is no larger for it.
  package static func jump(from: Double, to: Double) -> TrueValue {
    TrueValue(kind: .jump, tail: from, doubt: to)
  }

  /// The limits from below and from above where there is a jump between them; none elsewhere.
  public var limits: [TrueValue] {
    guard kind == .jump else { return [] }
    return [tail, doubt].map { TrueValue(kind: .number, head: $0) }
  }

  /// The value times an exact factor, to within an ULP of the tail.
  package func scaled(by factor: Double) -> TrueValue {
    if kind == .jump { return .jump(from: tail * factor, to: doubt * factor) }
    guard kind == .number, head.isFinite else {
      return TrueValue(kind: kind, head: head * factor, piece: piece)
    }
    let product = head * factor
    guard product.isFinite else { return TrueValue(kind: kind, head: product, piece: piece) }
    let rest = (-product).addingProduct(head, factor) + tail * factor
    // The product's unit may be half of what it would be for the factor's sake.
    return TrueValue(kind: kind, head: product, tail: rest, piece: piece, doubt: 2 * doubt)
  }
}

/// A format's unit in the last place, and errors measured in it.
///
/// The unit is that of the binade of the true value, down to the smallest subnormal; beyond the
/// largest number it goes on growing, so that an overflow is an error like another, and infinity
/// counts as the power of two above the largest number.
public enum ULP {
  /// The unit at `value`, as a power of two.
  @inlinable
  public static func unit(at value: Double, _ precision: Precision) -> Double {
    let magnitude = abs(value)
    switch precision {
    case .float32:
      if magnitude < 0x1p-126 { return 0x1p-149 }
      return magnitude < 0x1p1000 ? magnitude.binade * 0x1p-23 : 0x1p977
    case .float64:
      if magnitude < 0x1p-1022 { return 0x1p-1074 }
      return magnitude.isFinite ? magnitude.ulp : 0x1p971
    }
  }

  /// |got - truth| in units of the last place; infinite where one is NaN or an infinity in the
  /// wrong place.
  @inlinable
  public static func error(_ got: Double, _ truth: TrueValue, _ precision: Precision) -> Double {
    if got.isNaN { return .infinity }
    let limit = precision == .float32 ? 0x1p128 : Double.infinity
    if abs(truth.head) >= limit {
      // Beyond the format: infinity is right, and the largest number is within one unit of it.
      if got.isInfinite { return (got > 0) == (truth.head > 0) ? 0 : .infinity }
      if truth.head.isInfinite {
        return (got > 0) == (truth.head > 0) && abs(got) == .greatestFiniteMagnitude ? 1 : .infinity
      }
    }
    let unit = unit(at: truth.head, precision)
    if got.isInfinite {
      guard precision == .float32 else {
        return abs(truth.head) > 0x1.fffffffffffp1023 && (got > 0) == (truth.head > 0)
          ? (Double.greatestFiniteMagnitude - abs(truth.head)) / unit + 1 : .infinity
      }
      return abs((got > 0 ? 0x1p128 : -0x1p128) - truth.head) / unit
    }
    return abs((got - truth.head) - truth.tail) / unit
  }
}
