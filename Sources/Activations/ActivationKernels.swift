/// Which of the input and the value an activation's gradient reads.
///
/// One that reads only `y` lets a network overwrite `x` by it, so that training keeps one buffer
/// a layer.
public struct GradientInputs: OptionSet, Sendable, Hashable {
  /// The bits.
  public let rawValue: Int
  /// A set from its bits.
  public init(rawValue: Int) { self.rawValue = rawValue }
  /// The gradient reads the input.
  public static let x = GradientInputs(rawValue: 1)
  /// The gradient reads the value.
  public static let y = GradientInputs(rawValue: 2)
}

/// What every call of a kernel is given: matrices of `rows` x `columns`, row-major, contiguous.
///
/// The pointers must be valid for `rows * columns` elements during the call; the kernel keeps
/// none of them. Alignment beyond the element's is not needed.
public struct ActivationInputs<Scalar: ActivationScalar> {
  /// How many rows (samples).
  public var rows: Int
  /// How many columns (channels, neurons); the layout's `channels` where a parameter has a value
  /// for each.
  public var columns: Int
  /// The net inputs. May be nil in a gradient call whose kernels read only `y`.
  public var x: UnsafePointer<Scalar>?
  /// The second input of a gated activation; nil otherwise.
  public var gate: UnsafePointer<Scalar>?
  /// Uniform random numbers in [0, 1), the same in value and gradient; nil unless stochastic.
  public var u: UnsafePointer<Scalar>?
  /// The parameter values, as the ``ParameterLayout`` says; nil where there is none.
  public var parameters: UnsafePointer<Scalar>?
  /// Whether this call is part of training.
  public var isTraining: Bool

  /// Inputs from their parts.
  public init(
    rows: Int, columns: Int, x: UnsafePointer<Scalar>?, gate: UnsafePointer<Scalar>? = nil,
    u: UnsafePointer<Scalar>? = nil, parameters: UnsafePointer<Scalar>? = nil,
    isTraining: Bool = false
  ) {
    self.rows = rows
    self.columns = columns
    self.x = x
    self.gate = gate
    self.u = u
    self.parameters = parameters
    self.isTraining = isTraining
  }

  /// rows * columns
  public var count: Int { rows * columns }
}

/// What a gradient call reads and writes beside its inputs.
///
/// `dx` may be `dy` or `x` exactly, never partly overlapping.
public struct ActivationGradients<Scalar: ActivationScalar> {
  /// The values that the forward call wrote; may be nil where the kernels do not read them.
  public var y: UnsafePointer<Scalar>?
  /// dL/dy, the gradient that arrives.
  public var dy: UnsafePointer<Scalar>
  /// dL/dx, written.
  public var dx: UnsafeMutablePointer<Scalar>
  /// dL/dgate, written; nil unless gated.
  public var dgate: UnsafeMutablePointer<Scalar>?
  /// dL/dP, in the parameters' layout: **added to**, never overwritten. nil where no parameter is
  /// learnable, or where the caller does not want them.
  public var parameters: UnsafeMutablePointer<Scalar>?

  /// Gradients from their parts.
  public init(
    y: UnsafePointer<Scalar>?, dy: UnsafePointer<Scalar>, dx: UnsafeMutablePointer<Scalar>,
    dgate: UnsafeMutablePointer<Scalar>? = nil, parameters: UnsafeMutablePointer<Scalar>? = nil
  ) {
    self.y = y
    self.dy = dy
    self.dx = dx
    self.dgate = dgate
    self.parameters = parameters
  }
}

/// The calls of an activation, prepared for one precision and one parameter layout.
///
/// All are reentrant: many threads may call them at once on different buffers. None allocates.
public struct ActivationKernels<Scalar: ActivationScalar>: Sendable {
  /// Writes y = f(x); y may be x.
  public typealias Value =
    @Sendable (ActivationInputs<Scalar>, UnsafeMutablePointer<Scalar>) ->
    Void
  /// Writes dx = dy * f'(x), and dgate, and adds to the parameters' gradients.
  public typealias Gradient =
    @Sendable (ActivationInputs<Scalar>, ActivationGradients<Scalar>) ->
    Void

  /// y = f(x)
  public let value: Value
  /// df/dx itself, element by element, from the most exact form there is; nil for a row form, whose
  /// derivative is a matrix.
  public let derivative: Value?
  /// dx = dy * f'(x): the vector-Jacobian product that training takes.
  public let gradient: Gradient
  /// What `gradient` reads of x and y.
  public let gradientInputs: GradientInputs

  /// Kernels from their calls.
  public init(
    value: @escaping Value, derivative: Value?, gradient: @escaping Gradient,
    gradientInputs: GradientInputs
  ) {
    self.value = value
    self.derivative = derivative
    self.gradient = gradient
    self.gradientInputs = gradientInputs
  }
}
