import ActivationHost
import Activations
import Dispatch
import Synchronization

/// The float forms of one function at all 2^32 floats, or at a shard's part.
///
/// The work is cut into chunks, a sign and a binade each, which as many workers as there are
/// processors take in turn. What was found does not depend on who took what, nor on how often the
/// work was stopped and resumed.
struct ExhaustiveSweep {
  let examination: Examination
  let check: String
  /// Forms of the same output: the fastest first, which is held to the truth; the others are the
  /// same bits, or are held to the truth where they are not.
  let functions: [FunctionDeclaration]
  let judge: SweepJudge

  /// What has been found so far, as a progress file keeps it.
  struct Outcome: Sendable, Codable {
    var done: Set<Int> = []
    /// One a form.
    var forms: [Form] = []

    struct Form: Sendable, Codable {
      var worstULP = -1.0
      var worstInput = 0.0
      var failures: [Failure] = []
      var compared = 0
      var sampled = 0
    }

    /// A failure, and the chunk that it lies in.
    struct Failure: Sendable, Codable {
      var chunk: Int
      var evidence: Evidence
    }
  }

  /// One chunk for each sign and exponent, the NaN's included.
  static let chunkCount = 2 * 256

  /// Runs to the end, or until ``ConformanceOptions/progress`` says to stop.
  ///
  /// - Returns: what was found; nil where it was stopped.
  func run() throws(ProbeFailure) -> Outcome? {
    let options = examination.options
    let shard = options.shard
    let key =
      "\(examination.subject.library.sha256) \(check) \(functions.map(\.symbol)) "
      + "\(shard.index)/\(shard.count)"
    let file = options.progressFile.map { ExhaustiveProgress(path: $0) }
    var start = file?.load(key) ?? Outcome()
    if start.forms.count != functions.count {
      start = Outcome(forms: Array(repeating: Outcome.Form(), count: functions.count))
    }
    let mine = (0..<Self.chunkCount).filter { $0 % shard.count == shard.index - 1 }
    let shared = Mutex(
      Shared(outcome: start, remaining: mine.filter { !start.done.contains($0) }[...]))
    // A worker has probe, oracle and polynomials of its own; what they share is a few numbers.
    let workers = Workers(sweep: self)
    let symbol = functions[0].symbol
    DispatchQueue.concurrentPerform(iterations: Examination.processors) { _ in
      workers.run { worker throws(ProbeFailure) in
        while true {
          let chunk = shared.withLock { shared -> Int? in
            shared.isStopped || shared.failure != nil ? nil : shared.remaining.popFirst()
          }
          guard let chunk else { return }
          let part = try worker.sweep(chunk)
          shared.withLock { shared in
            shared.outcome.merge(part, chunk)
            let done = shared.outcome.done.count
            if options.progress?(symbol, Double(done) / Double(mine.count)) == false {
              shared.isStopped = true
            }
            if done % 16 == 0 || done == mine.count || shared.isStopped {
              file?.save(key, shared.outcome)
            }
          }
        }
      } failed: { failure in
        shared.withLock { $0.failure = $0.failure ?? failure }
      } finished: { effects in
        shared.withLock { _ in workers.sweep.examination.effects.add(effects) }
      }
    }
    let (outcome, failure) = shared.withLock { ($0.outcome, $0.failure) }
    if let failure { throw failure }
    return outcome.done.count == mine.count ? outcome : nil
  }

  private struct Shared {
    var outcome: Outcome
    var remaining: ArraySlice<Int>
    var isStopped = false
    var failure: ProbeFailure?
  }

  /// Makes a worker in each thread.
  ///
  /// `@unchecked Sendable`: the examination behind the sweep is only read while the workers run,
  /// its thread waiting for them.
  private struct Workers: @unchecked Sendable {
    let sweep: ExhaustiveSweep

    func run(
      _ body: (ExhaustiveWorker) throws(ProbeFailure) -> Void, failed: (ProbeFailure) -> Void,
      finished: (Effects) -> Void
    ) {
      do throws(ProbeFailure) {
        let worker = try ExhaustiveWorker(sweep)
        defer { finished(worker.effects) }
        try body(worker)
      } catch {
        failed(error)
      }
    }
  }
}

extension ExhaustiveSweep.Outcome {
  /// Adds a chunk's findings, to the same end in whatever order they come.
  mutating func merge(_ part: [Form], _ chunk: Int) {
    done.insert(chunk)
    for index in forms.indices {
      let found = part[index]
      forms[index].compared += found.compared
      forms[index].sampled += found.sampled
      forms[index].failures = Array(
        (forms[index].failures + found.failures).sorted { $0.chunk < $1.chunk }.prefix(3))
      let (mine, theirs) = (forms[index], found)
      let isTied = theirs.worstULP == mine.worstULP && theirs.worstInput < mine.worstInput
      if theirs.worstULP > mine.worstULP || isTied {
        (forms[index].worstULP, forms[index].worstInput) = (theirs.worstULP, theirs.worstInput)
      }
    }
  }
}

extension ExhaustiveSweep.Outcome.Form {
  /// What was looked at, for the report.
  func coverage(_ symbol: String) -> String {
    // The infinities have a check of their own.
    let total = (1 << 32) - 2
    let all = compared == total ? "all 2^32 floats" : share(of: total)
    return "\(symbol) at \(all)" + (sampled > 0 ? ", \(sampled) more by sample" : "")
  }

  private func share(of total: Int) -> String {
    "\(compared) floats, \(NumberText.format("%.4g", 100 * Double(compared) / Double(total))) %"
  }
}
