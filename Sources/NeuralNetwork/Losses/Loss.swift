import Activations
import Datasets

/// What training makes small: the mean over samples of the distance from outputs to targets.
public enum Loss: Sendable, Hashable, Codable {
  /// The mean of (y - t)^2 over samples and outputs.
  case squaredError
  /// The mean of d^2 / 2 where d = |y - t| <= delta, otherwise of delta (d - delta / 2), over
  /// samples and outputs. Source: Huber (1964).
  case huber(delta: Double)
  /// The mean of max(z, 0) - z t + log(1 + exp(-|z|)) over samples and outputs: the outputs are
  /// logits z, so the last activation is the identity; the probability is sigmoid(z).
  case binaryCrossEntropy
  /// The mean of -log softmax(z)[class] over samples: the outputs are logits z, one a class, so the
  /// last activation is the identity. Targets may be distributions instead of classes.
  case softmaxCrossEntropy

  /// The loss that suits a kind of target: softmax cross-entropy for classes, squared error for
  /// numbers.
  public init(suiting targets: TargetKind) {
    switch targets {
    case .classes: self = .softmaxCrossEntropy
    case .values: self = .squaredError
    }
  }

  /// Whether it is of distances, so that targets on another scale are learned as well.
  public var isOfDistances: Bool {
    switch self {
    case .squaredError, .huber: true
    case .binaryCrossEntropy, .softmaxCrossEntropy: false
    }
  }

  /// How many terms the mean is over, for each sample.
  func terms(outputs: Int) -> Int {
    switch self {
    case .softmaxCrossEntropy: 1
    case .squaredError, .huber, .binaryCrossEntropy: outputs
    }
  }

  /// Checks that targets and outputs go together.
  ///
  /// Two classes may also be told apart by one output of binary cross-entropy.
  func validate(targets: TargetKind, outputs: Int) throws {
    if case .huber(let delta) = self, !(delta > 0 && delta.isFinite) {
      throw NetworkError(.invalidOption, "huber: delta: expected above 0, found \(delta)")
    }
    // One class is always right, whatever the network says.
    if case .classes(let count) = targets, count < 2 {
      throw NetworkError(.unsuitableData, "expected at least two classes, found \(count)")
    }
    let isBinary = targets == .classes(count: 2) && outputs == 1 && self == .binaryCrossEntropy
    guard targets.outputWidth == outputs || isBinary else {
      throw NetworkError(
        .unsuitableData,
        "the network has \(outputs) outputs, but the data's targets take \(targets.outputWidth)")
    }
  }
}
