/// How f(-x) follows from f(x): where it does, a table of |x| is half as large.
enum Symmetry {
  case none, even, odd

  /// Seen at some floats of each binade and at the ends.
  init(of function: TabulatedFunction) {
    var inputs = [0, Double.infinity]
    for exponent in -149...127 {
      let significands = (-3...3).contains(exponent) ? 64 : 2
      for step in 0..<significands {
        let part = (Double(step) + 0.381966) / Double(significands)
        inputs.append(Double(sign: .plus, exponent: exponent, significand: 1 + part))
      }
    }
    let values = function(inputs + inputs.map { -$0 })
    let pairs = zip(values, values[inputs.count...])
    // 0 is -0, as it is in a table; NaN, as 0 e^inf is, is left to the function on both sides.
    if pairs.allSatisfy({ $0 == $1 || ($0.isNaN && $1.isNaN) }) {
      self = .even
    } else if pairs.allSatisfy({ $0 == -$1 || ($0.isNaN && $1.isNaN) }) {
      self = .odd
    } else {
      self = .none
    }
  }
}
