import Activations
import Foundation

/// Activations written in Swift, of every form that a network must run.
enum TestActivations {
  static func named(_ name: String) throws -> any Activation {
    guard let found = all.first(where: { $0.name == name }) else { throw Missing(name: name) }
    return found
  }

  struct Missing: Error { let name: String }

  static let all: [any Activation] = [
    IdentityActivation(), sigmoid, tanhActivation, relu, softplus, step, prelu, dyt, swiglu, rrelu,
    exponential, SoftmaxActivation(),
  ]

  static let sigmoid = ElementwiseActivation(
    "sigmoid", gradientInputs: .y, value: { 1 / (1 + exp(-$0.x)) },
    derivative: { $0.y * (1 - $0.y) })

  static let tanhActivation = ElementwiseActivation(
    "tanh", gradientInputs: [.x, .y], value: { tanh($0.x) },
    derivative: { ($0.x.isNaN ? .nan : 1) - $0.y * $0.y })

  static let relu = ElementwiseActivation(
    "relu", value: { max(0, $0.x) }, derivative: { $0.x > 0 ? 1 : 0 })

  static let softplus = ElementwiseActivation(
    "softplus", parameters: [ActivationParameter(name: "beta", defaultValue: 1)],
    value: { log1p(exp($0.parameters[0] * $0.x)) / $0.parameters[0] },
    derivative: { 1 / (1 + exp(-$0.parameters[0] * $0.x)) })

  static let step = ElementwiseActivation(
    "step", value: { $0.x >= 0 ? 1 : 0 }, derivative: { _ in 0 })

  static let exponential = ElementwiseActivation(
    "exponential", gradientInputs: .y, value: { exp($0.x) }, derivative: { $0.y })

  static let prelu = ElementwiseActivation(
    "prelu",
    parameters: [
      ActivationParameter(
        name: "negative_slope", defaultValue: 0.25,
        interval: Interval(low: 0, high: 1), isLearnable: true)
    ],
    value: { $0.x > 0 ? $0.x : $0.parameters[0] * $0.x },
    derivative: { $0.x > 0 ? 1 : $0.parameters[0] },
    partials: ["negative_slope": { min(0, $0.x) }])

  /// g tanh(alpha x) + d: one fixed parameter between learnable ones.
  static let dyt = ElementwiseActivation(
    "dyt",
    parameters: [
      ActivationParameter(name: "g", defaultValue: 1, isLearnable: true),
      ActivationParameter(name: "alpha", defaultValue: 0.5),
      ActivationParameter(name: "d", defaultValue: 0, isLearnable: true),
    ],
    value: { $0.parameters[0] * tanh($0.parameters[1] * $0.x) + $0.parameters[2] },
    derivative: {
      let t = tanh($0.parameters[1] * $0.x)
      return $0.parameters[0] * $0.parameters[1] * (1 - t * t)
    },
    partials: ["g": { tanh($0.parameters[1] * $0.x) }, "d": { _ in 1 }])

  static let swiglu = ElementwiseActivation(
    "swiglu", value: { $0.x * $0.gate / (1 + exp(-$0.gate)) },
    derivative: { $0.gate / (1 + exp(-$0.gate)) },
    gateDerivative: {
      let s = 1 / (1 + exp(-$0.gate))
      return $0.x * (s + $0.gate * s * (1 - s))
    })

  static let rrelu = ElementwiseActivation(
    "rrelu", isStochastic: true,
    value: { $0.x > 0 ? $0.x : $0.x * slope($0) }, derivative: { $0.x > 0 ? 1 : slope($0) })

  @Sendable private static func slope(_ element: ElementwiseActivation.Element) -> Double {
    element.isTraining ? 0.125 + element.u * (1.0 / 3 - 0.125) : 11.0 / 48
  }
}

/// softmax over a row; its gradient is y * (dy - sum(y dy)).
struct SoftmaxActivation: Activation {
  let identity = ActivationIdentity(name: "softmax")
  let form = ActivationForm.row
  let parameters: [ActivationParameter] = []
  let isStochastic = false

  func kernels<Scalar: ActivationScalar>(
    _ scalar: Scalar.Type, layout: ParameterLayout
  ) -> ActivationKernels<Scalar> {
    ActivationKernels(
      value: { inputs, y in
        guard let x = inputs.x else { return }
        for row in 0..<inputs.rows {
          let range = row * inputs.columns..<(row + 1) * inputs.columns
          let largest = range.map { x[$0] }.max() ?? 0
          for index in range { y[index] = Scalar(exp(Double(x[index] - largest))) }
          let sum = range.reduce(Scalar(0)) { $0 + y[$1] }
          for index in range { y[index] /= sum }
        }
      },
      derivative: nil,
      gradient: { inputs, gradients in
        guard let y = gradients.y else { return }
        for row in 0..<inputs.rows {
          let range = row * inputs.columns..<(row + 1) * inputs.columns
          let mean = range.reduce(Scalar(0)) { $0 + y[$1] * gradients.dy[$1] }
          for index in range { gradients.dx[index] = y[index] * (gradients.dy[index] - mean) }
        }
      },
      gradientInputs: .y)
  }
}
