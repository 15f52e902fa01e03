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

  private let small =
    #"{"data": {"kind": "xor", "count": 8}, "hidden": [2], "#
    + #""lanes": [{"activations": [{"formula": "tanh(x)"}]}]}"#

  /// The last state of a run that plays as long as it may, each frame of which must get on.
  private func lastFrame(
    _ server: TestServer, control: String = #"{"action": "play"}"#
  ) async throws -> [String: Any] {
    let id = try await server.post("/api/runs", small).json()["id"] ?? ""
    let socket = try RawSocket(port: server.port, patience: 600)
    socket.send(
      "GET /api/runs/\(id)/events HTTP/1.1\r\nHost: 127.0.0.1:\(server.port)\r\n\r\n")
    #expect(try await server.post("/api/runs/\(id)/control", control).status == 204)
    var epoch = 0
    while let event = await socket.event() {
      let state = event.value["state"] as? String
      if ["finished", "spent"].contains(state) { return event.value }
      guard state == "training" else { continue }
      let networks = event.value["networks"] as? [[String: Any]]
      let next = try #require(networks?.first?["epoch"] as? Int)
      try #require(next > epoch, "a frame in which nothing was trained")
      epoch = next
    }
    throw TestServer.Failure(message: "the stream has ended")
  }

  @Test func aRunTakesSoManyStepsAndNoMore() async throws {
    // One that nobody else trains on, who would take a share of the time.
    let server = try await TestServer(plugins: TestServer.plugins.get())
    // A number that does not divide 10,000: the last frame has fewer epochs left than it has time for.
    let frame = try await lastFrame(
      server, control: #"{"action": "play", "epochsPerFrame": 23}"#)
    #expect(frame["state"] as? String == "finished")
    let network = try #require((frame["networks"] as? [[String: Any]])?.first)
    #expect(network["epoch"] as? Int == 10_000)
    await server.stop()
  }

  @Test func aRunComputesSoLongAndNoLonger() async throws {
    let server = try await TestServer(plugins: TestServer.plugins.get(), trainingSeconds: 0)
    let frame = try await lastFrame(server)
    #expect(frame["state"] as? String == "spent")
    let network = try #require((frame["networks"] as? [[String: Any]])?.first)
    #expect(network["epoch"] as? Int == 0)
    await server.stop()
  }

  @Test func manyRunsAllGetOn() async throws {
    let server = try await TestServer(plugins: TestServer.plugins.get())
    let sockets = try await (0..<40).concurrentMap { _ in
      let id = try await server.post("/api/runs", small).json()["id"] ?? ""
      let socket = try RawSocket(port: server.port, patience: 600)
      socket.send(
        "GET /api/runs/\(id)/events HTTP/1.1\r\nHost: 127.0.0.1:\(server.port)\r\n\r\n")
      _ = try await server.post(
        "/api/runs/\(id)/control", #"{"action": "play", "epochsPerFrame": 1}"#)
      return socket
    }
    // While all are trained, each is shown frame after frame, and a question is answered.
    _ = try await sockets.concurrentMap { socket in
      var epoch = 0
      while epoch < 5 {
        let event = try #require(await socket.event())
        let networks = event.value["networks"] as? [[String: Any]]
        epoch = networks?.first?["epoch"] as? Int ?? epoch
      }
    }
    #expect(try await server.post("/api/curves", curves).status == 200)
    await server.stop()
  }

  private let curves = #"{"subjects": [{"activation": "tanh"}], "from": -1, "to": 1, "count": 3}"#

  @Test func thereAreSoManyRunsAndNoMore() async throws {
    // However long a busy machine takes for them.
    let server = try await TestServer(plugins: TestServer.plugins.get(), idleSeconds: 3600)
    var statuses: [Int] = []
    for _ in 0..<257 { statuses.append(try await server.post("/api/runs", small).status) }
    #expect(statuses.prefix(256).allSatisfy { $0 == 201 })
    #expect(statuses[256] == 503)
    #expect(server.server.runCount == 256)
    await server.stop()
  }
}

extension Sequence where Self: Sendable, Element: Sendable {
  /// What `body` makes of each, all at the same time, in the order of the elements.
  fileprivate func concurrentMap<Value: Sendable>(
    _ body: @escaping @Sendable (Element) async throws -> Value
  ) async throws -> [Value] {
    try await withThrowingTaskGroup(of: (Int, Value).self) { group in
      for (index, element) in enumerated() {
        group.addTask { (index, try await body(element)) }
      }
      return try await group.reduce(into: []) { $0.append($1) }
        .sorted { $0.0 < $1.0 }.map(\.1)
    }
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
