import CMPFR

/// Evaluates a program in MPFR, at one precision at a time, with a bound on the error of each step.
///
/// A number is a ball: an MPFR number and an ``ErrorBound``. Where a step's inputs leave open what
/// it gives (0/0, a comparison within the error, a root of what may be negative) the result is NaN
/// with an unbounded error, and only a higher precision may tell. A selection takes one branch; the
/// other may be anything.
///
/// One machine belongs to one thread at a time. Its registers are allocated once and freed with it.
final class FormulaMachine {
  typealias Number = UnsafeMutablePointer<__mpfr_struct>

  let program: FormulaProgram
  let lanes: Int
  private(set) var precision: Int

  /// MPFR's exponents are held to 2^60, so that sums of a few of them fit an Int.
  static let maximumExponent = 1 << 60

  let registers: Number
  /// One a register. A pointer, as they are: an array of a class costs a check at each access.
  let errors: UnsafeMutablePointer<ErrorBound>
  /// Of conditions: whether each holds, nil where the errors leave it open.
  var conditions: [Bool?]
  let scratch: Number
  private let scratchCount = 4
  /// Which way each selection, extremum, sign and floor of the last run went, folded into a number:
  /// two inputs that agree lie on the same smooth piece.
  private(set) var branches = 0
  private var constantsAreLoaded = false
  /// Steps beyond the program's, that work on logarithms of what leaves MPFR's range: in registers
  /// after the program's, made when they are first needed.
  var furtherSteps: [PlacedStep] = []
  private var furtherRegisters = 0
  /// What is known of numbers whose logarithm was needed in this run; nil where it is not to be had.
  var farForms: [Int: FarForm?] = [:]
  var farDepth = 0
  /// The variable that is infinite in this run, and stands for what grows without end; nil where each
  /// input is a number.
  private var growing: Int?
  /// Of each register, where a variable is growing: whether it only tends to its number, and whether
  /// it is a 0 that may be approached from either side.
  var tends: [Bool] = []
  var signIsOpen: [Bool] = []

  init(_ program: FormulaProgram, lanes: Int = 1) {
    self.program = program
    self.lanes = lanes
    precision = 128
    let count = program.instructions.count * lanes
    registers = .allocate(capacity: count + Self.mostFurtherSteps)
    for index in 0..<count { mpfr_init2(registers + index, precision) }
    scratch = .allocate(capacity: scratchCount)
    for index in 0..<scratchCount { mpfr_init2(scratch + index, precision + 64) }
    errors = .allocate(capacity: count + Self.mostFurtherSteps)
    errors.initialize(repeating: .exact, count: count + Self.mostFurtherSteps)
    conditions = Array(repeating: nil, count: count)
  }

  deinit {
    for index in 0..<(placeCount + furtherRegisters) { mpfr_clear(registers + index) }
    for index in 0..<scratchCount { mpfr_clear(scratch + index) }
    registers.deallocate()
    errors.deallocate()
    scratch.deallocate()
  }

  func setPrecision(_ bits: Int) {
    guard bits != precision else { return }
    precision = bits
    for index in 0..<(placeCount + furtherRegisters) { mpfr_set_prec(registers + index, bits) }
    for index in 0..<scratchCount { mpfr_set_prec(scratch + index, bits + 64) }
    constantsAreLoaded = false
  }

  /// Runs the program.
  ///
  /// - Parameters:
  ///   - growing: the variable that is infinite, and stands for what grows without end.
  ///   - input: the exact value of a variable in a lane, given as the register to set.
  func run(
    growing: Int? = nil, _ input: (_ variable: Int, _ lane: Int, _ register: Number) -> Void
  ) {
    self.growing = growing
    if growing != nil {
      tends = Array(repeating: false, count: placeCount + Self.mostFurtherSteps)
      signIsOpen = tends
    }
    mpfr_set_emax(Self.maximumExponent)
    mpfr_set_emin(-Self.maximumExponent)
    branches = 0
    if !furtherSteps.isEmpty { furtherSteps.removeAll(keepingCapacity: true) }
    if !farForms.isEmpty { farForms.removeAll(keepingCapacity: true) }
    for (step, instruction) in program.instructions.enumerated() {
      switch instruction.operation {
      case .variable(let variable):
        for lane in 0..<lanes {
          input(variable, lane, registers + (step * lanes + lane))
          errors[step * lanes + lane] = .exact
          if variable == growing { tends[step * lanes + lane] = true }
        }
      case .number, .pi, .euler, .infinity:
        if !constantsAreLoaded {
          for lane in 0..<lanes { loadConstant(instruction.operation, index(step, lane)) }
        }
      case .rowSum, .rowMean, .rowMaximum, .rowAtMaximum:
        reduce(instruction, step)
      default:
        for lane in 0..<lanes { execute(placed(instruction, lane), index(step, lane)) }
      }
    }
    constantsAreLoaded = true
  }

