/// The array and row forms, as memory sees them.
extension Check {
  static let arrays = [
    Check(
      "array-scalar", .arrays, "array and scalar form agree, float and double agree",
      why: "The vector loop and the scalar tail are two implementations; a hardswish of PyTorch "
        + "disagreed with itself at x = 3.",
      remedy: "Write one inline function and loop over it."
    ) { (examination) throws(ProbeFailure) in try AgreementChecks(examination).arrays() },
    Check(
      "array-lengths", .arrays, "every length from 0 to 67, and long ones: the same bits",
      why: "The last elements of an array take other code than the rest, and a length of 0 takes "
        + "none at all.",
      remedy: "Test the loop's remainder; return at once for n = 0."
    ) { (examination) throws(ProbeFailure) in try ArrayChecks(examination).lengths() },
    Check(
      "array-alignment", .arrays, "every offset modulo 64 bytes: the same bits",
      why: "Aligned loads fault, or a peeled first iteration computes otherwise, only for the "
        + "addresses that the author's test never had.",
      remedy: "Use unaligned loads; promise the compiler no alignment."
    ) { (examination) throws(ProbeFailure) in try ArrayChecks(examination).alignment() },
    Check(
      "array-bounds", .arrays, "reads and writes within n, against protected pages on both sides",
      why: "A vector loop that reads 4 bytes past the end is right on every array but the one that "
        + "ends a page.",
      remedy: "Mask the last vector, or finish with a scalar loop."
    ) { (examination) throws(ProbeFailure) in try ArrayChecks(examination).bounds() },
    Check(
      "array-input", .arrays, "leaves its inputs as they were",
      why: "x is used again: by the gradient, and by the next layer over.",
      remedy: "Keep the const of the prototype."
    ) { (examination) throws(ProbeFailure) in try ArrayChecks(examination).inputs() },
    Check(
      "array-alias", .arrays, "y may be x, dx may be dy or x: the same bits",
      why: "Networks compute in place to halve their memory. restrict on the pointers breaks that.",
      remedy: "Do not use restrict; read an element before writing its place."
    ) { (examination) throws(ProbeFailure) in try ArrayChecks(examination).alias() },
    Check(
      "gradient", .arrays, "the gradient form is dy * f'; learnable gradients are added to",
      why: "dx = f' instead of dy * f' passes every test with dy = 1; a parameter's gradient that "
        + "is overwritten loses all rows of a batch but the last.",
      remedy: "Multiply by dy; use += for dP."
    ) { (examination) throws(ProbeFailure) in try GradientChecks(examination).run() },
    Check(
      "half-precision", .arrays,
      "array forms of _Float16 and __bf16 are right at all 65,536 numbers",
      why:
        "In 11 or 8 bits a step that cancels leaves nothing, and 65504 is soon exceeded: exp(12) "
        + "is infinite in a float16. Gradients that are 0 or NaN for a tenth of the inputs pass "
        + "tests that compare at a few of them.",
      remedy: "Widen to float, compute there and round once."
    ) { (examination) throws(ProbeFailure) in try HalfChecks(examination).run() },
    Check(
      "tabulated", .arrays,
      "tables in the place of calls are within 1 ULP of the double functions, and 4 in float64",
      why: "Where a plugin has no array form the host puts polynomials in the place of its scalar "
        + "functions, fitted to them at some 20,000 points: what a function does between those, the "
        + "table does not know, and a network then computes another function than eval.",
      remedy: "Give the plugin array forms, which are called as they are, or make the function "
        + "smooth there; --no-tables calls it element by element."
    ) { (examination) throws(ProbeFailure) in try TableChecks(examination).run() },
  ]
}
