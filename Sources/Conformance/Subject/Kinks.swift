import Formulas

/// The inputs at which an activation says that it has no derivative.
///
/// Each is an expression in the parameters. One that names x stands for every x that it equals:
/// `floor(x)` for each whole number.
package struct Kinks: Sendable {
  private let places: [Formula]
  private let conditions: [Formula]

  /// Reads a `kinks` record.
  ///
  /// - Parameters:
  ///   - text: the record.
  ///   - parameters: the names of the parameters.
  ///   - problem: called for each expression that is none, which is left out.
  package init(
    _ text: String, parameters: [String], problem: (FormulaError) -> Void = { _ in }
  ) {
    let names = ["x"] + parameters
    var formulas: [Formula] = []
    for expression in Subject.expressions(text, names) {
      do throws(FormulaError) {
        let formula = try Formula(expression, variables: names)
        guard !Self.isAlways(formula, parameters: parameters.count) else {
          throw FormulaError("expected what equals x at kinks alone", of: expression)
        }
        formulas.append(formula)
      } catch {
        problem(error)
      }
    }
    places = formulas.filter { !$0.names("x") }
    conditions = formulas.filter { $0.names("x") }
  }

  /// Whether a formula is x itself, which would excuse every kink.
  private static func isAlways(_ formula: Formula, parameters: Int) -> Bool {
    guard formula.names("x") else { return false }
    let values = [Double](repeating: 0.5, count: parameters)
    return [0.37, -1.9, 5.3].allSatisfy {
      FormulaOracle(formula).rounded([$0] + values, to: Double.self)[0] == $0
    }
  }

  /// Those that are the same for every x.
  package func places(_ parameters: [Double]) -> [Double] {
    places.compactMap { FormulaOracle($0).rounded([0] + parameters, to: Double.self)[0] }
  }

  /// Whether an expression that names x equals it there, to within `slack`.
  package func recur(at x: Double, _ parameters: [Double], slack: Double = 0) -> Bool {
    conditions.contains { condition in
      let value = FormulaOracle(condition).rounded([x] + parameters, to: Double.self)[0]
      return value.map { abs($0 - x) <= slack } ?? false
    }
  }
}
