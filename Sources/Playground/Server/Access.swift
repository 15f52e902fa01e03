import HTTPTypes
import Hummingbird

/// Who may ask the server: its own page and whoever types an address, and no other web page.
///
/// A browser on this machine reaches loopback for every page that it shows, so that being on loopback
/// proves nothing. Three things are looked at before anything else is done:
///
/// - *Host* must be a name that this server goes by, so that a stranger's name which was made to lead
///   here (DNS rebinding) leads nowhere.
/// - *Origin* and *Sec-Fetch-Site*, where a browser sends them, must be the server's own.
/// - Where the server listens beyond loopback, the token that it printed: once in the address, from
///   then on in a cookie.
struct Access: Sendable {
  /// The names by which the server may be addressed, lower case, without the port.
  let names: Set<String>
  /// Whether an address in digits will do: it cannot be rebound, but it does ask for a token.
  let allowsAddresses: Bool
  /// The port that clients see.
  let port: Int
  /// What a client must know; nil on loopback.
  let token: String?

  /// The cookie that holds the token.
  var cookieName: String { "hillock-\(port)" }

  /// - Parameters:
  ///   - host: where the server listens; nil for loopback.
  ///   - token: what a client must know; nil for nothing.
  init(host: String?, port: Int, token: String?) {
    var names: Set = ["localhost", "127.0.0.1", "[::1]"]
    if let host { names.insert(host.contains(":") ? "[\(host.lowercased())]" : host.lowercased()) }
    self.names = names
    allowsAddresses = host != nil
    self.port = port
    self.token = token
  }

  /// Refuses a request that does not come from the server's own page.
  ///
  /// - Throws: ``PlaygroundError`` `.forbidden`, with the reason.
  func check(_ head: HTTPRequest) throws {
    guard let authority = head.authority, isOwn(authority) else {
      throw forbidden(
        "the address \(Self.quoted(head.authority ?? "")) is none of this server's; expected "
          + names.sorted().map { "\($0):\(port)" }.joined(separator: ", "))
    }
    if let origin = head.headerFields[.origin],
      origin.lowercased() != "http://\(authority)".lowercased()
    {
      throw forbidden("a request of another page, \(Self.quoted(origin))")
    }
    if let site = head.headerFields[.secFetchSite], site == "cross-site" || site == "same-site" {
      // Somebody who follows a link to the page itself is welcome.
      guard head.method == .get, head.headerFields[.secFetchMode] == "navigate", head.path == "/"
      else { throw forbidden("a request of another page (Sec-Fetch-Site: \(site))") }
    }
    if head.method == .post {
      // Plain forms of other pages cannot say this.
      guard head.headerFields[.contentType]?.hasPrefix("application/json") == true else {
        throw forbidden("a POST that is not application/json")
      }
    }
  }

  private func isOwn(_ authority: String) -> Bool {
    let lower = authority.lowercased()
    let name: Substring
    if lower.hasSuffix(":\(port)") {
      name = lower.dropLast(":\(port)".utf8.count)
    } else if port == 80 {
      name = lower[...]
    } else {
      return false
    }
    return names.contains(String(name)) || (allowsAddresses && Self.isAddress(name))
  }

  /// Whether a name is an IPv4 or a bracketed IPv6 address.
  private static func isAddress(_ name: Substring) -> Bool {
    if name.hasPrefix("["), name.hasSuffix("]") {
      return name.dropFirst().dropLast().utf8.allSatisfy {
        $0 == UInt8(ascii: ":") || $0 == UInt8(ascii: ".")
          || Character(UnicodeScalar($0)).isHexDigit
      }
    }
    let parts = name.split(separator: ".", omittingEmptySubsequences: false)
    return parts.count == 4 && parts.allSatisfy { UInt8($0) != nil }
  }

  /// Whether the request knows the token.
  func isAuthorized(_ request: Request) -> Bool {
    guard let token else { return true }
    let offered =
      request.cookies[cookieName]?.value
      ?? request.headers[.authorization].flatMap {
        $0.hasPrefix("Bearer ") ? String($0.dropFirst(7)) : nil
      }
    return offered.map { Self.isEqual($0, token) } ?? false
  }

  /// Whether the address itself brings the token, as the printed one does.
  func bringsToken(_ request: Request) -> Bool {
    guard let token, let offered = request.uri.queryParameters["token"] else { return false }
    return Self.isEqual(String(offered), token)
  }

  /// Takes as long for a wrong token whose beginning is right as for any other.
  private static func isEqual(_ one: String, _ other: String) -> Bool {
    let (one, other) = (Array(one.utf8), Array(other.utf8))
    guard one.count == other.count else { return false }
    return zip(one, other).reduce(UInt8(0)) { $0 | ($1.0 ^ $1.1) } == 0
  }

  private func forbidden(_ message: String) -> PlaygroundError {
    PlaygroundError(.forbidden, message)
  }

  private static func quoted(_ text: String) -> String {
    let plain = text.unicodeScalars.prefix(80).map {
      $0.isASCII && $0.value > 31 ? Character($0) : "."
    }
    return "\"\(String(plain))\""
  }

  /// A token of 128 random bits.
  static func randomToken() -> String {
    var generator = SystemRandomNumberGenerator()
    return (0..<2).map { _ in
      let digits = String(generator.next(), radix: 16)
      return String(repeating: "0", count: 16 - digits.count) + digits
    }.joined()
  }
}

extension HTTPField.Name {
  static let secFetchSite = Self("Sec-Fetch-Site")!
  static let secFetchMode = Self("Sec-Fetch-Mode")!
}
