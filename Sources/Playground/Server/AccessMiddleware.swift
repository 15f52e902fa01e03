import HTTPTypes
import Hummingbird
import NIOCore
import Synchronization

/// Applies ``Access`` to every request, and gives every reply the headers that confine the page.
struct AccessMiddleware: RouterMiddleware {
  typealias Context = PlaygroundContext

  let access: LateAccess

  func handle(
    _ request: Request, context: PlaygroundContext,
    next: (Request, PlaygroundContext) async throws -> Response
  ) async throws -> Response {
    var response: Response
    do {
      guard let access = access.value else {
        throw PlaygroundError(.busy, "the server is about to start")
      }
      try access.check(request.head)
      if request.uri.path == "/", request.method == .get, access.bringsToken(request) {
        response = Response(status: .seeOther, headers: [.location: "/"])
        response.setCookie(
          Cookie(
            name: access.cookieName, value: access.token ?? "", path: "/", httpOnly: true,
            sameSite: .strict))
      } else if access.isAuthorized(request) {
        response = try await next(request, context)
      } else {
        throw PlaygroundError(
          .forbidden, "this server asks for a token; open the address that it printed")
      }
    } catch let error as any HTTPResponseError {
      response = try error.response(from: request, context: context)
    } catch {
      response = try Reply.error(PlaygroundError(error))
    }
    // Nothing of the page comes from elsewhere, and nothing may show it within another.
    response.headers[.contentSecurityPolicy] =
      "default-src 'self'; img-src 'self' data: blob:; frame-ancestors 'none'; base-uri 'none'; "
      + "form-action 'none'"
    response.headers[.xContentTypeOptions] = "nosniff"
    response.headers[.referrerPolicy] = "no-referrer"
    response.headers[.crossOriginResourcePolicy] = "same-origin"
    response.headers[.crossOriginOpenerPolicy] = "same-origin"
    if response.headers[.cacheControl] == nil { response.headers[.cacheControl] = "no-store" }
    return response
  }
}

extension HTTPField.Name {
  fileprivate static let referrerPolicy = Self("Referrer-Policy")!
  fileprivate static let crossOriginOpenerPolicy = Self("Cross-Origin-Opener-Policy")!
}

/// ``Access``, once it is known which port the server has.
final class LateAccess: Sendable {
  private let access = Mutex<Access?>(nil)

  var value: Access? { access.withLock { $0 } }

  func open(_ value: Access) { access.withLock { $0 = value } }
}

/// What a request carries: hummingbird's own, and the connection, which a watchdog may have to close.
struct PlaygroundContext: RequestContext {
  var coreContext: CoreRequestContextStorage
  let channel: any Channel

  init(source: ApplicationRequestContextSource) {
    coreContext = CoreRequestContextStorage(source: source)
    channel = source.channel
  }
}
