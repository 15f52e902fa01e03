import CTabulation

/// A plan's segments in the order and with the numbers that the kernels want.
struct TableLayout {
  /// The table but for its segments' address.
  var table = hillock_table()
  /// From the lowest inputs to the highest.
  private(set) var segments: [SegmentFit]

  init(_ plan: TablePlan) {
    segments = plan.segments
    table.is_product = plan.isProduct
    table.is_mirrored = plan.symmetry != .none
    table.is_odd = plan.symmetry == .odd
    table.special = (plan.special[0], plan.special[1], plan.special[2], plan.special[3])
    table.low_end = plan.ends.low
    table.high_end = plan.ends.high
    table.low_faint = -.infinity
    table.high_faint = .infinity
    for fit in segments where fit.stretch.isFaint {
      if fit.stretch.last < 0 {
        table.low_faint = max(table.low_faint, fit.stretch.last)
      } else {
        table.high_faint = min(table.high_faint, fit.stretch.first)
      }
    }
    table.border_count = Int32(plan.borders.count)
    copy(&table.borders, with: plan.borders)
    layRoots()
    layPlaces(plan)
    let core = CoreLayout(segments, plan.borders, isMirrored: table.is_mirrored)
    let isWhole = core.fill(&table)
    core.fillDirect(&table, isWhole: isWhole)
  }

  /// Each run of segments with one root; a run too many is left to the function.
  private mutating func layRoots() {
    var found: [hillock_root] = []
    var index = 0
    while index < segments.count {
      guard let root = segments[index].root else {
        index += 1
        continue
      }
      var end = index
      while end < segments.count, segments[end].root == root { end += 1 }
      if found.count < Int(hillock_table_most_roots) {
        found.append(
          hillock_root(
            root: root, low: segments[index].stretch.first,
            high: segments[end - 1].stretch.last.nextUp))
      } else {
        for place in index..<end { segments[place] = .call(segments[place].stretch) }
      }
      index = end
    }
    table.root_count = Int32(found.count)
    copy(&table.roots, with: found)
  }

  private mutating func layPlaces(_ plan: TablePlan) {
    var places = [Int32](repeating: 0, count: 2 * Int(hillock_table_binades))
    func passed(_ first: Float) -> Int { plan.borders.count { $0 <= first } }
    // The number that a segment's bits give it, and the one that it has.
    func place(
      _ exponent: Int, isBelow: Bool, shift: Int, bits: Int, first: Int, passed: Int,
      isLaid: Bool = false
    ) {
      let base = first - passed - (bits >> shift)
      places[(isBelow ? 16 : 0) + (exponent + 127) & 15] =
        Int32(base * 64 + (isLaid ? 32 : 0) + shift)
    }
    var first = 0
    func lay(_ exponent: Int, _ binade: TablePlan.Binade, isBelow: Bool) {
      let low = (exponent + 127) << 23, lowest = isBelow ? -(low + 1 << 23) : low
      let edge = Float(sign: .plus, exponent: exponent, significand: 1)
      // The borders below the binade's lowest input.
      let start = isBelow ? -2 * edge : edge
      place(
        exponent, isBelow: isBelow, shift: 23 - binade.cuts, bits: lowest, first: first,
        passed: passed(start), isLaid: binade.isLaid)
      first += binade.segments.count
    }
    for (exponent, binade) in plan.below.sorted(by: { $0.key > $1.key }) {
      lay(exponent, binade, isBelow: true)
    }
    let start = plan.zero[0].stretch.first
    for exponent in TablePlan.exponents.lowerBound..<plan.zeroExponent {
      for isBelow in [true, false] {
        place(
          exponent, isBelow: isBelow, shift: 31, bits: isBelow ? -1 << 31 : 0, first: first,
          passed: passed(start))
      }
    }
    first += plan.zero.count
    for (exponent, binade) in plan.above.sorted(by: { $0.key < $1.key }) {
      lay(exponent, binade, isBelow: false)
    }
    copy(&table.places, with: places)
  }
}

/// Which segments lie in registers, and by which cells they are found.
struct CoreLayout {
  private let segments: [SegmentFit]
  private let borders: [Float]
  /// Whether inputs are at least 0.
  private let isMirrored: Bool

  init(_ segments: [SegmentFit], _ borders: [Float], isMirrored: Bool) {
    self.segments = segments
    self.borders = borders
    self.isMirrored = isMirrored
  }

  private struct Choice {
    var scale: Float = 0
    /// By cell: the lowest of its segments.
    var cells: [Int: Int] = [:]
    var chosen: Set<Int> = []
    /// How much of [-4, 4], where most inputs lie, it serves, and of what lies beyond a little.
    var worth = 0.0
  }

  /// Writes the core that serves most inputs.
  ///
  /// - Returns: whether that is all of [-4, 4].
  func fill(_ table: inout hillock_table) -> Bool {
    let best = [4, 8, 16].map(choice).max { $0.worth < $1.worth }!
    let slots = Dictionary(
      uniqueKeysWithValues: best.chosen.sorted().enumerated().map { ($1, $0) })
    table.core_scale = best.scale
    var cells = [UInt8](repeating: 0x80, count: Int(hillock_table_cells))
    for (cell, lowest) in best.cells {
      let passed = borders.count { $0 <= segments[lowest].stretch.first }
      cells[cell] = UInt8((slots[lowest]! - passed) & (Int(hillock_table_core) - 1))
    }
    copy(&table.core_cells, with: cells)
    for (index, slot) in slots where segments[index].root != nil {
      table.core_roots |= 1 << UInt32(slot)
    }
    copy(&table.core, with: fields(slots.map { ($1, $0) }, width: Int(hillock_table_core)))
    let near = Int(4 * best.scale), middle = Int(hillock_table_cells) / 2
    return ((isMirrored ? 0 : -near)..<near).allSatisfy { best.cells[middle + $0] != nil }
  }

