import Activations
import Formulas
import Glibc

/// Why a failure matters, and how to mend it, in the words of the case rather than of the check.
struct Diagnosis: Sendable, Codable {
  var because: String
  var remedy: String
}

/// Of a result that is not the truth.
extension Diagnosis {
  /// - Parameters:
  ///   - truth: a number.
  ///   - what: what the result is of: `value`, `derivative`.
  init(_ got: Double, _ truth: TrueValue, _ tolerance: Tolerance, _ what: String) {
    let expected = tolerance.precision.round(truth.head)
    let error = ULP.error(got, truth, tolerance.precision)
    if got.isNaN {
      because =
        "NaN comes out where the \(what) is a number; every sum that it enters becomes NaN as well."
      remedy =
        "Look for 0 * inf, inf - inf or inf / inf at this input: the factor that vanishes comes first, "
        + "or the input is clamped."
    } else if got.isInfinite, expected.isFinite {
      because = "A step on the way overflows, the \(what) does not."
      remedy = "Write it so that no step grows beyond its result: with exp(-|x|), say."
    } else if got == 0, expected != 0 {
      because =
        what == "value"
        ? "Nothing is left of a result that has digits: a step on the way underflows or cancels."
        : "A slope of 0 where there is one: what lies here does not learn."
      remedy =
        "Find the step that becomes 0 (1 - y where y rounds to 1, a square of a small number)."
    } else if expected != 0, got == -expected || abs(got + expected) <= abs(expected) * 0x1p-8 {
      because = "It has the right size and the wrong sign."
      remedy = "Look at what restores the sign at this input, and at the order of a difference."
    } else if abs(got - expected) > abs(expected) * 0x1p-7 || expected.isInfinite {
      because =
        expected == 0 || expected.isInfinite || !(abs(got / expected) < 1e9)
        ? "The \(what) is \(expected) and nothing else: this is another function."
        : "It is \(NumberText.format("%.4g", got / expected)) times what it should be: another "
          + "function, not one with larger errors."
      remedy =
        "Compute the steps at this input beside the formula's, and see which branch it takes."
    } else if let promised = tolerance.maxULP, error <= 64 {
      because =
        "\(NumberText.ulp(promised)) ULP are promised and \(NumberText.ulp(error)) are too many: a "
        + "promise is what users choose a plugin by."
      remedy =
        "Compute in double and round once, or promise what is kept: ACTIVATION_MAX_ULP with "
        + "\(NumberText.format("%g", (error * 4 / 3).rounded(.up))) or so."
    } else {
      let lost = max(abs(got - expected) / abs(expected), 1e-300)
      let digits = Int(-log10(lost))
      because = "Of its digits \(digits) are right: a step on the way loses the others."
      remedy =
        "See which step subtracts what is nearly equal at this input; expm1, log1p and erfc keep what "
        + "plain forms lose, and an approximation may end before this input."
    }
  }
}

/// Of what the code did to its process.
extension Diagnosis {
  init(_ failure: ProbeFailure) {
    switch failure.kind {
    case .signal(_, let address):
      because =
        "In a user's program the same call ends that program, and the work that it has done."
      remedy =
        address == nil
        ? "Run the command under a debugger; it stops where the signal is raised."
        : "Compile with -g -fsanitize=address, or run the command under a debugger: it stops at the "
          + "access."
    case .exit:
      because =
        "A function that exits takes the program along, with a status that says all is well."
      remedy = "Return NaN for what cannot be computed."
    case .timeout:
      because = "A training that calls it stands still, and nothing says why."
      remedy = "Bound every loop; see which input it does not end for."
    case .garbled:
      because = "It writes to descriptors that are not its own: files and sockets of the program."
      remedy = "Do no output."
    case .trouble, .hungBefore, .stopped:
      because = "Nothing was found out."
      remedy = "See what the message says."
    }
  }
}
