/// Functions of one double, of operators that are exact there.
extension NodeList {
  mutating func exp(_ x: String) -> String { add("Exp", [x]) }
  mutating func subtract(_ x: String, _ y: String) -> String { add("Sub", [x, y]) }
  mutating func greatest(_ x: String) -> String {
    add("ReduceMax", [x, integers([-1])], [ONNXAttribute("keepdims", 1)])
  }
  mutating func sum(_ x: String) -> String {
    add("ReduceSum", [x, integers([-1])], [ONNXAttribute("keepdims", 1)])
  }

  private mutating func multiply(_ x: String, _ factor: Double) -> String {
    add("Mul", [x, number(factor)])
  }
  private mutating func plus(_ x: String, _ summand: Double) -> String {
    add("Add", [x, number(summand)])
  }
  private mutating func over(_ dividend: Double, _ x: String) -> String {
    add("Div", [number(dividend), x])
  }
  private mutating func isBelow(_ x: String, _ bound: Double) -> String {
    add("Less", [x, number(bound)])
  }
  /// |value| with the sign of x.
  private mutating func signed(_ value: String, by x: String) -> String {
    add("Where", [isBelow(x, 0), add("Neg", [value]), value])
  }

  /// A function by its name in the formula language; nil where nothing computes it.
  mutating func function(_ name: String, _ x: String) -> String? {
    switch name {
    case "neg": return add("Neg", [x])
    case "exp": return exp(x)
    case "log": return add("Log", [x])
    case "sqrt": return add("Sqrt", [x])
    case "abs": return add("Abs", [x])
    case "sign": return add("Sign", [x])
    case "floor": return add("Floor", [x])
    case "sin": return add("Sin", [x])
    case "cos": return add("Cos", [x])
    case "tan": return add("Div", [add("Sin", [x]), add("Cos", [x])])
    case "exp2": return exp(multiply(x, 0.6931471805599453))
    case "log2": return multiply(add("Log", [x]), 1.4426950408889634)
    case "expm1": return expm1(x)
    case "log1p": return log1p(x)
    case "cbrt":
      let magnitude = add("Abs", [x])
      let root = exp(multiply(add("Log", [magnitude]), 1.0 / 3))
      return signed(root, by: x)
    case "sigmoid":
      // e / (1 + e) below 0 and 1 / (1 + e) above, e = exp(-|x|), which never overflows.
      let e = exp(add("Neg", [add("Abs", [x])]))
      return add("Div", [add("Where", [isBelow(x, 0), e, number(1)]), plus(e, 1)])
    case "softplus":
      let e = exp(add("Neg", [add("Abs", [x])]))
      return add("Add", [add("Max", [x, number(0)]), log1p(e)])
    case "tanh":
      // (1 - e) / (1 + e), e = exp(-2 |x|)
      let less = expm1(multiply(add("Abs", [x]), -2))
      return signed(add("Neg", [add("Div", [less, plus(less, 2)])]), by: x)
    case "sinh":
      let less = expm1(add("Abs", [x]))
      let both = add("Add", [less, add("Div", [less, plus(less, 1)])])
      return signed(multiply(both, 0.5), by: x)
    case "cosh":
      return multiply(add("Add", [exp(x), exp(add("Neg", [x]))]), 0.5)
    case "asinh":
      // log1p(a + a^2 / (1 + sqrt(a^2 + 1))), a = |x|
      let a = add("Abs", [x])
      let square = add("Mul", [a, a])
      let below = plus(add("Sqrt", [plus(square, 1)]), 1)
      return signed(log1p(add("Add", [a, add("Div", [square, below])])), by: x)
    case "acosh":
      let square = plus(add("Mul", [x, x]), -1)
      return add("Log", [add("Add", [x, add("Sqrt", [square])])])
    case "atanh":
      let a = add("Abs", [x])
      let ratio = add("Div", [multiply(a, 2), add("Sub", [number(1), a])])
      return signed(multiply(log1p(ratio), 0.5), by: x)
    case "asin", "acos", "atan":
      // Of floats only in ONNX Runtime.
      let operators = ["asin": "Asin", "acos": "Acos", "atan": "Atan"]
      return cast(add(operators[name] ?? name, [cast(x, to: .float)]), to: .double)
    case "erf": return erf(x)
    case "erfc":
      let tail = erfcOfMagnitude(add("Abs", [x]))
      return add("Where", [isBelow(x, 0), add("Sub", [number(2), tail]), tail])
    case "normal_cdf":
      let z = multiply(add("Abs", [x]), 0.7071067811865476)
      let tail = multiply(erfcOfMagnitude(z), 0.5)
      return add("Where", [isBelow(x, 0), tail, add("Sub", [number(1), tail])])
    default: return nil
    }
  }

