import CTabulation

/// y = f(x) in float32 for all floats, from polynomials in tables.
///
/// Each polynomial is within 1 ULP of the double result at its segment's ends and at points spread
/// over it, by a bound of its rounding errors, and the table is so at 16,384 floats. Where no
/// polynomial is right (a kink, a jump, a result that is subnormal) and for NaN the function
/// itself is called; 0 and infinity give what it gave there.
///
/// The same function gives the same table, and the same bits at every instruction set level, on any
/// thread, at any place of an array.
///
/// `@unchecked Sendable`: nothing changes after `init`.
public final class ActivationTable: @unchecked Sendable {
  /// The function itself, called for what the table leaves out.
  public typealias Call = hillock_table_call

  /// The polynomials.
  public let segments: Int
  /// Of these, the ones that leave their inputs to the function.
  public let calledSegments: Int
  /// What the table takes in memory.
  public var bytes: Int { MemoryLayout<hillock_table>.size + fieldCount * 4 }
  /// The worst error seen, in ULP of the result.
  public let worstError: Double
  /// At how many inputs it was looked for.
  public let checkedInputs: Int

  private let table: UnsafeMutablePointer<hillock_table>
  private let fields: UnsafeMutablePointer<Float>
  private let fieldCount: Int
  private let best = hillock_table_best_level()

  /// Fits a table to `function`.
  ///
  /// - Parameter function: f in double; called at some ten thousand inputs, some more than once.
  /// - Throws: ``TabulationRefusal`` where f is none that a table is right and worth having for.
  public init(_ function: TabulatedFunction) throws(TabulationRefusal) {
    let plan = try TablePlan(function)
    let rows = plan.segments
    segments = rows.count
    calledSegments = rows.count { $0.segment.kind < 0 }
    let names = MemoryLayout<hillock_segment>.size / MemoryLayout<Float>.size
    // Whole pages of 32 segments.
    let stride = (rows.count + 31) / 32 * 32
    fieldCount = names * stride
    let fields = UnsafeMutablePointer<Float>.allocate(capacity: fieldCount)
    fields.initialize(repeating: 0, count: fieldCount)
    for (index, row) in rows.enumerated() {
      withUnsafeBytes(of: row.segment) { bytes in
        for (name, field) in bytes.bindMemory(to: Float.self).enumerated() {
          fields[name * stride + index] = field
        }
      }
    }
    self.fields = fields
    table = .allocate(capacity: 1)
    table.initialize(to: plan.table)
    table.pointee.fields = UnsafePointer(fields)
    table.pointee.stride = stride
    let inputs = Self.inputs()
    let results = Self.run(table, inputs)
    let truth = function(inputs.map(Double.init))
    let again = function(inputs.reversed().map(Double.init))
    // What the table leaves to the function is right by definition.
    var worst = 0.0
    for (index, result) in results.enumerated() where result.answered {
      worst = max(worst, SegmentFit.ulps(result.y, truth[index]))
    }
    worstError = worst
    checkedInputs = inputs.count
    guard zip(truth, again.reversed()).allSatisfy({ $0 == $1 || ($0.isNaN && $1.isNaN) }) else {
      throw TabulationRefusal("the same input does not always give the same result")
    }
    guard worst <= 1 else {
      throw TabulationRefusal("a table was \(worst) ULP from the function")
    }
  }

  deinit {
    table.deallocate()
    fields.deallocate()
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

  /// The table's results, and whether they are the table's own.
  private static func run(
    _ table: UnsafePointer<hillock_table>, _ inputs: [Float]
  ) -> [(y: Float, answered: Bool)] {
    // A call leaves a mark that no polynomial gives.
    let mark = Float(bitPattern: 0x7FC1_2345)
    var results = [Float](repeating: 0, count: inputs.count)
    hillock_table_run(
      table, hillock_table_best_level(), inputs, nil, &results, inputs.count,
      { _, _, _, y, count in
        for index in 0..<count { y![index] = Float(bitPattern: 0x7FC1_2345) }
      }, nil)
    return results.map { ($0, $0.bitPattern != mark.bitPattern) }
  }

  /// Half of them uniform over [-8, 8], half over the exponents.
  private static func inputs() -> [Float] {
    var state: UInt64 = 1
    return (0..<16384).map { index in
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      if index.isMultiple(of: 2) { return Float(Double(state >> 32) * 0x1p-28 - 8) }
      let exponent = Int(state >> 58) - 52, fraction = Double(UInt32(state >> 26 & 0xFFFF_FFFF))
      let magnitude = Float(
        sign: .plus, exponent: exponent, significand: Float(1 + fraction * 0x1p-32))
      return state & 1 << 57 == 0 ? magnitude : -magnitude
    }
  }
}

/// Why a function has no table.
public struct TabulationRefusal: Error, Sendable, CustomStringConvertible {
  /// The reason, in words.
  public let description: String
  /// A refusal for this reason.
  public init(_ description: String) { self.description = description }
}
