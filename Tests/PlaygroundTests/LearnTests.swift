import Foundation
import Testing

/// Runs over HTTP: what is learned, that it is what the command learns, and who holds up whom.
struct LearnTests {
  /// A run on a server, and the connection that reads it.
  private struct Watched {
    let server: TestServer
    let path: String
    let socket: RawSocket
    let about: [String: Any]

    init(_ server: TestServer, _ setting: String) async throws {
      let answer = try await server.post("/api/runs", setting)
      guard answer.status == 201, let id = try answer.json()["id"] as? String else {
        throw TestServer.Failure(message: answer.text)
      }
      self.server = server
      path = "/api/runs/\(id)"
      socket = try RawSocket(port: server.port)
      socket.send(
        "GET \(path)/events HTTP/1.1\r\nHost: 127.0.0.1:\(server.port)\r\nConnection: close\r\n\r\n"
      )
      let first = try #require(await socket.event())
      #expect(first.name == "run")
      about = first.value
    }

    func control(_ action: String, _ more: String = "") async throws {
      let answer = try await server.post("\(path)/control", #"{"action": "\#(action)"\#(more)}"#)
      #expect(answer.status == 204)
    }

    /// The next frame; nil at the end.
    func frame() async -> [String: Any]? { await socket.event()?.value }

    /// The networks of the first frame that is as wanted.
    func networks(
      until isWanted: ([[String: Any]]) -> Bool
    ) async throws -> [[String: Any]] {
      while let frame = await frame() {
        let networks = try #require(frame["networks"] as? [[String: Any]])
        if isWanted(networks) { return networks }
        if frame["state"] as? String == "finished" { return networks }
      }
      throw TestServer.Failure(message: "the stream has ended")
    }

    func model(_ index: Int = 0) async throws -> Data {
      let answer = try await server.ask("GET", "\(path)/model/\(index)")
      #expect(answer.status == 200, "\(answer.text)")
      return answer.body
    }
  }

  private func setting(
    _ data: String, hidden: String = "[8]", lanes: String = #"[{"activation": "tanh"}]"#,
    _ more: String = ""
  ) -> String {
    let lanes = lanes.contains("activations") ? lanes : #"[{"activations": \#(lanes)}]"#
    return #"{"data": \#(data), "hidden": \#(hidden), "lanes": \#(lanes)\#(more)}"#
  }

  private func epoch(_ network: [String: Any]) -> Int { network["epoch"] as? Int ?? -1 }

