import ActivationHost
import Foundation
import Testing

/// Curves and errors over HTTP, as the page asks for them.
struct SeeTests {
  @Test func theListSaysWhatThePluginsSay() async throws {
    let server = try await TestServer.shared.value
    let reply = try await server.ask("GET", "/api/activations").json()
    let entries = try #require(reply["activations"] as? [[String: Any]])
    #expect(
      entries.compactMap { $0["name"] as? String }
        == ["gelu", "leaky_relu", "relu", "softmax", "swiglu", "tanh"])
    let leaky = entries[1]
    let slope = try #require((leaky["parameters"] as? [[String: Any]])?.first)
    #expect(slope["name"] as? String == "negative_slope")
    #expect(slope["defaultValue"] as? Double == 0.01)
    #expect(entries[0]["formula"] as? String == "x * normal_cdf(x)")
    #expect((entries[0]["notes"] as? [[String: Any]])?.isEmpty == false)
  }

  private func curves(_ body: String) async throws -> (x: [Double], curves: [[String: Any]]) {
    let answer = try await TestServer.shared.value.post("/api/curves", body)
    #expect(answer.status == 200, "\(answer.text)")
    let reply = try answer.json()
    return (
      try #require(reply["x"] as? [Double]), try #require(reply["curves"] as? [[String: Any]])
    )
  }

  @Test func aPluginAndAFormulaAreDrawnTogether() async throws {
    let (x, curves) = try await curves(
      #"{"subjects": [{"activation": "tanh"}, {"formula": "tanh(a * x)", "parameters": {"a": 1}}], "#
        + #""from": -3, "to": 3, "count": 101}"#)
    #expect(x.count == 101)
    #expect(x.first == -3 && x.last == 3)
    let values = try curves.map { try #require($0["value"] as? [Double]) }
    let derivatives = try curves.map { try #require($0["derivative"] as? [Double]) }
    for index in x.indices {
      #expect(abs(values[0][index] - values[1][index]) <= 2 * tanh(x[index]).ulp)
      #expect(abs(derivatives[0][index] - derivatives[1][index]) < 1e-14)
      #expect(abs(values[1][index] - tanh(x[index])) < 1e-15)
    }
  }

  @Test func aKinkIsShownFromBothSides() async throws {
    let (x, curves) = try await curves(
      #"{"subjects": [{"activation": "relu"}], "from": -1, "to": 1, "count": 3}"#)
    #expect(curves[0]["kinks"] as? [Double] == [0])
    #expect(x == [-1, -.leastNonzeroMagnitude, 0, .leastNonzeroMagnitude, 1])
    let slopes = try #require(curves[0]["derivative"] as? [Double])
    #expect(slopes[1] == 0 && slopes[3] == 1)
  }

  @Test func aShortRangeShowsEveryFloat() async throws {
    let end = 1 + 8 * Double(Float(1).ulp)
    let answer = try await TestServer.shared.value.post(
      "/api/curves",
      #"{"subjects": [{"activation": "gelu"}], "from": 1, "to": \#(end), "precision": "float32"}"#)
    // JSONSerialization rounds numbers to 15 digits.
    struct Reply: Decodable {
      struct Curve: Decodable { var value: [Double] }
      var x: [Double]
      var curves: [Curve]
    }
    let reply = try JSONDecoder().decode(Reply.self, from: answer.body)
    #expect(reply.x == (0...8).map { 1 + Double($0) * Double(Float(1).ulp) })
    #expect(reply.curves[0].value.allSatisfy { Double(Float($0)) == $0 })
  }

  @Test func parametersMoveTheCurve() async throws {
    let (_, curves) = try await curves(
      #"{"subjects": [{"activation": "leaky_relu", "parameters": {"negative_slope": 0.25}}], "#
        + #""from": -4, "to": -2, "count": 2}"#)
    #expect(curves[0]["value"] as? [Double] == [-1, -0.5])
  }

  @Test(arguments: [
    ("x * tanh(", 9, "expected"), ("x + * 2", 4, "expected"), ("sinus(x)", 0, "unknown function"),
  ])
  func aFormulasFaultHasAPlace(formula: String, caret: Int, message: String) async throws {
    let (_, curves) = try await curves(
      #"{"subjects": [{"formula": "\#(formula)"}], "from": 0, "to": 1}"#)
    #expect(curves[0]["caret"] as? Int == caret)
    #expect("\(curves[0]["failure"] ?? "")".contains(message))
  }

  @Test func aNameThatNobodyKnowsIsNamed() async throws {
    let (_, curves) = try await curves(
      #"{"subjects": [{"formula": "x * beta"}, {"formula": "x"}], "from": 0, "to": 1}"#)
    #expect(curves[0]["unknownName"] as? String == "beta")
    #expect(curves[1]["failure"] == nil)
  }

  @Test(arguments: [
    (#"{"activation": "softmax"}"#, "turns rows into rows"),
    (#"{"formula": "x / sum(x)"}"#, "turn rows into rows"),
    (#"{"activation": "tahn"}"#, "did you mean tanh"),
    (#"{"activation": "leaky_relu", "parameters": {"slope": 1}}"#, "has no parameter 'slope'"),
    (#"{}"#, "expected an activation's name or a formula"),
  ])
  func whatHasNoCurveSaysWhy(subject: String, reason: String) async throws {
    let (_, curves) = try await curves(#"{"subjects": [\#(subject)], "from": 0, "to": 1}"#)
    #expect("\(curves[0]["failure"] ?? "")".contains(reason))
  }

  @Test func aGateIsHeld() async throws {
    let (_, curves) = try await curves(
      #"{"subjects": [{"activation": "swiglu", "gate": 2}, {"activation": "swiglu", "gate": 1}], "#
        + #""from": 1, "to": 2, "count": 2}"#)
    let values = try curves.map { try #require($0["value"] as? [Double]) }
    #expect(values[0] != values[1])
  }

  private func forms(_ body: String) async throws -> [[String: Any]] {
    let answer = try await TestServer.shared.value.post("/api/errors", body)
    #expect(answer.status == 200, "\(answer.text)")
    return try #require(try answer.json()["forms"] as? [[String: Any]])
  }

  @Test(arguments: [#""from": -6, "to": 6, "#, ""])
  func everyFormIsHeldAgainstTheFormula(range: String) async throws {
    let forms = try await forms(
      #"{"subject": {"activation": "gelu"}, \#(range)"count": 300}"#)
    #expect(
      forms.map { "\($0["name"]!) \($0["precision"]!)" } == [
        "value float32", "derivative float32", "gradient float32", "value float64",
        "derivative float64", "gradient float64",
      ])
    for form in forms {
      let ulp = try #require(form["ulp"] as? [Double])
      #expect(ulp.count > 200)
      let promised = try #require(form["promised"] as? Double)
      #expect(ulp.allSatisfy { $0 <= promised }, "\(form["name"]!)")
      let places = try #require(form["place"] as? [Double])
      #expect(places == places.sorted() && places.allSatisfy { abs($0) <= 1 })
    }
  }

  @Test func whatLosesAccuracyIsSeenToDoSo() async throws {
    let forms = try await forms(
      #"{"subject": {"formula": "(1 - exp(-x)) / (1 + exp(-x))"}, "from": -1e-6, "to": 1e-6}"#)
    let double = try #require(forms.first { $0["precision"] as? String == "float64" })
    let worst = try #require((double["worst"] as? [[String: Any]])?.first)
    #expect(try #require(worst["ulp"] as? Double) > 1000)
    #expect("\(worst["hex"] ?? "")".contains("0x1."))
  }

  /// What is found of an activation, check by check, and the conclusion.
  private func verdict(
    _ server: TestServer, _ name: String
  ) async throws -> (checks: [[String: Any]], conclusion: [String: Any]) {
    let socket = try RawSocket(port: server.port, patience: 600)
    socket.send(
      "GET /api/activations/\(name)/verdict HTTP/1.1\r\nHost: 127.0.0.1:\(server.port)\r\n\r\n")
    var checks: [[String: Any]] = []
    while let event = await socket.event() {
      if event.name == "verdict" { return (checks, event.value) }
      checks.append(event.value)
    }
    throw TestServer.Failure(message: "no verdict after \(checks.count) checks")
  }

  @Test func aVerdictFillsIn() async throws {
    let server = try await TestServer.shared.value
    // Two who ask at once are told of one examination.
    async let other = verdict(server, "tanh")
    let (checks, conclusion) = try await verdict(server, "tanh")
    #expect(conclusion["conforms"] as? Bool == true)
    let count = try #require(checks.first?["checks"] as? Int)
    #expect(checks.count == count)
    let loading = checks.first { $0["check"] as? String == "loads" }
    #expect(loading?["status"] as? String == "pass")
    #expect(try await other.checks.count == count)
    // Whoever asks later is told all of it at once.
    #expect(try await verdict(server, "tanh").checks.count == count)
  }

  @Test func whatDoesNotConformIsSaidNotTo() async throws {
    let source = TestServer.directory("liar.c")
    try """
    #include <activation.h>
    ACTIVATION(liar, "1.0.0", "says one thing and does another")
    ACTIVATION_FORMULA(liar, "x * x")
    static double value(double x) { return x * x * 1.001; }
    static double slope(double x) { return 2 * x; }
    ACTIVATION_ARRAYS(liar, double, value, slope)
    ACTIVATION_ARRAYS(liar, float, value, slope)
    """.write(toFile: source, atomically: true, encoding: .utf8)
    let builder = try PluginBuilder(into: TestServer.directory("liars"))
    for product in try builder.build([source]) {
      #expect(product.succeeded, "\(product.diagnostics)")
    }
    let server = try await TestServer(plugins: builder.directory)
    let (checks, conclusion) = try await verdict(server, "liar")
    #expect(conclusion["conforms"] as? Bool == false)
    #expect(checks.contains { $0["status"] as? String == "fail" })
    #expect(try await server.ask("GET", "/api/activations/nobody/verdict").status == 422)
    await server.stop()
  }

  @Test func aNewPluginAppears() async throws {
    let directory = TestServer.directory("watched")
    let files = FileManager.default
    try files.createDirectory(atPath: directory, withIntermediateDirectories: true)
    let server = try await TestServer(plugins: directory)
    let first = try await server.ask("GET", "/api/activations?since=0").json()
    let version = try #require(first["version"] as? Int)
    #expect(first["directories"] as? [String] == [directory])
    #expect(try await server.ask("GET", "/api/activations?since=\(version)").status == 204)
    // Written beside it and moved, as compilers do not but careful people do.
    try files.copyItem(
      atPath: "\(TestServer.plugins.get())/tanh.so", toPath: "\(directory)/.tanh")
    try files.moveItem(atPath: "\(directory)/.tanh", toPath: "\(directory)/tanh.so")
    var answer = try await server.ask("GET", "/api/activations?since=\(version)")
    while answer.status == 204 {
      try await Task.sleep(for: .milliseconds(50))
      answer = try await server.ask("GET", "/api/activations?since=\(version)")
    }
    let list = try answer.json()
    #expect(list["version"] as? Int == version + 1)
    #expect((list["activations"] as? [[String: Any]])?.first?["name"] as? String == "tanh")
    await server.stop()
  }
}
