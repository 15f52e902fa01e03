import ArgumentParser
import Datasets
import NeuralNetwork

extension TrainingOptions {
  /// Checks that the loss suits what is to be predicted.
  ///
  /// - Throws: `ValidationError` where it does not.
  func check(_ targets: TargetKind) throws {
    if targets == .values(width: 1), loss == .softmaxCrossEntropy {
      throw ValidationError(
        "--loss softmax tells classes apart, and the target is a number: use squared or huber, or "
          + "--label-kind classes.")
    }
    if case .values(let width) = targets, width == 0 {
      throw ValidationError("There is nothing to learn: the data have no labels.")
    }
  }

  /// Checks that the options suit what was found in the data.
  ///
  /// - Throws: `ValidationError` where they do not.
  func check(_ data: DataSummary, classWeight: ClassWeight?) throws {
    if let least = data.target.minimum, let most = data.target.maximum, least < 0 || most > 1,
      loss?.isOfDistances == false
    {
      throw ValidationError(
        "--loss \(loss == .binaryCrossEntropy ? "binary" : "softmax") takes probabilities, "
          + "and the target goes from \(least) to \(most): use squared or huber.")
    }
    if classWeight != nil, data.target.classes == nil {
      throw ValidationError("--class-weight is for classes, and the target is a number.")
    }
  }
}
