import Activations
import Formulas

/// An activation that an expression may be, its formula parsed.
struct ActivationCandidate {
  /// What every formula may name before its parameters.
  static let variables = ["x", "gate", "u", "training"]
  /// How many those are.
  static let fixed = variables.count

  var activation: ActivationFormula
  var formula: Formula
  var numbers: FormulaNumbers
}

/// One expression, tried against the candidates.
struct ActivationSearch {
  let formula: Formula
  let text: String
  let channels: [Double]?
  let literals: [Double]
  let isGated: Bool
  private let numbers: FormulaNumbers
  private let x: [Double]
  private let gate: [Double]

  init(
    formula: Formula, text: String, channels: [Double]?, literals: [Double], isGated: Bool
  ) {
    self.formula = formula
    self.text = text
    self.channels = channels
    self.literals = literals
    self.isGated = isGated
    numbers = FormulaNumbers(formula)
    let own = [-9.3, -5.9, -2.7, -1.6, -0.9, -0.35, -0.08, 0.06, 0.4, 0.85, 1.3, 2.2, 3.6, 7.7]
    // Beside every number that may be a border.
    let factors = [1.001, 0.999, -1.001, -0.999]
    let borders = literals.filter { $0 != 0 && abs($0) < 1e6 }.prefix(16)
      .flatMap { border in factors.map { border * $0 } }
    let all = own + borders
    x = all
    gate = all.indices.map { all[($0 * 5 + 3) % all.count] * 0.75 }
  }

  func match(_ candidate: ActivationCandidate) -> ImportedActivation? {
    let activation = candidate.activation
    guard (activation.form == .gated) == isGated,
      (activation.form == .row) == formula.usesRow
    else { return nil }
    for isSwapped in isGated ? [false, true] : [false] {
      if let (settings, varied) = assignment(candidate, isSwapped) {
        return ImportedActivation(
          name: activation.name, settings: settings,
          channels: varied.map { [$0: channels ?? []] } ?? [:], isSwapped: isSwapped,
          formula: text)
      }
    }
    return nil
  }

  /// Values of the parameters with which the candidate is the expression, and which of them has
  /// one for each channel.
  private func assignment(
    _ candidate: ActivationCandidate, _ isSwapped: Bool
  ) -> (settings: [String: Double], varied: String?)? {
    let parameters = candidate.activation.parameters
    guard channels != nil else {
      return settings(candidate, isSwapped, varied: nil).map { ($0, nil) }
    }
    for parameter in parameters where parameter.isLearnable {
      guard channels?.allSatisfy(parameter.interval.contains) == true else { continue }
      if let settings = settings(candidate, isSwapped, varied: parameter.name) {
        return (settings, parameter.name)
      }
    }
    return nil
  }

  private func settings(
    _ candidate: ActivationCandidate, _ isSwapped: Bool, varied: String?
  ) -> [String: Double]? {
    let parameters = candidate.activation.parameters
    var choices = parameters.map { parameter in
      parameter.name == varied ? [0] : values(of: parameter, isOneOfMany: parameters.count > 3)
    }
    if parameters.count > 3, let spelt = spelledOut(candidate) { choices = spelt.map { [$0] } }
    let count = choices.reduce(1) { min($0 * $1.count, 1 << 20) }
    guard count <= ActivationMatcher.mostAssignments else { return nil }
    for index in 0..<count {
      var rest = index
      var chosen: [Double] = []
      for choice in choices {
        chosen.append(choice[rest % choice.count])
        rest /= choice.count
      }
      let isEqual = (varied == nil ? [0] : [0.3, -0.7]).allSatisfy { c in
        let values = zip(parameters, chosen).map { $0.name == varied ? c : $1 }
        return isNearly(candidate, values, c, isSwapped)
          && isTruly(candidate, values, c, isSwapped)
      }
      guard isEqual else { continue }
      var settings: [String: Double] = [:]
      for (parameter, value) in zip(parameters, chosen)
      where parameter.name != varied && value != parameter.defaultValue {
        settings[parameter.name] = value
      }
      return settings
    }
    return nil
  }