  /// Centres and fields of segments by slot, a row each.
  private func fields(_ places: [(slot: Int, segment: Int)], width: Int) -> [Float] {
    var rows = [Float](repeating: 0, count: (3 + Int(hillock_table_order)) * width)
    for (slot, index) in places {
      rows[slot] = segments[index].stretch.centre
      withUnsafeBytes(of: segments[index].segment) { fields in
        for (name, field) in fields.bindMemory(to: Float.self).enumerated() {
          rows[(name + 1) * width + slot] = field
        }
      }
    }
    return rows
  }

  /// Writes the direct core of the widest cells that have a segment each.
  ///
  /// - Parameter isWhole: whether the core serves all of [-4, 4].
  func fillDirect(_ table: inout hillock_table, isWhole: Bool) {
    // They reach to 8, or to 4: nearer, a block without an input beyond is rare.
    for edge in [Float(8), 4] where fillDirect(&table, edge, isWide: false) { return }
    // Three registers a field take longer than two.
    if isWhole { return }
    for edge in [Float(8), 4] where fillDirect(&table, edge, isWide: true) { return }
  }

  /// - Returns: whether that is a core.
  private func fillDirect(_ table: inout hillock_table, _ edge: Float, isWide: Bool) -> Bool {
    let count = Int(isWide ? hillock_table_cells : hillock_table_core)
    let first = isMirrored ? 0 : -count / 2, scale = Float(first + count) / edge
    let found = (first..<first + count).compactMap { cell in
      covering(Float(cell) / scale, (Float(cell + 1) / scale).nextDown, isWide: isWide)
        .map { (cell: cell & (count - 1), segment: $0) }
    }
    let chosen = Set(found.map(\.segment)).sorted()
    guard found.count == count, chosen.count <= Int(hillock_table_direct) else { return false }
    table.direct_scale = scale
    table.direct_is_wide = isWide
    let width = Int(hillock_table_direct)
    guard isWide else {
      table.direct_order = chosen.allSatisfy { segments[$0].segment.q.5 == 0 } ? 5 : 6
      let areLaid =
        isMirrored && found.allSatisfy { segments[$1].stretch.centre == Float($0) / scale }
      table.direct_places = areLaid ? Int32(scale.exponent) : 0
      copy(&table.direct, with: fields(found.map { ($0.cell, $0.segment) }, width: width))
      return true
    }
    table.direct_order = 6
    var cells = [UInt8](repeating: 0, count: count)
    for (cell, segment) in found {
      let isRooted = segments[segment].root != nil
      cells[cell] = UInt8(chosen.firstIndex(of: segment)!) | (isRooted ? 0x40 : 0)
    }
    copy(&table.direct_cells, with: cells)
    copy(&table.direct, with: fields(chosen.enumerated().map { ($0, $1) }, width: width))
    return true
  }

  /// The one segment that [low, high] lies in; without a root, but in a wide core.
  private func covering(_ low: Float, _ high: Float, isWide: Bool) -> Int? {
    guard let index = segments.lastIndex(where: { $0.stretch.first <= low }) else { return nil }
    let fit = segments[index]
    let isUsable = fit.stretch.last >= high && (isWide || fit.root == nil) && !fit.isCalled
    return isUsable && !fit.stretch.isFaint ? index : nil
  }

  /// The cells of one width that 32 segments serve, from 0 outwards.
  private func choice(_ scale: Float) -> Choice {
    let count = Int(hillock_table_cells)
    var choice = Choice(scale: scale)
    for distance in 0..<count / 2 {
      let above = count / 2 + distance
      for cell in isMirrored ? [above] : [above, count / 2 - 1 - distance] {
        let low = Float(cell - count / 2) / scale, high = (low + 1 / scale).nextDown
        guard let within = within(low, high) else { continue }
        let chosen = choice.chosen.union(within)
        guard chosen.count <= Int(hillock_table_core) else { continue }
        choice.chosen = chosen
        choice.cells[cell] = within.lowerBound
        choice.worth += (abs(low) < 4 && abs(high) < 4 ? 1 : 0.05) / Double(scale)
      }
    }
    return choice
  }

  /// The segments that [low, high] lies in: one, or those that borders cut it into; nil where they
  /// are none for the core.
  private func within(_ low: Float, _ high: Float) -> Range<Int>? {
    // -0 lies above the border 0, as 0 does.
    guard let first = segments.lastIndex(where: { $0.stretch.first <= low }),
      let last = segments.lastIndex(where: { $0.stretch.first <= high }),
      segments[last].stretch.last >= high
    else { return nil }
    let range = first..<last + 1
    let isUsable = range.allSatisfy { index in
      let fit = segments[index]
      let isCut = index == first || borders.contains(fit.stretch.first)
      return !fit.isCalled && !fit.stretch.isFaint && isCut
    }
    return isUsable ? range : nil
  }
}

/// Copies an array into one of C's, which Swift sees as a tuple.
private func copy<Tuple, Element>(_ tuple: inout Tuple, with elements: [Element]) {
  withUnsafeMutableBytes(of: &tuple) { bytes in
    let places = bytes.bindMemory(to: Element.self)
    for (index, element) in elements.enumerated() { places[index] = element }
  }
}
