import Activations
import CMPFR

/// What a formula tends to where it has no value.
extension FormulaOracle {
  /// The limit where the formula has no value, as sin(x) / x at 0 and x * log(x) have: what it gives
  /// thrice alike close by, on both sides or on the only one that it is defined on. A pole's is
  /// infinite.
  ///
  /// The first variable is moved by less than 2^-1400 of its size, so that no format tells.
  func removed(_ inputs: [Double], _ target: Precision) -> [TrueValue] {
    guard let x = inputs.first, !inputs.contains(where: { !$0.isFinite }) else {
      return outputs.map { _ in TrueValue(kind: .undetermined) }
    }
    func value(_ sign: Int, _ distance: Int, from least: Int) -> [TrueValue] {
      runLanes(target, from: least) { variable, _, register in
        mpfr_set_d(register, inputs[variable], MPFR_RNDN)
        if variable == 0 {
          mpfr_set_si_2exp(
            machine.scratch, sign, (x == 0 ? 0 : Int(x.exponent)) - distance, MPFR_RNDN)
          mpfr_add(register, register, machine.scratch, MPFR_RNDN)
        }
      }.map { $0[0] }
    }
    // Most have no value around there either, as sqrt(x) below 0.
    if [1, -1].allSatisfy({ value($0, 100, from: 0).allSatisfy { $0.kind == .notANumber } }) {
      return outputs.map { _ in TrueValue(kind: .notANumber) }
    }
    let sides = [1, -1].map { sign in
      [1400, 1500, 1600].map { value(sign, $0, from: 2048) }
    }
    return outputs.indices.map { output in
      let limits = sides.map { samples in Self.common(samples.map { $0[output] }, target) }
      let isOpen = zip(sides, limits).contains { samples, limit in
        limit == nil && samples.contains { $0[output].kind != .notANumber }
      }
      if isOpen { return TrueValue(kind: .undetermined) }
      guard let first = limits[0] ?? limits[1] else { return TrueValue(kind: .notANumber) }
      if let above = limits[0], let below = limits[1], above != below,
        !(abs(above - below) <= ULP.unit(at: above, target) * 0x1p-18)
      {
        return .jump(from: below, to: above)
      }
      return TrueValue(kind: .number, head: first, doubt: first.isInfinite ? 0 : 0x1p-17)
    }
  }

  /// What values that come ever closer to a place tend to; nil where that is not to be told.
  private static func common(_ values: [TrueValue], _ target: Precision) -> Double? {
    guard let last = values.last, values.allSatisfy(\.isNumber) else { return nil }
    if let pole = pole(values.map(\.head)) { return pole }
    let unit = ULP.unit(at: last.head, target) * 0x1p-18
    if values.allSatisfy({ abs($0.head) <= unit }) { return 0 }
    return values.allSatisfy { abs($0.head - last.head) <= unit } ? last.head : nil
  }

  /// The infinity that values tend to that come ever closer to a place, in equal steps of the
  /// distance's logarithm: what is beyond the doubles, or grows by as much with each step, as
  /// logarithms do.
  private static func pole(_ values: [Double]) -> Double? {
    guard let last = values.last, values.allSatisfy({ ($0 > 0) == (last > 0) && abs($0) > 1 })
    else {
      return nil
    }
    let infinity = last > 0 ? Double.infinity : -.infinity
    if values.allSatisfy(\.isInfinite) { return infinity }
    let steps = zip(values, values.dropFirst()).map { abs($1) - abs($0) }
    return steps.allSatisfy { $0 > 1 } && steps[1] >= steps[0] * (1 - 0x1p-20) ? infinity : nil
  }

  /// The limit as the input at `place` goes to its infinity: what the formula gives, thrice alike,
  /// at powers of two far out (2^600 and beyond for algebraic formulas, from 2^40 for exponential
  /// ones, which leave MPFR's range sooner); else what arithmetic with infinity gives.
  func limit(_ inputs: [Double], at place: Int, _ target: Precision) -> [TrueValue] {
    let isNegative = inputs[place] < 0
    let families = [[600, 800, 1000], [40, 46, 52]].map { exponents in
      exponents.map { exponent in
        run(target) { variable, _, register in
          if variable == place {
            mpfr_set_si_2exp(register, isNegative ? -1 : 1, exponent, MPFR_RNDN)
          } else {
            mpfr_set_d(register, inputs[variable], MPFR_RNDN)
          }
        }
      }
    }
    let direct = run(target, growing: place) { variable, _, register in
      mpfr_set_d(
        register, variable == place ? (isNegative ? -.infinity : .infinity) : inputs[variable],
        MPFR_RNDN)
    }
    return outputs.indices.map { output in
      // Arithmetic with infinity knows no difference of two; what grows far out, and does not
      // oscillate, goes on growing.
      if !direct[output].isNumber, !isPeriodic,
        let end = Self.growth(families[0].map { $0[output] })
      {
        return TrueValue(kind: .number, head: end)
      }
      for samples in families {
        let values = samples.map { $0[output] }
        guard values.allSatisfy(\.isNumber) else { continue }
        if values.allSatisfy({ $0.head == values[0].head }) {
          return TrueValue(kind: .number, head: values[0].head)
        }
        // x * 2^-1060 is small as well at these, and grows.
        let isFalling = abs(values[2].head) <= abs(values[1].head)
        if isFalling, values.allSatisfy({ abs($0.head) < 0x1p-500 }) {
          return TrueValue(kind: .number, head: values[2].head * 0)
        }
      }
      return direct[output].isNumber ? direct[output] : TrueValue(kind: .undetermined)
    }
  }

  /// The infinity that values at rising powers of two tend to; nil where they do not grow with them.
  private static func growth(_ values: [TrueValue]) -> Double? {
    guard let first = values.first, values.allSatisfy(\.isNumber), abs(first.head) > 1,
      values.allSatisfy({ ($0.head > 0) == (first.head > 0) }),
      zip(values, values.dropFirst()).allSatisfy({ abs($1.head) >= abs($0.head) * 0x1p20 })
    else { return nil }
    return first.head > 0 ? .infinity : -.infinity
  }

  /// Whether a sine, a cosine or a tangent is a step, which may be anything far out.
  private var isPeriodic: Bool {
    formula.instructions.contains {
      [.function(.sin), .function(.cos), .function(.tan)].contains($0.operation)
    }
  }
}
