/// How far a function's results lie from a smooth curve: what its last digits are wrong by at random.
///
/// Of three results at inputs next to each other, where all that is smooth is a line, the middle one
/// is compared with the line through the others. The inputs are irregular, so that the roundings
/// within the function are too.
struct Scatter {
  /// In last places of the result, by quarter of the stretch.
  private let quarters: [Double]
  private let low: Double
  private let quarter: Double
  /// Next to a root, where the last places are no measure; 0 where there is none.
  private let atRoot: Double
  /// Next to the root 0, where they are; and |x| below which that counts, 0 where there is no such.
  private var atZero = 0.0
  private var reachOfZero = 0.0

  /// The middle one of the quarters', in ULP.
  var typical: Double { quarters.sorted()[quarters.count / 2] }

  /// The standard deviation that the scatter has at an input and its result.
  func deviation(_ x: Double, _ result: Double) -> Double {
    if abs(x) < reachOfZero { return atZero * Self.lastPlace(result) }
    let place = (x - low) / quarter - 0.5, last = quarters.count - 1
    let (first, second) = (Int(place.rounded(.down)), Int(place.rounded(.up)))
    let nearest = max(quarters[min(max(first, 0), last)], quarters[min(max(second, 0), last)])
    return max(nearest * Self.lastPlace(result), atRoot)
  }

  /// Between .7 and 1.4 ULP of a result, without their steps: what something on the way was off by
  /// is a share of the result, on both sides of a power of 2.
  private static func lastPlace(_ result: Double) -> Double {
    max(abs(result) * 0x1.6a09e667f3bcdp-53, .leastNonzeroMagnitude)
  }

  private static let count = 64

  /// - Parameters:
  ///   - root: an input next to a root, if there is one in the stretch.
  ///   - isNextToZero: whether the stretch ends at 0, and the function is 0 there.
  init(
    _ function: TabulatedFunction, middle: Double, half: Double, root: Double?, isNextToZero: Bool
  ) {
    low = middle - half
    quarter = half / 2
    let step = half * 2 / Double(Self.count)
    let deviations = Self.deviations(
      function, (0..<Self.count).map { middle - half + step * (Double($0) + 0.5) }, half,
      inLastPlaces: true)
    let width = Self.count / 4
    quarters = (0..<4).map { Self.mean(deviations[$0 * width..<($0 + 1) * width]) }
    if isNextToZero {
      let near = middle * 0x1p-18
      let deviations = Self.deviations(
        function, (0..<16).map { near * (1 + Double($0) / 16) }, abs(near), inLastPlaces: true)
      (atZero, reachOfZero) = (Self.mean(deviations[...]), half * 0x1p-4)
    }
    guard let root else {
      atRoot = 0
      return
    }
    let fine = half * 0x1p-18, centre = (root / fine).rounded() * fine
    let beside = Self.deviations(
      function, (0..<16).map { centre + fine * (Double($0) - 7.5) }, half, inLastPlaces: false)
    atRoot = Self.mean(beside[...])
  }

  private static func mean(_ deviations: ArraySlice<Double>) -> Double {
    (deviations.reduce(0) { $0 + $1 * $1 } / Double(deviations.count)).squareRoot()
  }

  /// How far each middle result is from the line through the others, less what three results' scatter
  /// adds to one's.
  private static func deviations(
    _ function: TabulatedFunction, _ inputs: [Double], _ half: Double, inLastPlaces: Bool
  ) -> [Double] {
    var state: UInt64 = 7
    // Up to 2^-28 of half a stretch apart: what is curved is below the last digit.
    func random() -> Double {
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      return half * 0x1p-28 * (0.25 + 0.75 * Double(state >> 11) * 0x1p-53)
    }
    let places = inputs.flatMap { x in
      let middle = x + random()
      return [middle - random(), middle, middle + random()]
    }
    let values = function(places)
    return inputs.indices.map { index in
      let x = places[3 * index..<3 * index + 3], y = values[3 * index..<3 * index + 3]
      let (first, middle, last) = (x.startIndex, x.startIndex + 1, x.startIndex + 2)
      let share = (x[middle] - x[first]) / (x[last] - x[first])
      let distance = (y[middle] - y[first]) - share * (y[last] - y[first])
      let widening = (1 + share * share + (1 - share) * (1 - share)).squareRoot()
      guard distance.isFinite else { return 0 }
      return abs(distance) / (inLastPlaces ? widening * lastPlace(y[middle]) : widening)
    }
  }
}
