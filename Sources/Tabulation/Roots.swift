/// Where a function of one variable is 0, near 0.
enum Roots {
  /// The float nearest to each change of sign in [-8, 8], and the points of a grid of 1/8 at which the
  /// function is 0 and not so beside them.
  static func near(_ function: TabulatedFunction) -> [Float] {
    let grid = (-64...64).map { Double($0) / 8 }
    let values = function(grid)
    var roots: [Float] = []
    for index in grid.indices {
      let beside = [index - 1, index + 1].filter(grid.indices.contains)
      if values[index] == 0 {
        if beside.contains(where: { values[$0] != 0 }) { roots.append(Float(grid[index])) }
      } else if index > 0, values[index - 1] * values[index] < 0 {
        roots.append(bisect(function, grid[index - 1], grid[index], sign: values[index]))
      }
    }
    return roots
  }

  /// Of the floats between which the sign changes to that of `sign` the one with less beside 0: what a
  /// polynomial has there is a float, of which nothing may cancel next to it.
  private static func bisect(
    _ function: TabulatedFunction, _ low: Double, _ high: Double, sign: Double
  ) -> Float {
    var (low, high) = (Float(low), Float(high))
    while true {
      let middle = low + (high - low) / 2
      if middle == low || middle == high { break }
      if function([Double(middle)])[0] * sign > 0 { high = middle } else { low = middle }
    }
    let values = function([Double(low), Double(high)])
    return abs(values[0]) <= abs(values[1]) ? low : high
  }
}
