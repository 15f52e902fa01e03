import ActivationHost
import Activations
import CProbe
import Dispatch
import Synchronization

/// A function of float at all 2^32 of them, or at a shard's part.
///
/// The work is cut into chunks, a sign and a binade each. A chunk is called block by block, each
/// block lying within one polynomial of the ``FloatApproximation``, and compared by a vectorized
/// loop; only what exceeds the promise goes to MPFR. Pieces that no polynomial fits are sampled,
/// and the coverage says how much that leaves out.
struct ExhaustiveSweep {
  let examination: Examination
  let check: String
  let function: FunctionDeclaration
  let judge: SweepJudge

  /// What has been found so far, as a progress file keeps it.
  struct Outcome: Sendable, Codable {
    var done: Set<Int> = []
    var worstULP = -1.0
    var worstInput = 0.0
    var failures: [Evidence] = []
    var compared = 0
    var sampled = 0
  }

  /// One chunk for each sign and exponent of finite floats.
  private static let chunkCount = 2 * 255

  func run() throws(ProbeFailure) -> Outcome {
    let options = examination.options
    let key =
      "\(examination.subject.library.sha256) \(check) \(function.symbol) "
      + "\(options.shard.index)/\(options.shard.count)"
    let file = options.progressFile.map { ExhaustiveProgress(path: $0) }
    let start = file?.load(key) ?? Outcome()
    let mine = (0..<Self.chunkCount).filter {
      $0 % options.shard.count == options.shard.index - 1 && !start.done.contains($0)
    }
    let shared = Mutex(Shared(outcome: start, remaining: mine[...]))
    // A worker has probe, oracle and polynomials of its own; what they share is a few numbers.
    let workers = Workers(sweep: self)
    let symbol = function.symbol
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
            let finished = Self.chunkCount / options.shard.count
            let fraction = Double(shared.outcome.done.count) / Double(max(1, finished))
            if shared.outcome.done.count % 16 == 0 || shared.remaining.isEmpty {
              file?.save(key, shared.outcome)
            }
            if options.progress?(symbol, min(1, fraction)) == false {
              file?.save(key, shared.outcome)
              shared.isStopped = true
            }
          }
        }
      } failed: { failure in
        shared.withLock { $0.failure = $0.failure ?? failure }
      }
    }
    let (outcome, failure) = shared.withLock { ($0.outcome, $0.failure) }
    if let failure { throw failure }
    return outcome
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
      _ body: (ExhaustiveWorker) throws(ProbeFailure) -> Void, failed: (ProbeFailure) -> Void
    ) {
      do throws(ProbeFailure) {
        try body(try ExhaustiveWorker(sweep))
      } catch {
        failed(error)
      }
    }
  }
}

extension ExhaustiveSweep.Outcome {
  mutating func merge(_ part: Self, _ chunk: Int) {
    done.insert(chunk)
    compared += part.compared
    sampled += part.sampled
    if failures.count < 3 { failures += part.failures.prefix(3 - failures.count) }
    if part.worstULP > worstULP { (worstULP, worstInput) = (part.worstULP, part.worstInput) }
  }

  /// What was looked at, for the report.
  func coverage(_ symbol: String) -> String {
    let total = 510 * (1 << 23)
    let part = NumberText.format("%.4g", 100 * Double(compared) / Double(total))
    return "\(symbol) at \(compared) floats, \(part) % of all"
      + (sampled > 0 ? ", \(sampled) more by sample" : "")
  }
}

/// One thread's part of an exhaustive sweep.
final class ExhaustiveWorker {
  private let sweep: ExhaustiveSweep
  private let caller: Caller
  private let approximation: FloatApproximation
  private let setting: Setting
  private let x: UnsafeMutablePointer<Float>
  private let errors: UnsafeMutablePointer<Double>
  private static let block = 1 << 16

  init(_ sweep: ExhaustiveSweep) throws(ProbeFailure) {
    self.sweep = sweep
    let subject = sweep.examination.subject
    caller = try Caller(subject, sweep.examination.options.probe)
    setting = Setting(parameters: subject.defaults).rounded(to: .float32)
    let setting = setting
    approximation = FloatApproximation(
      FormulaOracle(sweep.judge.formula, [sweep.judge.output]), output: 0, depth: 10
    ) { subject.point(x: $0, setting) }
    x = .allocate(capacity: Self.block)
    errors = .allocate(capacity: Self.block)
    let inputs = CallInputs(
      dy: [Double](repeating: 1, count: Self.block), setting: setting)
    caller.fill(sweep.function, inputs)
  }

  deinit {
    x.deallocate()
    errors.deallocate()
  }

