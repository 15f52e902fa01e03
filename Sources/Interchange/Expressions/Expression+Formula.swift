import Activations
import Formulas

extension Expression {
  /// What an activation computes in a network that is not being trained.
  ///
  /// - Parameters:
  ///   - activation: its formula and parameters.
  ///   - settings: values of parameters that are no longer learned.
  ///   - precision: the format in which the plugin is given its parameters.
  /// - Throws: why it is no formula of the input, the gate and the learnable parameters.
  init(
    _ activation: ActivationFormula, settings: [String: Double], precision: Precision
  ) throws {
    let names = activation.parameters.map(\.name)
    let variables = ["x", "gate", "u", "training"] + names
    let formula: Formula
    do throws(FormulaError) {
      formula = try Formula(activation.text, variables: variables)
    } catch { throw Unsupported(error.summary) }
    let leaves: [Expression] =
      [.input, .gate, .parameter("u"), .number("0")]
      + activation.parameters.map { parameter in
        guard !parameter.isLearnable else { return .parameter(parameter.name) }
        let value = settings[parameter.name] ?? parameter.defaultValue
        return .number("\(precision == .float32 ? Double(Float(value)) : value)")
      }
    var steps: [Expression] = []
    for step in formula.instructions {
      let operands = step.operands.map { steps[$0] }
      steps.append(try Self.expression(step.operation, operands, leaves))
    }
    self = steps[formula.result]
    guard !contains(.parameter("u")) else {
      throw Unsupported("it takes random numbers, also where it is not trained")
    }
  }

  private static func expression(
    _ operation: FormulaInstruction.Operation, _ operands: [Expression], _ leaves: [Expression]
  ) throws -> Expression {
    func infix(_ sign: String) throws -> Expression {
      try .infix(sign, operands[0], operands[1])
    }
    func call(_ name: String) throws -> Expression {
      try operands.count == 1
        ? .call(name, operands[0]) : .call(name, operands[0], operands[1])
    }
    switch operation {
    case .number(let digits): return .number(digits)
    case .variable(let index): return leaves[index]
    case .pi: return .number("pi")
    case .euler: return .number("e")
    case .infinity: return .number("inf")
    case .negate: return try call("neg")
    case .add: return try infix("+")
    case .subtract: return try infix("-")
    case .multiply: return try infix("*")
    case .divide: return try quotient(operands[0], operands[1])
    case .power: return try infix("^")
    case .minimum, .rowAtMaximum: return try call("min")
    case .maximum: return try call("max")
    case .less: return try infix("<")
    case .lessOrEqual: return try infix("<=")
    case .equal: return try infix("==")
    case .notEqual: return try infix("!=")
    case .and: return try infix("and")
    case .or: return try infix("or")
    case .not: return try function("not", operands[0])
    case .rowSum: return try call("sum")
    case .rowMean: return try call("mean")
    case .rowMaximum: return try call("max")
    case .select:
      // Of `training == 1` the answer is known.
      if case .infix(let sign, let left, let right) = operands[0].node,
        case .number(let a) = left.node, case .number(let b) = right.node,
        let a = Double(a), let b = Double(b), sign == "==" || sign == "!="
      {
        return (a == b) == (sign == "==") ? operands[1] : operands[2]
      }
      return try .call("where", operands[0], operands[1], operands[2])
    case .function(let function): return try call(function.rawValue)
    }
  }
}
