/// What a training came to.
public struct TrainingResult: Sendable {
  /// Why training ended.
  public enum Reason: Sendable, Hashable {
    /// All epochs are done.
    case finished
    /// The progress callback asked for it.
    case requested
    /// The validation loss no longer became smaller.
    case stoppedEarly
    /// The loss was no longer a number.
    case diverged(Divergence)
  }

  /// Why training ended.
  public var reason: Reason
  /// The epochs that were completed.
  public var history: [EpochRecord]
  /// The epoch, from 1, whose weights the network has now, where it is not the last: the one with
  /// the smallest validation loss.
  public var bestEpoch: Int?
  /// What is likely to be a mistake.
  public var warnings: [TrainingWarning]
  /// How long it took.
  public var seconds: Double
  /// How many samples were used, counted in every epoch.
  public var samples: Int
}

/// One epoch of a training.
public struct EpochRecord: Sendable, Hashable, Codable {
  /// Its number, from 1.
  public var epoch: Int
  /// The mean loss over its samples, each before the step that learned from it.
  public var trainingLoss: Double
  /// The share of the samples whose class was right; nil where targets are numbers.
  public var trainingAccuracy: Double?
  /// The loss on the validation samples after the epoch, where there are any.
  public var validationLoss: Double?
  /// The accuracy on the validation samples.
  public var validationAccuracy: Double?
  /// The learning rate of its last step.
  public var learningRate: Double
  /// How long it took.
  public var seconds: Double
}

/// A loss that is NaN or infinite: where it first appeared.
public struct Divergence: Sendable, Hashable, CustomStringConvertible {
  /// The epoch, from 1.
  public var epoch: Int
  /// The step within the epoch, from 1.
  public var step: Int
  /// The first layer, from 0, with an output that is not finite; nil where all are, and the loss
  /// itself overflowed.
  public var layer: Int?
  /// That layer's activation.
  public var activation: String?
  /// Whether it is a weight that is no longer finite: the loss is, and would not have been next.
  public var isOfWeights = false

  /// The finding in one line.
  public var description: String {
    let place =
      if isOfWeights {
        "a weight is no longer finite"
      } else if let layer, let activation {
        "the output of layer \(layer) (\(activation)) is no longer finite"
      } else {
        "the loss is no longer finite, although every layer's output is"
      }
    return "epoch \(epoch), step \(step): \(place); a smaller learning rate or gradient clipping "
      + "may help"
  }
}

/// Something about a training that is likely to be a mistake.
public enum TrainingWarning: Sendable, Hashable, CustomStringConvertible {
  /// The derivative of this layer's activation is zero wherever it was tried.
  case zeroDerivative(layer: Int, activation: String)

  /// The warning in one line.
  public var description: String {
    switch self {
    case .zeroDerivative(let layer, let activation):
      let learners = layer == 0 ? "layer 0" : "layer \(layer) and the layers below it"
      return "layer \(layer): the derivative of \(activation) is zero everywhere, so no gradient "
        + "passes: \(learners) will not learn"
    }
  }
}

/// What a progress callback is told.
public enum TrainingEvent: Sendable {
  /// Something is likely to be a mistake; before the first step.
  case warning(TrainingWarning)
  /// A step is done.
  case step(StepProgress)
  /// An epoch is done.
  case epoch(EpochRecord)
  /// The loss is no longer finite, and the training ends. Where the answer is no, for something else
  /// than the training is to blame, it ends as one that was asked to stop after the last epoch that
  /// was completed.
  case diverged(Divergence)
}

/// Where a training stands within an epoch.
public struct StepProgress: Sendable, Hashable {
  /// The epoch, from 1.
  public var epoch: Int
  /// The samples of this epoch that have been used.
  public var samples: Int
  /// The samples in an epoch, where that is known.
  public var samplesPerEpoch: Int?
  /// The mean loss over this epoch's samples so far.
  public var loss: Double
  /// The accuracy over them; nil where targets are numbers.
  public var accuracy: Double?
  /// How many samples a second this epoch has taken so far.
  public var samplesPerSecond: Double
}
