import Activations
import Formulas

/// Where the formula's value or derivative passes through 0. Digits cancel there, in a few floats of
/// thousands of millions: no points that are drawn meet them.
extension Examination {
  /// A number of the format beside each root, for the parameters' defaults; of an output that
  /// oscillates the 16 that are nearest to 0.
  func roots(_ precision: Precision) -> [Double] {
    if let known = knownRoots[precision] { return known }
    let found = findRoots(precision)
    knownRoots[precision] = found
    return found
  }

  private func findRoots(_ precision: Precision) -> [Double] {
    guard isUnivariate, let formula = subject.formula else { return [] }
    let (subject, setting) = (subject, Setting(parameters: subject.defaults).rounded(to: precision))
    let x = SamplePoints.elements(precision, count: 512, seed: 0)
    let outputs: [FormulaProgram.Output] = [.value, .derivative(0)]
    let columns = truths(formula, outputs, CallInputs(x: x, setting: setting), precision)
    return zip(outputs, columns).flatMap { output, truths in
      let passes = x.indices.dropFirst().filter {
        truths[$0 - 1].head < 0 && truths[$0].head > 0
          || truths[$0 - 1].head > 0 && truths[$0].head < 0
      }.sorted { abs(x[$0]) < abs(x[$1]) }.prefix(16)
      let oracle = FormulaOracle(formula, [output])
      return passes.map { place in
        let isBelow = truths[place - 1].head < 0
        return precision.bisect(x[place - 1], x[place]) {
          let value = oracle.evaluate(subject.point(x: $0, setting), for: precision)[0].head
          return isBelow ? value < 0 : value > 0
        }.0
      }
    }
  }
}
