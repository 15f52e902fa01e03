import Foundation
import Glibc
import Testing

/// A browser without a window, driven by the WebDriver protocol.
final class Browser: @unchecked Sendable {
  // @unchecked: a test uses its browser from one task.
  private let driver: Child
  private let port: Int
  private let session: String

  /// Where the programs are; nil where there are none.
  static let programs: (driver: String, browser: String)? = {
    func find(_ names: [String]) -> String? {
      names.first { FileManager.default.isExecutableFile(atPath: $0) }
    }
    guard let driver = find(["/usr/bin/chromedriver", "/usr/lib/chromium/chromedriver"]),
      let browser = find(["/usr/bin/chromium", "/usr/bin/google-chrome"])
    else { return nil }
    return (driver, browser)
  }()

  static let isInstalled = programs != nil

  init(width: Int, height: Int, isDark: Bool = false) async throws {
    let programs = try #require(Self.programs)
    (driver, port) = try await Self.start(programs.driver)
    var arguments = [
      "--headless=new", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage",
      "--hide-scrollbars", "--no-first-run", "--force-device-scale-factor=1",
      "--window-size=\(max(width, 500)),\(height)",
    ]
    if isDark { arguments.append("--blink-settings=preferredColorScheme=0") }
    var options: [String: Any] = ["binary": programs.browser, "args": arguments]
    if width < 500 {
      options["mobileEmulation"] = [
        "deviceMetrics": ["width": width, "height": height, "pixelRatio": 2, "touch": true]
      ]
    }
    let capabilities: [String: Any] = [
      "browserName": "chrome", "goog:chromeOptions": options,
      "goog:loggingPrefs": ["browser": "ALL"],
    ]
    let reply = try await Self.send(
      port, "POST", "/session", ["capabilities": ["alwaysMatch": capabilities]])
    let id = try #require((reply as? [String: Any])?["sessionId"] as? String)
    session = "/session/\(id)"
  }

  /// Starts the driver. The port that it finds free for IPv6 may be taken for IPv4: then it ends, and
  /// is started again.
  private static func start(_ program: String) async throws -> (Child, port: Int) {
    while true {
      let driver = try Child([program, "--port=0"])
      do {
        return (driver, try await driver.number(after: "started successfully on port"))
      } catch {
        guard driver.text.contains("IPv4 port not available") else { throw error }
        await driver.end()
      }
    }
  }

  /// Ends it.
  func close() async {
    _ = try? await send("DELETE", "")
    driver.signal(SIGTERM)
    await driver.end()
  }

  private static func send(
    _ port: Int, _ method: String, _ path: String, _ message: [String: Any]?
  ) async throws -> Any? {
    let body = try message.map { try JSONSerialization.data(withJSONObject: $0) }
    let answer = try await RawSocket(port: port, patience: 1800).exchange(
      "\(method) \(path) HTTP/1.1\r\nHost: 127.0.0.1:\(port)\r\nConnection: close\r\n"
        + "Content-Type: application/json\r\nContent-Length: \(body?.count ?? 0)\r\n\r\n"
        + String(decoding: body ?? Data(), as: UTF8.self))
    let value = try answer.json()
    if let failure = value["value"] as? [String: Any], let error = failure["error"] as? String {
      throw TestServer.Failure(message: "\(error): \(failure["message"] ?? "")")
    }
    return value["value"]
  }

  private func send(
    _ method: String, _ path: String, _ message: [String: Any]? = nil
  ) async throws -> Any? {
    try await Self.send(port, method, session + path, message)
  }

  func open(_ address: String) async throws {
    _ = try await send("POST", "/url", ["url": address])
  }

  /// The value of a piece of script: the body of a function, which may `await`.
  func script(_ text: String) async throws -> Any? {
    try await send(
      "POST", "/execute/sync",
      ["script": "return (async () => { \(text) })()", "args": [Any]()])
  }

  /// Waits until a condition of the page holds.
  func wait(_ condition: String) async throws {
    // Whatever the machine's load: half an hour is for ever.
    for _ in 0..<18_000 {
      if try await script("return Boolean(\(condition))") as? Bool == true { return }
      try await Task.sleep(for: .milliseconds(100))
    }
    let text = try await script("return document.body.innerText.slice(0, 2000)")
    throw TestServer.Failure(message: "never came: \(condition); the page: \(text ?? "")")
  }

  private func element(_ selector: String) async throws -> String {
    let reply = try await send("POST", "/element", ["using": "css selector", "value": selector])
    let id = (reply as? [String: Any])?.values.first as? String
    return try #require(id, "\(selector)")
  }

  func click(_ selector: String) async throws {
    let id = try await element(selector)
    _ = try await send("POST", "/element/\(id)/click", [:])
  }

  /// Replaces the text of an input, as somebody who types does.
  func type(_ text: String, into selector: String) async throws {
    let id = try await element(selector)
    // Control and A, then the text.
    _ = try await send("POST", "/element/\(id)/value", ["text": "\u{e009}a\u{e000}\(text)"])
  }

  /// Keys to whatever has the focus.
  func press(_ keys: String) async throws {
    let id = try await element(":focus")
    _ = try await send("POST", "/element/\(id)/value", ["text": keys])
  }

  /// A picture of the window, kept where `HILLOCK_SCREENSHOTS` names a directory to look at.
  @discardableResult
  func picture(_ name: String) async throws -> Data {
    let reply = try await send("GET", "/screenshot")
    let data = try #require(Data(base64Encoded: reply as? String ?? ""))
    if let directory = ProcessInfo.processInfo.environment["HILLOCK_SCREENSHOTS"] {
      try data.write(to: URL(filePath: "\(directory)/\(name).png"))
    }
    return data
  }

  /// What the browser's console complained of.
  func complaints() async throws -> [String] {
    let reply = try await send("POST", "/se/log", ["type": "browser"])
    // That a request is refused is the page's business, and it says so.
    return (reply as? [[String: Any]] ?? []).map { "\($0["message"] ?? "")" }
      .filter { !$0.contains("a status of 422") }
  }
}
