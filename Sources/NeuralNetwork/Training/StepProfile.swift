import CKernels

/// Where the time of training steps goes: by layer and phase, of all threads together.
final class StepProfile {
  /// What a step does for a layer.
  enum Phase: Int, CaseIterable {
    /// z = x W + b and y = f(z)
    case forward
    /// The loss and the gradient of the last layer's net input.
    case loss
    /// dL/dz of the layer to that of the one below.
    case backward
    /// dL/dW, and the update where it need not wait.
    case weights
  }

  private let layers: Int
  private let nanoseconds: UnsafeMutableBufferPointer<Int64>

  init(layers: Int, workers: Int) {
    self.layers = layers
    nanoseconds = .allocate(capacity: workers * layers * Phase.allCases.count)
    nanoseconds.initialize(repeating: 0)
  }

  deinit { nanoseconds.deallocate() }

  private func index(_ phase: Phase, layer: Int, worker: Int) -> Int {
    (worker * layers + layer) * Phase.allCases.count + phase.rawValue
  }

  /// Adds the time since `start`. Each worker has counters of its own.
  func add(_ phase: Phase, layer: Int, worker: Int, since start: Int64) {
    nanoseconds[index(phase, layer: layer, worker: worker)] += hillock_nanoseconds() - start
  }

  /// The seconds of a phase of a layer, of all workers together.
  func seconds(_ phase: Phase, layer: Int) -> Double {
    let workers = nanoseconds.count / (layers * Phase.allCases.count)
    return (0..<workers).reduce(0) {
      $0 + Double(nanoseconds[index(phase, layer: layer, worker: $1)]) * 1e-9
    }
  }
}

extension TrainingStep {
  /// Does `body`, and where a profile is wanted, notes how long it takes.
  @inline(__always)
  func timed<Result>(
    _ phase: StepProfile.Phase, layer: Int, worker: Int, _ body: () -> Result
  ) -> Result {
    guard let profile else { return body() }
    let start = hillock_nanoseconds()
    defer { profile.add(phase, layer: layer, worker: worker, since: start) }
    return body()
  }
}
