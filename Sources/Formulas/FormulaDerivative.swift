/// Exact derivatives of a formula, by forward mode on its steps.
///
/// Each rule is written so that it loses no accuracy where the textbook form would: tanh' is
/// 1/cosh^2 and not 1 - tanh^2, expm1' is exp and not expm1 + 1. Selections differentiate the
/// branch that is taken.
package struct FormulaDerivative {
  private var list: InstructionList
  /// dstep/dvariable; nil where it is zero throughout.
  private var tangents: [Int?]
  private let variable: Int
  /// The derivative of the variable by itself: 1, or in a row 1 in one lane alone.
  private let seed: FormulaInstruction.Operation

  /// Adds the derivative by `variable` to the steps of `list`.
  package static func append(
    of step: Int, by variable: Int, seed: FormulaInstruction.Operation = .number("1"),
    to instructions: [FormulaInstruction]
  ) -> (instructions: [FormulaInstruction], result: Int) {
    var derivative = FormulaDerivative(instructions, by: variable, seed: seed)
    // Steps beyond `step` are an earlier derivative's: nothing that is differentiated here.
    for index in 0...step { derivative.tangents[index] = derivative.tangent(of: index) }
    let result = derivative.tangents[step] ?? derivative.number("0")
    return (derivative.list.instructions, result)
  }

  private init(
    _ instructions: [FormulaInstruction], by variable: Int, seed: FormulaInstruction.Operation
  ) {
    self.seed = seed
    list = InstructionList(instructions)
    tangents = Array(repeating: nil, count: instructions.count)
    self.variable = variable
  }

  private mutating func tangent(of step: Int) -> Int? {
    let instruction = list.instructions[step]
    let (a, b) = (instruction.a, instruction.b)
    let da = a >= 0 ? tangents[a] : nil
    let db = b >= 0 ? tangents[b] : nil
    switch instruction.operation {
    case .variable(let index): return index == variable ? emit(seed) : nil
    case .number, .pi, .euler, .infinity: return nil
    case .less, .lessOrEqual, .equal, .notEqual, .and, .or, .not: return nil
    case .negate: return da.map { emit(.negate, $0) }
    case .add: return sum(da, db)
    case .subtract: return difference(da, db)
    case .multiply: return sum(product(da, b), product(db, a))
    case .divide:
      return difference(da, product(db, step)).map { emit(.divide, $0, b) }
    case .power: return tangentOfPower(step, a, b, da, db)
    case .function(let function):
      guard let da, let slope = tangent(of: function, step, a) else { return nil }
      return multiply(slope, da)
    case .minimum: return choose(emit(.lessOrEqual, a, b), da, db)
    case .maximum: return choose(emit(.lessOrEqual, b, a), da, db)
    case .select: return choose(a, db, tangents[instruction.c])
    case .rowSum: return da.map { emit(.rowSum, $0) }
    case .rowMean: return da.map { emit(.rowMean, $0) }
    case .rowMaximum: return da.map { emit(.rowAtMaximum, a, $0) }
    case .rowAtMaximum: return nil
    }
  }

  /// f'(a), where `step` is f(a).
  private mutating func tangent(
    of function: FormulaInstruction.Function, _ step: Int, _ a: Int
  ) -> Int? {
    let one = number("1")
    switch function {
    case .exp: return step
    case .expm1: return apply(.exp, a)
    case .exp2: return multiply(step, apply(.log, number("2")))
    case .log: return emit(.divide, one, a)
    case .log1p: return emit(.divide, one, emit(.add, one, a))
    case .log2: return emit(.divide, one, multiply(a, apply(.log, number("2"))))
    case .sqrt: return emit(.divide, number("0.5"), step)
    case .cbrt: return emit(.divide, one, multiply(number("3"), multiply(step, step)))
    case .abs: return apply(.sign, a)
    case .sign, .floor: return nil
    case .sin: return apply(.cos, a)
    case .cos: return emit(.negate, apply(.sin, a))
    case .tan: return emit(.add, one, multiply(step, step))
    case .asin: return emit(.divide, one, apply(.sqrt, oneMinusSquare(a)))
    case .acos: return emit(.negate, emit(.divide, one, apply(.sqrt, oneMinusSquare(a))))
    case .atan: return emit(.divide, one, emit(.add, one, multiply(a, a)))
    case .sinh: return apply(.cosh, a)
    case .cosh: return apply(.sinh, a)
    case .tanh:
      let cosh = apply(.cosh, a)
      return emit(.divide, one, multiply(cosh, cosh))
    case .asinh: return emit(.divide, one, apply(.sqrt, emit(.add, one, multiply(a, a))))
    case .acosh:
      let below = apply(.sqrt, emit(.subtract, a, one))
      return emit(.divide, one, multiply(below, apply(.sqrt, emit(.add, a, one))))
    case .atanh: return emit(.divide, one, oneMinusSquare(a))
    case .erf: return gaussian(a, number("2"))
    case .erfc: return emit(.negate, gaussian(a, number("2")))
    case .sigmoid: return multiply(step, apply(.sigmoid, emit(.negate, a)))
    case .softplus: return apply(.sigmoid, a)
    case .normalCDF:
      let root = apply(.sqrt, multiply(number("2"), emit(.pi)))
      let square = emit(.divide, multiply(a, a), number("2"))
      return emit(.divide, apply(.exp, emit(.negate, square)), root)
    }
  }

  /// d(a^b): the general rule has log a, which is no number where a < 0, so that a constant
  /// exponent has its own.
  private mutating func tangentOfPower(_ step: Int, _ a: Int, _ b: Int, _ da: Int?, _ db: Int?)
    -> Int?
  {
    let base = da.map {
      multiply(multiply(b, emit(.power, a, emit(.subtract, b, number("1")))), $0)
    }
    let exponent = db.map { multiply(multiply(step, apply(.log, a)), $0) }
    return sum(base, exponent)
  }

  /// scale * exp(-a^2) / sqrt(pi)
  private mutating func gaussian(_ a: Int, _ scale: Int) -> Int {
    let bell = apply(.exp, emit(.negate, multiply(a, a)))
    return emit(.divide, multiply(scale, bell), apply(.sqrt, emit(.pi)))
  }

  /// (1 - a)(1 + a), which cancels less than 1 - a^2.
  private mutating func oneMinusSquare(_ a: Int) -> Int {
    let one = number("1")
    return multiply(emit(.subtract, one, a), emit(.add, one, a))
  }

  private mutating func choose(_ condition: Int, _ yes: Int?, _ no: Int?) -> Int? {
    if yes == nil && no == nil { return nil }
    let zero = number("0")
    return emit(.select, condition, yes ?? zero, no ?? zero)
  }

  private mutating func sum(_ a: Int?, _ b: Int?) -> Int? {
    guard let a else { return b }
    guard let b else { return a }
    return emit(.add, a, b)
  }

  private mutating func difference(_ a: Int?, _ b: Int?) -> Int? {
    guard let b else { return a }
    guard let a else { return emit(.negate, b) }
    return emit(.subtract, a, b)
  }

  private mutating func product(_ tangent: Int?, _ factor: Int) -> Int? {
    tangent.map { multiply($0, factor) }
  }

  /// a * b, without the factors 1 that seeds bring.
  private mutating func multiply(_ a: Int, _ b: Int) -> Int {
    let one = number("1")
    if a == one { return b }
    if b == one { return a }
    return emit(.multiply, a, b)
  }

  private mutating func apply(_ function: FormulaInstruction.Function, _ a: Int) -> Int {
    emit(.function(function), a)
  }

  private mutating func number(_ digits: String) -> Int { emit(.number(digits)) }

  private mutating func emit(
    _ operation: FormulaInstruction.Operation, _ a: Int = -1, _ b: Int = -1, _ c: Int = -1
  ) -> Int {
    let index = list.append(FormulaInstruction(operation: operation, a: a, b: b, c: c))
    if index >= tangents.count { tangents.append(nil) }
    return index
  }
}
