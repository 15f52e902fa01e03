import Activations
import Formulas

/// How many inputs are looked at.
public enum JudgementLevel: String, Sendable, CaseIterable, Codable {
  /// Some 2^16, in every binade.
  case quick
  /// Some 2^20, in every binade.
  case standard
  /// All 2^32 of a `float32`.
  case exhaustive
}

/// The inputs that a function is judged at, block by block: all of a half-precision format, and
/// otherwise every binade's ends and, cut into as many strata as there are points, one place of each
/// stratum. A stretch that is as long as two strata cannot be missed.
package struct InputPlan: Sendable {
  package let format: NumberFormat
  /// Of each block of a sample, its bits; empty where every number of the format is an input.
  private let samples: [[UInt64]]
  /// How many blocks there are.
  package let blockCount: Int
  /// How many inputs there are.
  package let count: Int

  static let blockSize = 1 << 16

  package init(_ format: NumberFormat, level: JudgementLevel, seed: UInt64) {
    self.format = format
    if format.isHalf || level == .exhaustive {
      samples = []
      count = 1 << (8 * format.byteCount)
      blockCount = count / Self.blockSize
    } else {
      let points = Self.sample(format, about: level == .quick ? 1 << 16 : 1 << 20, seed: seed)
      samples = stride(from: 0, to: points.count, by: Self.blockSize).map {
        Array(points[$0..<min($0 + Self.blockSize, points.count)])
      }
      count = points.count
      blockCount = samples.count
    }
  }

  /// The bits of the inputs of a block.
  package func block(_ index: Int) -> [UInt64] {
    if !samples.isEmpty { return samples[index] }
    let first = UInt64(index * Self.blockSize)
    return (0..<UInt64(Self.blockSize)).map { first + $0 }
  }

  /// Where functions bend, points lie closer.
  private static let bend = -12...6

  private static func sample(_ format: NumberFormat, about count: Int, seed: UInt64) -> [UInt64] {
    var random = SeededGenerator(seed: seed)
    let stored = UInt64(format.digits - 1)
    let binades = Int(format.infinity >> stored)
    // A binade of the bend has sixteen times the points of another.
    let share = max(1, count / 2 / (binades + 15 * bend.count) - 2)
    var bits: [UInt64] = []
    for sign in [0, UInt64(1) << UInt64(format.byteCount * 8 - 1)] {
      for binade in 0..<binades {
        let first = UInt64(binade) << stored | sign
        let last = first | ((1 << stored) - 1)
        let exponent = binade - 1 + format.leastExponent
        let strata = bend.contains(exponent) ? 16 * share : share
        let width = Double(last - first) / Double(strata)
        bits.append(first)
        for stratum in 0..<strata {
          let place = (Double(stratum) + Double(random.next() >> 11) * 0x1p-53) * width
          bits.append(min(last, first + UInt64(place)))
        }
        bits.append(last)
      }
      bits.append(format.infinity | sign)
      // A quiet NaN.
      bits.append(format.infinity | sign | 1 << (stored - 1))
    }
    return bits
  }
}