  /// Folds the outcome of a choice into ``branches``.
  func note(_ choice: Int) { branches = (branches &* 0x1E37_79B9_7F4A_7C15) ^ (choice &+ 0x51) }

  func index(_ step: Int, _ lane: Int) -> Int { step * lanes + lane }

  /// How many registers the program has.
  var placeCount: Int { program.instructions.count * lanes }

  /// A step with places for its operands' steps.
  func placed(_ instruction: FormulaInstruction, _ lane: Int) -> PlacedStep {
    func place(_ step: Int) -> Int { step >= 0 ? index(step, lane) : -1 }
    return PlacedStep(
      operation: instruction.operation, a: place(instruction.a), b: place(instruction.b),
      c: place(instruction.c))
  }

  // MARK: Steps

  private func loadConstant(_ operation: FormulaInstruction.Operation, _ place: Int) {
    let register = registers + place
    errors[place] = .exact
    switch operation {
    case .number(let digits):
      // Whether the decimal is a binary number: correctly rounded down and up, it is the same.
      mpfr_set_str(scratch, digits, 10, MPFR_RNDD)
      mpfr_set_str(scratch + 1, digits, 10, MPFR_RNDU)
      let isInexact = mpfr_equal_p(scratch, scratch + 1) == 0
      finish(place, mpfr_set(register, scratch, MPFR_RNDN) != 0 || isInexact ? 1 : 0)
    case .pi: finish(place, mpfr_const_pi(register, MPFR_RNDN))
    case .euler:
      mpfr_set_ui_2exp(scratch, 1, 0, MPFR_RNDN)
      finish(place, mpfr_exp(register, scratch, MPFR_RNDN))
    default: mpfr_set_inf(register, 1)
    }
  }

  private func execute(_ step: PlacedStep, _ place: Int) {
    let (a, b) = (step.a, step.b >= 0 ? step.b : step.a)
    switch step.operation {
    case .less, .lessOrEqual, .equal, .notEqual:
      conditions[place] = compare(step.operation, a, b)
      note(conditions[place] == true ? 1 : 0)
    case .and:
      conditions[place] =
        conditions[a] == false || conditions[b] == false
        ? false : (conditions[a] == nil || conditions[b] == nil ? nil : true)
    case .or:
      conditions[place] =
        conditions[a] == true || conditions[b] == true
        ? true : (conditions[a] == nil || conditions[b] == nil ? nil : false)
    case .not: conditions[place] = conditions[a].map { !$0 }
    case .select:
      guard let condition = conditions[a] else { return undetermined(place) }
      copy(condition ? b : step.c, to: place)
    case .minimum, .maximum: extremum(step.operation == .maximum, a, b, place)
    case .negate:
      mpfr_neg(registers + place, registers + a, MPFR_RNDN)
      errors[place] = errors[a]
    case .add: add(a, b, place, isDifference: false)
    case .subtract: add(a, b, place, isDifference: true)
    case .multiply: multiply(a, b, place)
    case .divide: divide(a, b, place)
    case .power: power(a, b, place)
    case .function(let function): apply(function, a, place)
    case .number, .pi: loadConstant(step.operation, place)
    default: preconditionFailure("not a step of one lane")
    }
    if growing != nil { return settleLimit(step, place) }
    if errors[place].isUnbounded, isNaN(place), isFar(a) || isFar(b) { resolve(step, place) }
    if step.operation == .add || step.operation == .subtract, !errors[place].isExact,
      !isClearOfZero(place)
    {
      resolveDifference(step, place)
    }
  }

  /// Makes a step beyond the program's; nil when there were too many.
  func further(_ operation: FormulaInstruction.Operation, _ a: Int = -1, _ b: Int = -1) -> Int? {
    guard furtherSteps.count < Self.mostFurtherSteps else { return nil }
    let place = placeCount + furtherSteps.count
    if furtherSteps.count == furtherRegisters {
      mpfr_init2(registers + place, precision)
      furtherRegisters += 1
    }
    furtherSteps.append(PlacedStep(operation: operation, a: a, b: b, c: -1))
    execute(furtherSteps.last!, place)
    return place
  }

  private func reduce(_ instruction: FormulaInstruction, _ step: Int) {
    let first = index(step, 0)
    let operand = { [self] lane in index(instruction.a, lane) }
    switch instruction.operation {
    case .rowMaximum, .rowAtMaximum:
      var best = operand(0)
      var lane = 0
      var isOpen = false
      for other in 1..<max(lanes, 1) {
        guard let isLess = compare(.less, best, operand(other)) else {
          isOpen = true
          continue
        }
        if isLess { (best, lane) = (operand(other), other) }
      }
      note(lane)
      if isOpen || mpfr_nan_p(registers + best) != 0 {
        undetermined(first)
      } else {
        copy(instruction.operation == .rowMaximum ? best : index(instruction.b, lane), to: first)
      }
    default:
      copy(operand(0), to: first)
      for lane in 1..<max(lanes, 1) { add(first, operand(lane), first, isDifference: false) }
      if instruction.operation == .rowMean {
        let inexact = mpfr_div_si(registers + first, registers + first, lanes, MPFR_RNDN)
        finish(first, inexact, errors[first])
      }
    }
    for lane in 1..<max(lanes, 1) { copy(first, to: index(step, lane)) }
  }

