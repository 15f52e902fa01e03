import CMPFR

/// Arithmetic with an infinite input, read as a limit: what only tends to a number is not that number.
///
/// inf - inf, 0 * inf, 1^inf and what compares equal are open there, however exact their operands are,
/// and so is what a discontinuous function makes of the place where it jumps.
extension FormulaMachine {
  /// Takes back what a step has made of operands that only tend to their numbers.
  func settleLimit(_ step: PlacedStep, _ place: Int) {
    let operands = [step.a, step.b].filter { $0 >= 0 }
    let tending = operands.filter { tends[$0] }
    tends[place] = !tending.isEmpty
    switch step.operation {
    case .select:
      guard let condition = conditions[step.a] else { return }
      tends[place] = tends[condition ? step.b : step.c]
      signIsOpen[place] = signIsOpen[condition ? step.b : step.c]
      return
    case .and, .or, .not: return
    case .less, .lessOrEqual, .equal, .notEqual:
      let (a, b) = (registers + step.a, registers + step.b)
      let isTie = isNaN(step.a) || isNaN(step.b) || mpfr_equal_p(a, b) != 0
      if !tending.isEmpty, isTie { conditions[place] = nil }
      return
    default: break
    }
    guard tends[place] else { return }
    if isNaN(place) || isOpenAtLimit(step) { return undetermined(place) }
    guard mpfr_zero_p(registers + place) != 0 else { return }
    // 1 / inf and exp(-inf) come from above; 1 - 1 from either side.
    let zeros = operands.filter { mpfr_zero_p(registers + $0) != 0 }
    let isSum = step.operation == .add || step.operation == .subtract
    signIsOpen[place] =
      isSum || zeros.contains { signIsOpen[$0] }
      || zeros.isEmpty && !operands.contains { mpfr_inf_p(registers + $0) != 0 }
  }

  /// Whether a step jumps where its operands tend to.
  private func isOpenAtLimit(_ step: PlacedStep) -> Bool {
    func isZero(_ place: Int) -> Bool { mpfr_zero_p(registers + place) != 0 }
    switch step.operation {
    case .divide: return isZero(step.b) && signIsOpen[step.b]
    case .power:
      let isOne = mpfr_cmp_si_2exp(registers + step.a, 1, 0) == 0
      return isZero(step.b) && (isZero(step.a) || mpfr_inf_p(registers + step.a) != 0)
        || isOne && mpfr_inf_p(registers + step.b) != 0 || isZero(step.a) && signIsOpen[step.a]
    case .function(.sign): return isZero(step.a)
    case .function(.floor): return mpfr_integer_p(registers + step.a) != 0
    default: return false
    }
  }
}
