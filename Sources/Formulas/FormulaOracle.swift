import Activations
import CMPFR

/// The truth about a formula: values and exact derivatives, at rising precision until they are
/// known well beyond what a plugin can return.
///
/// Evaluation starts at 128 bits and doubles the precision until the error that was carried along
/// is below 2^-18 ULP of the target, or the cap of 4,096 bits is reached: then the outcome is
/// ``TrueValue/Kind/undetermined``, never a guess. One oracle belongs to one thread at a time.
public final class FormulaOracle {
  let machine: FormulaMachine
  let formula: Formula
  let outputs: [FormulaProgram.Output]
  /// To what part of an ULP results are to be known: 2^-beyond.
  private var beyond = FormulaOracle.enough
  /// What tells a good result from a bad one nearly everywhere.
  private static let enough = 18
  package static let precisions = [128, 256, 512, 1024, 2048, 4096]

  package init(_ formula: Formula, _ outputs: [FormulaProgram.Output], lanes: Int = 1) {
    self.formula = formula
    self.outputs = outputs
    machine = FormulaMachine(FormulaProgram(formula, outputs), lanes: lanes)
  }

  /// An oracle of the value and of the derivatives by some variables.
  ///
  /// - Parameters:
  ///   - formula: the definition.
  ///   - derivatives: names among the formula's variables; others are passed over.
  public convenience init(_ formula: Formula, derivatives: [String] = []) {
    let indices = derivatives.compactMap { formula.variables.firstIndex(of: $0) }
    self.init(formula, [.value] + indices.map { .derivative($0) })
  }

  /// The outputs at a point, the value first.
  ///
  /// - Parameters:
  ///   - inputs: one exact number a variable, in the formula's order. At an infinite input the
  ///     result is the limit where there is one.
  ///   - target: the format whose ULP the results must be known to.
  /// - Complexity: bounded by the formula's length and the cap.
  public func evaluate(_ inputs: [Double], for target: Precision) -> [TrueValue] {
    evaluate(inputs, for: target, beyond: Self.enough)
  }

  /// The same to other than 2^-18 ULP: for results that lie as near as that to the most that they may
  /// be off.
  package func evaluate(
    _ inputs: [Double], for target: Precision, beyond: Int
  ) -> [TrueValue] {
    self.beyond = beyond
    defer { self.beyond = Self.enough }
    if let place = inputs.firstIndex(where: \.isInfinite), !inputs.contains(where: \.isNaN) {
      return limit(inputs, at: place, target)
    }
    let results = run(target) { variable, _, register in
      mpfr_set_d(register, inputs[variable], MPFR_RNDN)
    }
    guard results.contains(where: { !$0.isNumber }) else { return results }
    guard let place = inputs.firstIndex(where: { abs($0) > 0x1p52 }) else {
      return zip(results, removed(inputs, target)).map {
        $0.isNumber || $1.kind == .undetermined ? $0 : $1
      }
    }
    // A limit that is infinite is no value of a finite input.
    return zip(results, limit(inputs, at: place, target)).map {
      !$0.isNumber && $1.head.isFinite ? $1 : $0
    }
  }

  /// One output of a row: for each lane its value or its derivative along `direction`.
  package func evaluateRow(
    _ inputs: (_ variable: Int, _ lane: Int) -> Double, for target: Precision
  ) -> [[TrueValue]] {
    runLanes(target) { variable, lane, register in
      mpfr_set_d(register, inputs(variable, lane), MPFR_RNDN)
    }
  }

  // MARK: Rising precision

  func run(
    _ target: Precision, growing: Int? = nil, _ input: (Int, Int, FormulaMachine.Number) -> Void
  ) -> [TrueValue] {
    runLanes(target, growing: growing, input).map { $0[0] }
  }

  func runLanes(
    _ target: Precision, from least: Int = 0, growing: Int? = nil,
    _ input: (Int, Int, FormulaMachine.Number) -> Void
  ) -> [[TrueValue]] {
    for bits in Self.precisions where bits >= least {
      machine.setPrecision(bits)
      machine.run(growing: growing, input)
      let isLast = bits == Self.precisions.last
      if isLast || machine.program.results.allSatisfy({ isKnown($0, target) }) { break }
    }
    return machine.program.results.map { step in
      (0..<machine.lanes).map { value(step, $0, target) }
    }
  }

  private func isKnown(_ step: Int, _ target: Precision) -> Bool {
    (0..<machine.lanes).allSatisfy { isKnown(machine.index(step, $0), in: target) }
  }

  private func isKnown(_ place: Int, in target: Precision) -> Bool {
    let error = machine.errors[place]
    if error.isExact { return true }
    if error.isUnbounded { return machine.isHuge(place) }
    let (digits, smallest) = target == .float32 ? (24, -149) : (53, -1074)
    return error.exponent <= max(machine.exponent(place) - digits, smallest) - beyond
  }

