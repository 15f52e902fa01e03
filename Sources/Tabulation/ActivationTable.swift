import CTabulation

/// y = f(x) in float32 for all floats, from polynomials in tables.
///
/// Each polynomial is within 1 ULP of the double result at its segment's ends, at points spread over
/// it, by a bound of its rounding errors, and at the floats beside a root; the whole table was compared
/// with the function at ``checkedInputs`` floats. Where no polynomial is right and for NaN the function
/// itself is called; 0 and infinity give what it gave there.
///
/// The same function gives the same table, and the same bits at every instruction set level, on any
/// thread, at any place of an array.
///
/// `@unchecked Sendable`: nothing changes after `init`.
public final class ActivationTable: FunctionTable, @unchecked Sendable {
  /// The function itself, called for what the table leaves out.
  public typealias Call = hillock_table_call

  /// The polynomials.
  public let segments: Int
  /// Of these, the ones that leave their inputs to the function.
  public let calledSegments: Int
  /// What the table takes in memory.
  public var bytes: Int {
    MemoryLayout<hillock_table>.size + segments * MemoryLayout<hillock_segment>.size
  }
  /// The worst error seen, in ULP of the result.
  public let worstError: Double
  /// At how many inputs it was looked for.
  public let checkedInputs: Int

  /// Nil: a float's last digit is above the scatter of a double function.
  public var functionScatter: Double? { nil }

  private let table: UnsafeMutablePointer<hillock_table>
  private let rows: UnsafeMutablePointer<hillock_segment>
  private let best = hillock_table_best_level()

  /// Whether this processor's registers hold the segments where inputs lie, so that a table is as fast
  /// as code that knows the function.
  public static var isInRegistersHere: Bool {
    hillock_table_best_level().rawValue >= hillock_table_avx512.rawValue
  }

  /// Fits a table to `function`.
  ///
  /// - Parameter function: f in double; called at some 20,000 to 100,000 inputs, some more than once.
  /// - Throws: ``TabulationRefusal`` where f is none that a table is right and worth having for.
  public init(_ function: @escaping TabulatedFunction) throws(TabulationRefusal) {
    let plan = try TablePlan(function)
    let layout = TableLayout(plan)
    let fits = layout.segments
    segments = fits.count
    calledSegments = fits.count(where: \.isCalled)
    rows = .allocate(capacity: fits.count)
    for (index, fit) in fits.enumerated() { (rows + index).initialize(to: fit.segment) }
    table = .allocate(capacity: 1)
    table.initialize(to: layout.table)
    table.pointee.segments = UnsafePointer(rows)
    let zeros = Self.run(table, [0, -0.0])
    let special = table.pointee.special
    table.pointee.marks_zero =
      zeros[0].y.bitPattern != special.0.bitPattern || zeros[1].y.bitPattern != special.1.bitPattern
    let inputs = Self.inputs(fits, plan.symmetry)
    let results = Self.run(table, inputs)
    let truth = function(inputs.map(Double.init))
    // What the table leaves to the function is right by definition.
    var worst = 0.0, place: Float = 0
    for (index, result) in results.enumerated() where result.answered {
      let error = Self.ulps(result.y, truth[index])
      if error > worst { (worst, place) = (error, inputs[index]) }
    }
    worstError = worst
    checkedInputs = inputs.count
    let some = stride(from: 0, to: inputs.count, by: 8).reversed()
    let again = function(some.map { Double(inputs[$0]) })
    guard zip(some, again).allSatisfy({ truth[$0] == $1 || (truth[$0].isNaN && $1.isNaN) }) else {
      throw TabulationRefusal("the same input does not always give the same result")
    }
    guard worst <= 1 else {
      throw TabulationRefusal("a table was \(worst) ULP from the function, at \(place)")
    }
  }

  deinit {
    table.deallocate()
    rows.deallocate()
  }