  /// Kahan's: (u - 1) x / log u with u = exp x, where the roundings of u cancel.
  private mutating func expm1(_ x: String) -> String {
    let u = exp(x)
    let less = plus(u, -1)
    let quotient = add("Div", [add("Mul", [less, x]), add("Log", [u])])
    let middle = add("Where", [add("Equal", [u, number(1)]), x, quotient])
    // Where exp x is 0 or infinite its logarithm is of no use; far out u - 1 has all digits.
    return add("Where", [add("Less", [add("Abs", [x]), number(1)]), middle, less])
  }

  /// Kahan's: x log u / (u - 1) with u = 1 + x.
  private mutating func log1p(_ x: String) -> String {
    let u = plus(x, 1)
    let quotient = add("Div", [add("Mul", [add("Log", [u]), x]), plus(u, -1)])
    let near = add("Where", [add("Equal", [u, number(1)]), x, quotient])
    return add("Where", [isBelow(x, 1e15), near, add("Log", [x])])
  }

  /// Near 0 the series, elsewhere 1 - erfc.
  private mutating func erf(_ x: String) -> String {
    let square = add("Mul", [x, x])
    // 2/sqrt(pi) (-1)^n / (n! (2n + 1)), which at |x| < 1/2 is below 2^-53 from n = 14 on.
    var factor = 1.1283791670955126
    let coefficients = (0..<14).map { n in
      if n > 0 { factor /= -Double(n) }
      return factor / Double(2 * n + 1)
    }
    let near = add("Mul", [x, polynomial(coefficients.reversed(), square)])
    let a = add("Abs", [x])
    let far = signed(add("Sub", [number(1), erfcOfMagnitude(a)]), by: x)
    return add("Where", [isBelow(a, 0.5), near, far])
  }

  /// erfc z = exp(-z^2) P(t) / (1 + 2 z), t = (z - 15/4) / (z + 15/4), of z >= 0: P is the Chebyshev
  /// interpolant of degree 22 of (1 + 2 z) exp(z^2) erfc(z), computed with 60 digits, 2.4e-16 from it.
  private mutating func erfcOfMagnitude(_ z: String) -> String {
    let t = add("Div", [plus(z, -3.75), plus(z, 3.75)])
    let decay = exp(add("Neg", [add("Mul", [z, z])]))
    let scaled = add("Div", [polynomial(Self.scaledErfc, t), plus(multiply(z, 2), 1)])
    return add("Mul", [decay, scaled])
  }

  private mutating func polynomial(_ coefficients: [Double], _ x: String) -> String {
    var result = number(coefficients[0])
    for coefficient in coefficients.dropFirst() {
      result = plus(add("Mul", [result, x]), coefficient)
    }
    return result
  }

  private static let scaledErfc = [
    -2.7293941332533855e-09, -1.952790162974837e-09, 3.256499083798513e-08,
    1.8778501156468795e-08, -2.4996538037405243e-07, -5.0816911811698186e-08,
    1.7438577411359181e-06, -9.79297529099823e-07, -1.143961526007595e-05, 2.238759272534769e-05,
    5.164737123871838e-05, -0.0002901553656394713, 0.00029371408777227685,
    0.0017556261692276722, -0.00974657962081509, 0.028362277371370044, -0.058693398584491845,
    0.09230432116435616, -0.10880393014193915, 0.08227673848999159, 0.0035854154854663067,
    -0.14024059858554522, 1.2375126308378275,
  ]
}
