/// df/dx and its kin.
extension Check {
  static let derivatives = [
    Check(
      "derivative", .derivative, "equals the formula's derivative, or an extrapolated one",
      why: "A derivative that tests the result where the input was meant, or that is off by a "
        + "constant factor, still trains, slowly and to a worse end; nobody looks there.",
      remedy: "Differentiate the formula again; 1 - y * y is 0 once y rounds to 1, so compute "
        + "tails from x."
    ) { (examination) throws(ProbeFailure) in
      if examination.subject.activation.form == .row { return .skipped("a row's is row-gradient") }
      return try SweepChecks(examination, "derivative").agreement(isDerivative: true)
    },
    Check(
      "derivative-of-y", .derivative,
      "from y, lies in what f' takes over all inputs whose value rounds to that y",
      why: "f' written for x but called with y, or the other way round, went unnoticed in one "
        + "public library for years.",
      remedy: "Express f' by the value, and name the argument y; name x where x is meant."
    ) { (examination) throws(ProbeFailure) in try DerivativeOfY(examination).run() },
    Check(
      "derivative-kinks", .derivative,
      "lies between the one-sided derivatives at each kink; undeclared kinks are named",
      why: "Which value a framework takes at a kink is a convention; one outside of both sides is "
        + "a bug.",
      remedy: "Return one of the two sides at a kink, and list the kinks with ACTIVATION_KINKS."
    ) { (examination) throws(ProbeFailure) in try KinkChecks(examination).run() },
    Check(
      "derivative-nan", .derivative, "NaN gives NaN",
      why: "x > 0 ? 1 : 0 gives a gradient of 0 for a NaN, which hides where it came from.",
      remedy: "Return a NaN for one: x != x ? x : (x > 0)."
    ) { (examination) throws(ProbeFailure) in
      try SpecialChecks(examination, "derivative-nan").notANumber(isDerivative: true)
    },
    Check(
      "derivative-finite", .derivative, "no NaN or infinity where the true derivative is finite",
      why: "exp(-x) / (1 + exp(-x))^2 is inf / inf = NaN far to the left, and the branch that is "
        + "not taken makes 0 * inf.",
      remedy: "Compute from exp(-|x|), and clamp the argument rather than the result."
    ) { (examination) throws(ProbeFailure) in
      try SweepChecks(examination, "derivative-finite").finite(isDerivative: true)
    },
    Check(
      "partials", .derivative, "df/dP for each learnable parameter P, and df/dgate",
      why: "A learnable parameter with a wrong gradient moves, just not to where it should.",
      remedy: "Differentiate the formula by the parameter."
    ) { (examination) throws(ProbeFailure) in try PartialChecks(examination).run() },
  ]
}
