import Activations
import CProcess
import Dispatch
import Formulas
import Glibc
import Synchronization

/// The truth at the points of a run, each computed once: value, derivative, gradient and the array
/// forms are all compared at the same ones.
///
/// Belongs to one examination, and with it to one thread at a time.
final class TruthTable {
  private struct Column {
    var text: String
    var output: FormulaProgram.Output
    var precision: Precision
    var inputs: CallInputs
    var truths: [TrueValue]
  }

  private var columns: [Column] = []
  /// Value and derivatives of both precisions, and as many again; the oldest goes first.
  private let capacity = 12
  /// Fewer points are not worth keeping.
  private let smallest = 1000

  func find(
    _ formula: Formula, _ output: FormulaProgram.Output, _ inputs: CallInputs,
    _ precision: Precision
  ) -> [TrueValue]? {
    let column = columns.last {
      $0.text == formula.text && $0.output == output && $0.precision == precision
        && $0.inputs.begins(with: inputs)
    }
    return column.map { Array($0.truths.prefix(inputs.count)) }
  }

  func keep(
    _ truths: [TrueValue], _ formula: Formula, _ output: FormulaProgram.Output,
    _ inputs: CallInputs, _ precision: Precision
  ) {
    guard truths.count >= smallest else { return }
    if columns.count == capacity { columns.removeFirst() }
    columns.append(
      Column(
        text: formula.text, output: output, precision: precision, inputs: inputs, truths: truths))
  }
}

extension Examination {
  /// An output of the formula at each input: from polynomials where they settle it to 2^-8 ULP,
  /// else from MPFR.
  func truths(
    _ formula: Formula, _ output: FormulaProgram.Output, _ inputs: CallInputs,
    _ precision: Precision
  ) -> [TrueValue] {
    if let known = truthTable.find(formula, output, inputs, precision) { return known }
    // Value and derivatives have most steps in common.
    let all: [FormulaProgram.Output] =
      [.value, .derivative(0)]
      + (subject.activation.form == .gated
        ? subject.variables.firstIndex(of: "gate").map { [.derivative($0)] } ?? [] : [])
    let outputs = all.contains(output) && !formula.usesRow && wantsDerivative ? all : [output]
    let columns =
      precision.isFloat && isUnivariate && inputs.varied.isEmpty && inputs.count > 20_000
      ? polynomialTruths(formula, outputs, inputs)
      : truths(formula, outputs, inputs, precision)
    for (column, output) in zip(columns, outputs) {
      truthTable.keep(column, formula, output, inputs, precision)
    }
    return columns[outputs.firstIndex(of: output)!]
  }

  /// Whether any check will ask for the derivative at the points of the values.
  private var wantsDerivative: Bool {
    Check.all.contains { ["derivative", "gradient"].contains($0.id) && options.includes($0) }
  }

  /// Several outputs at each input, from MPFR.
  func truths(
    _ formula: Formula, _ outputs: [FormulaProgram.Output], _ inputs: CallInputs,
    _ precision: Precision
  ) -> [[TrueValue]] {
    let subject = subject
    let rows = Self.concurrently(inputs.count) { range in
      let oracle = FormulaOracle(formula, outputs)
      return range.map { index in
        oracle.evaluate(subject.point(inputs, index), for: precision)
      }
    }
    return outputs.indices.map { output in rows.map { $0[output] } }
  }

  private func polynomialTruths(
    _ formula: Formula, _ outputs: [FormulaProgram.Output], _ inputs: CallInputs
  ) -> [[TrueValue]] {
    let subject = subject
    let rows = Self.concurrently(inputs.count) { range in
      let oracle = FormulaOracle(formula, outputs)
      var known: [Precision: [Double: [TrueValue]]] = [:]
      // The polynomials of all outputs are asked for at the same places.
      func truths(_ x: Double, _ target: Precision) -> [TrueValue] {
        if let truths = known[target]?[x] { return truths }
        let truths = oracle.evaluate(subject.point(inputs, 0, x: x), for: target)
        known[target, default: [:]][x] = truths
        return truths
      }
      let curves = outputs.indices.map { output in
        FloatApproximation(depth: 8) { truths($0, $1)[output] }
      }
      var segments = Array(
        repeating: FloatApproximation.Segment(low: 1, high: 0), count: outputs.count)
      var binadeEnd = range.lowerBound
      var depth = 0
      return range.map { index in
        let x = inputs.x[index]
        if index == binadeEnd {
          // Each cut in vain takes as many evaluations as a dozen points.
          let binade = FloatOrder.binade(x)
          let rest = inputs.x[index..<range.upperBound]
          binadeEnd = rest.firstIndex { FloatOrder.binade($0) != binade } ?? range.upperBound
          depth = (binadeEnd - index) / 100
        }
        let place = FloatOrder.index(Float(x))
        return outputs.indices.map { output in
          if place < segments[output].low || place > segments[output].high {
            segments[output] = curves[output].segment(place, depth: depth)
          }
          return segments[output].truth(x) ?? curves[output].exact(x)
        }
      }
    }
    return outputs.indices.map { output in rows.map { $0[output] } }
  }

  /// Maps the indices below `count` in order, in as many threads as there are processors; in more
  /// parts than that, since some points take far longer than others.
  static func concurrently<Element: Sendable>(
    _ count: Int, _ map: @Sendable (Range<Int>) -> [Element]
  ) -> [Element] {
    let parts = count < 64 ? 1 : min(16, processors * 6)
    let results = Mutex([[Element]](repeating: [], count: parts))
    DispatchQueue.concurrentPerform(iterations: parts) { part in
      hillock_niceness_of_process()
      let range = (part * count / parts)..<((part + 1) * count / parts)
      let mapped = map(range)
      results.withLock { $0[part] = mapped }
    }
    return results.withLock { $0.flatMap(\.self) }
  }

  static let processors = max(1, sysconf(Int32(_SC_NPROCESSORS_ONLN)))
}
