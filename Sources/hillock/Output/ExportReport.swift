import ActivationHost
import Activations
import Glibc
import Interchange

/// What became of each activation in an ONNX file, and how exact it is where it was run.
struct ExportReport: Encodable {
  struct Use: Encodable {
    var layers: [Int]
    var activation: String
    var settings: [String: Double]
    /// The operator or function.
    var writtenAs: String
    /// The largest error of the plugin itself, in ULP.
    var plugin: Double?
    /// The same of ONNX Runtime and of onnx.reference; nil where they did not run.
    var onnxruntime: Double?
    var reference: Double?
    /// Where ONNX Runtime is furthest off.
    var worstAt: Double?
  }

  var uses: [Use]
  /// Which versions judged, or why none did.
  var judged: String
  var precision: String

  /// Errors above this are warned of.
  static let limit = 4.0

  init<Scalar: ActivationScalar>(
    _ export: ModelExport<Scalar>, activations: [any Activation], python: String
  ) throws {
    precision = Scalar.precision.rawValue
    let runs = try ONNXRuns(export, python: python)
    judged = runs.judged
    uses = try export.uses.enumerated().map { index, use in
      let x = ExportJudgement.inputs(Scalar.self, form: use.formula.form)
      let gate = use.formula.form == .gated ? Array(x.reversed()) : []
      func worst(_ results: [Scalar]?) throws -> (ulp: Double, x: Scalar)? {
        guard let results, results.count == x.count else { return nil }
        return try ExportJudgement.worst(results, x: x, gate: gate, use)
      }
      let evaluator = try ActivationEvaluator<Scalar>(
        activations[use.layers[0]],
        columns: use.formula.form == .row ? ExportJudgement.columns : 1, settings: use.settings)
      let own = evaluator.values(x, gate: gate.isEmpty ? nil : gate)
      let runtime = try worst(runs.results["\(index).onnxruntime"])
      return Use(
        layers: use.layers, activation: use.formula.name, settings: use.settings,
        writtenAs: use.export.description, plugin: try worst(own)?.ulp,
        onnxruntime: runtime?.ulp, reference: try worst(runs.results["\(index).reference"])?.ulp,
        worstAt: runtime.map { Double($0.x) })
    }
  }

  var text: String {
    var table = TextTable([
      ("LAYERS", .left), ("ACTIVATION", .left), ("WRITTEN AS", .left), ("PLUGIN", .right),
      ("ONNXRUNTIME", .right), ("ONNX.REFERENCE", .right),
    ])
    func figure(_ ulp: Double?) -> String { ulp.map { rounded($0) } ?? "-" }
    for use in uses {
      table.append([
        use.layers.map(String.init).joined(separator: ", "), use.activation, use.writtenAs,
        figure(use.plugin), figure(use.onnxruntime), figure(use.reference),
      ])
    }
    return table.text() + "largest errors in ULP of \(precision); \(judged)\n"
  }

  var warnings: [String] {
    uses.compactMap { use in
      guard let ulp = use.onnxruntime, ulp > Self.limit else { return nil }
      let place = use.worstAt.map { " at \($0)" } ?? ""
      return "\(use.writtenAs) is up to \(rounded(ulp)) ULP off in ONNX Runtime\(place), where "
        + "\(use.activation) is \(use.plugin.map { rounded($0) } ?? "-")"
    }
  }
}
