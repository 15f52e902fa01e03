import Activations
import Formulas

/// A formula that was typed, as an activation: computed in doubles, as it is written.
struct FormulaActivation: Activation {
  let identity: ActivationIdentity
  var form: ActivationForm { .elementwise }
  /// None: what the formula names beside x has a value for good.
  var parameters: [ActivationParameter] { [] }
  var isStochastic: Bool { false }
  let evaluator: FormulaEvaluator

  /// - Throws: ``PlaygroundError`` where the formula is one of rows.
  init(_ formula: Formula, constants: [String: Double]) throws {
    guard !formula.usesRow else {
      throw PlaygroundError(
        .invalid, "sum, mean and max of one argument turn rows into rows: there is no curve")
    }
    identity = ActivationIdentity(name: formula.text)
    evaluator = FormulaEvaluator(formula, constants: constants)
  }

  func kernels<Scalar: ActivationScalar>(
    _: Scalar.Type, layout: ParameterLayout
  ) -> ActivationKernels<Scalar> {
    ActivationKernels(
      value: { inputs, y in
        each(inputs) { x, count, first, result in
          evaluator.evaluate(x, count: count, values: result, derivatives: nil)
          for index in 0..<count { y[first + index] = Scalar(result[index]) }
        }
      },
      derivative: { inputs, y in
        each(inputs) { x, count, first, result in
          evaluator.evaluate(x, count: count, values: nil, derivatives: result)
          for index in 0..<count { y[first + index] = Scalar(result[index]) }
        }
      },
      gradient: { inputs, gradients in
        each(inputs) { x, count, first, result in
          evaluator.evaluate(x, count: count, values: nil, derivatives: result)
          for index in first..<first + count {
            gradients.dx[index] = Scalar(Double(gradients.dy[index]) * result[index - first])
          }
        }
      },
      gradientInputs: .x)
  }

  /// Hands the inputs on as doubles, some at a time, with room for as many results.
  private func each<Scalar: ActivationScalar>(
    _ inputs: ActivationInputs<Scalar>,
    _ body: (UnsafePointer<Double>, Int, Int, UnsafeMutablePointer<Double>) -> Void
  ) {
    guard let x = inputs.x else { return }
    let block = 256
    withUnsafeTemporaryAllocation(of: Double.self, capacity: 2 * block) { memory in
      guard let base = memory.baseAddress else { return }
      memory.initialize(repeating: 0)
      for first in stride(from: 0, to: inputs.count, by: block) {
        let count = min(block, inputs.count - first)
        for index in 0..<count { base[index] = Double(x[first + index]) }
        body(UnsafePointer(base), count, first, base + block)
      }
    }
  }
}
