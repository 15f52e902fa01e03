import Synchronization

/// The runs that there are: so many and no more, and none that nobody has looked at for long.
final class Sessions: Sendable {
  /// The most runs at once.
  static let most = 256
  /// How long a run may be left alone before it is given up.
  static let patience = Duration.seconds(600)
  /// How long one must have been left alone where another wants its place.
  private let leastPatience: Duration

  private let runs = Mutex<[String: TrainingRun]>([:])

  init(leastPatience: Duration) { self.leastPatience = leastPatience }

  /// How many there are.
  var count: Int { runs.withLock { $0.count } }

  /// How many of them are being trained.
  var training: Int { runs.withLock { $0.values.count { $0.isPlaying } } }

  /// Makes room for one more, and keeps it.
  ///
  /// - Parameter make: makes the run of a name that nobody can guess.
  /// - Throws: ``PlaygroundError`` `.busy` where all places are taken, and what `make` throws.
  func add(_ make: (String) throws -> TrainingRun) throws -> TrainingRun {
    let run = try make(Access.randomToken())
    try runs.withLock { runs in
      if runs.count >= Self.most {
        // The one that has been left alone longest.
        let oldest = runs.values.max { $0.idleTime < $1.idleTime }
        guard let oldest, oldest.idleTime > leastPatience else {
          throw PlaygroundError(.busy, "all \(Self.most) places are taken; try again later")
        }
        runs[oldest.id] = nil
      }
      runs[run.id] = run
    }
    return run
  }

  /// - Throws: ``PlaygroundError`` `.missing` where there is no such run, or no longer.
  func run(_ id: String) throws -> TrainingRun {
    guard let run = runs.withLock({ $0[id] }) else {
      throw PlaygroundError(.missing, "this run is no longer there; start it again")
    }
    return run
  }

  /// Gives a run up.
  func remove(_ id: String) {
    let run = runs.withLock { $0.removeValue(forKey: id) }
    // Whoever reads it sees another reader, and ends.
    _ = run?.attach()
  }

  /// Gives up what nobody has looked at for long.
  func removeAbandoned() {
    runs.withLock { runs in runs = runs.filter { $0.value.idleTime < Self.patience } }
  }
}