  @Test(arguments: ["circles", "xor", "moons", "spirals"])
  func whatTheShapesAreIsLearned(kind: String) async throws {
    let run = try await Watched(
      TestServer.shared.value,
      setting(
        #"{"kind": "\#(kind)", "count": 300, "noise": 0.01}"#, hidden: "[16, 16]",
        #", "learningRate": 0.02"#))
    #expect((run.about["points"] as? [Any])?.count == 300)
    #expect(run.about["classNames"] as? [String] == ["A", "B"])
    try await run.control("play")
    // It is right, and sure of both classes somewhere: how soon, its rounding and the load decide.
    func isSure(_ shown: [[String: Any]]) -> Bool {
      guard (shown[0]["testAccuracy"] as? Double ?? 0) >= 0.95,
        let bytes = (shown[0]["surface"] as? String).flatMap({ Data(base64Encoded: $0) })
      else { return false }
      return bytes.count == 64 * 64 && bytes.contains { $0 < 30 } && bytes.contains { $0 > 225 }
    }
    #expect(try await isSure(run.networks(until: isSure)))
  }

  @Test func digitsAreLearnedToo() async throws {
    let run = try await Watched(
      TestServer.shared.value, setting(#"{"kind": "digits"}"#, hidden: "[16]"))
    #expect(run.about["inputs"] as? Int == 64)
    try await run.control("play")
    let networks = try await run.networks { ($0[0]["testAccuracy"] as? Double ?? 0) >= 0.9 }
    #expect(try #require(networks[0]["testAccuracy"] as? Double) >= 0.9)
  }

  @Test func networksLearnSideBySideFromOneSeed() async throws {
    let run = try await Watched(
      TestServer.shared.value,
      setting(
        #"{"kind": "xor", "count": 100}"#, hidden: "[4, 4]",
        lanes:
          #"[{"activations": [{"activation": "tanh"}]}, {"activations": [{"activation": "tanh"}]}, "#
          + #"{"activations": [{"activation": "relu"}, {"formula": "x * sigmoid(b * x)", "parameters": {"b": 2}}]}]"#
      ))
    try await run.control("play", #", "epochsPerFrame": 3"#)
    let networks = try await run.networks { epoch($0[0]) >= 12 }
    #expect(Set(networks.map(epoch)).count == 1)
    // The same activation and seed: the same to the last bit; another: another.
    #expect(networks[0]["loss"] as? Double == networks[1]["loss"] as? Double)
    #expect(networks[0]["surface"] as? String == networks[1]["surface"] as? String)
    #expect(networks[0]["surface"] as? String != networks[2]["surface"] as? String)
    try await run.control("pause")
  }

  @Test func stepsAndManyEpochsComeToTheSameBits() async throws {
    let server = try await TestServer.shared.value
    let setting = setting(
      #"{"kind": "moons", "count": 60, "noise": 0.1}"#, hidden: "[5]",
      lanes: #"[{"activation": "leaky_relu", "parameters": {"negative_slope": 0.3}}]"#,
      #", "seed": 7, "optimizer": "momentum", "learningRate": 0.05, "batch": 7"#)
    let steps = try await Watched(server, setting)
    for _ in 0..<12 { try await steps.control("step") }
    _ = try await steps.networks { epoch($0[0]) == 12 }
    let frames = try await Watched(server, setting)
    try await frames.control("play", #", "epochsPerFrame": 4"#)
    while true {
      let networks = try await frames.networks { epoch($0[0]) >= 4 }
      if epoch(networks[0]) >= 8 {
        try await frames.control("pause")
        break
      }
    }
    // How far it came before it stood still depends on the moment; the steps catch up.
    var epochs = -1
    while true {
      let reached = try await server.ask("GET", "\(frames.path)/command/0").json()
      let command = try #require(reached["command"] as? String)
      let now = try #require(command.firstMatch(of: /--epochs (\d+)/).flatMap { Int($0.output.1) })
      if now == epochs { break }
      epochs = now
    }
    for _ in 12..<max(epochs, 12) { try await steps.control("step") }
    if epochs > 12 { _ = try await steps.networks { epoch($0[0]) == epochs } }
    for _ in epochs..<max(epochs, 12) { try await frames.control("step") }
    if epochs < 12 { _ = try await frames.networks { epoch($0[0]) == 12 } }
    let (one, other) = (try await steps.model(), try await frames.model())
    #expect(one == other)

    // And so does the command.
    let directory = TestServer.directory("trained")
    try FileManager.default.createDirectory(atPath: directory, withIntermediateDirectories: true)
    let data = try await server.ask("GET", "\(steps.path)/data")
    #expect(data.head.contains("filename=\"moons.csv\""))
    try data.body.write(to: URL(filePath: "\(directory)/moons.csv"))
    let words = try #require(
      try await server.ask("GET", "\(steps.path)/command/0").json()["command"] as? String)
    #expect(words.hasPrefix("hillock train moons.csv "))
    let process = try Child(
      [
        "/bin/sh", "-c", "cd \"$2\" && PATH=\"$0:$PATH\" \(words) --plugins \"$1\"",
        URL(filePath: TestServer.hillock).deletingLastPathComponent().path,
        TestServer.plugins.get(), directory,
      ])
    #expect(await process.end() == 0, "\(process.text)")
    let trained = try Data(contentsOf: URL(filePath: "\(directory)/model.safetensors"))
    #expect(trained == one)
  }

  @Test func aFilesFaultHasALine() async throws {
    let server = try await TestServer.shared.value
    let answer = try await server.post(
      "/api/runs",
      setting(#"{"kind": "csv", "name": "my.csv", "text": "a,b,c\n1,2,x\n1,y\n"}"#))
    #expect(answer.status == 422)
    #expect(answer.fault["line"] as? Int == 3)
    let message = "\(answer.fault["message"] ?? "")"
    #expect(message.hasPrefix("my.csv: line 3"))
  }

  @Test func anOwnFileIsLearnedFrom() async throws {
    let rows = (0..<40).map { "\($0 % 2),\($0),\($0 / 2 % 2),\($0 % 2 == 0 ? "even" : "odd")" }
    let text =
      (["a", "b", "c", "d"].joined(separator: ",") + "\\n" + rows.joined(separator: "\\n"))
    let run = try await Watched(
      TestServer.shared.value,
      setting(
        #"{"kind": "csv", "name": "../$(x) my.csv", "text": "\#(text)", "columns": ["a", "c"]}"#))
    #expect(run.about["inputs"] as? Int == 2)
    #expect(run.about["classNames"] as? [String] == ["even", "odd"])
    let command = try await run.server.ask("GET", "\(run.path)/command/0").json()["command"]
    let words = "\(command ?? "")"
    #expect(words.hasPrefix("hillock train xmy.csv --features a,c ") || words.contains(" x"))
    #expect(!words.contains("$") && !words.contains("../"))
  }

  @Test func whatDivergesSaysSoAndTheOthersGoOn() async throws {
    let run = try await Watched(
      TestServer.shared.value,
      setting(
        #"{"kind": "circles", "count": 50}"#, hidden: "[4]",
        lanes:
          #"[{"activations": [{"formula": "exp(exp(exp(8 * x)))"}]}, {"activations": [{"activation": "tanh"}]}]"#,
        #", "optimizer": "sgd", "learningRate": 0.1"#))
    try await run.control("play", #", "epochsPerFrame": 2"#)
    let networks = try await run.networks { $0[0]["failure"] != nil && epoch($0[1]) >= 6 }
    #expect("\(networks[0]["failure"] ?? "")".contains("finite"))
    #expect(networks[1]["failure"] == nil)
    let model = try await run.server.ask("GET", "\(run.path)/model/0")
    #expect(model.status == 422)
    #expect("\(model.fault["message"] ?? "")".contains("hillock new"))
  }

  @Test func deadUnitsAreMarked() async throws {
    let run = try await Watched(
      TestServer.shared.value,
      setting(#"{"kind": "xor", "count": 40}"#, lanes: #"[{"formula": "max(x - 1e6, 0)"}]"#))
    let networks = try await run.networks { $0[0]["layers"] != nil }
    let layer = try #require((networks[0]["layers"] as? [[String: Any]])?.first)
    #expect(layer["dead"] as? [Int] == Array(0..<8))
    #expect((layer["histogram"] as? [Int])?.reduce(0, +) == 20 * 8)
    let pictures = try #require(Data(base64Encoded: layer["pictures"] as? String ?? ""))
    #expect(pictures.count == 8 * 24 * 24)
  }

  @Test(.timeLimit(.minutes(30))) func aSecondReaderTakesTheRunOver() async throws {
    let run = try await Watched(
      TestServer.shared.value, setting(#"{"kind": "xor", "count": 20}"#))
    try await run.control("play", #", "epochsPerFrame": 1"#)
    let second = try RawSocket(port: run.server.port)
    second.send("GET \(run.path)/events HTTP/1.1\r\nHost: 127.0.0.1:\(run.server.port)\r\n\r\n")
    #expect(await second.event()?.name == "run")
    while await run.frame() != nil {}
    // What was asked of the first is done for the second.
    let frame = try #require(await second.event()?.value)
    #expect(frame["state"] as? String == "training")
  }

  @Test(.timeLimit(.minutes(30))) func aReaderWhoIsGoneStopsTheRun() async throws {
    let server = try await TestServer(plugins: TestServer.plugins.get())
    do {
      let run = try await Watched(server, setting(#"{"kind": "xor", "count": 20}"#))
      try await run.control("play", #", "epochsPerFrame": 1"#)
      _ = await run.frame()
      #expect(server.server.trainingCount == 1)
    }
    while server.server.trainingCount > 0 { try await Task.sleep(for: .milliseconds(20)) }
    #expect(server.server.runCount == 1)
    await server.stop()
  }

  @Test(.timeLimit(.minutes(30))) func aReaderWhoReadsNothingStopsTheRun() async throws {
    let server = try await TestServer(plugins: TestServer.plugins.get())
    let run = try await Watched(
      server, setting(#"{"kind": "spirals", "count": 2000}"#, hidden: "[16, 16, 16]"))
    try await run.control("play", #", "epochsPerFrame": 1"#)
    while server.server.trainingCount > 0 { try await Task.sleep(for: .milliseconds(100)) }
    #expect(try await server.ask("GET", "/").status == 200)
    await server.stop()
  }

  @Test(.timeLimit(.minutes(30))) func aServerThatEndsEndsItsRuns() async throws {
    let server = try await TestServer(plugins: TestServer.plugins.get())
    let run = try await Watched(server, setting(#"{"kind": "xor", "count": 20}"#))
    try await run.control("play", #", "epochsPerFrame": 1"#)
    _ = await run.frame()
    await server.stop()
    while await run.frame() != nil {}
  }

  @Test(arguments: ["play", "step", "model/0", "command/0", "data", "events"])
  func aRunThatIsGoneIsSaidToBe(what: String) async throws {
    let server = try await TestServer.shared.value
    let path = "/api/runs/\(String(repeating: "0", count: 32))"
    let answer =
      ["play", "step"].contains(what)
      ? try await server.post("\(path)/control", #"{"action": "\#(what)"}"#)
      : try await server.ask("GET", "\(path)/\(what)")
    #expect(answer.status == 404)
    #expect(answer.fault["message"] as? String == "this run is no longer there; start it again")
  }

  @Test func aDeletedRunIsGone() async throws {
    let run = try await Watched(
      TestServer.shared.value, setting(#"{"kind": "xor", "count": 20}"#))
    #expect(try await run.server.ask("DELETE", run.path).status == 204)
    #expect(try await run.server.ask("GET", "\(run.path)/data").status == 404)
    while await run.frame() != nil {}
  }

  @Test(arguments: [#"{"action": "jump"}"#, #"{"action": "play", "epochsPerFrame": 0}"#])
  func whatIsNoCommandIsRefused(command: String) async throws {
    let run = try await Watched(
      TestServer.shared.value, setting(#"{"kind": "xor", "count": 20}"#))
    #expect(try await run.server.post("\(run.path)/control", command).status == 422)
  }
}
