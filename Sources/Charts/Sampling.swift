extension Series {
  /// The curve y = f(x) over a range, as few points as show it truly.
  ///
  /// Starts from an even grid and halves every interval over which f is not straight, until it is
  /// straight to within a two-thousandth of the range that the values take. A kink so gets a point
  /// of its own place; a jump, over which no halving helps, becomes a gap in the line.
  ///
  /// - Parameters:
  ///   - range: the ends, which must be finite.
  ///   - intervals: how many the even grid has, at least 1.
  ///   - function: y for each x, in blocks. Asked about 40 times at most.
  /// - Returns: the points, x ascending; at most 50 to an interval of the grid.
  public static func points(
    over range: ClosedRange<Double>, intervals: Int = 400,
    of function: ([Double]) throws -> [Double]
  ) rethrows -> [Point] {
    let width = range.upperBound - range.lowerBound
    let xs = (0...intervals).map { step in
      // Weighted ends, so that the middle of a symmetric range is exactly 0.
      let share = Double(step) / Double(intervals)
      return range.lowerBound * (1 - share) + range.upperBound * share
    }
    var points = zip(xs, try function(xs)).map { Point(x: $0, y: $1) }
    let finite = points.map(\.y).filter(\.isFinite).sorted()
    let span = finite.isEmpty ? 0 : finite[finite.count * 49 / 50] - finite[finite.count / 50]
    let tolerance = span > 0 && span.isFinite ? span / 2000 : .leastNormalMagnitude

    // Each pass halves the open intervals: those whose last midpoint lay off the line.
    var isOpen = [Bool](repeating: true, count: intervals)
    for _ in 0..<40 where isOpen.contains(true) && points.count < intervals * 50 {
      let middles = isOpen.indices.filter { isOpen[$0] }.map {
        (points[$0].x + points[$0 + 1].x) / 2
      }
      var found = zip(middles, try function(middles)).map { Point(x: $0, y: $1) }[...]
      var next = [points[0]]
      var nextOpen: [Bool] = []
      for index in isOpen.indices {
        let (left, right) = (points[index], points[index + 1])
        if isOpen[index], let middle = found.popFirst() {
          if isStraight(left, middle, right, tolerance) {
            nextOpen.append(false)
          } else {
            next.append(middle)
            let isWide = right.x - left.x > width * 1e-9
            nextOpen += [isWide, isWide]
          }
        } else {
          nextOpen.append(false)
        }
        next.append(right)
      }
      (points, isOpen) = (next, nextOpen)
    }
    return breakingJumps(points, narrow: width * 1e-8, tolerance: tolerance)
  }

  private static func isStraight(
    _ left: Point, _ middle: Point, _ right: Point, _ tolerance: Double
  ) -> Bool {
    let ys = [left.y, middle.y, right.y]
    guard ys.allSatisfy(\.isFinite) else { return ys.allSatisfy { !$0.isFinite } }
    return abs(middle.y - (left.y / 2 + right.y / 2)) <= tolerance
  }

  /// The points with a NaN between any two that are far apart in y and next to nothing in x.
  private static func breakingJumps(
    _ points: [Point], narrow: Double, tolerance: Double
  ) -> [Point] {
    var broken: [Point] = []
    for point in points {
      if let last = broken.last, point.x - last.x < narrow, abs(point.y - last.y) > tolerance * 20 {
        broken.append(Point(x: point.x, y: .nan))
      }
      broken.append(point)
    }
    return broken
  }
}