  func copy(_ source: Int, to place: Int) {
    mpfr_set(registers + place, registers + source, MPFR_RNDN)
    errors[place] = errors[source]
  }

  /// Closes a step: the error that came in, and what rounding added.
  func finish(_ place: Int, _ inexact: Int32, _ error: ErrorBound = .exact) {
    let register = registers + place
    if mpfr_nan_p(register) != 0 {
      // NaN out of exact numbers is a fact (0/0); out of others it is ignorance.
      errors[place] = error.isExact ? .exact : .unbounded
    } else if inexact == 0 {
      errors[place] = error
    } else if mpfr_regular_p(register) != 0 {
      errors[place] = error + ErrorBound(exponent: Int(mpfr_get_exp(register)) - precision)
    } else if mpfr_zero_p(register) != 0 {
      errors[place] = error + ErrorBound(exponent: -Self.maximumExponent)
    } else {
      errors[place] = .unbounded  // overflow: at least 2^(2^60), and no more is known
    }
  }

  func undetermined(_ place: Int) {
    mpfr_set_nan(registers + place)
    errors[place] = .unbounded
  }

  // MARK: What is known of a ball

  /// E with |v| < 2^E for the number itself; very small for zero.
  func exponent(_ place: Int) -> Int {
    let register = registers + place
    if mpfr_regular_p(register) != 0 { return Int(mpfr_get_exp(register)) }
    return mpfr_zero_p(register) != 0 ? -2 * Self.maximumExponent : 2 * Self.maximumExponent
  }

  /// Whether all of the ball has the number's sign, which is not 0; for a regular number also
  /// that the true value is at least a quarter of its power of two.
  func isClearOfZero(_ place: Int) -> Bool {
    let register = registers + place
    if mpfr_regular_p(register) == 0 { return mpfr_inf_p(register) != 0 }
    return errors[place].isExact || errors[place].exponent <= exponent(place) - 2
  }

  func isNaN(_ place: Int) -> Bool { mpfr_nan_p(registers + place) != 0 }

  /// Overflowed: an infinity that stands for some number beyond 2^(2^59).
  func isHuge(_ place: Int) -> Bool {
    mpfr_inf_p(registers + place) != 0 && errors[place].isUnbounded
  }

  func compare(_ operation: FormulaInstruction.Operation, _ a: Int, _ b: Int) -> Bool? {
    let (left, right) = (registers + a, registers + b)
    if isNaN(a) || isNaN(b) {
      return errors[a].isUnbounded || errors[b].isUnbounded ? nil : operation == .notEqual
    }
    if !(errors[a].isExact && errors[b].isExact) {
      if isHuge(a) && isHuge(b) && mpfr_sgn(left) == mpfr_sgn(right) {
        return compareFar(operation, a, b)
      }
      if !isHuge(a) && !isHuge(b) {
        mpfr_sub(scratch, left, right, MPFR_RNDN)
        let error =
          errors[a] + errors[b]
          + ErrorBound(
            exponent: max(exponent(a), exponent(b)) - precision - 60)
        let isSeparate =
          mpfr_inf_p(scratch) != 0
          || (mpfr_regular_p(scratch) != 0 && error.exponent <= Int(mpfr_get_exp(scratch)) - 2)
        if !isSeparate { return isFar(a) || isFar(b) ? compareFar(operation, a, b) : nil }
      }
    }
    return holds(operation, Int(mpfr_cmp(left, right)))
  }

  /// By the sign of the difference.
  private func compareFar(
    _ operation: FormulaInstruction.Operation, _ a: Int, _ b: Int
  ) -> Bool? {
    further(.subtract, a, b).flatMap { farForm($0) }.map { holds(operation, $0.sign) }
  }

  private func holds(_ operation: FormulaInstruction.Operation, _ order: Int) -> Bool {
    switch operation {
    case .less: order < 0
    case .lessOrEqual: order <= 0
    case .equal: order == 0
    default: order != 0
    }
  }

  private func extremum(_ isMaximum: Bool, _ a: Int, _ b: Int, _ place: Int) {
    if isNaN(a) || isNaN(b) { return copy(isNaN(a) ? a : b, to: place) }
    guard let isLess = compare(.less, a, b) else {
      // Too close to tell apart, so that either serves with the error of both.
      if isHuge(a) || isHuge(b) { return undetermined(place) }
      let error = (errors[a] + errors[b]) << 1
      copy(a, to: place)
      errors[place] = error
      return
    }
    note(isLess ? 1 : 0)
    copy(isLess == isMaximum ? b : a, to: place)
  }
}
