/// A straight piece of a curve.
struct Segment {
  var start: Series.Point
  var end: Series.Point
}

extension Panel {
  /// The part of a segment that lies within the axes (Liang and Barsky); nil where none does.
  func clipped(_ segment: Segment) -> Segment? {
    let (dx, dy) = (segment.end.x - segment.start.x, segment.end.y - segment.start.y)
    guard dx.isFinite, dy.isFinite else { return nil }
    var (enter, leave) = (0.0, 1.0)
    let borders = [
      (-dx, segment.start.x - xRange.lowerBound), (dx, xRange.upperBound - segment.start.x),
      (-dy, segment.start.y - yRange.lowerBound), (dy, yRange.upperBound - segment.start.y),
    ]
    for (direction, distance) in borders {
      if direction == 0 {
        if distance < 0 { return nil }
      } else if direction < 0 {
        enter = max(enter, distance / direction)
      } else {
        leave = min(leave, distance / direction)
      }
    }
    guard enter <= leave else { return nil }
    func point(_ share: Double) -> Series.Point {
      Series.Point(x: segment.start.x + share * dx, y: segment.start.y + share * dy)
    }
    return Segment(start: point(enter), end: point(leave))
  }

  /// The series cut to the axes, as unbroken lines of at least two points.
  func lines(of series: Series) -> [[Series.Point]] {
    var lines: [[Series.Point]] = []
    var line: [Series.Point] = []
    func finish() {
      if line.count > 1 { lines.append(line) }
      line = []
    }
    for (start, end) in zip(series.points, series.points.dropFirst()) {
      guard let piece = clipped(Segment(start: start, end: end)) else {
        finish()
        continue
      }
      if line.last != piece.start {
        finish()
        line.append(piece.start)
      }
      line.append(piece.end)
      if piece.end != end { finish() }
    }
    finish()
    return lines
  }
}