  /// A sign and an exponent: 2^23 floats.
  func sweep(_ chunk: Int) throws(ProbeFailure) -> ExhaustiveSweep.Outcome {
    var outcome = ExhaustiveSweep.Outcome()
    let isNegative = chunk % 2 == 1
    var bits = (chunk / 2) << 23
    let end = bits + (1 << 23)
    while bits < end {
      let segment = approximation.segment(isNegative ? -1 - bits : bits)
      let last = isNegative ? -1 - segment.low : segment.high
      while bits <= last {
        let count = min(Self.block, last - bits + 1)
        try block(UInt32(bits) | (isNegative ? 0x8000_0000 : 0), count, segment, &outcome)
        bits += count
      }
    }
    return outcome
  }

  private func block(
    _ first: UInt32, _ count: Int, _ segment: FloatApproximation.Segment,
    _ outcome: inout ExhaustiveSweep.Outcome
  ) throws(ProbeFailure) {
    compare_fill(x, first, count)
    caller.probe.slot(.x).copyMemory(from: x, byteCount: count * 4)
    var call = ProbeCall(sweep.function, parameters: caller.parameters)
    call.request.n = UInt64(count)
    call.request.flags = PROBE_BULK.rawValue
    do throws(ProbeFailure) {
      _ = try caller.probe.call(call)
    } catch {
      var failure = error
      failure.input =
        "x from \(NumberText.both(Double(x[0]))) to \(NumberText.both(Double(x[count - 1])))"
      throw failure
    }
    let slot = caller.probe.slot(sweep.function.isScalar || sweep.function.isValue ? .y : .dx)
    let got = slot.assumingMemoryBound(to: Float.self)
    switch segment.kind {
    case .polynomial: compare(segment, got, count, &outcome)
    case .overflow(let sign):
      outcome.compared += count
      for index in 0..<count where Double(got[index]) != sign * .infinity {
        confirm(index, got[index], &outcome)
      }
    case .exact:
      // MPFR takes microseconds a point: every one of a small piece, a sample of a large one.
      let step = max(1, count / 256)
      for index in stride(from: 0, to: count, by: step) { confirm(index, got[index], &outcome) }
      if step == 1 { outcome.compared += count } else { outcome.sampled += count / step }
    }
  }

  private func compare(
    _ segment: FloatApproximation.Segment, _ got: UnsafePointer<Float>, _ count: Int,
    _ outcome: inout ExhaustiveSweep.Outcome
  ) {
    outcome.compared += count
    var polynomial = compare_polynomial()
    polynomial.middle = segment.middle
    polynomial.scale = segment.scale
    polynomial.error = segment.error
    withUnsafeMutableBytes(of: &polynomial.coefficients) { bytes in
      let terms = bytes.bindMemory(to: Double.self)
      for (index, value) in segment.coefficients.enumerated() { terms[index] = value }
    }
    var index = 0
    let worst = compare_results(x, got, count, &polynomial, errors, &index)
    let tolerance = sweep.judge.tolerance
    // Without a promise anything within 8 ULP is within 1e-6.
    let limit = tolerance.maxULP ?? 8
    if worst <= limit {
      if worst > outcome.worstULP {
        (outcome.worstULP, outcome.worstInput) = (worst, Double(x[index]))
      }
      return
    }
    for index in 0..<count where !(errors[index] <= limit) {
      let point = Double(x[index])
      let near = TrueValue(kind: .number, head: segment.value(point))
      let isSettled = segment.error <= ULP.unit(at: near.head, .float32) * 0x1p-8
      if isSettled, tolerance.verdict(Double(got[index]), near, x: point) != .bad { continue }
      if outcome.failures.count >= 3 { return }
      confirm(index, got[index], &outcome)
    }
  }

  /// The last word is MPFR's.
  private func confirm(_ index: Int, _ got: Float, _ outcome: inout ExhaustiveSweep.Outcome) {
    let point = Double(x[index])
    let isDerivative = sweep.judge.output != .value
    let result = Sweep(
      function: sweep.function, inputs: CallInputs(x: [point], setting: setting),
      got: [Double(got)])
    var judgement = SweepJudge.Judgement()
    var scope = SweepJudge.Scope()
    scope.skipsKinks = isDerivative
    let truth = sweep.judge.confirm([(0, 0)], result, scope, &judgement)
    outcome.failures += judgement.failures
    let error = truth.map { ULP.error(Double(got), $0, .float32) } ?? 0
    if judgement.failures.isEmpty, error.isFinite, error > outcome.worstULP, error < 1e9 {
      (outcome.worstULP, outcome.worstInput) = (error, point)
    }
  }
}
