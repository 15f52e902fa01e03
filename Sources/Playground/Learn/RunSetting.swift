import Datasets
import NeuralNetwork

/// What is to be learned, by which networks, and how: all that a run depends on.
struct RunSetting: Decodable, Sendable {
  /// One of the networks that are trained side by side.
  struct Lane: Decodable, Sendable {
    /// The activation of the hidden layers: one for all, or one a layer.
    var activations: [SubjectMessage]
  }

  struct Data: Decodable, Sendable {
    /// ``PlaneData/Kind``'s names, or `digits`, or `csv`.
    var kind: String
    /// How many samples are made.
    var count: Int?
    /// How far they are scattered.
    var noise: Double?
    /// The text of a CSV file, and its name.
    var text: String?
    var name: String?
    /// The columns of the file to learn from; its first two that are no label unless given.
    var columns: [String]?
    /// The label's column; the last unless given.
    var label: String?
  }

  var data: Data
  var hidden: [Int]
  var lanes: [Lane]
  var optimizer: String?
  var learningRate: Double?
  var weightDecay: Double?
  var batch: Int?
  var seed: UInt64?
  var testShare: Double?

  static let mostLanes = 4
  static let mostLayers = 6
  static let mostUnits = 128
  static let mostSamples = 10_000
  static let mostInputs = 64
  static let mostClasses = 10
  /// The most bytes of a data file.
  static let largestFile = 2 << 20
  /// The epochs after which a run is finished.
  static let mostEpochs = 10_000

  /// Checks every number against what is allowed.
  ///
  /// - Throws: ``PlaygroundError``, naming what is too much.
  func validate() throws {
    func require(_ holds: Bool, _ message: @autoclosure () -> String) throws {
      if !holds { throw PlaygroundError(.limit, message()) }
    }
    try require(
      (1...Self.mostLanes).contains(lanes.count),
      "expected 1 to \(Self.mostLanes) networks, found \(lanes.count)")
    try require(
      hidden.count <= Self.mostLayers,
      "expected at most \(Self.mostLayers) hidden layers, found \(hidden.count)")
    for width in hidden {
      try require(
        (1...Self.mostUnits).contains(width),
        "expected layers of 1 to \(Self.mostUnits) units, found \(width)")
    }
    for lane in lanes {
      try require(
        lane.activations.count == 1 || lane.activations.count == hidden.count,
        "expected one activation, or one for each of \(hidden.count) hidden layers, found "
          + "\(lane.activations.count)")
    }
    if let count = data.count {
      try require(
        (4...Self.mostSamples).contains(count),
        "expected 4 to \(Self.mostSamples) samples, found \(count)")
    }
    if let noise = data.noise {
      try require((0...1).contains(noise), "expected a noise from 0 to 1, found \(noise)")
    }
    if let share = testShare {
      try require(share > 0 && share < 1, "expected a test share between 0 and 1, found \(share)")
    }
    try require(
      (data.text?.utf8.count ?? 0) <= Self.largestFile,
      "the file is longer than \(Self.largestFile) bytes")
  }

  /// How the networks are trained; the library checks its values.
  ///
  /// - Throws: ``PlaygroundError`` for an optimizer that there is not.
  func options() throws -> TrainingOptions {
    let rule: Optimizer
    switch optimizer ?? "adam" {
    case "sgd": rule = .sgd()
    case "momentum": rule = .sgd(momentum: 0.9)
    case "rmsprop": rule = .rmsprop()
    case "adam": rule = .adam()
    case "adamw": rule = .adamW()
    case let other:
      throw PlaygroundError(
        .invalid, "no optimizer is called '\(other)'; expected sgd, momentum, rmsprop, adam, adamw")
    }
    return TrainingOptions(
      optimizer: rule, learningRate: learningRate, weightDecay: weightDecay,
      epochs: Self.mostEpochs, batch: batch ?? 16, seed: seed ?? 1)
  }

  /// Which samples are kept for testing.
  var heldOut: HeldOut { .share(testShare ?? 0.5, seed: seed ?? 1) }
}
