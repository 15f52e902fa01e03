/// Polynomials through points.
enum Interpolation {
  /// The coefficients, the constant one first, of the polynomial through `values` at `nodes`.
  static func polynomial(_ nodes: [Double], _ values: [Double]) -> [Double] {
    // Newton's divided differences, in place.
    var differences = values
    for order in 1..<nodes.count {
      for index in stride(from: nodes.count - 1, through: order, by: -1) {
        differences[index] =
          (differences[index] - differences[index - 1]) / (nodes[index] - nodes[index - order])
      }
    }
    // Horner's rule over the Newton form, multiplied out.
    var coefficients = [Double](repeating: 0, count: nodes.count)
    for index in stride(from: nodes.count - 1, through: 0, by: -1) {
      for power in stride(from: nodes.count - 1, through: 1, by: -1) {
        coefficients[power] = coefficients[power - 1] - nodes[index] * coefficients[power]
      }
      coefficients[0] = differences[index] - nodes[index] * coefficients[0]
    }
    return coefficients
  }
}
