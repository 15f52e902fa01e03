/// f itself.
extension Check {
  static let values = [
    Check(
      "value", .value, "equals the formula over every binade, densely where it bends",
      why: "An approximation that is good to six digits in [-5, 5] is often wrong beyond: "
        + "1 + erf(x / sqrt 2) loses the whole left tail of gelu below -5.4 in float.",
      remedy: "Compute in double, or with expm1, log1p, erfc where the plain form cancels."
    ) { (examination) throws(ProbeFailure) in
      if examination.subject.activation.form == .row { return try RowChecks(examination).value() }
      return try SweepChecks(examination, "value").agreement(isDerivative: false)
    },
    Check(
      "value-nan", .value, "NaN gives NaN",
      why: "Comparisons with NaN are false, so that x > 0 ? x : 0 turns a NaN, the sign that "
        + "something broke upstream, into a plausible 0.",
      remedy: "Write the comparison so that NaN takes the branch that computes: x <= 0 ? 0 : x."
    ) { (examination) throws(ProbeFailure) in
      try SpecialChecks(examination, "value-nan").notANumber(isDerivative: false)
    },
    Check(
      "value-infinity", .value, "an infinite input gives the limit, where there is one",
      why: "x * sigmoid(x) at -inf is -inf * 0 = NaN although the limit is 0; the NaN then spreads "
        + "through the whole network.",
      remedy: "Clamp the argument of the factor that vanishes, or handle the infinity."
    ) { (examination) throws(ProbeFailure) in
      try SpecialChecks(examination, "value-infinity").infinity()
    },
    Check(
      "value-zero", .value, "zeros of both signs and subnormal inputs",
      why: "Fast code flushes subnormals to zero, and tables start beyond them.",
      remedy: "Do not compile with -ffast-math; test |x| before dividing by it."
    ) { (examination) throws(ProbeFailure) in
      try SpecialChecks(examination, "value-zero").zeros()
    },
    Check(
      "value-finite", .value, "no NaN or infinity where the true value is a finite number",
      why: "log(1 + exp(x)) is inf above 709 although softplus(x) is x there.",
      remedy: "Rewrite so that no intermediate result overflows."
    ) { (examination) throws(ProbeFailure) in
      try SweepChecks(examination, "value-finite").finite(isDerivative: false)
    },
    Check(
      "range", .value, "every value lies in the declared range",
      why: "A sigmoid of 1.0000001 makes log(1 - y) NaN.",
      remedy: "Clamp the result, or declare the range that it has."
    ) { (examination) throws(ProbeFailure) in try ShapeChecks(examination).range() },
    Check(
      "monotonic", .value, "rises or falls as declared, from each number to the next",
      why: "Where two approximations meet they leave a step: training stalls at it.",
      remedy: "Make the pieces meet, or declare what is true."
    ) { (examination) throws(ProbeFailure) in try ShapeChecks(examination).monotonic() },
    Check(
      "symmetry", .value, "odd or even as declared",
      why: "A range reduction that treats the sides differently shows as a bias.",
      remedy: "Compute from |x| and restore the sign."
    ) { (examination) throws(ProbeFailure) in try ShapeChecks(examination).symmetry() },
  ]
}
