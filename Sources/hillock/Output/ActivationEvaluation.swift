import ActivationHost
import Activations

/// What `eval` prints of numbers that were typed.
struct ActivationEvaluation<Scalar: ActivationScalar>: Encodable {
  struct Point: Encodable {
    var x: Scalar
    var gate: Scalar?
    var value: Scalar
    var derivative: Scalar?
    var gateDerivative: Scalar?
    /// Of an activation of rows: the derivative of this value by each x.
    var derivatives: [Scalar]?
  }

  var activation: String
  var precision: String
  var settings: [String: Double]
  var results: [Point]

  init(
    _ activation: PluginActivation, _ evaluator: ActivationEvaluator<Scalar>,
    _ settings: [String: Double], x: [Scalar], gate: [Scalar]?
  ) {
    self.activation = activation.name
    self.settings = settings
    precision = Scalar.precision.rawValue
    let values = evaluator.values(x, gate: gate)
    let derivatives = evaluator.derivatives(x, gate: gate)
    let gateDerivatives = gate.flatMap { evaluator.gateDerivatives(x, gate: $0) }
    let jacobian = evaluator.form == .row ? evaluator.jacobians(x) : nil
    results = x.indices.map { index in
      Point(
        x: x[index], gate: gate?[index], value: values[index], derivative: derivatives?[index],
        gateDerivative: gateDerivatives?[index],
        derivatives: jacobian.map { Array($0[index * x.count..<(index + 1) * x.count]) })
    }
  }

  var text: String {
    var headings = ["X", "VALUE"]
    let first = results[0]
    if first.gate != nil { headings.insert("GATE", at: 1) }
    if first.derivative != nil { headings.append("DERIVATIVE") }
    if first.gateDerivative != nil { headings.append("DERIVATIVE BY GATE") }
    for index in (first.derivatives ?? []).indices { headings.append("BY X\(index + 1)") }
    var table = TextTable(headings.map { ($0, .left) })
    for point in results {
      let cells = [point.x, point.gate, point.value, point.derivative, point.gateDerivative]
      table.append((cells.compactMap(\.self) + (point.derivatives ?? [])).map { "\($0)" })
    }
    return table.text()
  }
}
