import Activations
import Glibc

/// What a network's outputs for one sample say of its class.
public struct ClassPrediction: Sendable, Hashable {
  /// The class of the largest output, the first of equals; of one output, 1 where it is above 0.
  public let index: Int
  /// A probability for each class; nil where the loss gives the outputs no such meaning.
  public let probabilities: [Double]?

  /// Reads the outputs of a network that was trained with `loss`.
  ///
  /// softmax(z) for softmax cross-entropy, and sigmoid(z) for binary cross-entropy with one output.
  ///
  /// - Precondition: there is at least one output.
  public init<Scalar: ActivationScalar>(outputs: some Collection<Scalar>, loss: Loss) {
    let z = outputs.map { Double($0) }
    guard z.count > 1 else {
      index = z[0] > 0 ? 1 : 0
      let probability = 1 / (1 + exp(-z[0]))
      probabilities = loss == .binaryCrossEntropy ? [1 - probability, probability] : nil
      return
    }
    var best = 0
    for candidate in z.indices where z[candidate] > z[best] { best = candidate }
    index = best
    guard loss == .softmaxCrossEntropy else {
      probabilities = nil
      return
    }
    let exponentials = z.map { exp($0 - z[best]) }
    let sum = exponentials.reduce(0, +)
    probabilities = exponentials.map { $0 / sum }
  }
}
