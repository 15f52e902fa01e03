import ActivationHost
import Activations
import CProcess
import Dispatch
import FoundationEssentials
import Synchronization

/// What computes in float32 at all 2^32 floats, or at a shard's part: the float forms of one function,
/// or the table that the host puts in the place of a double one.
///
/// The work is cut into chunks, a sign and a binade each, which as many workers as there are
/// processors take in turn. What was found does not depend on who took what, nor on how often the
/// work was stopped and resumed.
struct ExhaustiveSweep {
  let examination: Examination
  let check: String
  /// Forms of the same output: the fastest first, which is held to the truth; the others are the
  /// same bits, or are held to the truth where they are not. Of a table the function that it stands
  /// for.
  let functions: [FunctionDeclaration]
  let standard: Standard
  /// What the author says of the values' course; nil where nothing, or where no check asks.
  var shape: Shape?

  /// What the floats' results are held to.
  enum Standard {
    /// The formula, in arbitrary precision.
    case formula(SweepJudge)
    /// The double function that a table was fitted to, at this setting.
    case function(TableJudge, Setting)
    /// Nothing but what the author says of their course.
    case shape(Shape)
  }

  /// What has been found so far, as a progress file keeps it.
  struct Outcome: Sendable, Codable {
    var done: Set<Int> = []
    /// One a form.
    var forms: [Form] = []
    /// What calls did beside computing.
    var effects: Effects.Seen?

    struct Form: Sendable, Codable {
      var worstULP = -1.0
      var worstInput = 0.0
      var failures: [Failure] = []
      var compared = 0
      var sampled = 0
      /// At how many floats nothing was found out, as the oracle has no value there; nil where at none.
      var unjudged: Int?
      /// What values came to, by chunk; nil where nobody asked.
      var shapes: [Int: ChunkShape]?
    }

    /// A failure, and the chunk that it lies in.
    struct Failure: Sendable, Codable {
      var chunk: Int
      var evidence: Evidence
      var diagnosis: Diagnosis?
    }
  }

  /// One chunk for each sign and exponent, the NaN's included.
  static let chunkCount = 2 * 256

  /// The function that is swept, in whichever form.
  var function: FunctionDeclaration { functions[functions.count - 1] }

  /// Which sweep it is, wherever it is made.
  var key: String {
    let check = shape == nil ? check : "\(check)+shape"
    return "\(examination.subject.library.sha256) \(check) \(functions.map(\.symbol))"
  }

  /// Runs to the end, or until ``ConformanceOptions/progress`` says to stop.
  ///
  /// - Returns: what was found; nil where it was stopped.
  func run() throws(ProbeFailure) -> Outcome? {
    let options = examination.options
    if let parts = options.parts { return try parts.outcome(of: self) }
    let shard = options.shard
    let mine = (0..<Self.chunkCount).filter { $0 % shard.count == shard.index - 1 }
    var collected = Collected(self, total: mine.count)
    let remaining = mine.filter { !collected.outcome.done.contains($0) }
    if let ranks = options.ranks {
      try deal(remaining, to: ranks, &collected)
    } else {
      collected = sweep(remaining, collected)
    }
    if let effects = collected.outcome.effects { examination.effects.seen.add(effects) }
    if let failure = collected.failure { throw failure }
    return collected.outcome.done.count == mine.count ? collected.outcome : nil
  }

  /// What has been found, of which chunks.
  private struct Collected {
    var outcome: Outcome
    var failure: ProbeFailure?
    var isStopped = false
    private let symbol: String
    private let total: Int
    private let key: String
    private let file: ExhaustiveProgress?
    private let progress: (@Sendable (String, Double) -> Bool)?

    /// Begins with what a file has kept, if one does.
    init(_ sweep: ExhaustiveSweep, total: Int) {
      let options = sweep.examination.options
      self.total = total
      symbol = sweep.functions[0].symbol
      key = "\(sweep.key) \(options.shard)"
      file = options.progressFile.map { ExhaustiveProgress(path: $0) }
      progress = options.progress
      outcome = file?.load(key) ?? Outcome()
      if outcome.forms.count != sweep.functions.count {
        outcome = Outcome(forms: Array(repeating: Outcome.Form(), count: sweep.functions.count))
      }
    }

    var wantsMore: Bool { !isStopped && failure == nil }

    mutating func add(_ found: ChunkFindings, _ chunk: Int) {
      guard found.failure == nil else {
        failure = failure ?? found.failure
        outcome.add(found.effects)
        return
      }
      outcome.merge(Outcome(done: [chunk], forms: found.forms, effects: found.effects))
      let done = outcome.done.count
      if progress?(symbol, Double(done) / Double(total)) == false { isStopped = true }
      if done % 16 == 0 || done == total || isStopped { file?.save(key, outcome) }
    }
  }

