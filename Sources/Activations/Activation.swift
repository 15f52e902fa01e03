/// y = f(x; parameters): what an activation is to a network.
///
/// The network knows activations through this protocol only; whether one comes from a shared
/// library or is written in Swift, it cannot tell. Values of a conforming type are immutable
/// descriptions: what runs is the ``ActivationKernels`` they make.
public protocol Activation: Sendable {
  /// Name, version and origin, as a saved model states them.
  var identity: ActivationIdentity { get }

  /// What one output depends on: one input, an input and its gate, or a row of inputs.
  var form: ActivationForm { get }

  /// The declared parameters, in a fixed order.
  var parameters: [ActivationParameter] { get }

  /// Whether each element takes a uniform random number (`u`), as the randomized ReLU does.
  var isStochastic: Bool { get }

  /// Prepares the calls for one precision and one arrangement of parameter values.
  ///
  /// A network calls this once a layer, when it is built; the kernels are what runs.
  ///
  /// - Parameters:
  ///   - scalar: `Float` or `Double`.
  ///   - layout: where the value of each parameter lies (see ``ParameterLayout``).
  /// - Throws: the implementation's own error where the functions cannot be bound.
  func kernels<Scalar: ActivationScalar>(
    _ scalar: Scalar.Type, layout: ParameterLayout
  ) throws -> ActivationKernels<Scalar>
}

extension Activation {
  /// The name by which people select it.
  public var name: String { identity.name }

  /// The learnable ones of ``parameters``.
  public var learnableParameters: [ActivationParameter] { parameters.filter(\.isLearnable) }
}

/// What one output of an activation depends on.
public enum ActivationForm: String, Sendable, Hashable {
  /// y[i] = f(x[i])
  case elementwise
  /// y[i] = f(x[i], gate[i]); a layer of n neurons computes 2n net inputs.
  case gated
  /// y = f(x) over a whole row (softmax).
  case row
}

/// Name + version + SHA-256 of the file: which code an activation is.
public struct ActivationIdentity: Sendable, Hashable, Codable, CustomStringConvertible {
  /// The activation's name, unique within a registry.
  public var name: String
  /// The semantic version that its author gave it, if any.
  public var version: String?
  /// The SHA-256 of the library file, in lower-case hexadecimal; nil for one written in Swift.
  public var sha256: String?

  /// An identity from its parts.
  public init(name: String, version: String? = nil, sha256: String? = nil) {
    self.name = name
    self.version = version
    self.sha256 = sha256
  }

  /// `name version (sha256:12 digits)`, for messages.
  public var description: String {
    var text = name
    if let version { text += " \(version)" }
    if let sha256 { text += " (sha256:\(sha256.prefix(12)))" }
    return text
  }
}
