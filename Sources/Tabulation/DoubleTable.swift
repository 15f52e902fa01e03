import CTabulation

/// y = f(x) in float64, from polynomials in tables.
///
/// A double function is the only truth there is about itself, and its last digits are seldom right: a
/// table is held to the smooth curve that its results scatter around. Each result that was looked at
/// is within ``tolerance`` ULP of the function's, beside ``scatterReach`` standard deviations of the
/// function's own scatter where that is what separates them.
///
/// The same function gives the same table, and the same bits at every instruction set level, on any
/// thread, at any place of an array.
///
/// `@unchecked Sendable`: nothing changes after `init`.
public final class DoubleTable: FunctionTable, @unchecked Sendable {
  /// The function itself, called for what the table leaves out.
  public typealias Call = hillock_double_table_call

  /// The polynomials.
  public let segments: Int
  /// Of these, the ones that leave their inputs to the function.
  public let calledSegments: Int
  /// What the table takes in memory.
  public var bytes: Int {
    MemoryLayout<hillock_double_table>.size + segments * MemoryLayout<hillock_double_segment>.size
  }
  /// The worst error seen, in ULP of the result, beside the function's scatter.
  public let worstError: Double
  /// At how many inputs it was looked for.
  public let checkedInputs: Int
  /// The standard deviation of the function's results from a smooth curve, in ULP: the middle one of
  /// those that the segments in [-4, 4] have.
  public let functionScatter: Double?
  private let layout: DoubleTableLayout
  private let fits: [DoubleSegmentFit]
  private let symmetry: Symmetry
  private let best = hillock_table_best_level()

  /// How far a result may be from the function's, in ULP, beside its scatter.
  public static let tolerance = DoubleSegmentFit.tolerance
  /// How many standard deviations of its scatter a result of the function may be off.
  public static let scatterReach = DoubleSegmentFit.scatterReach

  /// Whether this processor takes a product and a sum in one step.
  public static var isQuickHere: Bool {
    #if arch(x86_64)
      hillock_table_best_level() != hillock_table_plain
    #else
      true
    #endif
  }

  /// Fits a table to `function`.
  ///
  /// - Parameter function: called at some 20,000 to 150,000 inputs, some more than once.
  /// - Throws: ``TabulationRefusal`` where f is none that a table is right and worth having for.
  public init(_ function: @escaping TabulatedFunction) throws(TabulationRefusal) {
    let plan = try DoubleTablePlan(function)
    let inputs = Self.inputs(plan.segments, plan.symmetry)
    let truth = function(inputs)
    var fits = plan.segments
    for index in fits.indices where !fits[index].isCalled { fits[index].measureScatter(function) }
    var layout = DoubleTableLayout(plan, fits)
    var checked = Self.check(layout, fits, plan.symmetry, inputs, truth)
    if !checked.wrong.isEmpty {
      for index in checked.wrong { fits[index].leaveToFunction() }
      layout.deallocate()
      layout = DoubleTableLayout(plan, fits)
      checked = Self.check(layout, fits, plan.symmetry, inputs, truth)
    }
    (self.layout, self.fits, symmetry) = (layout, fits, plan.symmetry)
    (segments, calledSegments) = (fits.count, fits.count(where: \.isCalled))
    (worstError, checkedInputs) = (checked.worst, inputs.count)
    let deviations = fits.filter { !$0.isCalled && abs($0.stretch.middle) < 4 }
      .compactMap { $0.scatter?.typical }.sorted()
    functionScatter = deviations.isEmpty ? nil : deviations[deviations.count / 2]
    let some = stride(from: 0, to: inputs.count, by: 8).reversed()
    let again = function(some.map { inputs[$0] })
    guard zip(some, again).allSatisfy({ truth[$0] == $1 || (truth[$0].isNaN && $1.isNaN) }) else {
      throw TabulationRefusal("the same input does not always give the same result")
    }
    try DoubleTablePlan.checkWorth(fits, plan.symmetry)
    guard worstError <= Self.tolerance else {
      throw TabulationRefusal(
        "a table was \(worstError) ULP from the function, at \(checked.place)")
    }
  }

  deinit { layout.deallocate() }

