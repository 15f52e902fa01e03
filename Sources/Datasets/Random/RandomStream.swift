/// The SplitMix64 sequence: draw number k of a stream is mix(start + (k + 1) * gamma).
///
/// Counter-based: a draw depends on the seed, the stream and its position only, so that threads
/// which share out a stream draw the same numbers however many they are. Streams of one seed begin
/// at places that a mixed stream number picks out of 2^64, and differ in their gamma.
///
/// Not for cryptography. `next()` is a handful of integer operations and allocates nothing.
///
/// Source: G. Steele, D. Lea, C. Flood, "Fast Splittable Pseudorandom Number Generators", 2014.
public struct RandomStream: RandomNumberGenerator, Sendable, Hashable {
  package private(set) var state: UInt64
  package let gamma: UInt64

  /// The stream number `stream` of `seed`, at its beginning.
  public init(seed: UInt64, stream: UInt64 = 0) {
    let key = Self.mixed(seed &+ 0x9e37_79b9_7f4a_7c15)
    state = Self.mixed(key ^ Self.mixed(stream &+ 0xd1b5_4a32_d192_ed03))
    gamma = Self.oddGamma(Self.mixed(state &+ key))
  }

  /// 64 uniform random bits.
  public mutating func next() -> UInt64 {
    state &+= gamma
    return Self.mixed(state)
  }

  /// The draw `index` places ahead; `bits(at: 0)` is what `next()` would return.
  public func bits(at index: UInt64) -> UInt64 {
    Self.mixed(state &+ (index &+ 1) &* gamma)
  }

  /// A uniform multiple of 2^-53 in [0, 1).
  public mutating func uniform() -> Double { Self.unit(next()) }

  /// The uniform number in [0, 1) `index` places ahead.
  public func uniform(at index: UInt64) -> Double { Self.unit(bits(at: index)) }

  /// A uniform integer in 0 ..< bound, without bias (Lemire's multiplication and rejection).
  ///
  /// - Precondition: `bound` is at least 1.
  public mutating func below(_ bound: Int) -> Int {
    let bound = UInt64(bound)
    var product = next().multipliedFullWidth(by: bound)
    if product.low < bound {
      let reject = (0 &- bound) % bound
      while product.low < reject { product = next().multipliedFullWidth(by: bound) }
    }
    return Int(product.high)
  }

  /// Puts `elements` in one of their orders, each equally likely (Fisher and Yates).
  ///
  /// The standard library's `shuffle(using:)` may draw otherwise in another release; this may not:
  /// a seed in a model file names one order for good.
  public mutating func shuffle<Element>(_ elements: inout [Element]) {
    for last in stride(from: elements.count - 1, to: 0, by: -1) {
      elements.swapAt(last, below(last + 1))
    }
  }

  /// Moves `count` draws ahead in constant time.
  public mutating func skip(_ count: UInt64) { state &+= count &* gamma }

  private static func unit(_ bits: UInt64) -> Double { Double(bits >> 11) * 0x1p-53 }

  /// Stafford's variant 13 of the MurmurHash3 finalizer: a bijection of 64 bits.
  private static func mixed(_ value: UInt64) -> UInt64 {
    var z = value
    z = (z ^ (z >> 30)) &* 0xbf58_476d_1ce4_e5b9
    z = (z ^ (z >> 27)) &* 0x94d0_49bb_1331_11eb
    return z ^ (z >> 31)
  }

  /// Odd, and with enough changes between neighbouring bits that the mixing sees them.
  private static func oddGamma(_ value: UInt64) -> UInt64 {
    let odd = value | 1
    return (odd ^ (odd >> 1)).nonzeroBitCount < 24 ? odd ^ 0xaaaa_aaaa_aaaa_aaaa : odd
  }
}
