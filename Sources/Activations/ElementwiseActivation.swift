/// An elementwise or gated activation written in Swift: closures over one element.
///
/// For programs that embed a network, and for tests; it computes in double and calls a closure an
/// element, so an activation that must be fast is better a plugin. It has at most four parameters.
public struct ElementwiseActivation: Activation {
  /// What the closures are given.
  public struct Element: Sendable {
    /// The input.
    public var x = 0.0
    /// f(x), in a derivative whose `gradientInputs` hold `.y`; otherwise NaN.
    public var y = Double.nan
    /// The second input of a gated activation.
    public var gate = 0.0
    /// The random number of a stochastic one.
    public var u = 0.0
    /// The parameters' values, in the order of their declaration.
    public var parameters = SIMD4<Double>()
    /// Whether this call is part of training.
    public var isTraining = false
  }

  /// A function of one element.
  public typealias Function = @Sendable (Element) -> Double

  /// Name and version.
  public let identity: ActivationIdentity
  /// Elementwise, or gated where there is a derivative with respect to the gate.
  public let form: ActivationForm
  /// The declared parameters.
  public let parameters: [ActivationParameter]
  /// Whether the functions read `u`.
  public let isStochastic: Bool
  private let value: Function
  private let derivative: Function
  private let gateDerivative: Function?
  private let partials: [Function?]
  private let gradientInputs: GradientInputs

  /// An activation from its functions.
  ///
  /// - Parameters:
  ///   - value: f
  ///   - derivative: df/dx
  ///   - gateDerivative: df/dgate, which makes the activation a gated one.
  ///   - partials: df/dP by the name of each learnable parameter.
  ///   - gradientInputs: what `derivative` reads of x and y.
  public init(
    _ name: String, parameters: [ActivationParameter] = [], isStochastic: Bool = false,
    gradientInputs: GradientInputs = .x, value: @escaping Function,
    derivative: @escaping Function, gateDerivative: Function? = nil,
    partials: [String: Function] = [:]
  ) {
    precondition(parameters.count <= 4, "an ElementwiseActivation has at most four parameters")
    identity = ActivationIdentity(name: name)
    form = gateDerivative == nil ? .elementwise : .gated
    self.parameters = parameters
    self.isStochastic = isStochastic
    self.value = value
    self.derivative = derivative
    self.gateDerivative = gateDerivative
    self.partials = parameters.map { parameter in
      precondition(
        !parameter.isLearnable || partials[parameter.name] != nil,
        "\(name): the learnable parameter \(parameter.name) has no partial derivative")
      return parameter.isLearnable ? partials[parameter.name] : nil
    }
    self.gradientInputs = gradientInputs
  }

  /// Kernels that call the closures for one element after another.
  public func kernels<Scalar: ActivationScalar>(
    _ scalar: Scalar.Type, layout: ParameterLayout
  ) -> ActivationKernels<Scalar> {
    @Sendable func element(_ index: Int, _ inputs: ActivationInputs<Scalar>, y: Scalar?) -> Element
    {
      var element = Element()
      element.x = inputs.x.map { Double($0[index]) } ?? .nan
      if let y { element.y = Double(y) }
      if let gate = inputs.gate { element.gate = Double(gate[index]) }
      if let u = inputs.u { element.u = Double(u[index]) }
      if let parameters = inputs.parameters {
        for (number, slot) in layout.slots.enumerated() {
          element.parameters[number] = Double(
            parameters[slot.offset + (slot.isPerChannel ? index % inputs.columns : 0)])
        }
      }
      element.isTraining = inputs.isTraining
      return element
    }
    let readsY = gradientInputs.contains(.y)
    return ActivationKernels(
      value: { inputs, y in
        for index in 0..<inputs.count {
          y[index] = Scalar(value(element(index, inputs, y: nil)))
        }
      },
      derivative: { inputs, result in
        for index in 0..<inputs.count {
          var element = element(index, inputs, y: nil)
          if readsY { element.y = value(element) }
          result[index] = Scalar(derivative(element))
        }
      },
      gradient: { inputs, gradients in
        for index in 0..<inputs.count {
          let element = element(index, inputs, y: readsY ? gradients.y?[index] : nil)
          let dy = Double(gradients.dy[index])
          if let sums = gradients.parameters {
            for (slot, partial) in zip(layout.slots, partials) {
              guard let partial else { continue }
              let place = slot.offset + (slot.isPerChannel ? index % inputs.columns : 0)
              sums[place] += Scalar(dy * partial(element))
            }
          }
          if let gateDerivative, let dgate = gradients.dgate {
            dgate[index] = Scalar(dy * gateDerivative(element))
          }
          gradients.dx[index] = Scalar(dy * derivative(element))
        }
      },
      gradientInputs: gradientInputs)
  }
}
