/// What an argument of a plugin's function stands for: its name says it.
public enum ArgumentMeaning: Sendable, Hashable {
  /// The input.
  case x
  /// The value f(x).
  case y
  /// How many elements.
  case n
  /// dL/dy, the gradient that arrives.
  case dy
  /// dL/dx, the gradient to write.
  case dx
  /// The second input of a gated activation.
  case gate
  /// dL/dgate, the gradient to write.
  case dgate
  /// A uniform random number in [0, 1).
  case u
  /// 1 while training, 0 otherwise.
  case training
  /// The value of the parameter of that name.
  case parameter(String)
  /// Where dL/dP is added, for the learnable parameter P of that name.
  case parameterGradient(String)

  /// The meanings whose names are fixed, and which no parameter may therefore have.
  static let fixed: [String: ArgumentMeaning] = [
    "x": .x, "y": .y, "n": .n, "dy": .dy, "dx": .dx, "gate": .gate, "dgate": .dgate, "u": .u,
    "training": .training,
  ]

  /// The argument's name.
  public var name: String {
    switch self {
    case .x: "x"
    case .y: "y"
    case .n: "n"
    case .dy: "dy"
    case .dx: "dx"
    case .gate: "gate"
    case .dgate: "dgate"
    case .u: "u"
    case .training: "training"
    case .parameter(let parameter): parameter
    case .parameterGradient(let parameter): "d\(parameter)"
    }
  }
}
