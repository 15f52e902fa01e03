import Activations
import Formulas

/// The parameters that a formula names only within expressions of parameters, as alpha in
/// `softplus(alpha) * x`: a file spells out the expression's value, from which they are found.
struct HiddenParameters {
  /// The expression of each, by the parameter's place among the parameters, and what others it names.
  private let expressions: [Int: (numbers: FormulaNumbers, others: [Int])]
  private let variables: Int

  init(_ formula: Formula) {
    variables = formula.variables.count
    let first = ActivationCandidate.fixed
    let steps = formula.instructions
    // What each step names, and whether that is parameters alone.
    var names: [Set<Int>] = []
    for step in steps {
      var own = step.operands.reduce(into: Set<Int>()) { $0.formUnion(names[$1]) }
      if case .variable(let index) = step.operation { own.insert(index) }
      names.append(own)
    }
    func isOfParameters(_ step: Int) -> Bool {
      !names[step].isEmpty && names[step].allSatisfy { $0 >= first }
    }
    var tops = Set([formula.result].filter(isOfParameters))
    for (index, step) in steps.enumerated() where !isOfParameters(index) {
      tops.formUnion(step.operands.filter(isOfParameters))
    }
    var found: [Int: (FormulaNumbers, [Int])] = [:]
    for parameter in first..<max(first, variables) {
      let around = tops.filter { names[$0].contains(parameter) }
      guard !around.contains(where: { steps[$0].operation == .variable(parameter) }),
        let least = around.min(by: { (names[$0].count, $0) < (names[$1].count, $1) })
      else { continue }
      found[parameter - first] = (
        FormulaNumbers(formula, result: least),
        names[least].subtracting([parameter]).map { $0 - first }.sorted()
      )
    }
    expressions = found
  }

  var isEmpty: Bool { expressions.isEmpty }

  func contains(_ parameter: Int) -> Bool { expressions[parameter] != nil }

  /// What a parameter's expression names beside it.
  func companions(of parameter: Int) -> [Int] { expressions[parameter]?.others ?? [] }

  /// What a parameter is where its expression has a value, the others being given; nil where it
  /// never has.
  func solve(
    _ parameter: Int, for value: Double, given: [Double], in interval: Interval
  ) -> Double? {
    guard let expression = expressions[parameter] else { return nil }
    func difference(_ candidates: [Double]) -> [Double] {
      var inputs = (0..<variables).map { variable in
        let place = variable - ActivationCandidate.fixed
        return Array(repeating: place < 0 ? 0 : given[place], count: candidates.count)
      }
      inputs[parameter + ActivationCandidate.fixed] = candidates
      return expression.numbers.values(inputs).map { $0 - value }
    }
    let reach = 64.0
    let low = max(interval.low, -reach), high = min(interval.high, reach)
    guard low < high else { return nil }
    let grid = (0...256).map { low + (high - low) * Double($0) / 256 }
    let signs = difference(grid)
    guard
      let place = grid.indices.dropLast().first(where: { signs[$0] * signs[$0 + 1] <= 0 })
    else { return nil }
    var (left, right) = (grid[place], grid[place + 1])
    let isRising = signs[place] < signs[place + 1]
    for _ in 0..<80 {
      let middle = left + (right - left) / 2
      if (difference([middle])[0] < 0) == isRising { left = middle } else { right = middle }
    }
    // A jump crosses 0 without being it.
    let rest = difference([right])[0]
    return abs(rest) <= ActivationMatcher.tolerance * max(abs(value), 1e-3)
      && interval.contains(right) ? right : nil
  }
}
