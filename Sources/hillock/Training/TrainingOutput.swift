import Activations
import CProcess
import Datasets
import FileNames
import Glibc
import NeuralNetwork

/// What a training leaves on disk: the model and, while it runs, a checkpoint beside it.
///
/// Both places are settled before any plugin is loaded, which could change the working directory.
struct TrainingOutput {
  private let model: OutputPlace
  private let checkpoint: OutputPlace?
  private let interval: CheckpointInterval?
  private let resumes: Bool
  private let directory: String

  /// What is added to the model's name.
  static let checkpointSuffix = ".checkpoint"

  /// Settles where to write.
  ///
  /// - Parameters:
  ///   - path: the model's.
  ///   - inputs: what must not be overwritten.
  ///   - interval: how often to save the training; nil for never.
  ///   - resumes: whether to go on with one that was saved.
  /// - Throws: where nothing can be written, or something else stands there, or there is nothing to
  ///   go on with.
  init(
    _ path: String, sparing inputs: [String], interval: CheckpointInterval?, resumes: Bool
  ) throws {
    model = try OutputPlace(path, kind: ModelFile.kind, sparing: inputs)
    checkpoint = try model.beside(suffix: Self.checkpointSuffix, kind: CheckpointFile.kind)
    self.interval = interval
    self.resumes = resumes
    let here = realpath(".", nil)
    directory = here.map { String(fileName: $0) } ?? "."
    free(here)
    guard let checkpoint else { return }
    switch (resumes, checkpoint.isThere) {
    case (true, false):
      throw TrainingFailure(
        description: "\(checkpoint.path): there is no training to go on with: it has ended, or "
          + "ended before it was saved")
    case (false, true):
      StandardError.line(
        "hillock: warning: \(checkpoint.path) holds a training that has not ended; --resume would "
          + "go on with it, this one replaces it")
    default: break
    }
  }

  /// Where the training goes on, and what saves it meanwhile.
  func checkpoints<Scalar: ActivationScalar>(
    of training: () throws -> CheckpointDescription, epochs: Int, _: Scalar.Type
  ) throws -> (state: TrainingState<Scalar>?, saving: Checkpointing<Scalar>?) {
    guard let checkpoint, interval != nil || resumes else { return (nil, nil) }
    let file = CheckpointFile(checkpoint, try training())
    var state: TrainingState<Scalar>?
    if resumes {
      let saved = try file.read(Scalar.self)
      hillock_note_checkpoint(UInt32(clamping: saved.epoch), UInt32(clamping: epochs))
      state = saved
    }
    guard let interval else { return (state, nil) }
    var hasFailed = false
    let saving = Checkpointing<Scalar>(interval: interval) { state in
      do {
        try file.write(state)
        hillock_note_checkpoint(UInt32(clamping: state.epoch), UInt32(clamping: epochs))
      } catch {
        // The training matters more; once is often enough.
        if !hasFailed { StandardError.line("hillock: warning: no checkpoint: \(error)") }
        hasFailed = true
      }
    }
    return (state, saving)
  }

  /// Saves what a training came to, and removes the checkpoint where no one would go on.
  ///
  /// A training that was interrupted, or diverged, in its first epoch replaces no model.
  ///
  /// - Returns: whether it was saved.
  func save<Scalar: ActivationScalar>(
    _ trained: Model<Scalar>, _ result: TrainingResult
  ) throws -> Bool {
    if result.history.isEmpty {
      switch result.reason {
      case .requested where !model.isThere: break
      case .finished, .stoppedEarly: break
      case .requested, .diverged: return false
      }
    }
    do { try trained.save(to: model) } catch { try rescue(trained, from: error) }
    if result.reason != .requested {
      checkpoint?.remove()
      hillock_note_checkpoint(0, 0)
    }
    return true
  }

  /// Saves a model that its own place does not take in another, and says so.
  private func rescue<Scalar: ActivationScalar>(
    _ trained: Model<Scalar>, from failure: any Error
  ) throws -> Never {
    let temporary = getenv("TMPDIR").map { String(fileName: $0) } ?? "/tmp"
    for directory in [directory, temporary] {
      let path = "\(directory)/hillock-rescued-\(getpid()).safetensors"
      guard let place = try? OutputPlace(path, kind: ModelFile.kind),
        (try? trained.save(to: place)) != nil
      else { continue }
      throw TrainingFailure(description: "\(failure); what was learned is saved in \(path)")
    }
    throw failure
  }
}
