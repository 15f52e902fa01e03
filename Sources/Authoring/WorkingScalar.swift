import Glibc

/// A format that candidates are tried in, with the functions of C's library for it.
protocol WorkingScalar: BinaryFloatingPoint {
  init?(decimal: String)
  static func call(_ function: Expression.Function, _ a: Self) -> Self
  static func power(_ a: Self, _ b: Self) -> Self
}

extension WorkingScalar {
  /// S(a) from e^-|a|, as the written code has it.
  static func sigmoid(_ a: Self, _ decay: Self) -> Self { (a < 0 ? decay : 1) / (1 + decay) }
}

extension Double: WorkingScalar {
  init?(decimal: String) { self.init(decimal) }
  static func power(_ a: Double, _ b: Double) -> Double { pow(a, b) }
  static func call(_ function: Expression.Function, _ a: Double) -> Double {
    switch function {
    case .exp: exp(a)
    case .expm1: expm1(a)
    case .exp2: exp2(a)
    case .log: log(a)
    case .log1p: log1p(a)
    case .log2: log2(a)
    case .sqrt: a.squareRoot()
    case .cbrt: cbrt(a)
    case .abs: Swift.abs(a)
    case .sign: a > 0 ? 1 : a < 0 ? -1 : a
    case .floor: a.rounded(.down)
    case .sin: sin(a)
    case .cos: cos(a)
    case .tan: tan(a)
    case .asin: asin(a)
    case .acos: acos(a)
    case .atan: atan(a)
    case .sinh: sinh(a)
    case .cosh: cosh(a)
    case .tanh: tanh(a)
    case .asinh: asinh(a)
    case .acosh: acosh(a)
    case .atanh: atanh(a)
    case .erf: erf(a)
    case .erfc: erfc(a)
    case .sigmoid: sigmoid(a, exp(-Swift.abs(a)))
    case .softplus: (a > 0 ? a : 0) + log1p(exp(-Swift.abs(a)))
    case .normalCDF: 0.5 * erfc(-a * 0.5.squareRoot())
    }
  }
}

#if arch(x86_64)
  extension Float80: WorkingScalar {
    init?(decimal: String) { self.init(decimal) }
    static func power(_ a: Float80, _ b: Float80) -> Float80 { pow(a, b) }
    static func call(_ function: Expression.Function, _ a: Float80) -> Float80 {
      switch function {
      case .exp: exp(a)
      case .expm1: expm1(a)
      case .exp2: exp2(a)
      case .log: log(a)
      case .log1p: log1p(a)
      case .log2: log2(a)
      case .sqrt: a.squareRoot()
      case .cbrt: cbrt(a)
      case .abs: Swift.abs(a)
      case .sign: a > 0 ? 1 : a < 0 ? -1 : a
      case .floor: a.rounded(.down)
      case .sin: sin(a)
      case .cos: cos(a)
      case .tan: tan(a)
      case .asin: asin(a)
      case .acos: acos(a)
      case .atan: atan(a)
      case .sinh: sinh(a)
      case .cosh: cosh(a)
      case .tanh: tanh(a)
      case .asinh: asinh(a)
      case .acosh: acosh(a)
      case .atanh: atanh(a)
      case .erf: erf(a)
      case .erfc: erfc(a)
      case .sigmoid: sigmoid(a, exp(-Swift.abs(a)))
      case .softplus: (a > 0 ? a : 0) + log1p(exp(-Swift.abs(a)))
      case .normalCDF: 0.5 * erfc(-a * (0.5 as Float80).squareRoot())
      }
    }
  }
#endif
