import Formulas

extension Expression {
  package typealias Function = FormulaInstruction.Function

  /// The derivative by a variable. A selection keeps its condition; where a function has a kink,
  /// the derivative is that of one side.
  package func derivative(by name: String) -> Expression {
    switch self {
    case .variable(name): .one
    case .number, .pi, .euler, .infinity, .variable, .not: .zero
    case .negate(let a): -a.derivative(by: name)
    case .binary(let symbol, let a, let b): derivative(symbol, a, b, by: name)
    case .function(let f, let a): a.contains(name) ? slope(f, a) * a.derivative(by: name) : .zero
    case .select(let c, let a, let b):
      .choose(c, a.derivative(by: name), b.derivative(by: name))
    }
  }

  private func derivative(
    _ symbol: Operator, _ a: Expression, _ b: Expression, by name: String
  ) -> Expression {
    let (da, db) = (a.derivative(by: name), b.derivative(by: name))
    switch symbol {
    case .add: return da + db
    case .subtract: return da - db
    case .multiply: return da * b + a * db
    case .divide:
      if db == .zero { return da / b }
      return da == .zero ? -((a * db) / (b * b)) : (da - (a / b) * db) / b
    case .power:
      let base = da == .zero ? .zero : b * .power(a, b - .one) * da
      let exponent = db == .zero ? .zero : self * .function(.log, a) * db
      return base + exponent
    case .minimum: return .choose(.binary(.lessOrEqual, a, b), da, db)
    case .maximum: return .choose(.binary(.lessOrEqual, b, a), da, db)
    case .less, .lessOrEqual, .equal, .notEqual, .and, .or: return .zero
    }
  }

  /// f'(a), each in the form that loses no accuracy: 1 / cosh^2 for tanh, not 1 - tanh^2.
  private func slope(_ function: Function, _ a: Expression) -> Expression {
    let one = Expression.one
    let bell = Expression.apply(.exp, -(a * a))
    let rootOfPi = Expression.function(.sqrt, .pi)
    switch function {
    case .exp: return self
    case .expm1: return .apply(.exp, a)
    case .exp2: return self * .function(.log, .two)
    case .log: return one / a
    case .log1p: return one / (one + a)
    case .log2: return one / (a * .function(.log, .two))
    case .sqrt: return one / (.two * self)
    case .cbrt: return one / (.number("3") * (self * self))
    case .abs: return .function(.sign, a)
    case .sign, .floor: return .zero
    case .sin: return .function(.cos, a)
    case .cos: return -.function(.sin, a)
    case .tan: return one + self * self
    case .asin: return one / .function(.sqrt, (one - a) * (one + a))
    case .acos: return -(one / .function(.sqrt, (one - a) * (one + a)))
    case .atan: return one / (one + a * a)
    case .sinh: return .function(.cosh, a)
    case .cosh: return .function(.sinh, a)
    case .tanh:
      // 4 S(2a) S(-2a), which overflows nowhere.
      return .number("4") * (.function(.sigmoid, .two * a) * .function(.sigmoid, -(.two * a)))
    case .asinh: return one / .function(.sqrt, one + a * a)
    case .acosh: return one / (.function(.sqrt, a - one) * .function(.sqrt, a + one))
    case .atanh: return one / ((one - a) * (one + a))
    case .erf: return (.two * bell) / rootOfPi
    case .erfc: return -((.two * bell) / rootOfPi)
    case .sigmoid: return self * .function(.sigmoid, -a)
    case .softplus: return .function(.sigmoid, a)
    case .normalCDF:
      return .apply(.exp, -((a * a) / .two)) / .function(.sqrt, .two * .pi)
    }
  }
}
