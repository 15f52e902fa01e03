import ActivationHost
import Conformance
import Synchronization

/// Quick conformance verdicts: each is reached once, and told check by check while it is.
///
/// A plugin's code runs in processes of its own there, which are killed where they do not come back;
/// one plugin is examined at a time.
final class Verdicts: Sendable {
  /// What a check came to.
  struct Finding: Encodable {
    var check: String
    var status: String
    var message: String
    /// How many checks there are in all.
    var checks = Check.all.count
  }

  /// What all of them came to.
  struct Conclusion: Encodable {
    /// nil where none was reached.
    var conforms: Bool?
    var warnings = 0
    /// Why none was reached.
    var reason: String?
    /// Whether it is of the file that was asked about.
    fileprivate(set) var isFinal = true

    private enum CodingKeys: String, CodingKey { case conforms, warnings, reason }
  }

  private struct Examination {
    var events: [EventStream.Event] = []
    var isOver = false
    var listeners: [Int: AsyncStream<EventStream.Event>.Continuation] = [:]
  }

  private struct State {
    /// By the file's SHA-256 and the activation's name.
    var examinations: [String: Examination] = [:]
    var nextListener = 0
  }

  /// The most verdicts that are kept.
  private static let most = 256
  /// How long a plugin may take for one request, in seconds.
  private static let patience = 5.0

  private let state = Mutex(State())
  private let examiner = Cores(count: 1)
  private let program: String

  /// - Parameter program: becomes the processes that plugins run in.
  init(program: String) { self.program = program }

  /// All that is found of an activation, from the beginning; ends with the conclusion.
  func events(
    of library: LibraryDescription, _ activation: String
  ) -> AsyncStream<EventStream.Event> {
    let key = "\(library.sha256) \(activation)"
    let (stream, continuation) = AsyncStream.makeStream(of: EventStream.Event.self)
    let (isNew, listener) = state.withLock { state -> (Bool, Int?) in
      let known = state.examinations[key]
      for event in known?.events ?? [] { continuation.yield(event) }
      if known?.isOver == true { return (false, nil) }
      if known == nil, state.examinations.count >= Self.most {
        state.examinations = state.examinations.filter { !$0.value.isOver }
      }
      state.nextListener += 1
      state.examinations[key, default: Examination()].listeners[state.nextListener] = continuation
      return (known == nil, state.nextListener)
    }
    guard let listener else {
      continuation.finish()
      return stream
    }
    continuation.onTermination = { [self] _ in
      state.withLock { _ = $0.examinations[key]?.listeners.removeValue(forKey: listener) }
    }
    if isNew { Task { await examine(library, activation, key) } }
    return stream
  }

  private func examine(_ library: LibraryDescription, _ activation: String, _ key: String) async {
    let conclusion: Conclusion
    do {
      conclusion = try await examiner.run { [self] in
        var options = ConformanceOptions()
        options.level = .quick
        options.timeout = Self.patience
        options.executable = program
        let outcome = Conformance.check(
          path: library.path, activation: activation, options: options
        ) { _, result in
          publish(
            "check",
            Finding(check: result.check, status: result.status.rawValue, message: result.message),
            key)
        }
        return Conclusion(outcome, of: library.sha256)
      }
    } catch {
      conclusion = Conclusion(reason: PlaygroundError(error).message, isFinal: false)
    }
    publish("verdict", conclusion, key)
    let listeners = state.withLock { state in
      let listeners = state.examinations[key]?.listeners
      state.examinations[key]?.isOver = true
      state.examinations[key]?.listeners = [:]
      // Whoever asks again gets another attempt.
      if !conclusion.isFinal { state.examinations[key] = nil }
      return listeners
    }
    // Without the lock, which their ends take.
    for listener in listeners?.values ?? [:].values { listener.finish() }
  }

  private func publish(_ name: String, _ value: some Encodable, _ key: String) {
    guard let event = try? EventStream.Event(name, value) else { return }
    state.withLock { state in
      state.examinations[key]?.events.append(event)
      for listener in state.examinations[key]?.listeners.values ?? [:].values {
        listener.yield(event)
      }
    }
  }
}

extension Verdicts.Conclusion {
  /// - Parameter sha256: of the file that was asked about.
  fileprivate init(_ outcome: Conformance.Outcome, of sha256: String) {
    switch outcome {
    case .checked(let reports):
      guard let report = reports.first, report.sha256 == sha256 else {
        self.init(reason: "the file has changed meanwhile", isFinal: false)
        return
      }
      self.init(conforms: report.conforms(strict: false), warnings: report.count(.warning))
    case .refused(let path): self.init(reason: path.reason, isFinal: false)
    case .trouble(let reason): self.init(reason: reason, isFinal: false)
    case .stopped: self.init(reason: "it was stopped", isFinal: false)
    }
  }
}
