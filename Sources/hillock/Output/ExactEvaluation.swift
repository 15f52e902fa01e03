import Activations
import Conformance
import Formulas

/// A formula's value and derivative by x, correctly rounded.
struct ExactEvaluation<Scalar: ActivationScalar>: Encodable {
  struct Point: Encodable {
    var x: Scalar
    /// nil where the formula has no value, or none that 4,096 bits settle.
    var value: Scalar?
    /// nil likewise; at a kink what the formula's own piece gives.
    var derivative: Scalar?
    /// Where f has no derivative: the least and the greatest beside it.
    var kink: [Scalar]?
  }

  var formula: String
  var precision: String
  var settings: [String: Double]
  var results: [Point]

  /// - Parameters:
  ///   - text: the formula.
  ///   - kinks: the declared ones, expressions in the settings and x, separated by spaces.
  ///   - settings: the values of what it names beside x.
  ///   - x: where to evaluate it.
  /// - Throws: a ``FormulaError``, with a caret under the place.
  init(
    _ text: String, kinks: String? = nil, settings: [String: Double], x: [Scalar]
  ) throws {
    let names = settings.keys.sorted()
    let parsed = try Formula(text, variables: ["x"] + names)
    let oracle = FormulaOracle(parsed, derivatives: ["x"])
    formula = text
    precision = Scalar.precision.rawValue
    self.settings = settings
    let constants = names.map { settings[$0] ?? 0 }
    func outputs(_ x: Scalar) -> [Scalar?] {
      oracle.rounded([Double(x)] + constants, to: Scalar.self)
    }
    let kinks = Kinks(kinks ?? "", parameters: names)
    let places = Set(kinks.places(constants).map { Scalar($0) })
    results = x.map { x in
      // Every plugin's value and derivative are NaN there, whatever a condition makes of it.
      if x.isNaN { return Point(x: x, value: x, derivative: x) }
      let values = outputs(x)
      var point = Point(x: x, value: values[0], derivative: values[1])
      if places.contains(x) || kinks.recur(at: Double(x), constants) {
        let sides = [x.nextDown, x, x.nextUp].compactMap { outputs($0)[1] }
        // Of settings that leave no kink, as a slope of 1 above and below, there is none.
        let (low, high) = (sides.min() ?? 0, sides.max() ?? 0)
        if high - low > 1e-6 * max(abs(low), abs(high)) { point.kink = [low, high] }
      }
      return point
    }
  }

  var text: String {
    var table = TextTable([("X", .left), ("VALUE", .left), ("DERIVATIVE", .left)])
    for point in results {
      let kink = point.kink.map { "kink: from \($0[0]) to \($0[1])" }
      table.append([
        "\(point.x)", point.value.map { "\($0)" } ?? "-",
        kink ?? point.derivative.map { "\($0)" } ?? "-",
      ])
    }
    return table.text()
  }
}
