import ActivationHost
import Foundation
import Glibc
import Testing

/// The command itself, in a process of its own: what can be killed, and what plugins can bring down.
struct ServeTests {
  /// The built command, serving.
  private struct Served {
    let process: Child
    let port: Int

    init(port: Int = 0, plugins: String, _ more: String...) async throws {
      process = try Child(
        [TestServer.hillock, "serve", "--port", "\(port)", "--plugins", plugins] + more)
      self.port = try await process.number(after: "http://localhost:")
    }

    func ask(_ method: String, _ path: String, _ body: String = "") async throws -> Answer {
      try await RawSocket(port: port).exchange(
        "\(method) \(path) HTTP/1.1\r\nHost: 127.0.0.1:\(port)\r\nConnection: close\r\n"
          + "Content-Type: application/json\r\nContent-Length: \(body.utf8.count)\r\n\r\n\(body)")
    }

    /// A run that trains, and the connection that reads it.
    func training(_ activation: String) async throws -> RawSocket {
      let answer = try await ask(
        "POST", "/api/runs",
        #"{"data": {"kind": "circles", "count": 40}, "hidden": [4], "#
          + #""lanes": [{"activations": [{"activation": "\#(activation)"}]}]}"#)
      #expect(answer.status == 201, "\(answer.text)")
      let id = try #require(try answer.json()["id"] as? String)
      let socket = try RawSocket(port: port)
      socket.send("GET /api/runs/\(id)/events HTTP/1.1\r\nHost: 127.0.0.1:\(port)\r\n\r\n")
      #expect(await socket.event()?.name == "run")
      #expect(
        try await ask("POST", "/api/runs/\(id)/control", #"{"action": "play"}"#).status == 204)
      return socket
    }

    func end(_ signal: Int32) async {
      process.signal(signal)
      await process.end()
    }
  }

  /// A network of a frame of the run that `socket` reads: the first that is as wanted.
  private func network(
    _ socket: RawSocket, until isWanted: ([String: Any]) -> Bool
  ) async throws -> [String: Any] {
    while let event = await socket.event() {
      let network = try #require((event.value["networks"] as? [[String: Any]])?.first)
      if isWanted(network) { return network }
    }
    throw TestServer.Failure(message: "the stream has ended")
  }

  @Test(arguments: [SIGKILL, SIGTERM, SIGINT])
  func killedInMidRunItIsGoneAndAnotherTakesItsPlace(signal: Int32) async throws {
    let served = try await Served(plugins: TestServer.plugins.get())
    let socket = try await served.training("tanh")
    _ = try await network(socket) { ($0["epoch"] as? Int ?? 0) > 1 }
    await served.end(signal)
    // Its reader is told, by the end of the stream.
    while await socket.event() != nil {}
    let next = try await Served(port: served.port, plugins: TestServer.plugins.get())
    #expect(try await next.ask("GET", "/").status == 200)
    await next.end(SIGTERM)
  }

  @Test(arguments: [("abort()", "SIGABRT"), ("for (;;) calls++", "no answer in 0.5 s")])
  func aPluginThatFailsEndsItsRunAlone(failing: String, said: String) async throws {
    let name = failing.hasPrefix("abort") ? "fragile" : "endless"
    let source = TestServer.directory("\(name)/fragile.c")
    try FileManager.default.createDirectory(
      atPath: TestServer.directory(name), withIntermediateDirectories: true)
    // Well until it has been called for a while, as when it is trained.
    try """
    #include <activation.h>
    #include <stdlib.h>
    ACTIVATION(fragile, "1.0.0", "fails after a while")
    static volatile long calls;
    static double value(double x) { if (++calls > 20000) \(failing); return x > 0 ? x : 0; }
    static double slope(double x) { return x > 0; }
    ACTIVATION_ARRAYS(fragile, double, value, slope)
    ACTIVATION_ARRAYS(fragile, float, value, slope)
    """.write(toFile: source, atomically: true, encoding: .utf8)
    let builder = try PluginBuilder(into: TestServer.directory(name))
    let products = try builder.build([source, "\(TestServer.package)/Plugins/tanh.c"])
    for product in products { #expect(product.succeeded, "\(product.diagnostics)") }

    let served = try await Served(plugins: builder.directory, "--patience", "0.5")
    let sound = try await served.training("tanh")
    let fragile = try await served.training("fragile")
    let fallen = try await network(fragile) { $0["failure"] != nil }
    let failure = "\(fallen["failure"] ?? "")"
    #expect(failure.contains("fragile") && failure.contains(said), "\(failure)")
    let epoch = try await network(sound) { $0["epoch"] != nil }["epoch"] as? Int ?? 0
    let later = try await network(sound) { ($0["epoch"] as? Int ?? 0) > epoch }
    #expect(later["failure"] == nil)
    #expect(try await served.ask("GET", "/").status == 200)
    await served.end(SIGTERM)
  }
}
