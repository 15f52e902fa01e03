import Activations
import CKernels
import Glibc

/// An optimizer over a network's parameters, with its state, prepared for one precision.
final class OptimizerKernel<Scalar: ActivationScalar> {
  let optimizer: Optimizer
  private let numerics: NumericKernels<Scalar>
  /// The first and second state of every parameter, in the layout of the network's buffer.
  let states: [AlignedBuffer<Scalar>]
  private let first: UnsafeMutablePointer<Scalar>?
  private let second: UnsafeMutablePointer<Scalar>?
  private let weightDecay: Double
  /// The rule of weights, and that of what has no weight decay: biases and activation parameters.
  private var rules: (weights: hillock_rule, others: hillock_rule)
  /// How many steps have been taken: t of Adam's corrections. Set where a training goes on.
  var steps = 0

  init(_ optimizer: Optimizer, weightDecay: Double, parameters: Int) {
    self.optimizer = optimizer
    self.weightDecay = weightDecay
    numerics = NumericKernels.make()
    states = (0..<optimizer.stateCount).map { _ in AlignedBuffer(count: parameters) }
    first = states.first?.start
    second = states.dropFirst().first?.start
    rules = (hillock_rule(), hillock_rule())
  }

  /// Begins a step: what follows is one step of every parameter.
  ///
  /// - Parameter scale: multiplies the gradients.
  func begin(learningRate: Double, scale: Double = 1) {
    steps += 1
    var rule = hillock_rule()
    rule.rate = learningRate
    rule.scale = scale
    switch optimizer {
    case .sgd(let momentum, let nesterov):
      rule.momentum = momentum
      rule.nesterov = nesterov
    case .rmsprop(let decay, let epsilon):
      rule.square = decay
      rule.epsilon = epsilon
    case .adam(let beta1, let beta2, let epsilon), .adamW(let beta1, let beta2, let epsilon):
      rule.momentum = beta1
      rule.square = beta2
      rule.epsilon = epsilon
      rule.first_correction = 1 - pow(beta1, Double(steps))
      rule.second_correction = 1 - pow(beta2, Double(steps))
    }
    rules.others = rule
    rule.decay = weightDecay
    if case .adamW = optimizer { rule.decoupled = true }
    rules.weights = rule
  }

  /// Moves `count` parameters from `offset` on. Many threads may call it on different ranges.
  ///
  /// - Parameters:
  ///   - parameters: the network's buffer.
  ///   - gradient: of the first of them.
  ///   - decays: whether weight decay applies.
  func update(
    _ parameters: UnsafeMutablePointer<Scalar>, offset: Int, count: Int,
    gradient: UnsafePointer<Scalar>, decays: Bool
  ) {
    let w = parameters + offset
    withUnsafePointer(to: decays ? rules.weights : rules.others) { rule in
      switch optimizer {
      case .sgd:
        numerics.sgd(w, gradient, first.map { $0 + offset }, count, rule)
      case .rmsprop:
        if let first { numerics.rmsprop(w, gradient, first + offset, count, rule) }
      case .adam, .adamW:
        if let first, let second {
          numerics.adam(w, gradient, first + offset, second + offset, count, rule)
        }
      }
    }
  }
}