  /// y = f(x), or y = dy f(x) where dy is given; y may be x or dy.
  ///
  /// - Parameters:
  ///   - call: f itself (times dy), for what the table leaves out.
  ///   - context: what `call` is given.
  ///   - level: the instructions to use; the processor's best where nil.
  @inline(__always)
  public func run(
    _ x: UnsafePointer<Float>, dy: UnsafePointer<Float>?, _ y: UnsafeMutablePointer<Float>,
    count: Int, call: Call, context: UnsafeRawPointer?, level: hillock_table_level? = nil
  ) {
    hillock_table_run(table, level ?? best, x, dy, y, count, call, context)
  }

  /// f(x), or dy f(x) where dy is given, and ``mark`` where the table leaves that to the function.
  package func mark(
    _ x: UnsafePointer<Float>, dy: UnsafePointer<Float>?, _ y: UnsafeMutablePointer<Float>,
    count: Int
  ) { Self.mark(table, x, dy: dy, y, count: count) }

  /// A NaN that no polynomial gives.
  package static let mark = Float(bitPattern: 0x7FC1_2345)

  /// The same of a table in the making.
  private static func mark(
    _ table: UnsafePointer<hillock_table>, _ x: UnsafePointer<Float>, dy: UnsafePointer<Float>?,
    _ y: UnsafeMutablePointer<Float>, count: Int
  ) {
    hillock_table_run(
      table, hillock_table_best_level(), x, dy, y, count,
      { _, _, _, y, count in
        for index in 0..<count { y![index] = ActivationTable.mark }
      }, nil)
  }

  /// f(x), and whether that is the table's own result, not one that it leaves to the function.
  private static func run(
    _ table: UnsafePointer<hillock_table>, _ inputs: [Float]
  ) -> [(y: Float, answered: Bool)] {
    var results = [Float](repeating: 0, count: inputs.count)
    mark(table, inputs, dy: nil, &results, count: inputs.count)
    return results.map { ($0, $0.bitPattern != mark.bitPattern) }
  }

  /// How far `y` is from the `truth`, in units of the last place of a float there.
  package static func ulps(_ y: Float, _ truth: Double) -> Double {
    let rounded = Float(truth)
    if y == rounded || (y.isNaN && rounded.isNaN) {
      return y.isFinite ? abs(Double(y) - truth) / Double(rounded.ulp) : 0
    }
    guard y.isFinite, rounded.isFinite else { return .infinity }
    return abs(Double(y) - truth) / Double(rounded.ulp)
  }

  /// Some within each segment, many in [-8, 8], and the others over the exponents.
  private static func inputs(_ fits: [SegmentFit], _ symmetry: Symmetry) -> [Float] {
    var state: UInt64 = 1
    func random() -> Double {
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      return Double(state >> 11) * 0x1p-53
    }
    var inputs: [Float] = []
    for fit in fits {
      let (first, last) = (fit.stretch.first, fit.stretch.last)
      inputs += [first, last]
      for _ in 0..<14 {
        inputs.append(min(max(first + Float(random()) * (last - first), first), last))
      }
    }
    if symmetry != .none { inputs += inputs.map { -$0 } }
    for _ in 0..<8192 { inputs.append(Float(random() * 16 - 8)) }
    for _ in 0..<4096 {
      let exponent = Int(random() * 64) - 52
      let magnitude = Float(
        sign: .plus, exponent: exponent, significand: Float(1 + random()).nextDown)
      inputs.append(random() < 0.5 ? magnitude : -magnitude)
    }
    return inputs
  }
}

/// What may be said of a table, whatever its precision.
public protocol FunctionTable: Sendable {
  /// The polynomials.
  var segments: Int { get }
  /// Of these, the ones that leave their inputs to the function.
  var calledSegments: Int { get }
  /// What the table takes in memory.
  var bytes: Int { get }
  /// The worst error seen, in ULP of the result.
  var worstError: Double { get }
  /// At how many inputs it was looked for.
  var checkedInputs: Int { get }
  /// The scatter of the function's own results in the middle of where inputs lie, in ULP; nil where a
  /// last digit of this precision is above that.
  var functionScatter: Double? { get }
}

/// Why a function has no table.
public struct TabulationRefusal: Error, Sendable, CustomStringConvertible {
  /// The reason, in words.
  public let description: String
  /// A refusal for this reason.
  public init(_ description: String) { self.description = description }
}
