import ActivationHost
import Activations
import CProbe
import Formulas
import Glibc

/// Sweeps the float forms of a function, held to the formula.
///
/// A chunk is called block by block, each block lying within one polynomial of the
/// ``FloatApproximation``, and compared by a vectorized loop; only what exceeds the promise goes to
/// MPFR. Pieces that no polynomial fits are sampled, and the coverage says how much that leaves out.
final class FormulaWorker: ChunkWorker {
  private typealias Form = ExhaustiveSweep.Outcome.Form

  private let sweep: ExhaustiveSweep
  private let judge: SweepJudge
  private let caller: Caller
  private let oracle: FormulaOracle
  private let approximation: FloatApproximation
  private let setting: Setting
  private let scan: ShapeScan?
  private let x: UnsafeMutablePointer<Float>
  private let reference: UnsafeMutablePointer<Float>
  private let errors: UnsafeMutablePointer<Double>
  /// What a worker's part of the second-level cache holds: inputs, results and their reference.
  private static let block = 1 << 16

  /// - Parameter effects: where to note what its calls do beside computing.
  init(_ sweep: ExhaustiveSweep, _ judge: SweepJudge, _ effects: Effects) throws(ProbeFailure) {
    self.sweep = sweep
    self.judge = judge
    let subject = sweep.examination.subject
    caller = try Caller(subject, sweep.examination.options.probe, effects)
    setting = Setting(parameters: subject.defaults).rounded(to: .float32)
    let (setting, caller) = (setting, caller)
    scan = sweep.shape.map {
      ShapeScan($0, sweep.functions, setting, caller, block: Self.block)
    }
    oracle = FormulaOracle(judge.formula, [judge.output])
    approximation = FloatApproximation(depth: 10) { [oracle] in
      oracle.evaluate(subject.point(x: $0, setting), for: $1)[0]
    }
    x = .allocate(capacity: Self.block)
    reference = .allocate(capacity: Self.block)
    errors = .allocate(capacity: Self.block)
    // What all blocks have in common; x differs, and results are written over.
    let inputs = CallInputs(
      dy: [Double](repeating: 1, count: Self.block), setting: setting)
    for function in sweep.functions { caller.fill(function, inputs) }
  }

  deinit {
    x.deallocate()
    reference.deallocate()
    errors.deallocate()
  }

  func sweep(_ chunk: Int) throws(ProbeFailure) -> [ExhaustiveSweep.Outcome.Form] {
    var forms = Array(repeating: Form(), count: sweep.functions.count)
    let isNegative = chunk % 2 == 1
    scan?.begin(chunk)
    if (chunk / 2) << 23 == Self.infinity {
      try infinity(isNegative)
      try notANumbers(isNegative, chunk, &forms)
    } else {
      try numbers(isNegative, chunk, &forms)
    }
    for (index, shape) in (scan?.shapes ?? []).enumerated() {
      forms[index].shapes = [chunk: shape]
    }
    return forms
  }

  private func numbers(
    _ isNegative: Bool, _ chunk: Int, _ forms: inout [Form]
  ) throws(ProbeFailure) {
    var bits = (chunk / 2) << 23
    let end = bits + (1 << 23)
    while bits < end {
      let segment = approximation.segment(isNegative ? -1 - bits : bits)
      let last = isNegative ? -1 - segment.low : segment.high
      while bits <= last {
        let count = min(Self.block, last - bits + 1)
        compare_fill(x, UInt32(bits) | (isNegative ? 0x8000_0000 : 0), count)
        try block(count, segment, chunk, &forms)
        bits += count
      }
    }
  }

  private static let infinity = Int(Float.infinity.bitPattern)

  /// The end of the values' course; what it must be the limit of has a check of its own.
  private func infinity(_ isNegative: Bool) throws(ProbeFailure) {
    guard let scan else { return }
    x[0] = isNegative ? -.infinity : .infinity
    caller.probe.slot(.x).copyMemory(from: x, byteCount: 4)
    for (index, function) in sweep.functions.enumerated() {
      let got = try call(function, 1)
      if index == 0 { reference[0] = got[0] }
      try scan.look(
        at: got, over: floats(1), form: index,
        isSame: got[0].bitPattern == reference[0].bitPattern)
    }
  }

