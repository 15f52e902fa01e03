import Activations
import Formulas

/// Adds up what is found of one output, to the same end in whatever order blocks come.
package struct FindingsRecorder {
  private let format: NumberFormat
  private var asked = 0
  private var judged = 0
  private var correctlyRounded = 0
  private var binades: [Int: Findings.Example] = [:]
  private var faults: [Findings.FaultKind: Findings.Fault] = [:]

  package init(_ format: NumberFormat) { self.format = format }

  /// Records a result.
  ///
  /// - Parameter sides: for a derivative, the truths on either side where x lies on a kink or a
  ///   jump: what lies between them is right.
  package mutating func record(x: Double, got: Double, truth: TrueValue, sides: [TrueValue] = []) {
    asked += 1
    guard truth.kind != .undetermined else { return }
    judged += 1
    guard truth.isNumber else {
      if got.isNaN || lies(got, between: truth.limits) {
        correctlyRounded += 1
      } else {
        add(.number, x: x, got: got, truth: truth)
      }
      return
    }
    var error = format.error(got, truth)
    if error > 0.5, lies(got, between: sides) { error = 0 }
    if error <= 0.5 { correctlyRounded += 1 }
    if got.isNaN { return add(.notANumber, x: x, got: got, truth: truth) }
    let expected = format.rounded(truth.head)
    if error > 1 {
      if got.isInfinite {
        add(.infinity, x: x, got: got, truth: truth)
      } else if got == 0, expected != 0 {
        add(.zero, x: x, got: got, truth: truth)
      } else if got != 0, expected != 0, (got < 0) != (expected < 0) {
        add(.sign, x: x, got: got, truth: truth)
      }
    }
    if error.isFinite { keep(x, got, expected, error) }
  }

  /// Records inputs whose errors are known to be at most half a unit, and what is the worst of them.
  mutating func recordRounded(
    count: Int, worst x: Double, got: Double, truth: Double, error: Double
  ) {
    asked += count
    judged += count
    correctlyRounded += count
    keep(x, got, format.rounded(truth), error)
  }

  /// Records an input at which there is no result.
  mutating func record(x: Double, _ kind: Findings.FaultKind, words: String?) {
    asked += 1
    judged += 1
    let example = Findings.Example(x: x, expected: .nan, got: nil, ulp: nil)
    merge(
      Findings.Fault(kind: kind, count: 1, from: x, to: x, example: example, words: words))
  }

  /// Records inputs that were not called any more.
  mutating func recordUnjudged(_ count: Int) { asked += count }

  /// The largest error of a binade so far; -1 where there is none.
  func known(binadeOf x: Double) -> Double { binades[binade(x)]?.ulp ?? -1 }

  private func lies(_ got: Double, between sides: [TrueValue]) -> Bool {
    let heads = sides.filter(\.isNumber).map(\.head)
    guard heads.count > 1, let low = heads.min(), let high = heads.max() else { return false }
    return got >= low - format.unit(at: low) && got <= high + format.unit(at: high)
  }

  private func binade(_ x: Double) -> Int {
    let exponent =
      x.isFinite
      ? max(x == 0 ? .min : Int(x.exponent), format.subnormalExponent) : format.greatestExponent + 1
    return (exponent + 3000) * (x.sign == .minus ? -1 : 1)
  }

  private mutating func keep(_ x: Double, _ got: Double, _ expected: Double, _ error: Double) {
    let key = binade(x)
    if let known = binades[key], let worst = known.ulp,
      error < worst || (error == worst && x >= known.x)
    {
      return
    }
    binades[key] = Findings.Example(x: x, expected: expected, got: got, ulp: error)
  }

  private mutating func add(
    _ kind: Findings.FaultKind, x: Double, got: Double, truth: TrueValue
  ) {
    let expected = truth.isNumber ? format.rounded(truth.head) : .nan
    let error = format.error(got, truth)
    let example = Findings.Example(
      x: x, expected: expected, got: got, ulp: error.isFinite ? error : nil)
    merge(Findings.Fault(kind: kind, count: 1, from: x, to: x, example: example))
  }

  private mutating func merge(_ fault: Findings.Fault) {
    guard var known = faults[fault.kind] else {
      faults[fault.kind] = fault
      return
    }
    known.count += fault.count
    if fault.from < known.from || known.from.isNaN { known.from = fault.from }
    if fault.to > known.to || known.to.isNaN { known.to = fault.to }
    // Of the examples, the one that is most ordinary.
    let (mine, theirs) = (abs(known.example.x), abs(fault.example.x))
    if mine.isNaN || theirs < mine || (theirs == mine && fault.example.x < known.example.x) {
      known.example = fault.example
      known.words = fault.words
    }
    faults[fault.kind] = known
  }

  /// Adds what was found at other inputs.
  package mutating func merge(_ other: FindingsRecorder) {
    asked += other.asked
    judged += other.judged
    correctlyRounded += other.correctlyRounded
    for (key, example) in other.binades {
      if let known = binades[key], let (mine, theirs) = Self.errors(known, example),
        theirs < mine || (theirs == mine && example.x >= known.x)
      {
        continue
      }
      binades[key] = example
    }
    for fault in other.faults.values { merge(fault) }
  }

  private static func errors(
    _ mine: Findings.Example, _ theirs: Findings.Example
  ) -> (Double, Double)? {
    guard let mine = mine.ulp, let theirs = theirs.ulp else { return nil }
    return (mine, theirs)
  }

  /// What has been found.
  package var findings: Findings {
    var findings = Findings()
    findings.asked = asked
    findings.judged = judged
    findings.correctlyRounded = correctlyRounded
    findings.binades = binades.sorted { $0.value.x < $1.value.x }.map { key, example in
      Findings.Binade(isNegative: key < 0, exponent: abs(key) - 3000, worst: example)
    }
    findings.worst = findings.binades.map(\.worst).max { ($0.ulp ?? -1) < ($1.ulp ?? -1) }
    findings.faults = Findings.FaultKind.allCases.compactMap { faults[$0] }
    return findings
  }
}
