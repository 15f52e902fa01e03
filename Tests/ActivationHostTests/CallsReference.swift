import ActivationHost
import Activations

/// What the activations of `roles.c` compute, written again in Swift, element by element.
struct Reference: Sendable, CustomStringConvertible {
  /// The arguments of one element.
  struct Element {
    var x: Double
    var gate: Double
    var u: Double
    var isTraining: Bool
    var parameters: [Double]
  }

  /// f, df/dx, df/dgate, and df/dP of each learnable parameter.
  struct Result {
    var value: Double
    var derivative: Double
    var gate = 0.0
    var partials: [Double] = []
  }

  var name: String
  var parameters: [Double] = []
  var function: @Sendable (Element) -> Result

  var description: String { name }

  private static let scaled: @Sendable (Element) -> Result = {
    Result(
      value: $0.parameters[0] * $0.x * $0.x, derivative: 2 * $0.parameters[0] * $0.x)
  }
  private static let softsign: @Sendable (Element) -> Result = {
    let d = 1 + abs($0.x)
    return Result(value: $0.x / d, derivative: 1 / (d * d))
  }
  private static let product: @Sendable (Element) -> Result = {
    Result(
      value: $0.x * $0.gate * $0.gate, derivative: $0.gate * $0.gate, gate: 2 * $0.x * $0.gate)
  }
  private static let leaky: @Sendable (Element) -> Result = {
    let isAbove = $0.x > 0
    let slope = isAbove ? $0.parameters[0] : $0.parameters[1]
    return Result(
      value: slope * $0.x, derivative: slope,
      partials: isAbove ? [$0.x, 0] : [0, $0.x])
  }

  /// All but the row form.
  static let all: [Reference] = [
    Reference(name: "scaled", parameters: [1.5], function: scaled),
    Reference(name: "arrays", parameters: [1.5], function: scaled),
    Reference(name: "complete", function: softsign),
    Reference(name: "of_y", function: softsign),
    Reference(name: "of_both", function: softsign),
    Reference(name: "product", function: product),
    Reference(name: "product_mixed", function: product),
    Reference(name: "product_array", function: product),
    Reference(name: "noisy") {
      let slope = $0.isTraining ? $0.u : 0.5
      return Result(value: $0.x * slope, derivative: slope)
    },
    Reference(name: "leaky", parameters: [1, 0.25], function: leaky),
    Reference(name: "leaky_sums", parameters: [1, 0.25], function: leaky),
    Reference(name: "leaky_elements", parameters: [1, 0.25], function: leaky),
    Reference(name: "seven", parameters: [1, 2, 3, 4, 5, 6]) {
      let sum = $0.parameters.reduce(0, +)
      return Result(value: $0.x * sum, derivative: sum)
    },
  ]
}

/// The test's matrices: inputs that are exact in both precisions, so that one reference serves.
struct Matrix<Scalar: ActivationScalar> {
  var x: [Scalar]
  var gate: [Scalar]
  var u: [Scalar]
  var dy: [Scalar]
  var rows: Int
  var columns: Int

  init(rows: Int, columns: Int) {
    func numbers(_ seed: UInt64, _ range: ClosedRange<Double>) -> [Scalar] {
      var state = seed &* 0x9E37_79B9_7F4A_7C15
      return (0..<rows * columns).map { _ in
        state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
        let unit = Double(state >> 44) / Double(1 << 20)
        return Scalar(range.lowerBound + unit * (range.upperBound - range.lowerBound))
      }
    }
    x = numbers(1, -4...4)
    gate = numbers(2, -2...2)
    u = numbers(3, 0...1)
    dy = numbers(4, -1...1)
    self.rows = rows
    self.columns = columns
  }
}