  /// The block's inputs.
  private func floats(_ count: Int) -> UnsafeBufferPointer<Float> {
    UnsafeBufferPointer(start: x, count: count)
  }

  /// All NaN of a sign: each must give a NaN.
  private func notANumbers(
    _ isNegative: Bool, _ chunk: Int, _ forms: inout [Form]
  ) throws(ProbeFailure) {
    for start in stride(from: 1, to: 1 << 23, by: Self.block) {
      let count = min(Self.block, (1 << 23) - start)
      let first = UInt32(Self.infinity + start) | (isNegative ? 0x8000_0000 : 0)
      compare_fill(x, first, count)
      caller.probe.slot(.x).copyMemory(from: x, byteCount: count * 4)
      for (index, function) in sweep.functions.enumerated() {
        let got = try call(function, count)
        forms[index].compared += count
        guard forms[index].failures.isEmpty,
          let wrong = (0..<count).first(where: { !got[$0].isNaN })
        else { continue }
        let payload = String(first + UInt32(wrong), radix: 16)
        forms[index].failures.append(
          .init(
            chunk: chunk,
            evidence: Evidence(
              function: function.symbol, input: "x = the NaN 0x\(payload)", expected: "nan",
              got: NumberText.both(Double(got[wrong])),
              reproduce: sweep.examination.command(sweep.check))))
      }
    }
  }

  private func block(
    _ count: Int, _ segment: FloatApproximation.Segment, _ chunk: Int, _ forms: inout [Form]
  ) throws(ProbeFailure) {
    caller.probe.slot(.x).copyMemory(from: x, byteCount: count * 4)
    var first = Form()
    for (index, function) in sweep.functions.enumerated() {
      let got = try call(function, count)
      // The same bits are as good as those that were judged.
      if index > 0, memcmp(got, reference, count * 4) == 0 {
        merge(first, into: &forms[index], sweep.functions[index].symbol)
        try scan?.look(at: got, over: floats(count), form: index, isSame: true)
        continue
      }
      // Where an error lies is of interest only where it is larger than what is known.
      var found = Form()
      let known = forms.map(\.worstULP).min() ?? -1
      found.worstULP = known
      judge(function, got, count, segment, chunk, &found)
      if found.worstULP == known { found.worstULP = -1 }
      merge(found, into: &forms[index], function.symbol)
      if index == 0 {
        first = found
        if sweep.functions.count > 1 { reference.update(from: got, count: count) }
      }
      try scan?.look(at: got, over: floats(count), form: index, isSame: false)
    }
  }

  private func call(
    _ function: FunctionDeclaration, _ count: Int
  ) throws(ProbeFailure) -> UnsafeMutablePointer<Float> {
    try caller.sweep(function, setting, over: floats(count))
      .assumingMemoryBound(to: Float.self)
  }

  private func merge(_ found: Form, into form: inout Form, _ symbol: String) {
    form.compared += found.compared
    form.sampled += found.sampled
    if let unjudged = found.unjudged { form.unjudged = (form.unjudged ?? 0) + unjudged }
    for var failure in found.failures.prefix(3 - form.failures.count) {
      failure.evidence.function = symbol
      form.failures.append(failure)
    }
    if found.worstULP > form.worstULP {
      (form.worstULP, form.worstInput) = (found.worstULP, found.worstInput)
    }
  }

  private func judge(
    _ function: FunctionDeclaration, _ got: UnsafePointer<Float>, _ count: Int,
    _ segment: FloatApproximation.Segment, _ chunk: Int, _ form: inout Form
  ) {
    func confirm(_ index: Int) { self.confirm(function, index, got[index], chunk, &form) }
    switch segment.kind {
    case .polynomial:
      form.compared += count
      // A polynomial leaves every element in doubt where no error at all is promised.
      let line = judge.tolerance.maxULP == 0 ? segment.line : nil
      let suspects =
        line.map { beside($0, got, count, &form) } ?? suspects(got, count, segment, &form)
      for index in suspects {
        if form.failures.count >= 3 { return }
        confirm(index)
      }
    case .overflow(let sign):
      form.compared += count
      for index in 0..<count where Double(got[index]) != sign * .infinity { confirm(index) }
    case .exact:
      // MPFR takes microseconds a point: every one of a small piece, a sample of a large one.
      let step = segment.high - segment.low < 1 << 14 ? 1 : max(1, count / 16)
      for index in stride(from: 0, to: count, by: step) { confirm(index) }
      if step == 1 { form.compared += count } else { form.sampled += count / step }
    }
  }