  /// Sweeps chunks on the processors that there are.
  private func sweep(_ chunks: [Int], _ collected: Collected) -> Collected {
    let shared = Mutex((collected: collected, remaining: chunks[...]))
    // `@unchecked Sendable`: the examination behind the sweep is only read while threads work on it,
    // its own waiting for them.
    struct Shareable: @unchecked Sendable { let sweep: ExhaustiveSweep }
    let shareable = Shareable(sweep: self)
    DispatchQueue.concurrentPerform(iterations: Examination.processors) { _ in
      hillock_niceness_of_process()
      shareable.sweep.work {
        shared.withLock { $0.collected.wantsMore ? $0.remaining.popFirst() : nil }
      } found: { chunk, findings in
        shared.withLock { $0.collected.add(findings, chunk) }
      }
    }
    return shared.withLock { $0.collected }
  }

  /// Sweeps chunks as long as there are any: what each of some threads does, with a probe, an oracle
  /// and polynomials of its own.
  ///
  /// - Parameters:
  ///   - next: the next chunk, if there is one.
  ///   - found: told what was found.
  func work(next: () -> Int?, found: (_ chunk: Int, ChunkFindings) -> Void) {
    let effects = Effects()
    var chunk = 0
    do throws(ProbeFailure) {
      let worker = try worker(effects)
      while let number = next() {
        chunk = number
        let forms = try worker.sweep(chunk)
        found(chunk, ChunkFindings(forms: forms, effects: effects.seen))
      }
    } catch {
      found(chunk, ChunkFindings(effects: effects.seen, failure: error))
    }
  }

  private func worker(_ effects: Effects) throws(ProbeFailure) -> any ChunkWorker {
    switch standard {
    case .formula(let judge): try FormulaWorker(self, judge, effects)
    case .function(let judge, let setting): try TableWorker(self, judge, setting, effects)
    case .shape(let shape): try ShapeWorker(self, shape, effects)
    }
  }

  /// Has chunks swept by several processes.
  private func deal(
    _ chunks: [Int], to ranks: ConformanceRanks, _ collected: inout Collected
  ) throws(ProbeFailure) {
    do {
      try ranks.deal(SweepOrder(self).text, chunks) { chunk, bytes in
        collected.add(try ChunkFindings(decoding: bytes), chunk)
        return collected.wantsMore
      }
    } catch { throw ProbeFailure(kind: .trouble("\(error)")) }
  }
}

/// One thread's part of a sweep, with a probe of its own.
protocol ChunkWorker {
  /// A sign and an exponent: 2^23 floats.
  ///
  /// - Returns: what was found of each form.
  func sweep(_ chunk: Int) throws(ProbeFailure) -> [ExhaustiveSweep.Outcome.Form]
}

/// What was found of a chunk, as it goes from one thread, or process, to another.
struct ChunkFindings: Codable, Sendable {
  var forms: [ExhaustiveSweep.Outcome.Form] = []
  /// What calls have done beside computing, in this chunk or before.
  var effects: Effects.Seen
  /// How the plugin ended the work, if it did.
  var failure: ProbeFailure?

  init(
    forms: [ExhaustiveSweep.Outcome.Form] = [], effects: Effects.Seen, failure: ProbeFailure? = nil
  ) {
    (self.forms, self.effects, self.failure) = (forms, effects, failure)
  }

  init(decoding bytes: [UInt8]) throws {
    self = try JSONDecoder().decode(Self.self, from: Data(bytes))
  }

  var encoded: [UInt8] {
    // Texts and finite numbers, which JSON can hold.
    (try? JSONEncoder().encode(self)).map(Array.init) ?? []
  }
}

extension ExhaustiveSweep.Outcome {
  mutating func add(_ seen: Effects.Seen) {
    var all = effects ?? Effects.Seen()
    all.add(seen)
    effects = all
  }

  /// Adds what was found of other chunks, to the same end in whatever order they come.
  mutating func merge(_ other: Self) {
    done.formUnion(other.done)
    if let effects = other.effects { add(effects) }
    for index in forms.indices {
      let found = other.forms[index]
      forms[index].compared += found.compared
      forms[index].sampled += found.sampled
      if let unjudged = found.unjudged {
        forms[index].unjudged = (forms[index].unjudged ?? 0) + unjudged
      }
      if let shapes = found.shapes {
        forms[index].shapes = shapes.merging(forms[index].shapes ?? [:]) { $1 }
      }
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
