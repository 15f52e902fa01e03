/// Where a function has a kink or a jump.
enum Borders {
  private static let fit = ChebyshevFit(degree: 8, nodeCount: 10)

  /// The float from which on the function is another one, between `low` and `high`: the least that
  /// is not as smooth as what lies before it; nil where all is smooth, or nothing is.
  ///
  /// - Parameter width: of the stretch before `low` that is known to be smooth.
  static func border(
    _ function: TabulatedFunction, from low: Float, to high: Float, width: Double
  ) -> Float? {
    let start = Double(low) - width
    guard isSmooth(function, start, low), !isSmooth(function, start, high) else { return nil }
    var (smooth, rough) = (low.key, high.key)
    while rough - smooth > 1 {
      let middle = smooth + (rough - smooth) / 2
      if isSmooth(function, start, Float(key: middle)) { smooth = middle } else { rough = middle }
    }
    // Where a polynomial only came to the end of its reach, its neighbourhood is smooth.
    let border = Float(key: rough)
    let before = Double(border) - width / 64, end = Float(Double(border) + width / 64)
    return isSmooth(function, before, end) ? nil : border
  }

  /// Whether one polynomial serves from `start` to `end`.
  private static func isSmooth(_ function: TabulatedFunction, _ start: Double, _ end: Float) -> Bool
  {
    let middle = (start + Double(end)) / 2, half = (Double(end) - start) / 2
    let nodes = fit.nodes.map { middle + half * $0 }
    var inputs = [Double(end), Double(end.nextDown)]
    for index in 0..<12 { inputs.append(start + 2 * half * (Double(index) + 0.4) / 12) }
    let all = function(nodes + inputs)
    guard all.allSatisfy(\.isFinite) else { return false }
    let coefficients = fit.coefficients(
      Array(all[..<nodes.count]), middle: middle, half: half, centre: middle)
    let scale = all.reduce(0) { max($0, abs($1)) }
    return zip(inputs, all[nodes.count...]).allSatisfy { x, y in
      let t = x - middle
      return abs(coefficients.reversed().reduce(0) { $0 * t + $1 } - y) <= 0x1p-28 * scale
    }
  }
}

extension Float {
  /// The floats' order as integers: next to each other where the floats are.
  var key: Int64 {
    let bits = Int64(bitPattern & 0x7FFF_FFFF)
    return sign == .minus ? -bits - 1 : bits
  }

  init(key: Int64) {
    self = key < 0 ? -Float(bitPattern: UInt32(-key - 1)) : Float(bitPattern: UInt32(key))
  }
}
