import Activations
import ArgumentParser
import Datasets
import NeuralNetwork

extension TrainingJob {
  /// Whether targets that are numbers may be brought to mean 0 and variance 1: a loss of distances,
  /// of outputs that can be any numbers.
  var takesStandardizedTargets: Bool {
    guard activations.last?.identity == IdentityActivation().identity else { return false }
    switch options.loss {
    case nil, .squaredError, .huber: return true
    case .softmaxCrossEntropy, .binaryCrossEntropy: return false
    }
  }

  /// Checks that the loss suits what is to be predicted.
  ///
  /// - Throws: `ValidationError` where it does not.
  func check(_ targets: TargetKind) throws {
    if targets == .values(width: 1), options.loss == .softmaxCrossEntropy {
      throw ValidationError(
        "--loss softmax tells classes apart, and the target is a number: use squared or huber, or "
          + "--label-kind classes.")
    }
    if case .values(let width) = targets, width == 0 {
      throw ValidationError("There is nothing to learn: the data have no labels.")
    }
  }

  /// Makes the options suit the data.
  ///
  /// - Throws: `ValidationError` where they cannot.
  mutating func suit(_ data: DataSummary, classWeight: ClassWeight?) throws {
    if let least = data.target.minimum, let most = data.target.maximum, least < 0 || most > 1,
      options.loss == .binaryCrossEntropy || options.loss == .softmaxCrossEntropy
    {
      throw ValidationError(
        "--loss \(options.loss == .binaryCrossEntropy ? "binary" : "softmax") takes probabilities, "
          + "and the target goes from \(least) to \(most): use squared or huber.")
    }
    guard classWeight == .balanced else { return }
    guard let classes = data.target.classes else {
      throw ValidationError("--class-weight is for classes, and the target is a number.")
    }
    let present = Double(classes.count { $0.count > 0 })
    options.classWeights = classes.map {
      $0.count > 0 ? Double(data.training) / (present * Double($0.count)) : 0
    }
  }
}
