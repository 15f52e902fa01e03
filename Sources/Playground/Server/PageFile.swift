import CPlayground
import Hummingbird

/// A file of the page, in the executable itself.
struct PageFile: Sendable {
  let path: String
  private let type: String
  private let contents: ByteBuffer

  /// The whole page.
  static let all: [PageFile] = (0..<hillock_page_count()).map { index in
    let file = hillock_page_file(index)
    let name = String(cString: file.name)
    return PageFile(
      path: name == "index.html" ? "/" : "/\(name)", type: type(of: name),
      contents: ByteBuffer(bytes: UnsafeRawBufferPointer(start: file.start, count: file.size)))
  }

  private static func type(of name: String) -> String {
    switch name.split(separator: ".").last {
    case "html": "text/html; charset=utf-8"
    case "css": "text/css; charset=utf-8"
    case "js": "text/javascript; charset=utf-8"
    case "svg": "image/svg+xml"
    default: "text/plain; charset=utf-8"
    }
  }

  /// The reply that brings it; asked for anew at each visit, as another build may serve another.
  var response: Response {
    Response(
      status: .ok, headers: [.contentType: type, .cacheControl: "no-cache"],
      body: ResponseBody(byteBuffer: contents))
  }
}
