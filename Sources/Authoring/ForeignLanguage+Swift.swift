/// Swift, embedded: without its library and runtime, which no plugin should bring along.
struct SwiftLanguage: ForeignLanguage {
  let dialect = Dialect.swift
  let comment = "//"

  func declaration(of function: String) -> String? {
    guard own[function] == nil, function != "infinity" else { return nil }
    let list = function == "pow" ? "_ a: Real, _ b: Real" : "_ u: Real"
    return "@_extern(c, \"\(function)l\") private func \(function)(\(list)) -> Real"
  }

  let own = [
    "abs": "private func abs(_ u: Real) -> Real { u.magnitude }",
    "signum": "private func signum(_ u: Real) -> Real { u > 0 ? 1 : u < 0 ? -1 : u }",
    "minimum": "private func minimum(_ a: Real, _ b: Real) -> Real { a < b ? a : b }",
    "maximum": "private func maximum(_ a: Real, _ b: Real) -> Real { a > b ? a : b }",
    "sigmoid": """
    /// 1 / (1 + e^-u), of which e^-|u| loses nothing at either end.
    private func sigmoid(_ u: Real) -> Real {
      let e = exp(-abs(u))
      return (u < 0 ? e : 1) / (1 + e)
    }
    """,
    "softplus": """
    private func softplus(_ u: Real) -> Real { maximum(u, 0) + log1p(exp(-abs(u))) }
    """,
    "normal_cdf": """
    private func normal_cdf(_ u: Real) -> Real {
      0.5 * erfc(-0.70710678118654752440084436210484904 * u)
    }
    """,
  ]

  func opening(_ name: String, records: String, functions: FunctionList) -> String {
    let bytes = Array((records + "\n").utf8)
    let rows = stride(from: 0, to: bytes.count, by: 20).map { start in
      "  " + bytes[start..<min(start + 20, bytes.count)].map(String.init).joined(separator: ", ")
    }.joined(separator: ",\n")
    let types = Array(repeating: "UInt8", count: bytes.count)
    let typeRows = stride(from: 0, to: types.count, by: 12).map { start in
      "  " + types[start..<min(start + 12, types.count)].joined(separator: ", ")
    }.joined(separator: ",\n")
    let text = records.split(separator: "\n").map { "//   \($0)" }.joined(separator: "\n")
    return """
      // The records, as bytes that are there without any code being run:
      //
      \(text)
      @_silgen_name("activation_info") public let activationInfo: (
      \(typeRows)
      ) = (
      \(rows)
      )

      typealias Real = Float80

      \(functions.declarations.joined(separator: "\n"))
      """
  }

  func function(_ symbol: String, _ arguments: [String], _ body: FunctionBody) -> String {
    let list = arguments.map { "_ \($0): Double" }.joined(separator: ", ")
    let unused = Set(body.unused(arguments))
    let wide = arguments.filter { !unused.contains($0) }.map { "  let \($0) = Real(\($0))" }
    let parts = body.parts.map {
      "  let \($0.name): \($0.isCondition ? "Bool" : "Real") = \($0.text)"
    }
    return
      (["@_cdecl(\"\(symbol)\") public func \(symbol)(\(list)) -> Double {"] + wide + parts
      + ["  let result: Real = \(body.result)", "  return Double(result)", "}"])
      .joined(separator: "\n")
  }
}