  /// The elements that do not lie on the line that is the truth.
  private func beside(
    _ line: FloatApproximation.Line, _ got: UnsafePointer<Float>, _ count: Int, _ form: inout Form
  ) -> [Int] {
    var suspects: [Int] = []
    for index in 0..<count {
      if Double(got[index]) != line.value(Double(x[index])) {
        suspects.append(index)
      } else if form.worstULP < 0 {
        (form.worstULP, form.worstInput) = (0, Double(x[index]))
      }
    }
    return suspects
  }

  /// The elements that the polynomial does not clear.
  private func suspects(
    _ got: UnsafePointer<Float>, _ count: Int, _ segment: FloatApproximation.Segment,
    _ form: inout Form
  ) -> [Int] {
    var polynomial = compare_polynomial()
    polynomial.middle = segment.middle
    polynomial.scale = segment.scale
    polynomial.error = segment.error
    withUnsafeMutableBytes(of: &polynomial.coefficients) { bytes in
      let terms = bytes.bindMemory(to: Double.self)
      for (index, value) in segment.coefficients.enumerated() { terms[index] = value }
    }
    let tolerance = judge.tolerance
    // Without a promise anything within 8 ULP is within 1e-6.
    let limit = tolerance.maxULP ?? 8
    let worst = compare_worst(x, got, count, &polynomial)
    var index = 0
    if worst <= limit {
      if worst > form.worstULP {
        _ = compare_errors(x, got, count, &polynomial, errors, &index)
        (form.worstULP, form.worstInput) = (worst, Double(x[index]))
      }
      return []
    }
    _ = compare_errors(x, got, count, &polynomial, errors, &index)
    var suspects: [Int] = []
    // Not a comparison that the error of a NaN would fail.
    for index in 0..<count where !(errors[index] <= min(form.worstULP, limit)) {
      let (point, result) = (Double(x[index]), Double(got[index]))
      guard let near = segment.truth(point) else {
        if !(errors[index] <= limit) { suspects.append(index) }
        continue
      }
      switch tolerance.verdict(result, near, x: point) {
      case .good:
        let error = ULP.error(result, near, .float32)
        if error > form.worstULP { (form.worstULP, form.worstInput) = (error, point) }
      case .cancelled: break
      case .doubtful, .bad: suspects.append(index)
      }
    }
    return suspects
  }

  /// The last word is MPFR's.
  private func confirm(
    _ function: FunctionDeclaration, _ index: Int, _ got: Float, _ chunk: Int, _ form: inout Form
  ) {
    let point = Double(x[index])
    let isDerivative = judge.output != .value
    let result = Sweep(
      function: function, inputs: CallInputs(x: [point], setting: setting), got: [Double(got)])
    var judgement = Judgement()
    var scope = SweepJudge.Scope()
    scope.skipsKinks = isDerivative
    let truth = judge.confirm([(0, 0)], result, scope, &judgement, oracle: oracle)
    form.failures += judgement.failures.map {
      .init(chunk: chunk, evidence: $0, diagnosis: judgement.diagnosis)
    }
    if truth?.kind == .undetermined { form.unjudged = (form.unjudged ?? 0) + 1 }
    guard let truth, truth.isNumber else { return }
    let error = ULP.error(Double(got), truth, .float32)
    if !judgement.failures.isEmpty {
      // The worst is that of what failed, too; JSON has no infinity.
      if error > form.worstULP { (form.worstULP, form.worstInput) = (min(error, 1e300), point) }
    } else if error > form.worstULP, error < 1e9 {
      (form.worstULP, form.worstInput) = (error, point)
    }
  }
}
