import Glibc

/// A formula computed in ordinary doubles, operation by operation as it is written: quick, and no
/// more exact than whoever wrote it took care to be. The truth is ``FormulaOracle``'s.
///
/// A value of this type is immutable and may be used from any thread.
package struct FormulaEvaluator: Sendable {
  private enum Step: Sendable {
    case constant(Double)
    case input
    case operation(FormulaInstruction)
  }

  private let steps: [Step]
  private let results: [Int]

  /// How many inputs are taken through the steps together.
  private static var block: Int { 64 }

  /// Prepares the value and the derivative by one variable.
  ///
  /// - Parameters:
  ///   - formula: of elements, not of rows.
  ///   - variable: the one that takes the inputs.
  ///   - constants: what the others are, by name; 0 where nothing is said.
  package init(_ formula: Formula, by variable: String = "x", constants: [String: Double] = [:]) {
    precondition(!formula.usesRow, "a formula of rows has no elements")
    let index = formula.variables.firstIndex(of: variable) ?? 0
    let program = FormulaProgram(formula, [.value, .derivative(index)])
    results = program.results
    var steps: [Step] = []
    for instruction in program.instructions {
      if case .variable(index) = instruction.operation {
        steps.append(.input)
        continue
      }
      let known = instruction.operands.map { operand -> Double? in
        if case .constant(let value) = steps[operand] { value } else { nil }
      }
      switch instruction.operation {
      case .variable(let other):
        steps.append(.constant(constants[formula.variables[other]] ?? 0))
      case .number(let digits): steps.append(.constant(Double(digits) ?? .nan))
      case .pi: steps.append(.constant(.pi))
      case .euler: steps.append(.constant(M_E))
      case .infinity: steps.append(.constant(.infinity))
      default:
        if known.contains(where: { $0 == nil }) {
          steps.append(.operation(instruction))
        } else {
          // Nothing that depends on the input: computed once and for all.
          var operands = known.compactMap(\.self)
          operands += [Double](repeating: 0, count: 3 - operands.count)
          var result = 0.0
          Self.run(instruction.operation, &operands[0], &operands[1], &operands[2], &result, 1)
          steps.append(.constant(result))
        }
      }
    }
    self.steps = steps
  }

  /// Computes values and derivatives.
  ///
  /// - Parameters:
  ///   - inputs: `count` numbers.
  ///   - values: where f(x) goes, or nil.
  ///   - derivatives: where f'(x) goes, or nil; neither may overlap the inputs.
  package func evaluate(
    _ inputs: UnsafePointer<Double>, count: Int, values: UnsafeMutablePointer<Double>?,
    derivatives: UnsafeMutablePointer<Double>?
  ) {
    let needed = max(values == nil ? 0 : results[0], derivatives == nil ? 0 : results[1]) + 1
    withUnsafeTemporaryAllocation(of: Double.self, capacity: needed * Self.block) { registers in
      guard let base = registers.baseAddress else { return }
      for (index, step) in steps[..<needed].enumerated() {
        if case .constant(let value) = step {
          (base + index * Self.block).initialize(repeating: value, count: Self.block)
        }
      }
      for first in stride(from: 0, to: count, by: Self.block) {
        let lanes = min(Self.block, count - first)
        for (index, step) in steps[..<needed].enumerated() {
          let register = base + index * Self.block
          switch step {
          case .constant: break
          case .input: register.initialize(from: inputs + first, count: lanes)
          case .operation(let instruction):
            // An operation without a second or third operand does not look at it.
            func operand(_ place: Int) -> UnsafePointer<Double> {
              UnsafePointer(base + max(place, 0) * Self.block)
            }
            Self.run(
              instruction.operation, operand(instruction.a), operand(instruction.b),
              operand(instruction.c), register, lanes)
          }
        }
        for (place, target) in zip(results, [values, derivatives]) {
          (target.map { $0 + first })?.update(from: base + place * Self.block, count: lanes)
        }
      }
    }
  }

  /// One operation on `count` lanes.
  private static func run(
    _ operation: FormulaInstruction.Operation, _ a: UnsafePointer<Double>,
    _ b: UnsafePointer<Double>, _ c: UnsafePointer<Double>,
    _ result: UnsafeMutablePointer<Double>, _ count: Int
  ) {
    func each(_ body: (Int) -> Double) { for lane in 0..<count { result[lane] = body(lane) } }
    func test(_ body: (Int) -> Bool) { each { body($0) ? 1 : 0 } }
    switch operation {
    case .negate: each { -a[$0] }
    case .add: each { a[$0] + b[$0] }
    case .subtract: each { a[$0] - b[$0] }
    case .multiply: each { a[$0] * b[$0] }
    case .divide: each { a[$0] / b[$0] }
    case .power: each { pow(a[$0], b[$0]) }
    case .minimum: each { a[$0] <= b[$0] ? a[$0] : b[$0] }
    case .maximum: each { b[$0] <= a[$0] ? a[$0] : b[$0] }
    case .less: test { a[$0] < b[$0] }
    case .lessOrEqual: test { a[$0] <= b[$0] }
    case .equal: test { a[$0] == b[$0] }
    case .notEqual: test { a[$0] != b[$0] }
    case .and: test { a[$0] != 0 && b[$0] != 0 }
    case .or: test { a[$0] != 0 || b[$0] != 0 }
    case .not: test { a[$0] == 0 }
    case .select: each { a[$0] != 0 ? b[$0] : c[$0] }
    case .function(let function):
      let function = Self.function(function)
      each { function(a[$0]) }
    case .number, .variable, .pi, .euler, .infinity, .rowSum, .rowMaximum, .rowMean, .rowAtMaximum:
      preconditionFailure("no operation on elements: \(operation)")
    }
  }

  private static func function(_ function: FormulaInstruction.Function) -> (Double) -> Double {
    switch function {
    case .exp: exp
    case .expm1: expm1
    case .exp2: exp2
    case .log: log
    case .log1p: log1p
    case .log2: log2
    case .sqrt: { $0.squareRoot() }
    case .cbrt: cbrt
    case .abs: { abs($0) }
    case .sign: { $0 > 0 ? 1 : $0 < 0 ? -1 : $0 }
    case .floor: floor
    case .sin: sin
    case .cos: cos
    case .tan: tan
    case .asin: asin
    case .acos: acos
    case .atan: atan
    case .sinh: sinh
    case .cosh: cosh
    case .tanh: tanh
    case .asinh: asinh
    case .acosh: acosh
    case .atanh: atanh
    case .erf: erf
    case .erfc: erfc
    case .sigmoid:
      {
        let e = exp(-abs($0))
        return ($0 < 0 ? e : 1) / (1 + e)
      }
    case .softplus: { max($0, 0) + log1p(exp(-abs($0))) }
    case .normalCDF: { 0.5 * erfc(-0.5.squareRoot() * $0) }
    }
  }
}
