import Activations
import Formulas

/// One thread's part of a judgement: a child of its own, and the truth to compare with.
final class JudgingWorker {
  private let judge: FunctionJudge
  private let plan: InputPlan
  private let format: NumberFormat
  private let oracle: FormulaOracle
  /// Of each output, where every float is an input.
  private let curves: [FloatApproximation]
  private var process: ForeignProcess
  private(set) var recorders: [FindingsRecorder]
  /// How often the child has crashed or hung, of each output.
  private var ends: [Int]

  /// An output whose child ends again and again is given up.
  private static let mostEnds = 12

  init(_ judge: FunctionJudge, plan: InputPlan, outputs: Int) throws {
    self.judge = judge
    self.plan = plan
    format = plan.format
    let oracle = FormulaOracle(judge.formula, derivatives: outputs > 1 ? ["x"] : [])
    self.oracle = oracle
    let takesCurves = format == .float32 && judge.level == .exhaustive
    curves =
      takesCurves
      ? (0..<outputs).map { output in
        FloatApproximation(depth: 10) { oracle.evaluate([$0], for: $1)[output] }
      } : []
    recorders = Array(repeating: FindingsRecorder(plan.format), count: outputs)
    ends = Array(repeating: 0, count: outputs)
    process = try Self.start(judge)
  }

  var environment: String { process.environment }

  private static func start(_ judge: FunctionJudge) throws -> ForeignProcess {
    let arguments =
      if case .library(let library) = judge.function.source {
        LibraryProgram.arguments(judge.function, library: library)
      } else { PythonProgram.arguments(judge.function) }
    return try ForeignProcess(arguments, timeout: judge.timeout)
  }

  /// Judges both outputs at a block of inputs.
  func judge(_ index: Int) throws {
    let bits = plan.block(index)
    if curves.isEmpty {
      let truths = bits.map { truth(at: format.value($0)) }
      for output in recorders.indices {
        try results(output, bits[...]) { first, got in
          for (offset, got) in got.enumerated() {
            record(output, bits[first + offset], got, truths[first + offset][output])
          }
        }
      }
    } else {
      for output in recorders.indices {
        try results(output, bits[...]) { first, got in
          compare(output, first: bits[first], got)
        }
      }
    }
  }

  /// What the truth must be known for.
  private var target: Precision { format == .float64 ? .float64 : .float32 }

  // MARK: Results

  /// The results at inputs, in one stretch, or, around inputs at which the child ends, in several.
  private func results(
    _ output: Int, _ bits: ArraySlice<UInt64>, _ use: (_ first: Int, _ got: [Double]) -> Void
  ) throws {
    guard ends[output] < Self.mostEnds else {
      return recorders[output].recordUnjudged(bits.count)
    }
    do {
      let bytes = try process.call(output: output, encode(bits), count: bits.count)
      use(bits.startIndex, decode(bytes))
    } catch let failure as ForeignProcess.Failure {
      let (kind, words): (Findings.FaultKind, String?)
      switch failure {
      case .refused(let words):
        throw JudgingError("\(judge.function.text): \(words)")
      case .ended(let how): (kind, words) = (.crash, how)
      case .timedOut: (kind, words) = (.hang, "no answer within \(judge.timeout) s")
      }
      process = try Self.start(judge)
      if bits.count == 1 {
        ends[output] += 1
        recorders[output].record(x: format.value(bits[bits.startIndex]), kind, words: words)
      } else {
        let middle = bits.startIndex + bits.count / 2
        try results(output, bits[..<middle], use)
        try results(output, bits[middle...], use)
      }
    }
  }

  private func encode(_ bits: ArraySlice<UInt64>) -> [UInt8] {
    var bytes: [UInt8] = []
    bytes.reserveCapacity(bits.count * format.byteCount)
    for number in bits {
      for place in 0..<format.byteCount {
        bytes.append(UInt8(truncatingIfNeeded: number >> UInt64(8 * place)))
      }
    }
    return bytes
  }

