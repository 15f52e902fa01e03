import CTabulation

/// What a function is far from 0.
enum Ends {
  /// The constant or the line that it is from 256 on, to the last digit; where it is none, the mark
  /// that it is to be called.
  static func end(_ function: TabulatedFunction, isLow: Bool) -> hillock_end {
    let sign: Float = isLow ? -1 : 1
    let inputs = (8...126).flatMap { exponent in
      [1, 1.13, 1.29, 1.37, 1.58, 1.77, 1.91].map {
        sign * $0 * Float(sign: .plus, exponent: exponent, significand: 1)
      }
    }
    let truth = function(inputs.map(Double.init)), last = Float(truth[truth.count - 1])
    var end = hillock_end(slope: 0, rest: 0, offset: last)
    if !truth.allSatisfy({ Float($0).bitPattern == last.bitPattern }) {
      let slope = truth[truth.count - 1] / Double(inputs[inputs.count - 1])
      end.slope = Float(slope)
      end.rest = Float(slope - Double(end.slope))
      end.offset = Float(truth[0] - slope * Double(inputs[0]))
    } else if last == 0 && (last.sign == .minus) != isLow {
      // 0 x has the sign of x, and is added.
      (end.slope, end.rest) = (-0.0, -0.0)
    }
    let isRight = zip(inputs, truth).allSatisfy { x, y in
      let result = end.offset.addingProduct(end.rest, x).addingProduct(end.slope, x)
      if result == 0 || result.isInfinite { return result.bitPattern == Float(y).bitPattern }
      return abs(Double(result) - y) <= 0.51 * Double(Float(y).ulp)
    }
    return isRight ? end : hillock_end(slope: .nan, rest: .nan, offset: .nan)
  }

  /// The input from which on all results of one side are next to nothing, below 2^-64, and not
  /// nothing from the start; infinite where none is.
  static func faintness(_ function: TabulatedFunction, isLow: Bool) -> Float {
    let sign: Float = isLow ? -1 : 1
    let inputs = (0..<1024).map { sign * Float($0) / 4 }
    var border = sign * .infinity
    for (x, y) in zip(inputs, function(inputs.map(Double.init))).reversed() {
      guard abs(y) < 0x1p-64 else { break }
      if y != 0 { border = x }
    }
    return border
  }
}
