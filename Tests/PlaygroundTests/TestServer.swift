import ActivationHost
import Foundation
import Glibc
import Playground

/// Servers for tests: of some plugins of the catalogue, built as `hillock build` builds them.
struct TestServer {
  let port: Int
  let server: PlaygroundServer
  private let task: Task<Void, any Error>

  /// The one that tests share which leave it as it was.
  static let shared = Task { try await TestServer(plugins: plugins.get()) }

  /// The directory of the plugins.
  static let plugins = Result {
    let builder = try PluginBuilder(into: directory("plugins"))
    let sources = ["gelu", "leaky_relu", "relu", "softmax", "swiglu", "tanh"]
    for product in try builder.build(sources.map { "\(package)/Plugins/\($0).c" })
    where !product.succeeded {
      throw Failure(message: "\(product.source): \(product.diagnostics)")
    }
    return builder.directory
  }

  static let package = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
    .deletingLastPathComponent().deletingLastPathComponent().path

  /// The built command.
  static let hillock = URL(filePath: ProcessInfo.processInfo.arguments[0])
    .resolvingSymlinksInPath().deletingLastPathComponent().appending(path: "hillock").path

  /// A directory of this process.
  static func directory(_ name: String) -> String {
    NSTemporaryDirectory() + "hillock-playground-\(getpid())-\(name)"
  }

  /// Starts one, and waits until it listens.
  init(
    host: String? = nil, plugins: String, shapingSeconds: Double = 60,
    trainingSeconds: Double = 1800, idleSeconds: Double = 30
  ) async throws {
    let server = try PlaygroundServer(
      host: host, port: 0, program: Self.hillock, shapingSeconds: shapingSeconds,
      trainingSeconds: trainingSeconds, idleSeconds: idleSeconds
    ) {
      try Registry(searchPath: SearchPath(explicit: [plugins], environment: [:], executable: nil))
    }
    let (ports, announce) = AsyncThrowingStream.makeStream(of: Int.self)
    task = Task {
      do {
        try await server.run { announce.yield($0) }
        announce.finish()
      } catch {
        announce.finish(throwing: error)
        throw error
      }
    }
    var iterator = ports.makeAsyncIterator()
    guard let port = try await iterator.next() else { throw Failure(message: "it did not start") }
    self.port = port
    self.server = server
  }

  /// Ends it, and waits for its end.
  func stop() async {
    task.cancel()
    _ = await task.result
  }

  /// Asks, and reads the whole answer.
  func ask(
    _ method: String, _ path: String, headers: [String: String] = [:], body: String? = nil,
    host: String? = nil
  ) async throws -> Answer {
    let socket = try RawSocket(port: port)
    var text = "\(method) \(path) HTTP/1.1\r\nHost: \(host ?? "127.0.0.1:\(port)")\r\n"
    var headers = headers
    if let body {
      headers["Content-Length"] = "\(body.utf8.count)"
      if headers["Content-Type"] == nil { headers["Content-Type"] = "application/json" }
    }
    for (name, value) in headers { text += "\(name): \(value)\r\n" }
    return try await socket.exchange(text + "Connection: close\r\n\r\n" + (body ?? ""))
  }

  /// POSTs JSON.
  func post(_ path: String, _ body: String) async throws -> Answer {
    try await ask("POST", path, body: body)
  }

  struct Failure: Error { var message: String }
}

/// An HTTP answer.
struct Answer {
  let status: Int
  let head: String
  let body: Data

  init(_ bytes: Data) throws {
    guard let end = bytes.range(of: Data("\r\n\r\n".utf8)) else {
      throw TestServer.Failure(message: "no answer: \(String(decoding: bytes, as: UTF8.self))")
    }
    head = String(decoding: bytes[..<end.lowerBound], as: UTF8.self)
    status = Int(head.split(separator: " ").dropFirst().first ?? "") ?? 0
    body = bytes[end.upperBound...]
  }

  var text: String { String(decoding: body, as: UTF8.self) }