  private func decode(_ bytes: [UInt8]) -> [Double] {
    bytes.withUnsafeBytes { memory in
      (0..<memory.count / format.byteCount).map { index in
        let offset = index * format.byteCount
        let bits: UInt64 =
          switch format.byteCount {
          case 2: UInt64(memory.loadUnaligned(fromByteOffset: offset, as: UInt16.self))
          case 4: UInt64(memory.loadUnaligned(fromByteOffset: offset, as: UInt32.self))
          default: memory.loadUnaligned(fromByteOffset: offset, as: UInt64.self)
          }
        return format.value(bits)
      }
    }
  }

  // MARK: Truth

  /// All outputs at x. Of NaN nothing but NaN is right, whatever a formula's comparisons make of it.
  private func truth(at x: Double) -> [TrueValue] {
    x.isNaN
      ? Array(repeating: TrueValue(kind: .notANumber), count: recorders.count)
      : oracle.evaluate([x], for: target)
  }

  private func record(_ output: Int, _ bits: UInt64, _ got: Double, _ truth: TrueValue) {
    let x = format.value(bits)
    var sides: [TrueValue] = []
    // A derivative has two values at a kink, and whatever lies between them is one, too.
    if output > 0, truth.isNumber, x.isFinite, !(format.error(got, truth) <= 0.5) {
      let beside = [false, true].map {
        oracle.evaluate([format.neighbour(x, above: $0)], for: target)[output]
      }
      if beside.contains(where: { $0.piece != truth.piece }) { sides = beside + [truth] }
    }
    recorders[output].record(x: x, got: got, truth: truth, sides: sides)
  }

  /// Compares results at consecutive floats of one sign and exponent with polynomials, and with MPFR
  /// where those leave a doubt.
  private func compare(_ output: Int, first: UInt64, _ got: [Double]) {
    let isNegative = first >> 31 == 1
    let magnitude = Int(first & 0x7fff_ffff)
    guard magnitude < Int(format.infinity) else {
      for offset in got.indices { exact(output, first + UInt64(offset), got[offset]) }
      return
    }
    var offset = 0
    while offset < got.count {
      let place = magnitude + offset
      let segment = curves[output].segment(isNegative ? -1 - place : place)
      let last = isNegative ? -1 - segment.low : segment.high
      let count = min(got.count - offset, last - place + 1)
      if case .polynomial = segment.kind {
        polynomial(output, segment, first + UInt64(offset), got[offset..<(offset + count)])
      } else {
        for index in offset..<(offset + count) { exact(output, first + UInt64(index), got[index]) }
      }
      offset += count
    }
  }

  private func exact(_ output: Int, _ bits: UInt64, _ got: Double) {
    record(output, bits, got, truth(at: format.value(bits))[output])
  }

  private func polynomial(
    _ output: Int, _ segment: FloatApproximation.Segment, _ first: UInt64, _ got: ArraySlice<Double>
  ) {
    var rounded = (count: 0, x: 0.0, got: 0.0, truth: 0.0, error: -1.0)
    segment.coefficients.withUnsafeBufferPointer { coefficients in
      for (offset, got) in got.enumerated() {
        let bits = first + UInt64(offset)
        let x = Double(Float(bitPattern: UInt32(bits)))
        let t = (x - segment.middle) * segment.scale
        var truth = 0.0
        for index in stride(from: coefficients.count - 1, through: 0, by: -1) {
          truth = coefficients[index] + truth * t
        }
        let unit = ULP.unit(at: truth, .float32)
        let error = (abs(got - truth) + segment.error) / unit
        if error <= 0.5 {
          rounded.count += 1
          if error > rounded.error { rounded = (rounded.count, x, got, truth, error) }
        } else if segment.error <= unit * 0x1p-8, abs(truth) < 0x1p127, error < 0x1p20 {
          record(output, bits, got, TrueValue(kind: .number, head: truth))
        } else {
          exact(output, bits, got)
        }
      }
    }
    if rounded.count > 0 {
      recorders[output].recordRounded(
        count: rounded.count, worst: rounded.x, got: rounded.got, truth: rounded.truth,
        error: rounded.error)
    }
  }
}
