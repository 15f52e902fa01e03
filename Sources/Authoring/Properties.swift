import Activations
import Formulas

/// What is known of an activation beside its formula: found at samples, with exact values, and, where
/// interval arithmetic can, shown of the whole line.
public struct Properties: Sendable {
  /// All that the value can be; nil where it depends on the parameters or is not known.
  public var range: String? { rangeEnds.map(Self.text) }
  /// `nondecreasing`, `nonincreasing` or `no`; nil where it depends on the parameters.
  public internal(set) var monotonic: String?
  /// `odd` or `even`, where it is.
  public internal(set) var symmetry: String?
  /// The inputs without a derivative: numbers, or expressions in the parameters.
  public internal(set) var kinks: [String]
  /// The limits at -inf and inf; nil where there is none.
  public internal(set) var limits: (Double?, Double?)
  /// What initial weights are multiplied by, that a layer may keep the size of what goes through it:
  /// 1 / sqrt(E f(z)^2), z a standard normal number.
  public internal(set) var gain: Double?
  /// How far each of these is shown, a line each: `range`, `monotonic`, `symmetry`, `domain`.
  public internal(set) var basis: [String: String] = [:]
  /// How many pieces of the line interval arithmetic was asked about.
  package internal(set) var looks = 0
  package var rangeEnds: (low: Double, high: Double)?

  /// Looks for them, at the default setting.
  ///
  /// - Throws: an ``AuthoringError`` where there are kinks without end that no expression names.
  init(_ definition: Definition, _ samples: Samples) throws(AuthoringError) {
    let setting = samples.settings[0]
    let xs = samples.inputs.prefix { Array($0[1...]).prefix(setting.count) == setting[...] }
      .map { $0[0] }
    let sorted = Set(xs).sorted()
    kinks = try Self.named(Self.kinks(samples, setting, sorted), definition)
    let ends = samples.truth(at: [-.infinity, .infinity], setting: setting).map { $0[0] }
    limits = (Self.number(ends[0]), Self.number(ends[1]))
    guard !definition.isGated else { return }
    let perSetting = samples.settings.map { samples.truth(at: sorted, setting: $0) }
    monotonic = Self.monotonic(perSetting)
    symmetry = Self.symmetry(samples, sorted)
    gain = Self.gain(samples)
    if definition.parameters.isEmpty {
      rangeEnds = Self.range(samples, sorted, perSetting[0], limits)
    }
    basis = [
      "range": "at the samples", "monotonic": "at the samples", "symmetry": "at the samples",
    ]
  }

