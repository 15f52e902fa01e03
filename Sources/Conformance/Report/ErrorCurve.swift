import ActivationHost
import Activations
import Formulas

/// The errors of one function at the points of a run, for those who would rather look than read.
public struct ErrorCurve: Sendable {
  /// One point of the run.
  public struct Point: Sendable {
    /// The input.
    public var x: Double
    /// What the formula gives there.
    public var truth: Double
    /// How far the function's result is from it, in units of the last place.
    public var ulp: Double
  }

  /// The function's symbol.
  public var function: String
  /// Whether it computes the derivative, and not the value.
  public var isDerivative: Bool
  /// What it computes in.
  public var precision: Precision
  /// The error that its author promises not to exceed, if one is promised.
  public var promised: Double?
  /// The points at which a number is expected, x ascending.
  public var points: [Point]
}

extension Examination {
  /// The errors of values and derivatives, in both precisions: what `value` and `derivative` have
  /// seen already. None where there is no formula, or more than one input.
  func errorCurves() throws(ProbeFailure) -> [ErrorCurve] {
    guard let formula = subject.formula, isUnivariate else { return [] }
    var curves: [ErrorCurve] = []
    for (functions, isDerivative) in [(subject.values, false), (subject.derivatives, true)] {
      for function in functions {
        let sweep = try sweep(function)
        let truths = truths(
          formula, isDerivative ? .derivative(0) : .value, sweep.inputs, function.precision)
        let points = truths.indices.filter { truths[$0].isNumber }.map { index in
          ErrorCurve.Point(
            x: sweep.inputs.x[index], truth: truths[index].head,
            ulp: ULP.error(sweep.got[index], truths[index], function.precision))
        }
        curves.append(
          ErrorCurve(
            function: function.symbol, isDerivative: isDerivative, precision: function.precision,
            promised: tolerance(function, isDerivative: isDerivative).maxULP, points: points))
      }
    }
    return curves
  }
}
