import ActivationHost
import Activations
import CProbe
import Tabulation

/// Sweeps the table that stands for a double function, held to that function.
///
/// A block is called in the probe and computed by the table, as it is and times a factor; only
/// results that are not the rounded ones are looked at one by one.
final class TableWorker: ChunkWorker {
  private typealias Form = ExhaustiveSweep.Outcome.Form

  private let function: FunctionDeclaration
  private let judge: TableJudge
  private let setting: Setting
  private let caller: Caller
  private let x: UnsafeMutablePointer<Float>
  private let results: UnsafeMutablePointer<Float>
  private let products: UnsafeMutablePointer<Float>
  private let factors: UnsafeMutablePointer<Float>
  private static let block = 1 << 15
  /// What is multiplied with, one a chunk: no power of two, that rounding is seen.
  private static let someFactors: [Float] = [0.75, -2.5, 3, -0x1.99999ap-7]

  /// - Parameter effects: where to note what its calls do beside computing.
  init(
    _ sweep: ExhaustiveSweep, _ judge: TableJudge, _ setting: Setting, _ effects: Effects
  ) throws(ProbeFailure) {
    function = sweep.function
    (self.judge, self.setting) = (judge, setting)
    caller = try Caller(sweep.examination.subject, sweep.examination.options.probe, effects)
    x = .allocate(capacity: Self.block)
    results = .allocate(capacity: Self.block)
    products = .allocate(capacity: Self.block)
    factors = .allocate(capacity: Self.block)
    // The parameters; x differs from block to block.
    caller.fill(function, CallInputs(x: [0], setting: setting))
  }

  deinit {
    x.deallocate()
    results.deallocate()
    products.deallocate()
    factors.deallocate()
  }

  func sweep(_ chunk: Int) throws(ProbeFailure) -> [ExhaustiveSweep.Outcome.Form] {
    var form = Form()
    let sign: UInt32 = chunk % 2 == 1 ? 0x8000_0000 : 0
    let first = UInt32(chunk / 2) << 23
    factors.update(
      repeating: Self.someFactors[chunk % Self.someFactors.count], count: Self.block)
    // The infinities are among the points that are always looked at.
    var next = first == Float.infinity.bitPattern ? first + 1 : first
    while next < first + 1 << 23 {
      let count = min(Self.block, Int(first + 1 << 23 - next))
      compare_fill(x, next | sign, count)
      try block(count, chunk, &form)
      next += UInt32(count)
    }
    return [form]
  }

  private func block(_ count: Int, _ chunk: Int, _ form: inout Form) throws(ProbeFailure) {
    let truths = try call(count)
    judge.table.mark(x, dy: nil, results, count: count)
    judge.table.mark(x, dy: factors, products, count: count)
    form.compared += count
    for index in 0..<count {
      let isRounded = results[index].bitPattern == Float(truths[index]).bitPattern
      let product = factors[index] * results[index]
      if isRounded, products[index].bitPattern == product.bitPattern { continue }
      let result = TableJudge.Result(
        x: x[index], y: results[index], dy: factors[index], product: products[index])
      guard result.isOwn else { continue }
      let ulp = ActivationTable.ulps(result.y, truths[index])
      // What is no number has no distance; a failure tells of it.
      if ulp.isFinite, ulp > form.worstULP {
        (form.worstULP, form.worstInput) = (ulp, Double(x[index]))
      }
      if form.failures.count < 3, let fault = judge.fault(result, truths[index]) {
        form.failures.append(.init(chunk: chunk, evidence: fault))
      }
    }
  }

  /// The function's own results at the block's floats.
  private func call(_ count: Int) throws(ProbeFailure) -> UnsafeMutablePointer<Double> {
    let inputs = caller.probe.slot(.x).assumingMemoryBound(to: Double.self)
    for index in 0..<count { inputs[index] = Double(x[index]) }
    return try caller.sweep(function, setting, over: UnsafeBufferPointer(start: x, count: count))
      .assumingMemoryBound(to: Double.self)
  }
}
