/// One step of a formula: an operation on the results of earlier steps.
///
/// A formula is a list of these in the order of evaluation, each written once (common
/// subexpressions share a step). So evaluation needs no recursion, and its time and memory are
/// known from the list's length.
package struct FormulaInstruction: Hashable, Sendable {
  package enum Operation: Hashable, Sendable {
    /// A decimal number as it was written; its value is that decimal, not a rounded one.
    case number(String)
    case variable(Int)
    case pi, euler, infinity
    case negate, add, subtract, multiply, divide, power
    case function(Function)
    case minimum, maximum
    /// Conditions.
    case less, lessOrEqual, equal, notEqual, and, or, not
    /// a where the condition holds, b elsewhere. The branch not taken is of no consequence.
    case select
    /// Over the row: the same result in every lane.
    case rowSum, rowMaximum, rowMean
    /// b at the lane where a is greatest: the derivative of a row's maximum.
    case rowAtMaximum
  }

  /// The functions of one argument.
  package enum Function: String, CaseIterable, Hashable, Sendable {
    case exp, expm1, exp2, log, log1p, log2, sqrt, cbrt, abs, sign, floor
    case sin, cos, tan, asin, acos, atan, sinh, cosh, tanh, asinh, acosh, atanh
    case erf, erfc, sigmoid, softplus, normalCDF = "normal_cdf"
  }

  package var operation: Operation
  package var a = -1
  package var b = -1
  package var c = -1

  /// The steps that this one reads.
  package var operands: [Int] { [a, b, c].filter { $0 >= 0 } }

  package var isCondition: Bool {
    switch operation {
    case .less, .lessOrEqual, .equal, .notEqual, .and, .or, .not: true
    default: false
    }
  }
}
