import Testing

/// What `hillock new` would write, over HTTP.
struct ShapeTests {
  @Test func aFormulaBecomesADerivativeAndAPlugin() async throws {
    let answer = try await TestServer.shared.value.post(
      "/api/shape",
      #"{"name": "mine", "formula": "x / (1 + b * abs(x))", "parameters": {"b": 1}}"#)
    #expect(answer.status == 200, "\(answer.text)")
    let reply = try answer.json()
    let derivatives = try #require(reply["derivatives"] as? [[String: Any]])
    #expect(derivatives.map { "\($0["variable"] ?? "")" } == ["x", "b"])
    let files = try #require(reply["files"] as? [[String: Any]])
    #expect(
      files.map { "\($0["name"] ?? "")" }
        == ["mine.c", "README.md", "Makefile", ".github/workflows/conform.yml"])
    let source = "\(files[0]["text"] ?? "")"
    #expect(source.contains("ACTIVATION_FORMULA(mine, \"x / (1 + b * abs(x))\")"))

    // What is shown is the derivative: the oracle's own, of the formula, gives the same.
    let both = try await TestServer.shared.value.post(
      "/api/curves",
      #"{"subjects": [{"formula": "x / (1 + abs(x))"}, {"formula": "\#(derivatives[0]["text"] ?? "")", "#
        + #""parameters": {"b": 1}}], "from": -3, "to": 3, "count": 50}"#)
    let curves = try #require(try both.json()["curves"] as? [[String: Any]])
    let slopes = try #require(curves[0]["derivative"] as? [Double])
    let values = try #require(curves[1]["value"] as? [Double])
    for (slope, value) in zip(slopes, values) { #expect(abs(slope - value) <= 1e-15) }
  }

  @Test(arguments: [
    (#""mine", "formula": "x * tanh(""#, "expected"), (#""x", "formula": "x""#, "reserved"),
    (#""Mine", "formula": "x""#, "cannot name an activation"),
    (#""mine", "formula": "1 / x""#, "x = 0"),
    (#""mine", "formula": "x * b""#, "unknown name 'b'"),
  ])
  func whatCannotBeOneSaysWhy(rest: String, reason: String) async throws {
    let answer = try await TestServer.shared.value.post("/api/shape", #"{"name": \#(rest)}"#)
    #expect(answer.status == 422)
    #expect("\(answer.fault["message"] ?? "")".contains(reason), "\(answer.text)")
  }

  @Test func aFormulaThatIsTooLongIsLeftToTheCommand() async throws {
    let formula = Array(repeating: "x", count: 300).joined(separator: "+")
    let answer = try await TestServer.shared.value.post(
      "/api/shape", #"{"name": "mine", "formula": "\#(formula)"}"#)
    #expect(answer.status == 413)
  }
}
