import Activations
import Formulas
import Testing

/// Polynomials in the place of MPFR: never wrong by more than they say, and seldom in want of it.
@Suite struct DoubleApproximationTests {
  /// Value and derivative of a formula, as the checks have them made.
  private func curves(_ oracle: FormulaOracle, _ marks: [Double]) -> [DoubleApproximation] {
    (0..<2).map { output in
      func truth(_ x: Double) -> TrueValue { oracle.evaluate([x], for: .float64)[output] }
      var parts: [DoubleApproximation.Part] = []
      for sign in [1.0, -1] {
        for exponents in [DoubleApproximation.Part.small, DoubleApproximation.Part.large] {
          parts.append(DoubleApproximation.Part(exponents, sign, truth))
        }
        for exponent in -24..<10 {
          parts.append(
            DoubleApproximation.Part(
              binade: exponent, sign, points: 500, marks: marks, truth))
        }
      }
      return DoubleApproximation(parts)
    }
  }

  private func points() -> [Double] {
    var generator = SeededGenerator(seed: 5)
    func some(_ exponent: Int) -> [Double] {
      [1.0, -1].map {
        $0 * Double.random(in: 1..<2, using: &generator)
          * Double(sign: .plus, exponent: exponent, significand: 1)
      }
    }
    return stride(from: -1074, through: 1023, by: 7).flatMap { some($0) }
      + (-26...10).flatMap { exponent in (0..<6).flatMap { _ in some(exponent) } }
      + [0, -0.0, 1, -1, 3, -3, 5, 0x1p-24, 0x1p10, -0x1p1000, 0x1p-1000, .greatestFiniteMagnitude]
  }

  /// - Parameter most: the share of the points that may be left to MPFR, in hundredths.
  @Test(arguments: [
    ("tanh(x)", 20), ("x * sigmoid(x)", 20), ("x * normal_cdf(x)", 20), ("max(x, 0)", 15),
    ("x / (1 + abs(x))", 50), ("exp(x)", 20), ("log1p(exp(x))", 20), ("1 / (1 + x^2)", 50),
    ("where(x > 3, x, where(x < -3, 0, x * (x + 3) / 6))", 25), ("sin(x)", 60), ("cbrt(x)", 70),
    ("sin(x^2) * exp(x / 100)", 90), ("where(abs(x - 5) < 1e-3, 7, x)", 60),
  ])
  func staysWithinItsDoubt(_ text: String, _ most: Int) throws {
    let formula = try Formula(text)
    let oracle = FormulaOracle(formula, derivatives: ["x"])
    let curves = curves(oracle, formula.literals + formula.literals.map { -$0 })
    var (open, all) = (0, 0)
    for x in points() {
      let truths = oracle.evaluate([x], for: .float64)
      for (curve, truth) in zip(curves, truths) {
        all += 1
        guard let found = curve.truth(x, for: .float64) else {
          open += 1
          continue
        }
        let distance =
          found.head == truth.head
          ? abs(found.tail - truth.tail)
          : abs((found.head - truth.head) + (found.tail - truth.tail))
        #expect(
          truth.isNumber
            && distance / ULP.unit(at: truth.head, .float64) <= found.doubt + truth.doubt,
          "\(text) at \(x): \(found), \(truth)")
        #expect(found.doubt <= 0x1p-8)
      }
    }
    #expect(open * 100 <= most * all, "\(open) of \(all) left open")
  }
}
