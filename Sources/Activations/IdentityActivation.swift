/// f(x) = x: what an output layer has where the loss takes its net inputs as they are.
public struct IdentityActivation: Activation {
  /// The identity.
  public init() {}

  /// `identity`, written in Swift.
  public var identity: ActivationIdentity { ActivationIdentity(name: "identity") }
  /// Elementwise.
  public var form: ActivationForm { .elementwise }
  /// None.
  public var parameters: [ActivationParameter] { [] }
  /// No.
  public var isStochastic: Bool { false }

  /// Kernels that copy, and do nothing where input and output are the same memory.
  public func kernels<Scalar: ActivationScalar>(
    _ scalar: Scalar.Type, layout: ParameterLayout
  ) -> ActivationKernels<Scalar> {
    ActivationKernels(
      value: { inputs, y in
        if let x = inputs.x, x != UnsafePointer(y) { y.update(from: x, count: inputs.count) }
      },
      derivative: { inputs, y in y.update(repeating: 1, count: inputs.count) },
      gradient: { inputs, gradients in
        if gradients.dy != UnsafePointer(gradients.dx) {
          gradients.dx.update(from: gradients.dy, count: inputs.count)
        }
      },
      gradientInputs: [])
  }
}