  /// y = f(x), or y = dy f(x) where dy is given; y may be x or dy.
  ///
  /// - Parameters:
  ///   - call: f itself (times dy), for what the table leaves out.
  ///   - context: what `call` is given.
  ///   - level: the instructions to use; the processor's best where nil.
  @inline(__always)
  public func run(
    _ x: UnsafePointer<Double>, dy: UnsafePointer<Double>?, _ y: UnsafeMutablePointer<Double>,
    count: Int, call: Call, context: UnsafeRawPointer?, level: hillock_table_level? = nil
  ) {
    hillock_double_table_run(layout.table, level ?? best, x, dy, y, count, call, context)
  }

  /// f(x), or dy f(x) where dy is given, and ``mark`` where the table leaves that to the function.
  package func mark(
    _ x: UnsafePointer<Double>, dy: UnsafePointer<Double>?, _ y: UnsafeMutablePointer<Double>,
    count: Int
  ) { layout.mark(x, dy: dy, y, count: count) }

  /// A NaN that no polynomial gives.
  package static let mark = Double(bitPattern: 0x7FF8_2345_6789_ABCD)

  /// The worst error at some inputs, where it is, and the segments in which it is more than it may be.
  private static func check(
    _ layout: DoubleTableLayout, _ fits: [DoubleSegmentFit], _ symmetry: Symmetry,
    _ inputs: [Double], _ truth: [Double]
  ) -> (worst: Double, place: Double, wrong: Set<Int>) {
    var worst = 0.0, place = 0.0, wrong: Set<Int> = []
    for (index, result) in layout.run(inputs).enumerated() where result.answered {
      let (x, y) = (inputs[index], truth[index])
      var found: Int?
      let error = error(of: result.y, at: x, y) {
        found = segment(x, fits, symmetry)
        return found.map { fits[$0] }
      }
      if error > worst { (worst, place) = (error, x) }
      if error > tolerance, let found { wrong.insert(found) }
    }
    return (worst, place, wrong)
  }

  /// How far a result is from the function's, in ULP, less what the function scatters by there.
  ///
  /// - Parameter reach: how many standard deviations of that are taken off.
  package func error(
    of y: Double, at x: Double, _ truth: Double, reach: Double = scatterReach
  ) -> Double {
    Self.error(of: y, at: x, truth, reach: reach) {
      Self.segment(x, fits, symmetry).map { fits[$0] }
    }
  }

  private static func error(
    of y: Double, at x: Double, _ truth: Double, reach: Double = scatterReach,
    _ fit: () -> DoubleSegmentFit?
  ) -> Double {
    if y == truth || (y.isNaN && truth.isNaN) { return 0 }
    guard y.isFinite, truth.isFinite else { return .infinity }
    let distance = abs(y - truth) / truth.ulp
    guard distance > tolerance, let fit = fit() else { return distance }
    return fit.error(of: y, at: fit.stretch.isBelow || x > 0 ? x : -x, truth, reach: reach)
  }

  private static func segment(
    _ x: Double, _ fits: [DoubleSegmentFit], _ symmetry: Symmetry
  ) -> Int? {
    let x = symmetry == .none ? x : abs(x)
    return fits.firstIndex { $0.stretch.first <= x && x <= $0.stretch.last }
  }

  /// Some within each segment, many in [-8, 8], and the others over the exponents.
  private static func inputs(_ fits: [DoubleSegmentFit], _ symmetry: Symmetry) -> [Double] {
    var state: UInt64 = 1
    func random() -> Double {
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      return Double(state >> 11) * 0x1p-53
    }
    var inputs = fits.flatMap {
      [$0.stretch.first, $0.stretch.last] + DoubleSegmentFit.random($0.stretch, 14, seed: 2)
    }
    if symmetry != .none { inputs += inputs.map { -$0 } }
    for _ in 0..<8192 { inputs.append(random() * 16 - 8) }
    for _ in 0..<4096 {
      let exponent = Int(random() * 64) - 52
      let magnitude = Double(sign: .plus, exponent: exponent, significand: 1 + random())
      inputs.append(random() < 0.5 ? magnitude : -magnitude)
    }
    return inputs
  }
}
