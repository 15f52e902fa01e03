import Activations
import Datasets
import Glibc
import NeuralNetwork
import Synchronization

/// One person's run: networks that learn the same from the same seed, as far as somebody watches.
///
/// Nothing trains by itself: whoever reads the run's stream asks for the next frame, and a frame is
/// when training happens. A reader that is slow makes the run slow, one that is gone makes it stand.
final class TrainingRun: Sendable {
  let id: String
  let setting: RunSetting
  /// The command that does the same in each network's case, but for the epochs; or why there is none.
  let commands: [TrainCommandText]
  private let longestWork: Double
  private let networks: Mutex<Networks>
  private let control: Mutex<Control>

  /// What has to be computed with, by one thread at a time.
  fileprivate struct Networks {
    let data: RunData
    let lanes: [Lane]
    let plane: Plane
    /// The first training samples, as the network takes them.
    let samples: [Float]
    var lastDetails = ContinuousClock.now - .seconds(1)
    var epochsPerSecond = 0.0
  }

  /// What the page has asked for.
  private struct Control {
    var isPlaying = false
    var stepsWanted = 0
    /// Whether it was paused, and its reader has not been shown how it stands.
    var owesFrame = false
    var mostEpochsPerFrame = Int.max
    /// The frames' reader; a new one takes the run over.
    var reader = 0
    var lastUse = ContinuousClock.now
    /// What all frames have taken.
    var secondsUsed = 0.0
    var waiter: CheckedContinuation<Void, Never>?

    var hasWork: Bool { isPlaying || stepsWanted > 0 || owesFrame }
  }

  /// Makes the networks; nothing is trained yet.
  ///
  /// - Parameter seconds: the longest that the run may compute.
  /// - Throws: what is wrong with the setting, the data or an activation.
  init(id: String, _ setting: RunSetting, in catalogue: Catalogue, seconds: Double) throws {
    try setting.validate()
    let options = try setting.options()
    try options.validate()
    let data = try RunData(setting)
    let subjects = try setting.lanes.map { lane in
      try lane.activations.map { try CurveSubject($0, in: catalogue) }
    }
    let lanes = try subjects.map {
      try Lane($0, widths: setting.hidden, data: data, options: options)
    }
    self.id = id
    self.setting = setting
    longestWork = seconds
    commands = subjects.map { TrainCommandText(setting, subjects: $0, data: data) }
    let samples = try Self.firstSamples(data, 256)
    networks = Mutex(
      Networks(data: data, lanes: lanes, plane: Plane(data), samples: samples))
    control = Mutex(Control())
  }

  private static func firstSamples(_ data: RunData, _ most: Int) throws -> [Float] {
    let width = data.samples.training.inputWidth
    let source = data.samples.training
    try source.restart(shuffleSeed: nil)
    return try [Float](unsafeUninitializedCapacity: most * width) { buffer, made in
      made = try source.read(most, inputs: buffer.baseAddress!, targets: .none) * width
    }
  }

  // MARK: Control

  /// What the page asks for.
  struct Command: Decodable {
    /// `play`, `pause` or `step`.
    var action: String
    /// The most epochs from one frame to the next; as many as time allows unless given.
    var epochsPerFrame: Int?
  }

  /// - Throws: ``PlaygroundError`` for what is no command.
  func obey(_ command: Command) throws {
    if let most = command.epochsPerFrame, most < 1 {
      throw PlaygroundError(.invalid, "expected 1 epoch a frame or more, found \(most)")
    }
    guard ["play", "pause", "step"].contains(command.action) else {
      throw PlaygroundError(.invalid, "expected play, pause or step, found '\(command.action)'")
    }
    change { control in
      control.owesFrame = control.owesFrame || (control.isPlaying && command.action == "pause")
      control.isPlaying = command.action == "play"
      if command.action == "step" { control.stepsWanted = min(control.stepsWanted + 1, 100) }
      control.mostEpochsPerFrame = command.epochsPerFrame ?? .max
    }
  }

  /// Takes the run over from whoever read it before.
  ///
  /// - Returns: the reader's number, which ``isRead(by:)`` and ``wait(as:)`` ask for.
  func attach() -> Int {
    change { control in
      control.reader += 1
      return control.reader
    }
  }

  /// Whether training was asked for.
  var isPlaying: Bool { control.withLock { $0.isPlaying } }

  /// Whether there is a frame to be made.
  var hasWork: Bool { control.withLock { $0.hasWork } }

  /// Whether no one else has taken the run over.
  func isRead(by reader: Int) -> Bool { control.withLock { $0.reader == reader } }

  /// Lets go of a run: it stands until somebody else reads it.
  func detach(_ reader: Int) {
    change { control in
      if control.reader == reader { control.isPlaying = false }
    }
  }

  /// How long nobody has asked anything of the run.
  var idleTime: Duration { control.withLock { $0.lastUse.duration(to: .now) } }

  /// Returns at once where there is something to do, else when there is, or when somebody pokes.
  func wait(as reader: Int) async {
    await withCheckedContinuation { (continuation: CheckedContinuation<Void, Never>) in
      let isReady = control.withLock { control in
        if control.hasWork || control.reader != reader { return true }
        control.waiter?.resume()
        control.waiter = continuation
        return false
      }
      if isReady { continuation.resume() }
    }
  }

  /// Wakes who waits, so that a word can be sent to show that all is well.
  func poke() { change { _ in } }

