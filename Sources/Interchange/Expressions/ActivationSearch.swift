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
  var hidden: HiddenParameters
}

/// One expression, tried against the candidates.
struct ActivationSearch {
  let formula: Formula
  let text: String
  let channels: [Double]?
  let literals: [Double]
  let isGated: Bool
  let isMultiple: Bool
  private let numbers: FormulaNumbers
  /// How many of the numbers that an expression spells out are tried as parameters.
  private static let mostLiterals = 12
  private let x: [Double]
  private let gate: [Double]

  init(
    formula: Formula, text: String, channels: [Double]?, literals: [Double], isGated: Bool,
    isMultiple: Bool
  ) {
    self.formula = formula
    self.text = text
    self.channels = channels
    self.literals = literals
    self.isGated = isGated
    self.isMultiple = isMultiple
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
      guard let found = assignment(candidate, isSwapped) else { continue }
      return ImportedActivation(
        name: activation.name, settings: found.settings, channels: found.channels,
        isSwapped: isSwapped, factor: found.factor, formula: text)
    }
    return nil
  }

  /// With what a candidate is the expression.
  private struct Assignment {
    /// The values of parameters that are not their defaults.
    var settings: [String: Double]
    var factor: Double
    /// The parameter that has a value for each channel, and the values.
    var channels: [String: [Double]] = [:]
  }

  private func assignment(
    _ candidate: ActivationCandidate, _ isSwapped: Bool
  ) -> Assignment? {
    guard let channels else { return assignment(candidate, isSwapped, varied: nil, sign: 1) }
    for parameter in candidate.activation.parameters where parameter.isLearnable {
      // As its opposite too: some write max(x, 0) + c max(-x, 0).
      for sign in [1.0, -1] {
        let values = channels.map { sign * $0 }
        guard values.allSatisfy(parameter.interval.contains) else { continue }
        if var found = assignment(candidate, isSwapped, varied: parameter.name, sign: sign) {
          found.channels = [parameter.name: values]
          return found
        }
      }
    }
    return nil
  }

  private func assignment(
    _ candidate: ActivationCandidate, _ isSwapped: Bool, varied: String?, sign: Double
  ) -> Assignment? {
    let parameters = candidate.activation.parameters
    for chosen in choices(candidate, varied: varied) {
      func values(_ c: Double) -> [Double] {
        zip(parameters, chosen).map { $0.name == varied ? sign * c : $1 }
      }
      let samples = varied == nil ? [0] : [0.3, -0.7]
      guard let factor = factor(candidate, values(samples[0]), samples[0], isSwapped),
        samples.allSatisfy({ c in
          isNearly(candidate, values(c), c, isSwapped, factor)
            && isTruly(candidate, values(c), c, isSwapped, factor)
        })
      else { continue }
      var settings: [String: Double] = [:]
      for (parameter, value) in zip(parameters, chosen)
      where parameter.name != varied && value != parameter.defaultValue {
        settings[parameter.name] = value
      }
      return Assignment(settings: settings, factor: factor)
    }
    return nil
  }

  /// What the parameters may be together, the defaults first; none where that is too much to try.
  private func choices(_ candidate: ActivationCandidate, varied: String?) -> [[Double]] {
    let (parameters, hidden) = (candidate.activation.parameters, candidate.hidden)
    let areMany = parameters.count > 3
    if areMany, let inOrder = spelledOut(candidate) { return [inOrder] }
    let spelt = Array(literals.prefix(Self.mostLiterals))
    var choices = [parameters.map(\.defaultValue)]
    var solved: [[Double]: Double?] = [:]
    /// The values of a hidden parameter at which its expression is a number that is spelled out.
    func found(_ index: Int, _ choice: [Double]) -> [Double] {
      (areMany ? spelt : spelt + spelt.map { 1 / $0 }).compactMap { literal in
        let key = [Double(index), literal] + hidden.companions(of: index).map { choice[$0] }
        if let known = solved[key] { return known }
        let value = hidden.solve(
          index, for: literal, given: choice, in: parameters[index].interval)
        solved[key] = .some(value)
        return value
      }
    }
    let order =
      parameters.indices.filter { !hidden.contains($0) }
      + parameters.indices.filter { hidden.contains($0) }
    for index in order where parameters[index].name != varied {
      var own = [parameters[index].defaultValue]
      if !areMany {
        own = values(of: parameters[index])
      } else if !hidden.isEmpty, !hidden.contains(index) {
        own += spelt.filter(parameters[index].interval.contains)
      }
      guard choices.count * own.count <= ActivationMatcher.mostAssignments else { return [] }
      let known = choices.map { hidden.contains(index) ? found(index, $0) : [] }
      choices = (0..<own.count + (known.map(\.count).max() ?? 0)).flatMap { turn in
        zip(choices, known).compactMap { choice, known in
          guard turn < own.count + known.count else { return nil }
          var choice = choice
          choice[index] = turn < own.count ? own[turn] : known[turn - own.count]
          return choice
        }
      }
    }
    return choices.count <= ActivationMatcher.mostAssignments ? choices : []
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
  private func values(of parameter: ActivationParameter) -> [Double] {
    var values = [parameter.defaultValue]
    for literal in literals.prefix(Self.mostLiterals) {
      for value in [literal, -literal, 1 / literal, 2 * literal]
      where value.isFinite && parameter.interval.contains(value) && !values.contains(value) {
        values.append(value)
      }
    }
    return values
  }

  /// The values of the expression and of the candidate at some inputs, in double arithmetic.
  private func pairs(
    _ candidate: ActivationCandidate, _ parameters: [Double], _ c: Double, _ isSwapped: Bool,
    at x: [Double], _ gate: [Double]
  ) -> (own: [Double], other: [Double]) {
    func all(_ value: Double) -> [Double] { Array(repeating: value, count: x.count) }
    let inputs = isSwapped ? [gate, x] : [x, gate]
    return (
      numbers.values([x, gate, all(c)]),
      candidate.numbers.values(inputs + [all(0.5), all(0)] + parameters.map(all))
    )
  }

  /// What the candidate must be multiplied by to agree at one input, where any multiple will do.
  private func factor(
    _ candidate: ActivationCandidate, _ parameters: [Double], _ c: Double, _ isSwapped: Bool
  ) -> Double? {
    guard isMultiple else { return 1 }
    guard !formula.usesRow else { return nil }
    let (own, other) = pairs(
      candidate, parameters, c, isSwapped, at: [x[10]], [gate[10]])
    let ratio = own[0] / other[0]
    guard ratio.isFinite, ratio != 0 else { return nil }
    // What the file spells out is exacter than a quotient of values.
    let spelt: [Double] = [1, 2, 0.5] + literals + literals.map { 1 / $0 }
    return spelt.first { abs($0 - ratio) <= ActivationMatcher.tolerance * abs(ratio) } ?? ratio
  }

  /// Whether the two agree at the samples in double arithmetic.
  private func isNearly(
    _ candidate: ActivationCandidate, _ parameters: [Double], _ c: Double, _ isSwapped: Bool,
    _ factor: Double
  ) -> Bool {
    func agree(_ x: [Double], _ gate: [Double]) -> Bool {
      let (own, other) = pairs(candidate, parameters, c, isSwapped, at: x, gate)
      return zip(zip(own, other), x).allSatisfy { values, x in
        Self.agree(values.0, factor * values.1, at: x)
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
    _ candidate: ActivationCandidate, _ parameters: [Double], _ c: Double, _ isSwapped: Bool,
    _ factor: Double
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
      return Self.agree(left.head, factor * right.head, at: x[index])
    }
  }
}
