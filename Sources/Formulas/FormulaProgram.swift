/// The steps that some outputs of a formula need, in order, and no others.
package struct FormulaProgram: Sendable {
  /// What a formula can be asked for.
  package enum Output: Hashable, Sendable {
    case value
    /// The derivative by the variable of that index.
    case derivative(Int)
    /// In a row: the derivative of each lane along a direction, which evaluation is given as the
    /// value of the variable ``seed``.
    case directional(Int)
  }

  /// The variable that stands for the direction.
  package static let seed = -1

  package let instructions: [FormulaInstruction]
  /// The step of each output, in the order that was asked.
  package let results: [Int]

  package init(_ formula: Formula, _ outputs: [Output]) {
    var steps = formula.instructions
    var wanted: [Int] = []
    for output in outputs {
      switch output {
      case .value: wanted.append(formula.result)
      case .derivative(let variable):
        let derivative = FormulaDerivative.append(of: formula.result, by: variable, to: steps)
        steps = derivative.instructions
        wanted.append(derivative.result)
      case .directional(let variable):
        let derivative = FormulaDerivative.append(
          of: formula.result, by: variable, seed: .variable(Self.seed), to: steps)
        steps = derivative.instructions
        wanted.append(derivative.result)
      }
    }
    var isNeeded = Array(repeating: false, count: steps.count)
    for step in wanted { isNeeded[step] = true }
    for step in steps.indices.reversed() where isNeeded[step] {
      for operand in steps[step].operands { isNeeded[operand] = true }
    }
    var place = Array(repeating: -1, count: steps.count)
    var kept: [FormulaInstruction] = []
    for step in steps.indices where isNeeded[step] {
      var instruction = steps[step]
      if instruction.a >= 0 { instruction.a = place[instruction.a] }
      if instruction.b >= 0 { instruction.b = place[instruction.b] }
      if instruction.c >= 0 { instruction.c = place[instruction.c] }
      place[step] = kept.count
      kept.append(instruction)
    }
    instructions = kept
    results = wanted.map { place[$0] }
  }
}
