import Activations
import Conformance
import Formulas

/// A formula's value and derivative by x, correctly rounded.
struct ExactEvaluation<Scalar: ActivationScalar>: Encodable {
  struct Point: Encodable {
    var x: Scalar
    /// nil where the formula has no value, or none that 4,096 bits settle.
    var value: Scalar?
    var derivative: Scalar?
  }

  var formula: String
  var precision: String
  var settings: [String: Double]
  var results: [Point]

  /// - Parameters:
  ///   - text: the formula.
  ///   - settings: the values of what it names beside x.
  ///   - x: where to evaluate it.
  /// - Throws: a ``FormulaError``, with a caret under the place.
  init(_ text: String, settings: [String: Double], x: [Scalar]) throws {
    let names = settings.keys.sorted()
    let parsed = try Formula(text, variables: ["x"] + names)
    let oracle = FormulaOracle(parsed, derivatives: ["x"])
    formula = text
    precision = Scalar.precision.rawValue
    self.settings = settings
    results = x.map { x in
      let values = oracle.rounded(
        [Double(x)] + names.map { settings[$0] ?? 0 }, to: Scalar.self)
      return Point(x: x, value: values[0], derivative: values[1])
    }
  }

  var text: String {
    var table = TextTable([("X", .left), ("VALUE", .left), ("DERIVATIVE", .left)])
    for point in results {
      table.append(
        ["\(point.x)", point.value.map { "\($0)" } ?? "-", point.derivative.map { "\($0)" } ?? "-"])
    }
    return table.text()
  }
}
