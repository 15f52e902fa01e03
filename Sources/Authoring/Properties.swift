import Activations
import Formulas

/// What is known of an activation beside its formula. Everything is found at the samples, with
/// exact values: a property holds there, and nothing is proven between them.
public struct Properties: Sendable {
  /// All that the value can be; nil where it depends on the parameters or is not known.
  public var range: String?
  /// `nondecreasing`, `nonincreasing` or `no`; nil where it depends on the parameters.
  public var monotonic: String?
  /// `odd` or `even`, where it is.
  public var symmetry: String?
  /// The inputs without a derivative.
  public var kinks: [Double]
  /// The limits at -inf and inf; nil where there is none.
  public var limits: (Double?, Double?)

  /// Looks for them, at the default setting.
  init(_ definition: Definition, _ samples: Samples) {
    let setting = samples.settings[0]
    let xs = samples.inputs.prefix { Array($0[1...]).prefix(setting.count) == setting[...] }
      .map { $0[0] }
    kinks = Self.kinks(samples, setting, Set(xs).sorted())
    let ends = samples.truth(at: [-.infinity, .infinity], setting: setting).map { $0[0] }
    limits = (Self.number(ends[0]), Self.number(ends[1]))
    guard !definition.isGated else { return }
    let sorted = Set(xs).sorted()
    let perSetting = samples.settings.map { samples.truth(at: sorted, setting: $0) }
    monotonic = Self.monotonic(perSetting)
    symmetry = Self.symmetry(samples, sorted)
    if definition.parameters.isEmpty { range = Self.range(samples, sorted, perSetting[0], limits) }
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
  ) -> String? {
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
    let (least, most) = (extreme(-1), extreme(1))
    func text(_ value: Double) -> String {
      value == value.rounded() && abs(value) < 1e15 ? String(Int64(value)) : "\(value)"
    }
    return "\(least == -.infinity ? "(-inf" : "[\(text(least))"), "
      + (most == .infinity ? "inf)" : "\(text(most))]")
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