  @discardableResult
  private func change<Value>(_ body: (inout Control) -> Value) -> Value {
    let (value, waiter) = control.withLock { control in
      control.lastUse = .now
      defer { control.waiter = nil }
      return (body(&control), control.waiter)
    }
    waiter?.resume()
    return value
  }

  // MARK: Frames

  /// What does not change.
  var description: RunDescription {
    networks.withLock { networks in
      RunDescription(
        points: networks.data.points, classNames: networks.data.file.classNames ?? [],
        inputs: networks.data.samples.training.inputWidth,
        samples: networks.data.samples.training.count ?? 0,
        tests: networks.data.samples.test?.count ?? 0, plane: networks.plane.corners,
        surfaceSize: Plane.surfaceSize, pictureSize: Plane.pictureSize,
        curves: networks.lanes.map {
          RunDescription.Curve(epochs: $0.curve.epochs, losses: $0.curve.losses)
        })
    }
  }

  /// Trains for about so many seconds, where it is to, and says how things stand.
  ///
  /// - Parameter isFirst: whether to show everything, as to one who has seen nothing yet.
  func frame(seconds: Double, isFirst: Bool) -> Frame {
    let (isPlaying, isStep, most, used) = control.withLock { control in
      let isStep = !control.isPlaying && control.stepsWanted > 0
      if isStep { control.stepsWanted -= 1 }
      control.owesFrame = false
      control.lastUse = .now
      return (control.isPlaying, isStep, control.mostEpochsPerFrame, control.secondsUsed)
    }
    let start = ContinuousClock.now
    let isSpent = used >= longestWork
    defer {
      control.withLock { $0.secondsUsed += start.duration(to: .now) / .seconds(1) }
    }
    return networks.withLock { networks in
      if (isPlaying || isStep) && !isSpent {
        let epochs =
          isStep
          ? 1
          // All alike, so that they stay side by side.
          : min(
            most,
            networks.lanes.map { $0.epochs(in: seconds / Double(networks.lanes.count)) }.min() ?? 1)
        networks.train(epochs, limit: max(4 * seconds, 0.05))
      }
      let isDone = networks.lanes.allSatisfy(\.isFinished)
      let state =
        isSpent ? "spent" : isDone ? "finished" : isPlaying ? "training" : "paused"
      if isDone || isSpent { control.withLock { $0.isPlaying = false } }
      let isDetailed =
        isFirst || isStep || !isPlaying
        || networks.lastDetails.duration(to: .now) > .milliseconds(120)
      if isDetailed { networks.lastDetails = .now }
      return networks.frame(state, isDetailed: isDetailed)
    }
  }

  /// A network's model, saved by `save`.
  func withModel<Value: Sendable>(
    _ index: Int, _ save: (Model<Float>) throws -> Value
  ) throws -> Value {
    try networks.withLock { networks in
      guard networks.lanes.indices.contains(index) else {
        throw PlaygroundError(.missing, "there is no network \(index)")
      }
      return try save(networks.lanes[index].model(networks.data))
    }
  }

  /// The data as a file: its name and its text.
  var dataFile: (name: String, text: String) {
    networks.withLock { ($0.data.name, $0.data.text) }
  }

  /// The epoch that a network has come to.
  func epoch(_ index: Int) -> Int {
    networks.withLock { $0.lanes.indices.contains(index) ? $0.lanes[index].epoch : 0 }
  }
}

extension TrainingRun.Networks {
  /// - Parameter limit: the seconds after which an epoch that was begun is left. Only the first lane
  ///   looks at the clock; the others do as many epochs as it did, so that they stay side by side.
  fileprivate mutating func train(_ epochs: Int, limit: Double) {
    var wanted = epochs
    var isFirst = true
    for lane in lanes where !lane.isFinished {
      let (before, start) = (lane.epoch, ContinuousClock.now)
      lane.train(wanted, on: data) {
        !isFirst || start.duration(to: .now) / .seconds(1) < limit
      }
      guard isFirst else { continue }
      isFirst = false
      let seconds = start.duration(to: .now) / .seconds(1)
      wanted = max(lane.epoch - before, 1)
      let rate = Double(lane.epoch - before) / max(seconds * Double(lanes.count), 1e-9)
      epochsPerSecond = epochsPerSecond == 0 ? rate : 0.9 * epochsPerSecond + 0.1 * rate
    }
  }

  fileprivate func frame(_ state: String, isDetailed: Bool) -> Frame {
    let classes = data.file.targetKind.outputWidth
    return Frame(
      networks: lanes.map { lane in
        let test = lane.test(on: data)
        let surface =
          plane.surface.isEmpty
          ? nil
          : lane.layerOutputs(plane.surface).last.map {
            Frame.Network.surface($0, classes: classes)
          }
        return Frame.Network(
          epoch: lane.epoch, loss: lane.last.map { Figure($0.trainingLoss) },
          accuracy: lane.last?.trainingAccuracy, testLoss: test.map { Figure($0.loss) },
          testAccuracy: test?.accuracy, surface: surface,
          layers: isDetailed ? layers(of: lane) : nil, failure: lane.failure)
      }, epochsPerSecond: epochsPerSecond, state: state)
  }

  private func layers(of lane: Lane) -> [Frame.Layer] {
    let gradients = lane.gradients(on: data)
    let pictures = plane.pictures.isEmpty ? nil : lane.layerOutputs(plane.pictures)
    return lane.observe(samples).enumerated().map { index, observation in
      Frame.Layer(
        observation, gradients: index < gradients.count ? gradients[index] : [],
        outputs: pictures?[index], places: Plane.pictureSize * Plane.pictureSize)
    }
  }
}