  /// Whether as many bytes have come as the head says.
  var isWhole: Bool {
    let length = head.lowercased().firstMatch(of: /content-length: *(\d+)/)
    return length.flatMap { Int($0.output.1) } == body.count
  }

  /// The body as JSON.
  func json() throws -> [String: Any] {
    try JSONSerialization.jsonObject(with: body) as? [String: Any] ?? [:]
  }

  /// What an error's reply says.
  var fault: [String: Any] { (try? json())?["error"] as? [String: Any] ?? [:] }
}

/// A connection to a server of this machine, byte by byte.
final class RawSocket: @unchecked Sendable {
  // @unchecked: one test at a time uses it.
  private let descriptor: Int32
  private var rest = Data()

  /// - Parameter patience: the seconds that an answer may take, whatever the machine's load.
  init(port: Int, patience: Int = 1800) throws {
    descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
    // A child that had it too would hold the connection open.
    _ = fcntl(descriptor, F_SETFD, FD_CLOEXEC)
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    address.sin_port = in_port_t(port).bigEndian
    address.sin_addr.s_addr = inet_addr("127.0.0.1")
    let size = socklen_t(MemoryLayout<sockaddr_in>.size)
    let status = withUnsafePointer(to: &address) {
      $0.withMemoryRebound(to: sockaddr.self, capacity: 1) { connect(descriptor, $0, size) }
    }
    guard status == 0 else {
      throw TestServer.Failure(message: "cannot connect: \(String(cString: strerror(errno)))")
    }
    // A server that does not answer fails the test instead of holding it up for good.
    var patience = timeval(tv_sec: patience, tv_usec: 0)
    setsockopt(
      descriptor, SOL_SOCKET, SO_RCVTIMEO, &patience, socklen_t(MemoryLayout<timeval>.size))
  }

  deinit { close(descriptor) }

  func send(_ text: String) {
    var text = text
    text.withUTF8 { bytes in
      var sent = 0
      while sent < bytes.count {
        let count = Glibc.send(
          descriptor, bytes.baseAddress! + sent, bytes.count - sent, Int32(MSG_NOSIGNAL))
        guard count > 0 else { return }
        sent += count
      }
    }
  }

  /// Some bytes that have come; none at the end.
  func receive() async -> Data {
    await withCheckedContinuation { continuation in
      Thread.detachNewThread { [self] in
        var buffer = [UInt8](repeating: 0, count: 65536)
        let count = recv(descriptor, &buffer, buffer.count, 0)
        continuation.resume(returning: Data(buffer.prefix(max(count, 0))))
      }
    }
  }

  /// Sends a request, and reads until the server closes.
  func exchange(_ text: String) async throws -> Answer {
    send(text)
    var bytes = Data()
    while true {
      let more = await receive()
      if more.isEmpty { break }
      bytes += more
      // Not everybody closes because it was asked for.
      if let answer = try? Answer(bytes), answer.isWhole { return answer }
    }
    return try Answer(bytes)
  }

  /// The next server-sent event, chunked or not; nil at the end.
  func event() async -> (name: String, value: [String: Any])? {
    while true {
      let text = String(decoding: rest, as: UTF8.self)
      if let start = text.range(of: "event: "),
        let end = text.range(of: "\n\n", range: start.upperBound..<text.endIndex),
        let data = text.range(of: "\ndata: ", range: start.upperBound..<end.lowerBound)
      {
        let name = String(text[start.upperBound..<data.lowerBound])
        // A chunk's frame may stand within an event that came in two.
        let value = text[data.upperBound..<end.lowerBound]
          .replacing(/\r\n([0-9a-f]+\r\n)?/, with: "")
        rest = Data(text[end.upperBound...].utf8)
        let json = try? JSONSerialization.jsonObject(with: Data(value.utf8)) as? [String: Any]
        return (name, json ?? [:])
      }
      let more = await receive()
      if more.isEmpty { return nil }
      rest += more
    }
  }
}
