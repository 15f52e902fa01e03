import Activations
import Formulas

/// How far a result may lie from the truth.
struct Tolerance: Sendable {
  /// What the author promises; nil where nothing is promised.
  var maxULP: Double?
  let precision: Precision

  enum Verdict {
    case good
    /// Far from the truth relatively, but harmless for training: cancellation in a tail.
    case cancelled
    case bad
    /// As near to the most that is promised as the truth itself may be off: more digits tell.
    case doubtful
  }

  /// The relative error that a plugin without a promise may have.
  var relative: Double { precision.isFloat ? 1e-6 : 1e-12 }

  /// - Parameters:
  ///   - truth: what is to come out: where dy comes in, dy times what the promise is of.
  ///   - dy: the factor; nil for functions that take none.
  ///   - factor: the formula's output without it.
  ///   - isLast: whether no more digits are to be had: what they would have to tell is good then.
  func verdict(
    _ got: Double, _ truth: TrueValue, x: Double, _ dy: Double? = nil, of factor: TrueValue? = nil,
    isLast: Bool = false
  ) -> Verdict {
    if dy == 0 { return got == 0 ? .good : .bad }
    let unit = ULP.unit(at: truth.head, precision)
    let error = ULP.error(got, truth, precision)
    // The product adds a rounding; what the factor may be off by grows with dy.
    var most = maxULP ?? 1
    if let dy {
      let carried = factor.map { most * ULP.unit(at: $0.head, precision) * abs(dy) / unit + 1 } ?? 0
      most = max(2 * most + 1, carried)
    }
    if error <= most - truth.doubt { return .good }
    if maxULP != nil {
      if error > most + truth.doubt { return .bad }
      return isLast ? .good : .doubtful
    }
    let distance = abs((got - truth.head) - truth.tail)
    let finest = ULP.unit(at: 0, precision)
    // Not a comparison that NaN would pass.
    if distance <= relative * abs(truth.head) + finest { return .good }
    let size = x.isFinite ? max(1, abs(x)) : 1
    return distance <= relative * size * abs(dy ?? 1) + finest ? .cancelled : .bad
  }

  /// Whether `got` lies in [low, high], or as near to it as the tolerance allows.
  func contains(
    _ got: Double, _ low: TrueValue, _ high: TrueValue, x: Double, dy: Double? = nil
  ) -> Bool {
    if dy == 0 { return got == 0 }
    if got >= low.head && got <= high.head { return true }
    return [low, high].contains { end in
      let verdict = verdict(
        got, end, x: x, dy, of: end.scaled(by: 1 / (dy ?? 1)), isLast: true)
      return verdict != .bad
    }
  }

  /// What the report says of it.
  var text: String {
    if let maxULP { return "at most \(NumberText.ulp(maxULP)) ULP, as promised" }
    return "at most \(relative) relative, or \(relative) * max(1, |x|)"
  }
}

extension Precision {
  /// The nearest number of the format.
  func round(_ value: Double) -> Double { isFloat ? Double(Float(value)) : value }
  func next(_ value: Double) -> Double { isFloat ? Double(Float(value).nextUp) : value.nextUp }
  func previous(_ value: Double) -> Double {
    isFloat ? Double(Float(value).nextDown) : value.nextDown
  }
  var smallestNormal: Double {
    isFloat ? Double(Float.leastNormalMagnitude) : .leastNormalMagnitude
  }
  var smallest: Double { isFloat ? Double(Float.leastNonzeroMagnitude) : .leastNonzeroMagnitude }
  var greatest: Double {
    isFloat ? Double(Float.greatestFiniteMagnitude) : .greatestFiniteMagnitude
  }
  /// The neighbours between which what holds at `low` ends to hold on the way to `high`.
  func bisect(_ low: Double, _ high: Double, holds: (Double) -> Bool) -> (Double, Double) {
    var (low, high) = (low, high)
    while true {
      let middle = round(low + (high - low) / 2)
      guard middle > low, middle < high else { return (low, high) }
      if holds(middle) { low = middle } else { high = middle }
    }
  }
  /// The type's name in C.
  var cName: String { isFloat ? "float" : "double" }
}
