import ActivationHost
import Foundation
import Playground
import Testing

/// What is too much, broken or slow is refused or left alone, and the next one is served.
struct LimitTests {
  @Test func aBodyThatIsTooLongIsRefused() async throws {
    let server = try await TestServer.shared.value
    let body = #"{"subjects": [{"formula": ""# + String(repeating: "x", count: 100_000) + "\"}]}"
    let answer = try await server.post("/api/curves", body)
    #expect(answer.status == 413)
    #expect(answer.fault["message"] as? String == "the request is longer than 65536 bytes")
  }

  @Test func headersThatAreTooLongAreRefused() async throws {
    let server = try await TestServer.shared.value
    // Refused with a word, or by hanging up.
    let answer = try? await server.ask(
      "GET", "/", headers: ["X-Long": String(repeating: "a", count: 20_000)])
    #expect(answer == nil || [400, 431].contains(answer?.status))
    #expect(try await server.ask("GET", "/").status == 200)
  }

  @Test(arguments: ["", "{", "[]", "{}", "null", #"{"subjects": 1, "from": 0, "to": 1}"#, "\u{0}"])
  func whatIsNoRequestIsSaidToBeNone(body: String) async throws {
    let server = try await TestServer.shared.value
    let answer = try await server.post("/api/curves", body)
    #expect(answer.status == 422)
    #expect("\(answer.fault["message"] ?? "")".contains("not what was expected"))
  }

  @Test func bytesThatAreNoHTTPHarmNobody() async throws {
    let server = try await TestServer.shared.value
    let socket = try RawSocket(port: server.port)
    socket.send("\u{16}\u{3}\u{1}\u{2}\u{0}\u{1}hello\r\n\r\n")
    _ = await socket.receive()
    #expect(try await server.ask("GET", "/").status == 200)
  }

  @Test func whoSendsHalfARequestHoldsUpNobody() async throws {
    let server = try await TestServer.shared.value
    let slow = try (0..<50).map { _ in try RawSocket(port: server.port) }
    for socket in slow { socket.send("POST /api/curves HTTP/1.1\r\nHost: 127.0.0.1\r\nX-A: ") }
    #expect(try await server.ask("GET", "/api/activations").status == 200)
    withExtendedLifetime(slow) {}
  }

  @Test(arguments: [
    (#""from": -1, "to": 1, "count": 5000"#, "expected 2 to 4000 points, found 5000"),
    (#""from": 1, "to": 1"#, "expected a range from a number to a greater one"),
    (#""from": 0, "to": 1e999"#, "expected"),
  ])
  func rangesAndCountsAreChecked(rest: String, expected: String) async throws {
    let server = try await TestServer.shared.value
    let answer = try await server.post(
      "/api/curves", #"{"subjects": [{"activation": "tanh"}], \#(rest)}"#)
    #expect([413, 422].contains(answer.status))
    #expect("\(answer.fault["message"] ?? "")".contains(expected))
  }

  @Test func aFormulaThatTakesForEverIsCut() async throws {
    let server = try await TestServer.shared.value
    // Each step needs all 4,096 bits, and settles nothing.
    let term = "(sin(exp(x)) - sin(exp(x)) + x - x)"
    let formula = (0..<60).map { "\(term) * \($0 + 2)" }.joined(separator: " + ")
    let answer = try await server.post(
      "/api/curves",
      #"{"subjects": [{"formula": "\#(formula)"}], "from": 100, "to": 600, "count": 4000}"#)
    #expect(answer.status == 200)
    let curve = try #require((try answer.json()["curves"] as? [[String: Any]])?.first)
    #expect((curve["value"] as? [Any])?.count == 4000)
  }

  @Test(arguments: [
    (#""hidden": [129]"#, "expected layers of 1 to 128 units, found 129"),
    (#""hidden": [8, 8, 8, 8, 8, 8, 8]"#, "expected at most 6 hidden layers, found 7"),
    (#""hidden": [0]"#, "expected layers of 1 to 128 units, found 0"),
    (#""hidden": [4], "batch": 0"#, "batch"),
    (#""hidden": [4], "learningRate": -1"#, "learning rate: expected above 0, found -1.0"),
    (#""hidden": [4], "testShare": 1"#, "expected a test share between 0 and 1, found 1.0"),
    (#""hidden": [4], "optimizer": "magic""#, "no optimizer is called 'magic'"),
  ])
  func settingsAreChecked(rest: String, expected: String) async throws {
    let server = try await TestServer.shared.value
    let answer = try await server.post(
      "/api/runs",
      #"{"data": {"kind": "xor"}, "lanes": [{"activations": [{"activation": "tanh"}]}], \#(rest)}"#)
    #expect([413, 422].contains(answer.status))
    #expect("\(answer.fault["message"] ?? "")".contains(expected))
  }

  @Test func thereAreSoManyRunsAndNoMore() async throws {
    let server = try await TestServer(plugins: TestServer.plugins.get())
    let setting =
      #"{"data": {"kind": "xor", "count": 8}, "hidden": [2], "#
      + #""lanes": [{"activations": [{"formula": "x"}]}]}"#
    var statuses: [Int] = []
    for _ in 0..<257 { statuses.append(try await server.post("/api/runs", setting).status) }
    #expect(statuses.prefix(256).allSatisfy { $0 == 201 })
    #expect(statuses[256] == 503)
    #expect(server.server.runCount == 256)
    await server.stop()
  }
}

/// A server that is to fail.
struct PlaygroundServerAt {
  let server: PlaygroundServer

  init(port: Int, plugins: String) throws {
    server = try PlaygroundServer(port: port) {
      try Registry(searchPath: SearchPath(explicit: [plugins], environment: [:], executable: nil))
    }
  }

  func failure() async -> String? {
    do {
      try await server.run()
      return nil
    } catch {
      return "\(error)"
    }
  }
}
