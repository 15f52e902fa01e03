import ActivationHost
import Activations
import Conformance
import Formulas

/// What `eval` prints in half precision: of an activation or of a formula.
struct HalfEvaluation: Encodable {
  struct Point: Encodable {
    var x: Double
    var gate: Double?
    /// nil where a formula has no value.
    var value: Double?
    var derivative: Double?
    /// Where a formula has no derivative: the least and the greatest beside it.
    var kink: [Double]?
  }

  /// The functions of the plugin that gave the numbers; nil for what was computed in float and rounded.
  struct Forms: Encodable {
    var value: String?
    var gradient: String?
  }

  var activation: String?
  var formula: String?
  var precision: String
  var settings: [String: Double]
  var forms: Forms?
  var results: [Point]
  private let format: NumberFormat

  private enum CodingKeys: CodingKey {
    case activation, formula, precision, settings, forms, results
  }

  /// By a plugin's functions.
  init(
    _ activation: PluginActivation, _ format: NumberFormat, _ settings: [String: Double],
    x: [Double], gate: [Double]?
  ) throws {
    let (values, derivatives, forms) = try activation.evaluate(
      in: format, x, gate: gate, settings: settings)
    self.init(format, settings)
    self.activation = activation.name
    self.forms = Forms(value: forms.value, gradient: forms.gradient)
    results = x.indices.map { index in
      Point(
        x: x[index], gate: gate?[index], value: values[index], derivative: derivatives?[index])
    }
  }

  /// By a formula, correctly rounded.
  ///
  /// - Throws: a ``FormulaError``, with a caret under the place.
  init(
    _ text: String, kinks: String?, _ format: NumberFormat, _ settings: [String: Double],
    x: [Double]
  ) throws {
    let names = settings.keys.sorted()
    let oracle = FormulaOracle(
      try Formula(text, variables: ["x"] + names), derivatives: ["x"])
    let constants = names.map { settings[$0] ?? 0 }
    func outputs(_ x: Double) -> [Double?] {
      oracle.evaluate([x] + constants, for: .float32).map {
        $0.isNumber ? format.nearest(to: $0) : nil
      }
    }
    let kinks = Kinks(kinks ?? "", parameters: names)
    let places = Set(kinks.places(constants).map(format.rounded))
    self.init(format, settings)
    formula = text
    results = x.map { x in
      // Every plugin's value and derivative are NaN there, whatever a condition makes of it.
      if x.isNaN { return Point(x: x, value: x, derivative: x) }
      let values = outputs(x)
      var point = Point(x: x, value: values[0], derivative: values[1])
      if places.contains(x) || kinks.recur(at: x, constants) {
        let near = [format.neighbour(x, above: false), x, format.neighbour(x, above: true)]
        let sides = near.compactMap { outputs($0)[1] }
        let (low, high) = (sides.min() ?? 0, sides.max() ?? 0)
        if high - low > 2 * format.unit(at: max(abs(low), abs(high))) { point.kink = [low, high] }
      }
      return point
    }
  }

  private init(_ format: NumberFormat, _ settings: [String: Double]) {
    self.format = format
    self.settings = settings
    precision = format.rawValue
    results = []
  }

  var text: String {
    var headings = ["X", "VALUE"]
    if results[0].gate != nil { headings.insert("GATE", at: 1) }
    let hasDerivatives = formula != nil || results[0].derivative != nil
    if hasDerivatives { headings.append("DERIVATIVE") }
    var table = TextTable(headings.map { ($0, .left) })
    for point in results {
      var cells = [text(point.x)] + (point.gate.map { [text($0)] } ?? [])
      cells.append(point.value.map(text) ?? "-")
      if hasDerivatives {
        let kink = point.kink.map { "kink: from \(text($0[0])) to \(text($0[1]))" }
        cells.append(kink ?? point.derivative.map(text) ?? "-")
      }
      table.append(cells)
    }
    return table.text()
  }

  /// The fewest digits that mean this number of the format and no other.
  private func text(_ value: Double) -> String {
    for digits in 1...5 {
      let text = NumberText.format("%.\(digits)g", value)
      if Double(text).map(format.rounded) == value { return text }
    }
    return "\(value)"
  }
}
