import CProcess
import Dispatch
import Formulas
import Glibc
import Synchronization

/// Holds a function that is no plugin to a formula.
///
/// Inputs are dealt out block by block to as many children as there are processors. Each result is
/// compared with the formula's value by MPFR; the children may crash, hang and print.
public struct FunctionJudge: Sendable {
  /// The function.
  public let function: ForeignFunction
  /// What it is held to, a formula in x.
  public let formula: Formula
  /// How many inputs are looked at.
  public var level = JudgementLevel.standard
  /// What a sample comes from.
  public var seed: UInt64 = 1
  /// How many seconds a block of 65,536 inputs may take.
  public var timeout = 60.0
  /// Told what share of the inputs is done; answers whether to go on.
  public var progress: (@Sendable (Double) -> Bool)?

  /// A judge.
  public init(_ function: ForeignFunction, formula: Formula) {
    self.function = function
    self.formula = formula
  }

  /// Judges.
  ///
  /// - Returns: what was found; nil where ``progress`` said to stop.
  /// - Throws: ``JudgingError`` where there is no such function or it cannot be called at all.
  public func judge() throws -> Judgement? {
    let start = ContinuousClock.now
    let format = function.judgedFormat
    if level == .exhaustive, format == .float64 {
      throw JudgingError(
        "all 2^64 doubles are too many: --level standard samples each of their binades")
    }
    let plan = InputPlan(format, level: level, seed: seed)
    let outputs = function.derivative == .none ? 1 : 2
    let shared = Mutex(
      Shared(recorders: Array(repeating: FindingsRecorder(format), count: outputs)))
    let processors = max(1, sysconf(Int32(_SC_NPROCESSORS_ONLN)))
    DispatchQueue.concurrentPerform(iterations: min(processors, plan.blockCount)) { _ in
      hillock_niceness_of_process()
      do {
        let worker = try JudgingWorker(self, plan: plan, outputs: outputs)
        shared.withLock { $0.environment = worker.environment }
        while let block = shared.withLock({ $0.take(of: plan.blockCount) }) {
          try worker.judge(block)
          let done = shared.withLock { shared in
            shared.done += 1
            return shared.done
          }
          if progress?(Double(done) / Double(plan.blockCount)) == false {
            shared.withLock { $0.isStopped = true }
          }
        }
        shared.withLock { shared in
          for index in 0..<outputs { shared.recorders[index].merge(worker.recorders[index]) }
        }
      } catch {
        shared.withLock { $0.failure = $0.failure ?? error }
      }
    }
    return try shared.withLock { shared in
      if let failure = shared.failure { throw failure }
      if shared.isStopped { return nil }
      let findings = shared.recorders.map(\.findings)
      let time = start.duration(to: .now).components
      return Judgement(
        function: function.text, environment: shared.environment, formula: formula.text,
        format: format, level: level, seed: seed, value: findings[0],
        derivative: outputs > 1 ? findings[1] : nil,
        seconds: Double(time.seconds) + Double(time.attoseconds) * 1e-18)
    }
  }

  private struct Shared {
    var recorders: [FindingsRecorder]
    var environment = ""
    var next = 0
    var done = 0
    var isStopped = false
    var failure: (any Error)?

    mutating func take(of count: Int) -> Int? {
      guard next < count, !isStopped, failure == nil else { return nil }
      defer { next += 1 }
      return next
    }
  }
}
