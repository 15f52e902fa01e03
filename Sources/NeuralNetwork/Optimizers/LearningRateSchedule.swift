import Glibc

/// The learning rate over the course of a training, as a share of the one that was asked for.
public struct LearningRateSchedule: Sendable, Hashable, Codable {
  /// How the rate goes after the warm-up.
  public enum Course: Sendable, Hashable, Codable {
    /// 1 throughout.
    case constant
    /// `factor` to the power of how often `every` epochs have gone by.
    case step(every: Int, factor: Double)
    /// From 1 down to `floor` along half a cosine. Source: Loshchilov, Hutter (2017).
    case cosine(floor: Double = 0)
  }

  /// How the rate goes after the warm-up.
  public var course: Course
  /// Over how many epochs the rate first rises from 0, in a line; 0 for no warm-up.
  public var warmUpEpochs: Double

  /// A schedule from its parts; constant unless stated.
  public init(_ course: Course = .constant, warmUpEpochs: Double = 0) {
    self.course = course
    self.warmUpEpochs = warmUpEpochs
  }

  /// The share of the learning rate at a time.
  ///
  /// - Parameters:
  ///   - epoch: the epochs gone by, from 0, with the part of the present one that is done.
  ///   - epochs: how long the training is to be.
  public func factor(epoch: Double, of epochs: Int) -> Double {
    if epoch < warmUpEpochs { return epoch / warmUpEpochs }
    switch course {
    case .constant: return 1
    case .step(let every, let factor): return pow(factor, (epoch / Double(every)).rounded(.down))
    case .cosine(let floor):
      let length = Double(epochs) - warmUpEpochs
      let done = length > 0 ? min((epoch - warmUpEpochs) / length, 1) : 1
      return floor + (1 - floor) * (1 + cos(.pi * done)) / 2
    }
  }

  func validate() throws {
    guard warmUpEpochs >= 0, warmUpEpochs.isFinite else {
      throw NetworkError(
        .invalidOption, "schedule: warm-up: expected 0 epochs or more, found \(warmUpEpochs)")
    }
    switch course {
    case .constant: break
    case .step(let every, let factor):
      guard every >= 1 else {
        throw NetworkError(
          .invalidOption, "schedule: step: expected every 1 epoch or more, found \(every)")
      }
      guard factor > 0, factor.isFinite else {
        throw NetworkError(
          .invalidOption, "schedule: step: expected a factor above 0, found \(factor)")
      }
    case .cosine(let floor):
      guard floor >= 0, floor <= 1 else {
        throw NetworkError(
          .invalidOption, "schedule: cosine: expected a floor in [0, 1], found \(floor)")
      }
    }
  }
}
