import CTabulation

/// Which segments a table has, and where they lie.
struct TablePlan {
  /// The table but for its segments' address.
  var table = hillock_table()
  /// Cell by cell, from the lowest input to the highest.
  var segments: [SegmentFit] = []

  /// A cell is cut into 2^k segments, k up to this.
  private static let finest = 6
  /// Beyond, a table costs more than it gives: memory, and time to prepare.
  private static let mostSegments = 3000
  private static let mostFits = 4000
  /// The segments of one length in registers: 2^k of the cells' 1/2.
  private static let coreCuts = 0...2

  /// - Throws: ``TabulationRefusal``.
  init(_ function: TabulatedFunction) throws(TabulationRefusal) {
    try Self.checkSpeed(function)
    let roots = Roots.near(function)
    guard roots.count <= 24 else {
      throw TabulationRefusal("it oscillates: more than 24 roots in [-8, 8]")
    }
    var fits = 0
    var cells = [[SegmentFit]](repeating: [], count: Int(hillock_table_cells))
    // From 0 outwards, so that a function that no table can hold is refused soon.
    for distance in 0..<256 {
      for cell in [256 + distance, 255 - distance] {
        cells[cell + 1] = try Self.cell(function, Double(cell - 256) / 2, roots, &fits)
      }
      if distance == 7 { try Self.checkWorth(cells[249...264].flatMap(\.self)) }
    }
    for isNegative in [true, false] {
      let sign: Float = isNegative ? -1 : 1
      let inputs = (7...126).flatMap { exponent in
        [1, 1.37, 1.91].map { sign * $0 * Float(sign: .plus, exponent: exponent, significand: 1) }
      }
      let truth = function(inputs.map(Double.init))
      cells[isNegative ? 0 : 513] = [
        SegmentFit.line(inputs, truth, isNegative: isNegative) ?? .call
      ]
    }
    let core = try Self.cutCore(function, &cells, roots, &fits)
    lay(cells)
    fillCore(cut: core, cells)
    let ends = function([0, -0.0, .infinity, -.infinity])
    table.special = (Float(ends[0]), Float(ends[1]), Float(ends[2]), Float(ends[3]))
    guard segments.count <= Self.mostSegments else { throw Self.tooFine }
  }

  private static let tooFine = TabulationRefusal(
    "it changes too fast: more than \(mostSegments) segments would be needed")

  /// The cell from `low`, in as few segments as are right.
  private static func cell(
    _ function: TabulatedFunction, _ low: Double, _ roots: [Float], _ fits: inout Int
  ) throws(TabulationRefusal) -> [SegmentFit] {
    var segments: [SegmentFit] = []
    for cut in 0...finest {
      segments = fit(function, low, cut: cut, roots, &fits)
      guard fits <= mostFits else { throw tooFine }
      if !segments.contains(where: { $0.segment.kind < 0 && $0.isWorthCutting }) { break }
    }
    return segments
  }

  private static func fit(
    _ function: TabulatedFunction, _ low: Double, cut: Int, _ roots: [Float], _ fits: inout Int
  ) -> [SegmentFit] {
    let count = 1 << cut, length = 0.5 / Double(count)
    fits += count
    return (0..<count).map { index in
      let start = low + Double(index) * length
      return SegmentFit(function, low: start, high: start + length, roots: roots)
    }
  }

  /// Refuses a function that would have to be waited for: a table asks it for tens of thousands of
  /// results. The quickest of some calls counts, so that a busy machine changes nothing.
  private static func checkSpeed(_ function: TabulatedFunction) throws(TabulationRefusal) {
    let clock = ContinuousClock()
    let quickest = [0.25, -0.5, 1, -2].map { x in clock.measure { _ = function([x]) } }.min()!
    guard quickest < .microseconds(200) else {
      throw TabulationRefusal("a call takes more than 200 microseconds")
    }
  }

  /// Refuses what would be called nearly everywhere that inputs lie.
  private static func checkWorth(_ near: [SegmentFit]) throws(TabulationRefusal) {
    let called = near.count { $0.segment.kind < 0 }
    guard called * 2 < near.count else {
      throw TabulationRefusal(
        "no polynomial is right in \(called) of \(near.count) segments near 0")
    }
  }

  /// Cuts the cells around 0 alike where that brings more of them into the registers.
  private static func cutCore(
    _ function: TabulatedFunction, _ cells: inout [[SegmentFit]], _ roots: [Float],
    _ fits: inout Int
  ) throws(TabulationRefusal) -> Int {
    func span(_ cut: Int) -> Range<Int> {
      let reach = 16 >> cut
      return 257 - reach..<257 + reach
    }
    // The share of [-4, 4], where most inputs lie, that each length would serve.
    func share(_ cut: Int) -> Double {
      let served = span(cut).filter { (249...264).contains($0) && cells[$0].count <= 1 << cut }
      return Double(served.count) / 16
    }
    let best = coreCuts.max { share($0) < share($1) }!
    for cell in span(best) where cells[cell].count < 1 << best {
      cells[cell] = fit(function, Double(cell - 257) / 2, cut: best, roots, &fits)
    }
    return best
  }

  private mutating func lay(_ cells: [[SegmentFit]]) {
    withUnsafeMutableBytes(of: &table.base) { base in
      let base = base.bindMemory(to: Int32.self)
      for (index, cell) in cells.enumerated() {
        let isEnd = index == 0 || index == cells.count - 1
        // floor(x * scale) counts from 0, the segments from the cell's first.
        base[index] = Int32(segments.count - (isEnd ? 0 : (index - 257) * cell.count))
        segments += cell
      }
    }
    withUnsafeMutableBytes(of: &table.scale) { scale in
      let scale = scale.bindMemory(to: Float.self)
      for (index, cell) in cells.enumerated() {
        let isEnd = index == 0 || index == cells.count - 1
        scale[index] = isEnd ? 0 : Float(2 * cell.count)
      }
    }
  }

  private mutating func fillCore(cut: Int, _ cells: [[SegmentFit]]) {
    table.core_scale = Float(2 << cut)
    let width = Int(hillock_table_core)
    for index in 0..<width {
      let place = index - width / 2
      let cell = cells[257 + (place >> cut)]
      guard cell.count == 1 << cut else { continue }
      let segment = cell[place & (1 << cut - 1)].segment
      guard segment.kind >= 0 else { continue }
      table.core_usable |= 1 << UInt32(index)
      if segment.kind == Float(hillock_segment_root) { table.core_roots |= 1 << UInt32(index) }
      withUnsafeBytes(of: segment) { fields in
        // The kind is in the masks; the rest follows in the registers' order.
        let fields = fields.bindMemory(to: Float.self).dropFirst()
        withUnsafeMutableBytes(of: &table.core) { core in
          let core = core.bindMemory(to: Float.self)
          for (name, field) in fields.enumerated() { core[name * width + index] = field }
        }
      }
    }
  }
}
