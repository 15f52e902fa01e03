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
  }

  /// The relative error that a plugin without a promise may have.
  var relative: Double { precision.isFloat ? 1e-6 : 1e-12 }

  /// The oracle's own uncertainty, in ULP.
  static let slack = 0x1p-9

  func verdict(_ got: Double, _ truth: TrueValue, x: Double) -> Verdict {
    let error = ULP.error(got, truth, precision)
    if error <= (maxULP ?? 1) + Self.slack { return .good }
    if maxULP != nil { return .bad }
    let distance = abs((got - truth.head) - truth.tail)
    // Not a comparison that NaN would pass.
    if distance <= relative * abs(truth.head) { return .good }
    return distance <= relative * max(1, abs(x)) ? .cancelled : .bad
  }

  /// Whether `got` lies in [low, high], or as near to it as the tolerance allows.
  func contains(_ got: Double, _ low: TrueValue, _ high: TrueValue, x: Double) -> Bool {
    if got >= low.head && got <= high.head { return true }
    return verdict(got, low, x: x) != .bad || verdict(got, high, x: x) != .bad
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
  /// The type's name in C.
  var cName: String { isFloat ? "float" : "double" }
}