  /// Values of many parameters, as they stand in the expression in the order in which the
  /// candidate's formula names them; nil where it has more numbers, or fewer.
  private func spelledOut(_ candidate: ActivationCandidate) -> [Double]? {
    let parameters = candidate.activation.parameters
    let own = candidate.formula.literals
    let spelt = literals.filter { !own.contains($0) }
    var order: [Int] = []
    for step in candidate.formula.instructions {
      if case .variable(let index) = step.operation, index >= ActivationCandidate.fixed {
        order.append(index - ActivationCandidate.fixed)
      }
    }
    guard spelt.count == parameters.count, order.count == spelt.count else { return nil }
    var values = parameters.map(\.defaultValue)
    for (index, value) in zip(order, spelt) {
      guard parameters[index].interval.contains(value) else { return nil }
      values[index] = value
    }
    return values
  }

  /// What a parameter may be: its default, and what the expression spells out, also as its
  /// opposite or its inverse.
  private func values(of parameter: ActivationParameter, isOneOfMany: Bool) -> [Double] {
    var values = [parameter.defaultValue]
    guard !isOneOfMany else { return values }
    for literal in literals.prefix(12) {
      for value in [literal, -literal, 1 / literal, 2 * literal]
      where value.isFinite && parameter.interval.contains(value) && !values.contains(value) {
        values.append(value)
      }
    }
    return values
  }

  private func inputs(_ x: [Double], _ gate: [Double], _ isSwapped: Bool) -> [[Double]] {
    isSwapped ? [gate, x] : [x, gate]
  }

  /// Whether the two agree at the samples in double arithmetic.
  private func isNearly(
    _ candidate: ActivationCandidate, _ parameters: [Double], _ c: Double, _ isSwapped: Bool
  ) -> Bool {
    func agree(_ x: [Double], _ gate: [Double]) -> Bool {
      func all(_ value: Double) -> [Double] { Array(repeating: value, count: x.count) }
      let own = numbers.values([x, gate, all(c)])
      let other = candidate.numbers.values(
        inputs(x, gate, isSwapped) + [all(0.5), all(0)] + parameters.map(all))
      return zip(zip(own, other), x).allSatisfy { values, x in
        Self.agree(values.0, values.1, at: x)
      }
    }
    // One sample first: most candidates fail there. A row stays whole.
    if !formula.usesRow, !agree([x[3]], [gate[3]]) || !agree([x[10]], [gate[10]]) {
      return false
    }
    return agree(x, gate)
  }

  private static func agree(_ own: Double, _ other: Double, at x: Double) -> Bool {
    // A multiple of infinity would allow anything.
    guard other.isFinite else { return own == other }
    // Far out, constants that were rounded show in the tails.
    let slack = abs(x) > 4 ? 1e-7 * (1 + abs(x)) : 1e-9
    return abs(own - other) <= ActivationMatcher.tolerance * abs(other) + slack
  }

  /// Whether the two agree at the samples, each evaluated as exactly as it takes.
  private func isTruly(
    _ candidate: ActivationCandidate, _ parameters: [Double], _ c: Double, _ isSwapped: Bool
  ) -> Bool {
    guard !formula.usesRow else { return true }
    let own = FormulaOracle(formula)
    let other = FormulaOracle(candidate.formula)
    return x.indices.allSatisfy { index in
      let pair = isSwapped ? [gate[index], x[index]] : [x[index], gate[index]]
      let left = own.evaluate([x[index], gate[index], c], for: .float32)[0]
      let right = other.evaluate(pair + [0.5, 0] + parameters, for: .float32)[0]
      // Where a border is met to the last digit, doubles have told already.
      guard left.isNumber, right.isNumber else { return true }
      return Self.agree(left.head, right.head, at: x[index])
    }
  }
}
