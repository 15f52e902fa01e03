import Formulas

/// A formula as a tree, for rewriting. Conditions are expressions too.
package indirect enum Expression: Hashable, Sendable {
  package enum Operator: String, Hashable, Sendable {
    case add = "+"
    case subtract = "-"
    case multiply = "*"
    case divide = "/"
    case power = "^"
    case minimum = "min"
    case maximum = "max"
    case less = "<"
    case lessOrEqual = "<="
    case equal = "=="
    case notEqual = "!="
    case and, or
  }

  /// A decimal, as it was written; never negative.
  case number(String)
  case pi, euler, infinity
  case variable(String)
  case negate(Expression)
  case not(Expression)
  case binary(Operator, Expression, Expression)
  case function(FormulaInstruction.Function, Expression)
  case select(Expression, Expression, Expression)

  /// The tree of a formula.
  ///
  /// - Parameter reduce: what stands for the sum, the mean or the maximum of a term over the row; nil
  ///   where the formula is of one element.
  package init(
    _ formula: Formula,
    reducing reduce: ((FormulaInstruction.Operation, Expression) -> Expression)? = nil
  ) throws(AuthoringError) {
    var trees: [Expression] = []
    for step in formula.instructions {
      trees.append(try Self.tree(of: step, trees, formula.variables, reduce))
    }
    self = trees[formula.result]
  }

  private static func tree(
    of step: FormulaInstruction, _ trees: [Expression], _ names: [String],
    _ reduce: ((FormulaInstruction.Operation, Expression) -> Expression)?
  ) throws(AuthoringError) -> Expression {
    func binary(_ symbol: Operator) -> Expression { .binary(symbol, trees[step.a], trees[step.b]) }
    switch step.operation {
    case .number(let digits): return .number(digits)
    case .variable(let index): return .variable(names[index])
    case .pi: return .pi
    case .euler: return .euler
    case .infinity: return .infinity
    case .negate: return .negate(trees[step.a])
    case .add: return binary(.add)
    case .subtract: return binary(.subtract)
    case .multiply: return binary(.multiply)
    case .divide: return binary(.divide)
    case .power: return binary(.power)
    case .function(let function): return .function(function, trees[step.a])
    case .minimum: return binary(.minimum)
    case .maximum: return binary(.maximum)
    case .less: return binary(.less)
    case .lessOrEqual: return binary(.lessOrEqual)
    case .equal: return binary(.equal)
    case .notEqual: return binary(.notEqual)
    case .and: return binary(.and)
    case .or: return binary(.or)
    case .not: return .not(trees[step.a])
    case .select: return .select(trees[step.a], trees[step.b], trees[step.c])
    case .rowSum, .rowMaximum, .rowMean, .rowAtMaximum:
      guard let reduce else {
        throw AuthoringError(
          "sum, mean and max of one argument range over a row: expected a formula of one element")
      }
      return reduce(step.operation, trees[step.a])
    }
  }

  /// The parts.
  package var children: [Expression] {
    switch self {
    case .number, .pi, .euler, .infinity, .variable: []
    case .negate(let a), .not(let a), .function(_, let a): [a]
    case .binary(_, let a, let b): [a, b]
    case .select(let a, let b, let c): [a, b, c]
    }
  }

  /// The same with each part replaced.
  package func mapChildren(_ change: (Expression) -> Expression) -> Expression {
    switch self {
    case .number, .pi, .euler, .infinity, .variable: self
    case .negate(let a): .negate(change(a))
    case .not(let a): .not(change(a))
    case .function(let f, let a): .function(f, change(a))
    case .binary(let symbol, let a, let b): .binary(symbol, change(a), change(b))
    case .select(let a, let b, let c): .select(change(a), change(b), change(c))
    }
  }

  /// Whether a variable occurs.
  package func contains(_ name: String) -> Bool {
    self == .variable(name) || children.contains { $0.contains(name) }
  }

  /// The value of a number or its negative; nil of anything else.
  package var literal: Double? {
    switch self {
    case .number(let digits): Double(digits)
    case .negate(.number(let digits)): Double(digits).map { -$0 }
    default: nil
    }
  }

  package static let zero = Expression.number("0")
  package static let one = Expression.number("1")
  package static let two = Expression.number("2")

  /// A whole number.
  package init(whole value: Int) {
    self = value < 0 ? .negate(.number(String(-value))) : .number(String(value))
  }
}
