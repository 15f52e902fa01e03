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

  @Test func whatIsTypedStandsBesideWhatIsComputed() async throws {
    let answer = try await TestServer.shared.value.post(
      "/api/shape", #"{"name": "mine", "formula": "x * tanh(log(1 + exp(x)))"}"#)
    let comparisons = try #require(try answer.json()["comparisons"] as? [[String: Any]])
    #expect(comparisons.map { "\($0["role"] ?? "")" } == ["value", "derivative"])
    let value = comparisons[0]
    #expect("\(value["typed"] ?? "")".contains("log(1 + activation_exp(x))"))
    #expect(!"\(value["chosen"] ?? "")".contains("log(1 + "))
    // exp overflows on the right, and 1 + exp(x) is 1 on the left: all digits are lost.
    #expect(value.keys.contains("typedError"))
    #expect(value["typedError"] as? Double ?? .infinity > 1e6)
    for comparison in comparisons {
      #expect(try #require(comparison["chosenError"] as? Double) <= 1)
    }
  }

  @Test func anAnalysisThatTakesTooLongIsGivenUp() async throws {
    // Any formula takes longer than no time at all.
    let server = try await TestServer(plugins: TestServer.plugins.get(), shapingSeconds: 0)
    let answer = try await server.post("/api/shape", #"{"name": "mine", "formula": "tanh(x)"}"#)
    #expect(answer.status == 413)
    #expect("\(answer.fault["message"] ?? "")".contains("takes more than 0.0 s of processor time"))
    #expect(try await server.ask("GET", "/").status == 200)
    await server.stop()
  }

  @Test(arguments: [
    (#""mine", "formula": "x * tanh(""#, "expected"), (#""x", "formula": "x""#, "reserved"),
    (#""Mine", "formula": "x""#, "cannot name an activation"),
    (#""mine", "formula": "1 / x""#, "x = 0"),
    (#""mine", "formula": "x * b""#, "unknown name 'b'"),
    (#""../mine", "formula": "x""#, "cannot name an activation"),
    (#""mine", "formula": "x", "parameters": {"b){system(0);}//": 1}"#, "does not name it"),
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
