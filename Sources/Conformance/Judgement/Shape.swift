import Activations
import CProbe
import Formulas

/// What an author says of a value's course: where it rises or falls, and whether it is odd or even; and
/// how far rounding may move results from that.
struct Shape: Sendable {
  /// 1 where values do not fall as x grows, -1 where they do not rise, 0 where nothing is said.
  let direction: Double
  /// What the value at x is to be multiplied with for that at -x; nil where nothing is said.
  let mirror: Double?
  /// What is promised of a value's error; nil where nothing is.
  private let maxULP: Double?
  private let precision: Precision

  init(_ subject: Subject, _ precision: Precision) {
    direction =
      switch subject.activation.text("monotonic") {
      case "increasing", "nondecreasing": 1
      case "decreasing", "nonincreasing": -1
      default: 0
      }
    mirror =
      switch subject.activation.text("symmetry") {
      case "odd": -1
      case "even": 1
      default: nil
      }
    maxULP = subject.maxULP(precision, isDerivative: false)
    self.precision = precision
  }

  /// How far two values that are the same by rights may lie apart.
  func allowance(_ a: Double, _ b: Double) -> Double {
    let size = max(abs(a), abs(b))
    return relative > 0 ? relative * max(1, size) : units * ULP.unit(at: size, precision)
  }

  /// The same as sweeps take it.
  var swept: compare_allowance { compare_allowance(units: units, relative: relative) }

  private var units: Double { 2 * (maxULP ?? 0) }
  private var relative: Double {
    maxULP == nil ? 2 * Tolerance(precision: precision).relative : 0
  }
}

/// What a chunk's values came to: all that its neighbours, and the report, need to know.
///
/// Numbers are kept as bits, since a value may be infinite, and JSON has no infinity.
struct ChunkShape: Sendable, Codable {
  /// A float and the value there.
  struct Point: Sendable, Codable {
    private var inputBits: UInt32
    private var valueBits: UInt32

    init(_ point: compare_point) { self.init(point.x, point.value) }

    init(_ x: Float, _ value: Float) {
      (inputBits, valueBits) = (x.bitPattern, value.bitPattern)
    }

    private enum CodingKeys: String, CodingKey {
      case inputBits = "x"
      case valueBits = "y"
    }

    var x: Double { Double(Float(bitPattern: inputBits)) }
    var value: Double { Double(Float(bitPattern: valueBits)) }
  }

  /// The least and the greatest value; nil where none is a number.
  var low: Point?
  var high: Point?
  /// Where values first went back, and from what.
  var turn: [Point] = []
  /// The first x whose mirror image has another value than it should, and that.
  var asymmetry: [Point] = []
}

/// What the values of all chunks came to, from the lowest float up.
struct SweptShape {
  private let chunks: [ChunkShape]
  /// What was looked at, for the report.
  let coverage: String

  init(_ symbol: String, _ chunks: [Int: ChunkShape]) {
    let binades = ExhaustiveSweep.chunkCount / 2
    let ascending = (0..<binades).reversed().map { 2 * $0 + 1 } + (0..<binades).map { 2 * $0 }
    self.chunks = ascending.compactMap { chunks[$0] }
    let share =
      chunks.count == ExhaustiveSweep.chunkCount
      ? "all floats" : "\(chunks.count) of \(ExhaustiveSweep.chunkCount) binades"
    coverage = "\(symbol) at \(share)"
  }

  /// The first value outside of an interval.
  func outside(_ low: Double, _ high: Double) -> ChunkShape.Point? {
    for chunk in chunks {
      if let point = chunk.low, point.value < low { return point }
      if let point = chunk.high, point.value > high { return point }
    }
    return nil
  }

  /// The first that went back, within a chunk or from one to a later one.
  func turn(_ shape: Shape) -> [ChunkShape.Point]? {
    var farthest: ChunkShape.Point?
    for chunk in chunks {
      if !chunk.turn.isEmpty { return chunk.turn.sorted { $0.x < $1.x } }
      guard let low = chunk.low, let high = chunk.high else { continue }
      let (least, most) = shape.direction > 0 ? (low, high) : (high, low)
      guard let before = farthest else {
        farthest = most
        continue
      }
      let back = shape.direction * (before.value - least.value)
      if back > shape.allowance(before.value, least.value) { return [before, least] }
      if shape.direction * (most.value - before.value) > 0 { farthest = most }
    }
    return nil
  }

  /// The first pair that is not symmetric.
  var asymmetry: [ChunkShape.Point]? { chunks.lazy.map(\.asymmetry).first { !$0.isEmpty } }
}
