import Foundation
import Testing

/// Whoever is not the server's own page gets nothing, whatever way it tries.
struct AccessTests {
  @Test func thePageComesWithAllThatItNeeds() async throws {
    let server = try await TestServer.shared.value
    let page = try await server.ask("GET", "/")
    #expect(page.status == 200)
    #expect(page.head.lowercased().contains("content-security-policy: default-src 'self'"))
    #expect(page.head.lowercased().contains("x-content-type-options: nosniff"))
    var size = page.body.count
    // Whatever the page names lies on this server, and nothing more is asked for.
    let named = page.text.matches(of: /(?:src|href)="([^"#]+)"/).map { String($0.output.1) }
      .filter { !$0.hasPrefix("data:") }
    #expect(named.count == 4)
    var scripts = named
    while let name = scripts.popLast() {
      let file = try await server.ask("GET", "/\(name)")
      #expect(file.status == 200, "\(name)")
      size += file.body.count
      let imports = file.text.matches(of: /from "\.\/([a-z]+\.js)"/).map { String($0.output.1) }
      for other in imports where !named.contains(other) && !seen.contains(other) {
        seen.insert(other)
        scripts.append(other)
      }
    }
    #expect(seen.count >= 10)
    #expect(size <= 400_000)
  }

  private final class Seen: @unchecked Sendable {
    // @unchecked: of one test, which uses it in order.
    var names: Set<String> = []
    func contains(_ name: String) -> Bool { names.contains(name) }
    func insert(_ name: String) { names.insert(name) }
    var count: Int { names.count }
  }
  private let seen = Seen()

  @Test(arguments: [
    "evil.example", "evil.example:PORT", "127.0.0.1:1", "127.0.0.1.evil.example:PORT",
  ])
  func aNameThatWasMadeToLeadHereLeadsNowhere(host: String) async throws {
    let server = try await TestServer.shared.value
    let name = host.replacing("PORT", with: "\(server.port)")
    for path in ["/", "/api/activations"] {
      let answer = try await server.ask("GET", path, host: name)
      #expect(answer.status == 403)
      #expect("\(answer.fault["message"] ?? "")".contains("none of this server's"))
    }
  }

  @Test func aRequestWithoutAHostIsRefused() async throws {
    let server = try await TestServer.shared.value
    let answer = try await RawSocket(port: server.port)
      .exchange("GET / HTTP/1.0\r\nConnection: close\r\n\r\n")
    #expect([400, 403].contains(answer.status))
    #expect(!answer.text.contains("<html"))
  }

  @Test func thePageAnswersToAllItsOwnNames() async throws {
    let server = try await TestServer.shared.value
    for name in ["localhost", "LocalHost", "127.0.0.1", "[::1]"] {
      #expect(try await server.ask("GET", "/", host: "\(name):\(server.port)").status == 200)
    }
  }

  @Test(arguments: ["http://evil.example", "null", "http://localhost:1", "https://127.0.0.1:PORT"])
  func anotherPageMayNotPost(origin: String) async throws {
    let server = try await TestServer.shared.value
    let answer = try await server.ask(
      "POST", "/api/curves",
      headers: ["Origin": origin.replacing("PORT", with: "\(server.port)")], body: curves)
    #expect(answer.status == 403)
    #expect("\(answer.fault["message"] ?? "")".contains("another page"))
  }

  @Test func theOwnPageMayPost() async throws {
    let server = try await TestServer.shared.value
    let answer = try await server.ask(
      "POST", "/api/curves",
      headers: ["Origin": "http://127.0.0.1:\(server.port)", "Sec-Fetch-Site": "same-origin"],
      body: curves)
    #expect(answer.status == 200)
  }

  @Test(arguments: ["text/plain", "application/x-www-form-urlencoded", "multipart/form-data"])
  func aFormIsNoRequest(type: String) async throws {
    let server = try await TestServer.shared.value
    let answer = try await server.ask(
      "POST", "/api/curves", headers: ["Content-Type": type], body: curves)
    #expect(answer.status == 403)
  }

  @Test(arguments: ["cross-site", "same-site"])
  func anotherPageMayNotRead(site: String) async throws {
    let server = try await TestServer.shared.value
    let image = try await server.ask(
      "GET", "/api/activations", headers: ["Sec-Fetch-Site": site, "Sec-Fetch-Mode": "no-cors"])
    #expect(image.status == 403)
    // But it may have a link.
    let link = try await server.ask(
      "GET", "/", headers: ["Sec-Fetch-Site": site, "Sec-Fetch-Mode": "navigate"])
    #expect(link.status == 200)
  }

  @Test(arguments: [
    "/../../../../etc/passwd", "/%2e%2e/%2e%2e/etc/passwd", "/..%2fPackage.swift",
    "//etc/passwd", "/api/runs/..%2f..%2f/data", "/page.c",
  ])
  func noFileIsReadByItsPath(path: String) async throws {
    let server = try await TestServer.shared.value
    let answer = try await server.ask("GET", path)
    #expect(answer.status == 404)
    #expect(!answer.text.contains("root:"))
  }

  @Test func beyondLoopbackATokenIsAskedFor() async throws {
    let server = try await TestServer(host: "127.0.0.1", plugins: TestServer.plugins.get())
    let token = try #require(server.server.token)
    #expect(token.utf8.count == 32)
    let wrong = token.dropLast() + (token.last == "0" ? "1" : "0")
    for path in ["/", "/api/activations", "/?token=\(wrong)", "/?token="] {
      #expect(try await server.ask("GET", path).status == 403, "\(path)")
    }
    #expect(
      try await server.ask("POST", "/api/curves?token=\(token)", body: curves).status == 403)
    let first = try await server.ask("GET", "/?token=\(token)")
    #expect(first.status == 303)
    let cookie = try #require(
      first.head.split(separator: "\r\n").first { $0.lowercased().hasPrefix("set-cookie: ") })
    #expect(cookie.contains("HttpOnly") && cookie.contains("SameSite=Strict"))
    let value = cookie.dropFirst("set-cookie: ".count).prefix { $0 != ";" }
    #expect(try await server.ask("GET", "/", headers: ["Cookie": "\(value)"]).status == 200)
    let bearer = ["Authorization": "Bearer \(token)"]
    #expect(try await server.ask("GET", "/api/activations", headers: bearer).status == 200)
    // An address in digits cannot be rebound, a name can.
    #expect(
      try await server.ask(
        "GET", "/", headers: bearer, host: "192.0.2.1:\(server.port)"
      ).status == 200)
    #expect(
      try await server.ask(
        "GET", "/", headers: bearer, host: "evil.example:\(server.port)"
      ).status == 403)
    await server.stop()
  }

  @Test func aPortThatIsTakenIsNamed() async throws {
    let server = try await TestServer.shared.value
    let other = try PlaygroundServerAt(port: server.port, plugins: TestServer.plugins.get())
    let message = try #require(await other.failure())
    #expect(message == "127.0.0.1 port \(server.port): Address already in use")
  }

  private let curves = #"{"subjects": [{"activation": "tanh"}], "from": -1, "to": 1, "count": 3}"#
}