  private static func text(_ ends: (low: Double, high: Double)) -> String {
    func text(_ value: Double) -> String {
      value == value.rounded() && abs(value) < 1e15 ? String(Int64(value)) : "\(value)"
    }
    return "\(ends.low == -.infinity ? "(-inf" : "[\(text(ends.low))"), "
      + (ends.high == .infinity ? "inf)" : "\(text(ends.high))]")
  }

  /// By Simpson's rule from -8 to 8.
  private static func gain(_ samples: Samples) -> Double? {
    let count = 256
    let step = 16.0 / Double(count)
    let points = (0...count).map { -8 + Double($0) * step }
    let values = samples.truth(at: points, setting: samples.settings[0]).map { $0[0] }
    guard values.allSatisfy({ $0.isNumber && $0.head.isFinite }) else { return nil }
    var sum = 0.0
    for (index, x) in points.enumerated() {
      let weight = index == 0 || index == count ? 1.0 : index % 2 == 1 ? 4 : 2
      sum += weight * values[index].head * values[index].head * Double.call(.exp, -x * x / 2)
    }
    let mean = sum * step / 3 / (2 * Double.pi).squareRoot()
    return mean > 0 && mean.isFinite ? 1 / mean.squareRoot() : nil
  }

  private static func number(_ value: TrueValue) -> Double? {
    value.isNumber ? value.head : nil
  }

  private static func monotonic(_ perSetting: [[[TrueValue]]]) -> String? {
    let verdicts = perSetting.map { truths -> String in
      let slopes = truths.map { $0[1] }.filter(\.isNumber).map(\.head)
      let values = truths.map { $0[0] }.filter(\.isNumber).map(\.head)
      let steps = zip(values, values.dropFirst())
      if slopes.allSatisfy({ $0 >= 0 }) && steps.allSatisfy({ $0 <= $1 }) { return "nondecreasing" }
      if slopes.allSatisfy({ $0 <= 0 }) && steps.allSatisfy({ $0 >= $1 }) { return "nonincreasing" }
      return "no"
    }
    return verdicts.allSatisfy { $0 == verdicts[0] } ? verdicts[0] : nil
  }

  private static func symmetry(_ samples: Samples, _ sorted: [Double]) -> String? {
    var isOdd = true
    var isEven = true
    for setting in samples.settings {
      let plain = samples.truth(at: sorted, setting: setting).map { $0[0] }
      let mirrored = samples.truth(at: sorted.map { -$0 }, setting: setting).map { $0[0] }
      for (a, b) in zip(plain, mirrored) where a.isNumber && b.isNumber {
        isOdd = isOdd && a.head == -b.head && abs(a.tail + b.tail) <= abs(a.head) * 0x1p-62
        isEven = isEven && a.head == b.head && abs(a.tail - b.tail) <= abs(a.head) * 0x1p-62
      }
    }
    return isOdd ? "odd" : isEven ? "even" : nil
  }

  /// From the least to the greatest value, each refined between its neighbours.
  private static func range(
    _ samples: Samples, _ sorted: [Double], _ truths: [[TrueValue]], _ limits: (Double?, Double?)
  ) -> (low: Double, high: Double)? {
    let known = truths.indices.filter { truths[$0][0].isNumber }
    guard let first = known.first else { return nil }
    func extreme(_ sign: Double) -> Double {
      let best = known.max { truths[$0][0].head * sign < truths[$1][0].head * sign } ?? first
      var (low, high) = (sorted[max(0, best - 1)], sorted[min(sorted.count - 1, best + 1)])
      func value(_ x: Double) -> Double {
        let truth = samples.truth(at: [x], setting: samples.settings[0])[0][0]
        return truth.isNumber ? truth.head * sign : -.infinity
      }
      for _ in 0..<90 {
        let (a, b) = (low + (high - low) / 3, high - (high - low) / 3)
        if value(a) < value(b) { low = a } else { high = b }
      }
      let inner = max(value(low), truths[best][0].head * sign)
      let most = max(
        inner, limits.0.map { $0 * sign } ?? inner, limits.1.map { $0 * sign } ?? inner)
      // No bound that anybody would state: without a limit, as x cos x is.
      return most > 1e15 ? sign * .infinity : most * sign
    }
    return hasPole(samples, sorted, truths) ? (-.infinity, .infinity) : (extreme(-1), extreme(1))
  }

  /// Whether the sign changes somewhere through infinity, as that of a tangent does, and not through 0:
  /// between two neighbouring doubles, both of which have a value.
  private static func hasPole(
    _ samples: Samples, _ sorted: [Double], _ truths: [[TrueValue]]
  ) -> Bool {
    let places = sorted.indices.dropLast().filter { index in
      let (left, right) = (truths[index][0], truths[index + 1][0])
      return abs(sorted[index]) < 64 && left.isNumber && right.isNumber
        && left.head * right.head < 0
    }
    return places.sorted { abs(sorted[$0]) < abs(sorted[$1]) }.prefix(24).contains { index in
      var (low, high) = (sorted[index], sorted[index + 1])
      let isNegative = truths[index][0].head < 0
      func value(_ x: Double) -> Double {
        samples.truth(at: [x], setting: samples.settings[0])[0][0].head
      }
      while true {
        let middle = low + (high - low) / 2
        guard middle > low, middle < high else { break }
        if (value(middle) < 0) == isNegative { low = middle } else { high = middle }
      }
      let before = max(abs(truths[index][0].head), abs(truths[index + 1][0].head))
      return min(abs(value(low)), abs(value(high))) > before * 0x1p20
    }
  }

  /// Where one smooth piece meets the next and the slopes or the values differ.
  private static func kinks(
    _ samples: Samples, _ setting: [Double], _ sorted: [Double]
  ) -> [Double] {
    let truths = samples.truth(at: sorted, setting: setting)
    var kinks: [Double] = []
    var index = 0
    while index + 1 < sorted.count {
      var (low, high) = (sorted[index], sorted[index + 1])
      let piece = truths[index][0].piece
      index += 1
      guard truths[index - 1][0].isNumber, truths[index][0].isNumber,
        truths[index][0].piece != piece
      else { continue }
      while true {
        let middle = low + (high - low) / 2
        guard middle > low && middle < high else { break }
        if samples.truth(at: [middle], setting: setting)[0][0].piece == piece {
          low = middle
        } else {
          high = middle
        }
      }
      // The nicer of the two neighbours is the place.
      let place = "\(low)".utf8.count < "\(high)".utf8.count ? low : high
      let reach = max(abs(place), 1) * 0x1p-30
      let sides = samples.truth(at: [place - reach, place + reach], setting: setting)
      let isJump = abs(sides[0][0].head - sides[1][0].head) > 1e-6 * max(1, abs(sides[0][0].head))
      let bends = abs(sides[0][1].head - sides[1][1].head) > 1e-6 * max(1, abs(sides[0][1].head))
      if (isJump || bends) && !kinks.contains(place) { kinks.append(place) }
    }
    return kinks
  }
}
