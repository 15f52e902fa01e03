import CTabulation

/// A double table in memory, with the numbers that its kernels want: freed by ``deallocate()``.
struct DoubleTableLayout {
  let table: UnsafeMutablePointer<hillock_double_table>
  private let memory: UnsafeMutableRawPointer

  init(_ plan: DoubleTablePlan, _ segments: [DoubleSegmentFit]) {
    table = .allocate(capacity: 1)
    table.initialize(to: hillock_double_table())
    table.pointee.is_product = plan.isProduct
    table.pointee.is_mirrored = plan.symmetry != .none
    table.pointee.is_odd = plan.symmetry == .odd
    table.pointee.zero_edge = plan.above.zero.stretch.length
    let special = plan.special
    table.pointee.special = (special[0], special[1], special[2], special[3])
    table.pointee.low_end = plan.ends.low
    table.pointee.high_end = plan.ends.high
    let direct = Self.direct(segments, isMirrored: table.pointee.is_mirrored)
    // Lines of cache are 64 bytes: a segment is two, and the core's rows are loaded by whole ones.
    let rowBytes = segments.count * MemoryLayout<hillock_double_segment>.stride
    memory = .allocate(
      byteCount: rowBytes + direct.rows.count * MemoryLayout<Double>.stride, alignment: 64)
    let rows = memory.bindMemory(to: hillock_double_segment.self, capacity: segments.count)
    for (index, fit) in segments.enumerated() { (rows + index).initialize(to: fit.segment) }
    let core = (memory + rowBytes).bindMemory(to: Double.self, capacity: direct.rows.count)
    core.initialize(from: direct.rows, count: direct.rows.count)
    table.pointee.segments = UnsafePointer(rows)
    table.pointee.direct = UnsafePointer(core)
    table.pointee.direct_cells = Int32(direct.cells)
    table.pointee.direct_order = Int32(direct.order)
    table.pointee.direct_width = direct.width
    layPlaces(plan)
    let zeros = run([0, -0.0])
    table.pointee.marks_zero = zip(zeros, special).contains { $0.y.bitPattern != $1.bitPattern }
  }

  func deallocate() {
    table.deallocate()
    memory.deallocate()
  }

  private func layPlaces(_ plan: DoubleTablePlan) {
    var places = [Int32](repeating: 63, count: 32)
    var first = 0
    for (start, side) in [(0, plan.above), (16, plan.below)] {
      guard let side else { continue }
      let nearest = side.zeroExponent - Int(hillock_double_lowest) + 1
      for place in 0..<nearest { places[start + place] = Int32(first * 64 + 63) }
      first += 1
      for (index, binade) in side.binades.enumerated() {
        places[start + nearest + index] = Int32(first * 64 + 52 - binade.cuts)
        first += binade.segments.count
      }
    }
    withUnsafeMutableBytes(of: &table.pointee.places) { bytes in
      let lanes = bytes.bindMemory(to: Int32.self)
      for (index, place) in places.enumerated() { lanes[index] = place }
    }
  }

  /// The direct core of the fewest cells that have a segment each in [-4, 4).
  private static func direct(
    _ segments: [DoubleSegmentFit], isMirrored: Bool
  ) -> (cells: Int, order: Int, width: Double, rows: [Double]) {
    for count in [16, 32] {
      let first = isMirrored ? 0 : -count / 2, width = 4 / Double(first + count)
      let found = (first..<first + count).compactMap { cell -> DoubleSegmentFit? in
        let low = Double(cell) * width
        return segments.first {
          !$0.isCalled && $0.stretch.middle - $0.stretch.half <= low
            && low + width <= $0.stretch.middle + $0.stretch.half
        }
      }
      // The kernel for 16 takes the middles of cells for those of segments.
      guard found.count == count, count > 16 || found.allSatisfy({ $0.stretch.length == width })
      else { continue }
      let columns = Int(hillock_double_cells)
      var rows = [Double](repeating: 0, count: (3 + Int(hillock_double_order)) * columns)
      for (index, fit) in found.enumerated() {
        let slot = (first + index) & (count - 1)
        rows[slot] = fit.stretch.middle
        withUnsafeBytes(of: fit.segment) { fields in
          for (name, field) in fields.bindMemory(to: Double.self).enumerated() {
            rows[(name + 1) * columns + slot] = field
          }
        }
      }
      return (count, found.reduce(1) { max($0, $1.order) }, width, rows)
    }
    return (0, 0, 0, [])
  }

  /// f(x), or dy f(x) where dy is given, and ``DoubleTable/mark`` where that is left to the function.
  func mark(
    _ x: UnsafePointer<Double>, dy: UnsafePointer<Double>?, _ y: UnsafeMutablePointer<Double>,
    count: Int
  ) {
    hillock_double_table_run(
      table, hillock_table_best_level(), x, dy, y, count,
      { _, _, _, y, count in
        for index in 0..<count { y![index] = DoubleTable.mark }
      }, nil)
  }

  /// f(x), and whether that is the table's own result, not one that it leaves to the function.
  func run(_ inputs: [Double]) -> [(y: Double, answered: Bool)] {
    var results = [Double](repeating: 0, count: inputs.count)
    mark(inputs, dy: nil, &results, count: inputs.count)
    return results.map { ($0, $0.bitPattern != DoubleTable.mark.bitPattern) }
  }
}
