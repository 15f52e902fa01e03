/// Instructions in order, each one once.
struct InstructionList {
  private(set) var instructions: [FormulaInstruction] = []
  private var places: [FormulaInstruction: Int] = [:]

  init() {}

  init(_ instructions: [FormulaInstruction]) {
    for instruction in instructions { _ = append(instruction) }
  }

  /// The step that computes `instruction`, an earlier one where there is one.
  mutating func append(_ instruction: FormulaInstruction) -> Int {
    if let place = places[instruction] { return place }
    instructions.append(instruction)
    places[instruction] = instructions.count - 1
    return instructions.count - 1
  }
}