  private func value(_ step: Int, _ lane: Int, _ target: Precision) -> TrueValue {
    let place = machine.index(step, lane)
    let register = machine.registers + place
    if machine.isNaN(place) {
      return TrueValue(kind: machine.errors[place].isExact ? .notANumber : .undetermined)
    }
    guard isKnown(place, in: target) else { return TrueValue(kind: .undetermined) }
    let head = mpfr_get_d(register, MPFR_RNDN)
    var tail = 0.0
    if head.isFinite {
      mpfr_sub_d(machine.scratch, register, head, MPFR_RNDN)
      tail = mpfr_get_d(machine.scratch, MPFR_RNDN)
    }
    return TrueValue(
      kind: .number, head: head, tail: tail, piece: machine.branches,
      doubt: doubt(place, head, tail, target))
  }

  /// How far a register may be from the truth, and head and tail together from the register.
  private func doubt(
    _ place: Int, _ head: Double, _ tail: Double, _ target: Precision
  ) -> Double {
    let error = machine.errors[place]
    guard head.isFinite, !error.isUnbounded else { return 0 }
    let last = Int(ULP.unit(at: head, target).exponent)
    let own =
      error.isExact ? 0 : Double(sign: .plus, exponent: error.exponent - last, significand: 1)
    // Two doubles do not hold all of what is known.
    return mpfr_cmp_d(machine.scratch, tail) == 0 ? own : own + 0x1p-50
  }
}

/// Correctly rounded results.
extension FormulaOracle {
  /// The outputs at a point, each rounded to the nearest of the format, ties to even; nil where
  /// the formula has no value or 4,096 bits do not settle it.
  ///
  /// A result that lies on a tie as far as the cap can tell is rounded as a tie.
  public func rounded<Scalar: ActivationScalar>(
    _ inputs: [Double], to format: Scalar.Type
  ) -> [Scalar?] {
    if inputs.contains(where: \.isInfinite) {
      return evaluate(inputs, for: .float64).map(Self.scalar)
    }
    var results = [Scalar?](repeating: nil, count: outputs.count)
    var isOpen = Array(repeating: true, count: outputs.count)
    for bits in Self.precisions {
      machine.setPrecision(bits)
      machine.run { variable, _, register in
        mpfr_set_d(register, inputs[variable], MPFR_RNDN)
      }
      for output in outputs.indices where isOpen[output] {
        (results[output], isOpen[output]) = round(machine.program.results[output])
      }
      if !isOpen.contains(true) { return results }
    }
    let far = evaluate(inputs, for: .float64)
    return results.indices.map { results[$0] ?? Self.scalar(far[$0]) }
  }

  private static func scalar<Scalar: ActivationScalar>(_ value: TrueValue) -> Scalar? {
    value.isNumber ? Scalar(value.head) : nil
  }

  /// Both ends of the ball rounded: settled where they agree.
  private func round<Scalar: ActivationScalar>(_ step: Int) -> (Scalar?, isOpen: Bool) {
    let place = machine.index(step, 0)
    let register = machine.registers + place
    let error = machine.errors[place]
    if machine.isNaN(place) { return (nil, !error.isExact) }
    if error.isUnbounded { return machine.isHuge(place) ? (convert(register), false) : (nil, true) }
    let nearest: Scalar = convert(register)
    if error.isExact { return (nearest, false) }
    mpfr_set_ui_2exp(machine.scratch, 1, error.exponent, MPFR_RNDU)
    mpfr_sub(machine.scratch + 1, register, machine.scratch, MPFR_RNDD)
    mpfr_add(machine.scratch, register, machine.scratch, MPFR_RNDU)
    let low: Scalar = convert(machine.scratch + 1)
    let high: Scalar = convert(machine.scratch)
    if low == high { return (nearest, false) }
    // An interval far below the last place that still meets a tie: a tie, for all that is known.
    guard isKnown(place, in: Scalar.precision) else { return (nil, true) }
    mpfr_set(machine.scratch, register, MPFR_RNDN)
    mpfr_prec_round(machine.scratch, machine.precision / 2, MPFR_RNDN)
    let even: Scalar = convert(machine.scratch)
    mpfr_set_prec(machine.scratch, machine.precision + 64)
    return (even, true)
  }

  private func convert<Scalar: ActivationScalar>(_ number: FormulaMachine.Number) -> Scalar {
    switch Scalar.precision {
    case .float32: Scalar(mpfr_get_flt(number, MPFR_RNDN))
    case .float64: Scalar(mpfr_get_d(number, MPFR_RNDN))
    }
  }
}
