import ArgumentParser
import Datasets
import NeuralNetwork

/// `64,32`: the widths of the hidden layers; `none` for a network without.
struct Widths: ExpressibleByArgument {
  let values: [Int]

  init?(argument: String) {
    if argument == "none" {
      values = []
      return
    }
    let parts = argument.split(separator: ",", omittingEmptySubsequences: false)
    let numbers = parts.compactMap { Int($0) }.filter { $0 > 0 }
    guard numbers.count == parts.count else { return nil }
    values = numbers
  }

  init(_ values: [Int]) { self.values = values }

  var defaultValueDescription: String {
    values.map(String.init).joined(separator: ",")
  }
}

/// `relu`, or `relu,tanh`: one activation for all hidden layers, or one a layer.
struct ActivationNames: ExpressibleByArgument {
  let values: [String]

  init(_ values: [String]) { self.values = values }

  init?(argument: String) {
    values = argument.split(separator: ",", omittingEmptySubsequences: false).map(String.init)
    guard values.allSatisfy({ !$0.isEmpty }) else { return nil }
  }

  var defaultValueDescription: String { values.joined(separator: ",") }
}

/// `softmax`, `binary`, `squared`, `huber` or `huber:1.5`.
struct LossArgument: ExpressibleByArgument {
  let loss: Loss
  static let allValueStrings = ["softmax", "binary", "squared", "huber", "huber:DELTA"]

  init?(argument: String) {
    let words = argument.split(separator: ":", omittingEmptySubsequences: false)
    switch (words[0], words.count) {
    case ("softmax", 1): loss = .softmaxCrossEntropy
    case ("binary", 1): loss = .binaryCrossEntropy
    case ("squared", 1): loss = .squaredError
    case ("huber", 1): loss = .huber(delta: 1)
    case ("huber", 2):
      guard let delta = Double(words[1]), delta > 0, delta.isFinite else { return nil }
      loss = .huber(delta: delta)
    default: return nil
    }
  }
}

/// `constant`, `cosine`, `cosine:FLOOR` or `step:EPOCHS:FACTOR`.
struct ScheduleArgument: ExpressibleByArgument {
  let course: LearningRateSchedule.Course
  static let allValueStrings = ["constant", "cosine", "cosine:FLOOR", "step:EPOCHS:FACTOR"]

  init(_ course: LearningRateSchedule.Course) { self.course = course }

  init?(argument: String) {
    let words = argument.split(separator: ":", omittingEmptySubsequences: false)
    switch (words[0], words.count) {
    case ("constant", 1): course = .constant
    case ("cosine", 1): course = .cosine()
    case ("cosine", 2):
      guard let floor = Double(words[1]) else { return nil }
      course = .cosine(floor: floor)
    case ("step", 3):
      guard let every = Int(words[1]), let factor = Double(words[2]) else { return nil }
      course = .step(every: every, factor: factor)
    default: return nil
    }
  }

  var defaultValueDescription: String { "constant" }
}

/// `10` (epochs), `90s`, `5min` or `never`: how often a training is saved while it runs.
struct CheckpointArgument: ExpressibleByArgument {
  /// How often; nil for never.
  let interval: CheckpointInterval?

  init(_ interval: CheckpointInterval) { self.interval = interval }

  init?(argument: String) {
    if argument == "never" {
      interval = nil
    } else if let epochs = Int(argument), epochs > 0 {
      interval = .epochs(epochs)
    } else if let time = TimeArgument(argument: argument) {
      interval = .seconds(time.seconds)
    } else {
      return nil
    }
  }

  var defaultValueDescription: String { "60s" }
}

/// How much the samples of a class count.
enum ClassWeight: String, ExpressibleByArgument, CaseIterable {
  case balanced
}

/// The rules by which weights move, as they are typed.
enum OptimizerName: String, ExpressibleByArgument, CaseIterable {
  case sgd, rmsprop, adam, adamw
}

extension Initializer: ExpressibleByArgument {}
extension DataOptions.LabelKind: ExpressibleByArgument {}
extension DataOptions.Encoding: ExpressibleByArgument {}
