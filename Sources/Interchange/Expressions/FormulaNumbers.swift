import Formulas
import Glibc

/// A formula in double arithmetic: to tell in a few steps that two are not the same.
struct FormulaNumbers {
  private let steps: [FormulaInstruction]
  private let result: Int

  /// - Parameter result: the step whose numbers are wanted; nil for the formula's own.
  init(_ formula: Formula, result: Int? = nil) {
    self.result = result ?? formula.result
    steps = Array(formula.instructions[...self.result])
  }

  /// The formula over the lanes of a row.
  ///
  /// - Parameter inputs: for each variable a number for each lane.
  func values(_ inputs: [[Double]]) -> [Double] {
    let lanes = inputs.first?.count ?? 1
    var results: [[Double]] = []
    results.reserveCapacity(steps.count)
    for step in steps {
      let a = step.a >= 0 ? results[step.a] : []
      let b = step.b >= 0 ? results[step.b] : []
      let c = step.c >= 0 ? results[step.c] : []
      func each(_ function: (Double, Double) -> Double) -> [Double] { zip(a, b).map(function) }
      func all(_ value: Double) -> [Double] { Array(repeating: value, count: lanes) }
      switch step.operation {
      case .number(let digits): results.append(all(Double(digits) ?? .nan))
      case .variable(let index): results.append(inputs[index])
      case .pi: results.append(all(.pi))
      case .euler: results.append(all(M_E))
      case .infinity: results.append(all(.infinity))
      case .negate: results.append(a.map { -$0 })
      case .add: results.append(each(+))
      case .subtract: results.append(each(-))
      case .multiply: results.append(each(*))
      case .divide: results.append(each(/))
      case .power: results.append(each { pow($0, $1) })
      case .minimum: results.append(each { min($0, $1) })
      case .maximum: results.append(each { max($0, $1) })
      case .less: results.append(each { $0 < $1 ? 1 : 0 })
      case .lessOrEqual: results.append(each { $0 <= $1 ? 1 : 0 })
      case .equal: results.append(each { $0 == $1 ? 1 : 0 })
      case .notEqual: results.append(each { $0 != $1 ? 1 : 0 })
      case .and: results.append(each { $0 != 0 && $1 != 0 ? 1 : 0 })
      case .or: results.append(each { $0 != 0 || $1 != 0 ? 1 : 0 })
      case .not: results.append(a.map { $0 == 0 ? 1 : 0 })
      case .select: results.append(a.indices.map { a[$0] != 0 ? b[$0] : c[$0] })
      case .rowSum: results.append(all(a.reduce(0, +)))
      case .rowMean: results.append(all(a.reduce(0, +) / Double(lanes)))
      case .rowMaximum: results.append(all(a.max() ?? .nan))
      case .rowAtMaximum: results.append(all(.nan))
      case .function(let function): results.append(a.map { Self.apply(function, $0) })
      }
    }
    return results[result]
  }

  private static func apply(_ function: FormulaInstruction.Function, _ x: Double) -> Double {
    switch function {
    case .exp: exp(x)
    case .expm1: expm1(x)
    case .exp2: exp2(x)
    case .log: log(x)
    case .log1p: log1p(x)
    case .log2: log2(x)
    case .sqrt: x.squareRoot()
    case .cbrt: cbrt(x)
    case .abs: abs(x)
    case .sign: x > 0 ? 1 : x < 0 ? -1 : 0
    case .floor: x.rounded(.down)
    case .sin: sin(x)
    case .cos: cos(x)
    case .tan: tan(x)
    case .asin: asin(x)
    case .acos: acos(x)
    case .atan: atan(x)
    case .sinh: sinh(x)
    case .cosh: cosh(x)
    case .tanh: tanh(x)
    case .asinh: asinh(x)
    case .acosh: acosh(x)
    case .atanh: atanh(x)
    case .erf: erf(x)
    case .erfc: erfc(x)
    case .sigmoid: 1 / (1 + exp(-x))
    case .softplus: max(x, 0) + log1p(exp(-abs(x)))
    case .normalCDF: erfc(-x / 2.squareRoot()) / 2
    }
  }
}
