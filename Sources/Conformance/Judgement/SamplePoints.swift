import Activations
import Formulas

/// Where to look: every binade of a format on both sides, densely where activations bend, and
/// around the numbers that a formula names.
enum SamplePoints {
  /// The exponents between which activations bend.
  static let bend = -12...6

  /// Finite points in ascending order, each once.
  ///
  /// - Parameters:
  ///   - count: about how many. Fewer than six a binade, two ends and one other of each sign, leave
  ///     binades out, other ones for another seed.
  ///   - focus: places to surround closely.
  static func elements(
    _ precision: Precision, count: Int, seed: UInt64, focus: [Double] = []
  ) -> [Double] {
    var generator = SeededGenerator(seed: seed)
    let exponents = precision.isFloat ? -149...127 : -1074...1023
    var points = [0, precision.smallest, -precision.smallest]
    // Of the doubles there are eight times as many binades, in which nothing bends either.
    let far = precision.isFloat ? count * 2 / 5 : count / 8
    let everywhere = max(1, far / (2 * exponents.count))
    let dense = max(1, (count - far) / (2 * bend.count))
    let stride = max(1, 6 * exponents.count / count)
    let phase = Int(generator.next() % UInt64(stride))
    for exponent in exponents
    where bend.contains(exponent) || (exponent - exponents.lowerBound) % stride == phase {
      let scale = Double(sign: .plus, exponent: exponent, significand: 1)
      let ends = [scale, precision.previous(2 * scale)]
      for sign in [1.0, -1.0] {
        for end in ends where end.isFinite { points.append(sign * end) }
        // One in each of equal parts: a fault that is as wide as two is met whatever the seed.
        let parts = bend.contains(exponent) ? dense : everywhere
        for part in 0..<parts {
          let place = Double(part) + Double.random(in: 0..<1, using: &generator)
          let significand = 1 + place / Double(parts)
          let point = precision.round(significand * scale)
          if point.isFinite { points.append(sign * point) }
        }
      }
    }
    let reach = count < 5000 ? 4 : 16
    for place in focus + [1, -1, 0.5, -0.5, 2, -2] where place.isFinite {
      for start in [precision.round(place), -precision.round(place)] {
        var (up, down) = (start, start)
        for _ in 0..<reach where up.isFinite && down.isFinite {
          points += [up, down]
          (up, down) = (precision.next(up), precision.previous(down))
        }
      }
    }
    points.sort()
    var last = Double.nan
    return points.filter { point in
      defer { last = point }
      return point.isFinite && point != last
    }
  }

  /// Values for a second input: moderate ones of both signs, and some that are neither.
  static func companions(_ precision: Precision, count: Int, seed: UInt64) -> [Double] {
    var generator = SeededGenerator(seed: seed ^ 0xC0)
    return (0..<count).map { index in
      switch index % 16 {
      case 0: 0
      case 1: 1
      case 2: precision.round(Double.random(in: -1e4...1e4, using: &generator))
      default: precision.round(Double.random(in: -8...8, using: &generator))
      }
    }
  }

  /// Uniform numbers in [0, 1), its ends among them.
  static func uniform(_ precision: Precision, count: Int, seed: UInt64) -> [Double] {
    var generator = SeededGenerator(seed: seed ^ 0x0F)
    let greatest = precision.previous(1)
    return (0..<count).map { index in
      switch index % 16 {
      case 5: 0
      case 11: greatest
      default: min(precision.round(Double.random(in: 0..<1, using: &generator)), greatest)
      }
    }
  }

  /// Ordinary numbers for arrays.
  static func ordinary(_ precision: Precision, count: Int, seed: UInt64) -> [Double] {
    var generator = SeededGenerator(seed: seed)
    return (0..<count).map { _ in
      precision.round(Double.random(in: -6...6, using: &generator))
    }
  }
}
