/// A grid of terminal cells, each of 2 x 4 dots (Unicode's braille patterns).
struct BrailleCanvas {
  let columns: Int
  let rows: Int
  private var dots: [UInt8]
  private var styles: [Int]

  /// An empty canvas.
  init(columns: Int, rows: Int) {
    self.columns = columns
    self.rows = rows
    dots = [UInt8](repeating: 0, count: columns * rows)
    styles = [Int](repeating: 0, count: columns * rows)
  }

  /// Draws a line through places given in dots from the upper left corner.
  ///
  /// - Parameters:
  ///   - dashes: how many dots are drawn and how many left out, in turns; empty for no gap.
  ///   - color: remembered for each cell that is touched; the last wins.
  mutating func draw(_ places: [(x: Double, y: Double)], dashes: [Int], color: Int) {
    var drawn = 0
    var last: (Int, Int)?
    let period = dashes.reduce(0, +)
    for (start, end) in zip(places, places.dropFirst()) {
      let steps = max(1, Int(max(abs(end.x - start.x), abs(end.y - start.y)).rounded(.up)))
      for step in 0...steps {
        let share = Double(step) / Double(steps)
        let dot = (
          min(max(Int(start.x + (end.x - start.x) * share), 0), columns * 2 - 1),
          min(max(Int(start.y + (end.y - start.y) * share), 0), rows * 4 - 1)
        )
        if let last, last == dot { continue }
        last = dot
        if period == 0 || drawn % period < dashes[0] { set(dot.0, dot.1, color) }
        drawn += 1
      }
    }
  }

  private mutating func set(_ x: Int, _ y: Int, _ color: Int) {
    // Unicode numbers the upper six dots down the columns and adds the lowest two after them.
    let bits: [[UInt8]] = [[0x01, 0x02, 0x04, 0x40], [0x08, 0x10, 0x20, 0x80]]
    let cell = (y / 4) * columns + x / 2
    dots[cell] |= bits[x % 2][y % 4]
    styles[cell] = color
  }

  /// The character and colour of a cell; nil where nothing was drawn.
  subscript(column: Int, row: Int) -> (character: Character, color: Int)? {
    let cell = row * columns + column
    guard dots[cell] != 0 else { return nil }
    return (Character(Unicode.Scalar(0x2800 + UInt32(dots[cell]))!), styles[cell])
  }
}
