import FoundationEssentials
import NeuralNetwork

/// What a run came to.
public struct RunResult: Sendable, Hashable, Codable {
  /// What it was.
  public var run: RunDescription
  /// The mean loss on the test samples; nil where training diverged.
  public var testLoss: Double?
  /// The share of the test samples whose class was right; nil where targets are numbers.
  public var testAccuracy: Double?
  /// 1 - the test samples' squared errors over their squared distances from their mean; nil of classes,
  /// and where all targets are the same.
  public var testR2: Double?
  /// Where the loss was no longer a number; nil where it always was.
  public var divergence: String?
  /// The epochs. The validation figures are those of the test samples where there is no validation
  /// part: they are watched then, and decide nothing.
  public var history: [EpochRecord]
  /// The steps that were taken.
  public var steps: Int
  /// What each layer does with test samples, after training.
  public var layers: [LayerInspection]

  /// The number that runs are compared by, the more the better: the accuracy, or R2 where targets are
  /// numbers.
  public var score: Double? { testAccuracy ?? testR2 }

  /// Seconds of all epochs together.
  public var seconds: Double { history.reduce(0) { $0 + $1.seconds } }

  /// What is watched after each epoch: the accuracy, or the loss where targets are numbers.
  public var course: [Double] {
    history.map { $0.validationAccuracy ?? $0.validationLoss ?? $0.trainingLoss }
  }
}

extension RunResult {
  private static let infinities = ("inf", "-inf", "nan")

  /// A result from what ``encoded()`` made.
  public init(decoding bytes: [UInt8]) throws {
    let decoder = JSONDecoder()
    decoder.nonConformingFloatDecodingStrategy = .convertFromString(
      positiveInfinity: Self.infinities.0, negativeInfinity: Self.infinities.1,
      nan: Self.infinities.2)
    self = try decoder.decode(Self.self, from: Data(bytes))
  }

  /// The result as JSON, in one form.
  public func encoded() throws -> [UInt8] {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    encoder.nonConformingFloatEncodingStrategy = .convertToString(
      positiveInfinity: Self.infinities.0, negativeInfinity: Self.infinities.1,
      nan: Self.infinities.2)
    return Array(try encoder.encode(self))
  }
}
