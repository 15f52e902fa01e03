import ActivationHost
import Tabulation

/// Which form of an activation runs, for people and as JSON.
struct ComputedFormReport: Encodable {
  /// `table` or `function`.
  var form = "function"
  /// Why there is no table; nil where nothing was asked to be one.
  var reason: String?
  var segments: Int?
  /// Segments that leave their inputs to the function.
  var calledSegments: Int?
  var bytes: Int?
  /// The worst error seen, in ULP, and at how many inputs it was looked for.
  var worstError: Double?
  var checkedInputs: Int?
  /// The scatter of a double function's own results, in ULP.
  var functionScatter: Double?

  /// - Parameter computed: nil where tables are not to be used.
  init(_ computed: ComputedForm?) {
    switch computed {
    case .table(let table):
      form = "table"
      segments = table.segments
      calledSegments = table.calledSegments
      bytes = table.bytes
      worstError = table.worstError
      checkedInputs = table.checkedInputs
      functionScatter = table.functionScatter
    case .function(let because): reason = because
    case nil: reason = "--no-tables"
    }
  }

  /// A line of text; nil where the plugin's own array form runs, as it does without tables too.
  var text: String? {
    guard let segments, let calledSegments, let bytes, let worstError, let checkedInputs else {
      guard let reason, reason != ComputedForm.hasArrayForm else { return nil }
      return "by the plugin's function (\(reason))"
    }
    func rounded(_ ulps: Double) -> Double { (ulps * 1000).rounded() / 1000 }
    let scatter = functionScatter.map { ", whose own scatter is \(rounded($0))" } ?? ""
    return "by a table of \(segments) segments (\(calledSegments) left to the function), \(bytes) "
      + "bytes, at most \(rounded(worstError)) ULP from the function at \(checkedInputs) inputs\(scatter)"
  }
}
