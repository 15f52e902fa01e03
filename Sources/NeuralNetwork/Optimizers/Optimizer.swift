/// The rule by which weights move against their gradient. `hillock_optimizer.h` states each.
public enum Optimizer: Sendable, Hashable, Codable {
  /// Stochastic gradient descent, with momentum, and Nesterov's where asked.
  case sgd(momentum: Double = 0, nesterov: Bool = false)
  /// Source: Tieleman, Hinton, "Lecture 6.5: rmsprop" (2012).
  case rmsprop(decay: Double = 0.9, epsilon: Double = 1e-8)
  /// Source: Kingma, Ba (2015).
  case adam(beta1: Double = 0.9, beta2: Double = 0.999, epsilon: Double = 1e-8)
  /// Adam with the weight decay apart from the gradient. Source: Loshchilov, Hutter (2019).
  case adamW(beta1: Double = 0.9, beta2: Double = 0.999, epsilon: Double = 1e-8)

  /// The learning rate that suits most networks.
  public var usualLearningRate: Double {
    switch self {
    case .sgd(let momentum, _): momentum > 0 ? 0.01 : 0.1
    case .rmsprop, .adam, .adamW: 0.001
    }
  }

  /// The weight decay that is usual: AdamW's 0.01, otherwise none.
  public var usualWeightDecay: Double {
    if case .adamW = self { 0.01 } else { 0 }
  }

  /// How many values it keeps for each weight.
  var stateCount: Int {
    switch self {
    case .sgd(let momentum, _): momentum == 0 ? 0 : 1
    case .rmsprop: 1
    case .adam, .adamW: 2
    }
  }

  /// Checks that every number is where the rule makes sense.
  func validate() throws {
    func check(_ name: String, _ value: Double, _ holds: Bool, _ expected: String) throws {
      guard holds else {
        throw NetworkError(
          .invalidOption, "optimizer: \(name): expected \(expected), found \(value)")
      }
    }
    func share(_ name: String, _ value: Double) throws {
      try check(name, value, value >= 0 && value < 1, "in [0, 1)")
    }
    switch self {
    case .sgd(let momentum, _): try share("momentum", momentum)
    case .rmsprop(let decay, let epsilon):
      try share("decay", decay)
      try check("epsilon", epsilon, epsilon > 0 && epsilon.isFinite, "above 0")
    case .adam(let beta1, let beta2, let epsilon), .adamW(let beta1, let beta2, let epsilon):
      try share("beta1", beta1)
      try share("beta2", beta2)
      try check("epsilon", epsilon, epsilon > 0 && epsilon.isFinite, "above 0")
    }
  }
}
