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

  /// The points of whole checks.
  private var columns: [Column] = []
  /// A few hundred points at other settings of the parameters, which each form of a precision has.
  private var shortColumns: [Column] = []
  /// Value and derivatives of both precisions, and as many again; the oldest goes first.
  private let capacity = 12
  /// Fewer points are not worth keeping, and fewer than these no check's whole.
  private let (smallest, long) = (100, 5000)
  /// Outputs as polynomials, by what they are of.
  private var curves: [CurveKey: DoubleApproximation] = [:]

  private struct CurveKey: Hashable {
    var text: String
    var setting: Setting
    var output: FormulaProgram.Output
  }

  func curves(
    _ formula: Formula, _ outputs: [FormulaProgram.Output], _ setting: Setting
  ) -> [DoubleApproximation]? {
    let found = outputs.compactMap {
      curves[CurveKey(text: formula.text, setting: setting, output: $0)]
    }
    return found.count == outputs.count ? found : nil
  }

  func keep(
    _ curves: [DoubleApproximation], _ formula: Formula, _ outputs: [FormulaProgram.Output],
    _ setting: Setting
  ) {
    for (output, curve) in zip(outputs, curves) {
      self.curves[CurveKey(text: formula.text, setting: setting, output: output)] = curve
    }
  }

  func find(
    _ formula: Formula, _ output: FormulaProgram.Output, _ inputs: CallInputs,
    _ precision: Precision
  ) -> [TrueValue]? {
    let columns = inputs.count < long ? columns + shortColumns : columns
    let column = columns.last {
      $0.text == formula.text && $0.output == output && $0.precision == precision
        && $0.inputs.begins(with: inputs)
    }
    return column.map {
      $0.truths.count == inputs.count ? $0.truths : Array($0.truths.prefix(inputs.count))
    }
  }

  func keep(
    _ truths: [TrueValue], _ formula: Formula, _ output: FormulaProgram.Output,
    _ inputs: CallInputs, _ precision: Precision
  ) {
    guard truths.count >= smallest else { return }
    let column = Column(
      text: formula.text, output: output, precision: precision, inputs: inputs, truths: truths)
    keep(column, in: truths.count < long ? \.shortColumns : \.columns)
  }

  private func keep(_ column: Column, in place: ReferenceWritableKeyPath<TruthTable, [Column]>) {
    if self[keyPath: place].count == capacity { self[keyPath: place].removeFirst() }
    self[keyPath: place].append(column)
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
    let columns = truths(formula, outputs, inputs, precision)
    for (column, output) in zip(columns, outputs) {
      truthTable.keep(column, formula, output, inputs, precision)
    }
    return columns[outputs.firstIndex(of: output)!]
  }

  /// Whether any check will ask for the derivative at the points of the values.
  private var wantsDerivative: Bool {
    Check.all.contains { ["derivative", "gradient"].contains($0.id) && options.includes($0) }
  }

  /// Several outputs at each input.
  func truths(
    _ formula: Formula, _ outputs: [FormulaProgram.Output], _ inputs: CallInputs,
    _ precision: Precision
  ) -> [[TrueValue]] {
    if isUnivariate, inputs.varied.isEmpty,
      inputs.count > 20_000 || truthTable.curves(formula, outputs, inputs.setting) != nil
    {
      return polynomialTruths(formula, outputs, inputs, precision)
    }
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
    _ formula: Formula, _ outputs: [FormulaProgram.Output], _ inputs: CallInputs,
    _ precision: Precision
  ) -> [[TrueValue]] {
    let subject = subject
    let curves = approximations(formula, outputs, inputs.setting)
    // Of each part of the points one column an output.
    let parts = Self.concurrently(inputs.count) { range in
      let oracle = FormulaOracle(formula, outputs)
      var found = outputs.map { _ in [TrueValue]() }
      for output in found.indices { found[output].reserveCapacity(range.count) }
      for index in range {
        let x = inputs.x[index]
        // One of 64 is MPFR's in any case, lest a polynomial hide what its few tests have missed.
        var exact: [TrueValue]?
        for (output, curve) in curves.enumerated() {
          if index % 64 != 0, let truth = curve.truth(x, for: precision) {
            found[output].append(truth)
          } else {
            let truths = exact ?? oracle.evaluate(subject.point(inputs, index), for: precision)
            exact = truths
            found[output].append(truths[output])
          }
        }
      }
      return found
    }
    return outputs.indices.map { output in
      var column: [TrueValue] = []
      column.reserveCapacity(inputs.count)
      for part in stride(from: output, to: parts.count, by: outputs.count) { column += parts[part] }
      return column
    }
  }

  /// The outputs as polynomials, for functions of x alone in either precision: made once for a
  /// setting.
  private func approximations(
    _ formula: Formula, _ outputs: [FormulaProgram.Output], _ setting: Setting
  ) -> [DoubleApproximation] {
    if let known = truthTable.curves(formula, outputs, setting) { return known }
    let subject = subject
    let marks = formula.literals + setting.parameters + kinks(in: setting)
    let parts = Part.all(options.level.doublePoints, besides: marks + marks.map { -$0 })
    let fitted = Self.concurrently(parts.count) { range in
      let oracle = FormulaOracle(formula, outputs)
      return range.map { index in
        var known: [Double: [TrueValue]] = [:]
        // The polynomials of all outputs are asked for at the same places.
        func truths(_ x: Double) -> [TrueValue] {
          if let truths = known[x] { return truths }
          let truths = oracle.evaluate(subject.point(x: x, setting), for: .float64)
          known[x] = truths
          return truths
        }
        return outputs.indices.map { output in parts[index].fit { truths($0)[output] } }
      }
    }
    let curves = outputs.indices.map { output in DoubleApproximation(fitted.map { $0[output] }) }
    truthTable.keep(curves, formula, outputs, setting)
    return curves
  }

  /// A part of the doubles that is fitted at a time.
  private enum Part: Sendable {
    case binade(Int, Double, points: Int, marks: [Double])
    case beyond(ClosedRange<Int>, Double)

    /// All that are worth it for so many points.
    ///
    /// - Parameter marks: numbers that the function may turn at: none may lie unseen within a piece.
    static func all(_ points: Int, besides marks: [Double]) -> [Part] {
      let (small, large) = (DoubleApproximation.Part.small, DoubleApproximation.Part.large)
      var parts: [Part] = []
      for sign in [1.0, -1] {
        for exponents in [small, large] {
          let isTurned = marks.contains { mark in
            mark != 0 && mark.isFinite && exponents.contains(Int(mark.exponent))
          }
          if !isTurned { parts.append(.beyond(exponents, sign)) }
        }
        for exponent in small.upperBound..<large.lowerBound {
          let isDense = SamplePoints.bend.contains(exponent)
          parts.append(
            .binade(
              exponent, sign, points: isDense ? points / (2 * SamplePoints.bend.count) : 0,
              marks: marks))
        }
      }
      return parts
    }

    func fit(_ truth: DoubleApproximation.Part.Truth) -> DoubleApproximation.Part {
      switch self {
      case .binade(let exponent, let sign, let points, let marks):
        DoubleApproximation.Part(binade: exponent, sign, points: points, marks: marks, truth)
      case .beyond(let exponents, let sign): DoubleApproximation.Part(exponents, sign, truth)
      }
    }
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
