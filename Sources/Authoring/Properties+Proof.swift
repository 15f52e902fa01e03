import Formulas

/// What interval arithmetic shows of the whole line, and where it sends the search when it cannot.
extension Properties {
  /// Tries to show what was found at samples, and mends it where a closer look tells otherwise.
  ///
  /// - Throws: an ``AuthoringError`` where the formula turns out not to be real at some place.
  mutating func prove(
    _ definition: Definition, _ samples: Samples, value: Expression, slope: Expression
  ) throws(AuthoringError) {
    guard !definition.isGated else { return }
    let parameters = Dictionary(
      uniqueKeysWithValues: definition.parameters.map {
        ($0.name, Interval($0.interval.low, $0.interval.high))
      })
    let typed = definition.expression.simplified
    let values = LineProof([typed, value], parameters: parameters)
    try proveDomain(LineProof([typed], parameters: parameters), samples)
    proveRange(values, samples)
    proveMonotony(LineProof([slope], parameters: parameters), samples)
    proveSymmetry(typed)
  }

  private static let shown = "shown by interval arithmetic"

  /// What is said of a statement whose proof left pieces open.
  private static func basis(_ open: [Interval]) -> String {
    if open.isEmpty { return shown }
    let nearest = nearest(open)
    return nearest >= 8
      ? "\(shown) for |x| < \(PluginSource.number(nearest)), at the samples beyond"
      : "at the samples; interval arithmetic leaves it open near x = \(place(open[0]))"
  }

  private static func place(_ piece: Interval) -> String {
    let end = abs(piece.low) < abs(piece.high) ? piece.low : piece.high
    return "\(Float(end))"
  }

  /// Places within pieces, to be looked at exactly.
  private static func inside(_ pieces: [Interval]) -> [Double] {
    // Far out the samples have been, and exact values take thousands of bits.
    pieces.filter { max(abs($0.low), abs($0.high)) < 1e6 }.flatMap { piece in
      [0.0, 0.25, 0.5, 0.75, 1].map { piece.low + (piece.high - piece.low) * $0 }
    }
  }

  private mutating func proveDomain(
    _ proof: LineProof, _ samples: Samples
  ) throws(AuthoringError) {
    let open = proof.open(looks: &looks) { !$0.mayBeUndefined }
    let places = Self.inside(open)
    for (x, truth) in zip(places, samples.truth(at: places, setting: samples.settings[0]))
    where truth[0].hasNoNumber {
      throw AuthoringError(
        "formula: not a real number at x = \(x): expected a value everywhere (where(…) gives one)")
    }
    basis["domain"] = Self.basis(open)
  }

  private mutating func proveRange(_ proof: LineProof, _ samples: Samples) {
    guard var ends = rangeEnds else { return }
    var open: [Interval] = []
    for _ in 0..<3 {
      let (low, high) = (Self.slackened(ends.low, -1), Self.slackened(ends.high, 1))
      open = proof.open(looks: &looks) { $0.low >= low && $0.high <= high }
      // Where it may leave the range, does it?
      let places = Self.inside(open)
      let truths = samples.truth(at: places, setting: samples.settings[0]).map { $0[0] }
        .filter { $0.isNumber && $0.head.isFinite }.map(\.head)
      let wider = (
        low: min(ends.low, truths.min() ?? ends.low),
        high: max(ends.high, truths.max() ?? ends.high)
      )
      if wider == ends { break }
      ends = wider
    }
    var suffix = ", to 2^-22"
    // What oscillates to the end may come nearer and nearer to a bound that it never reaches, beyond
    // every sample: a wider bound that can be shown is one that no input leaves.
    if limits.0 == nil || limits.1 == nil {
      var pieces = looks
      let low = Self.shown(ends.low, -1) { end in proof.open(looks: &pieces) { $0.low >= end } }
      let high = Self.shown(ends.high, 1) { end in proof.open(looks: &pieces) { $0.high <= end } }
      if (low, high) != ends {
        ends = (low, high)
        open = proof.open(looks: &pieces) { $0.low >= low && $0.high <= high }
        suffix = ", with room to spare"
      }
      looks = pieces
    }
    rangeEnds = ends
    basis["range"] = Self.basis(open) + (open.isEmpty ? suffix : "")
  }

  /// An end as it stands where it can be shown far out, else the nearest of some wider ones that can;
  /// as it stands where none can.
  ///
  /// - Parameter open: the pieces of which an end could not be shown.
  private static func shown(
    _ end: Double, _ direction: Double, open: (Double) -> [Interval]
  ) -> Double {
    let wider = [-22, -16, -8, -4].map {
      slackened(end, direction, by: Double(sign: .plus, exponent: $0, significand: 1))
    }
    // As it stands but for the rounding of intervals.
    if nearest(open(slackened(end, direction, by: 0x1p-45))) >= 0x1p100 { return end }
    return wider.first { nearest(open($0)) >= 0x1p100 } ?? end
  }

  /// How far out all is shown.
  private static func nearest(_ open: [Interval]) -> Double {
    open.map { min(abs($0.low), abs($0.high)) }.min() ?? .infinity
  }

  /// A bound is the nearest double of an extremum, not the extremum: beyond it by 2^-22 is within it.
  private static func slackened(
    _ end: Double, _ direction: Double, by slack: Double = 0x1p-22
  ) -> Double {
    end.isInfinite ? end : end + direction * slack * max(1, abs(end))
  }

  private mutating func proveMonotony(_ proof: LineProof, _ samples: Samples) {
    guard let claim = monotonic, claim != "no" else {
      // Two samples show that it is not.
      basis["monotonic"] = nil
      return
    }
    let rises = claim == "nondecreasing"
    let open = proof.open(looks: &looks) { rises ? $0.low >= 0 : $0.high <= 0 }
    let places = Self.inside(open)
    let slopes = samples.truth(at: places, setting: samples.settings[0]).map { $0[1] }
      .filter(\.isNumber)
    if slopes.contains(where: { rises ? $0.head < 0 : $0.head > 0 }) {
      monotonic = "no"
      basis["monotonic"] = nil
    } else {
      basis["monotonic"] = Self.basis(open)
    }
  }

  /// f(-x) against f(x), both multiplied out.
  private mutating func proveSymmetry(_ typed: Expression) {
    guard let claim = symmetry else { return }
    let mirrored = typed.replacing("x", by: .negate(.variable("x"))).simplified
    let other = claim == "odd" ? (-typed).simplified : typed
    let isShown = mirrored == other || mirrored.difference(from: other) == .zero
    basis["symmetry"] = isShown ? "shown by algebra" : "at the samples"
  }
}
