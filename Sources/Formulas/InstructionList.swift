/// Instructions in order, each one once.
package struct InstructionList {
  private(set) var instructions: [FormulaInstruction] = []
  private var places: [FormulaInstruction: Int] = [:]

  package init() {}

  package init(_ instructions: [FormulaInstruction]) {
    for instruction in instructions { _ = append(instruction) }
  }

  /// The step that computes `instruction`, an earlier one where there is one.
  package mutating func append(_ instruction: FormulaInstruction) -> Int {
    if let place = places[instruction] { return place }
    instructions.append(instruction)
    places[instruction] = instructions.count - 1
    return instructions.count - 1
  }
}
