import FoundationEssentials
import HTTPTypes
import Hummingbird
import NIOCore

/// Replies in JSON, and what requests bring.
enum Reply {
  /// The most bytes of a request's body.
  static let largestBody = 4 << 20

  /// What the body of a request says.
  ///
  /// - Throws: ``PlaygroundError`` where it is no JSON of that form, or too long.
  static func body<Value: Decodable>(
    of request: Request, as type: Value.Type, limit: Int = 64 << 10
  ) async throws -> Value {
    let buffer: ByteBuffer
    do {
      buffer = try await request.body.collect(upTo: limit)
    } catch is NIOTooManyBytesError {
      throw PlaygroundError(.limit, "the request is longer than \(limit) bytes")
    }
    do {
      return try JSONDecoder().decode(type, from: Data(buffer.readableBytesView))
    } catch let error as DecodingError {
      throw PlaygroundError(.invalid, "the request is not what was expected: \(reason(error))")
    }
  }

  private static func reason(_ error: DecodingError) -> String {
    func place(_ context: DecodingError.Context) -> String {
      let path = context.codingPath.map(\.stringValue).joined(separator: ".")
      return path.isEmpty ? "" : "\(path): "
    }
    return switch error {
    case .keyNotFound(let key, let context): "\(place(context))\(key.stringValue) is missing"
    case .typeMismatch(let type, let context): "\(place(context))expected \(type)"
    case .valueNotFound(let type, let context): "\(place(context))expected \(type), found nothing"
    case .dataCorrupted(let context): "\(place(context))no such value"
    @unknown default: "not JSON"
    }
  }

  /// A value as JSON.
  static func json(
    _ value: some Encodable, status: HTTPResponse.Status = .ok
  ) throws -> Response {
    json(bytes: Array(try data(value)), status: status)
  }

  /// What is JSON already.
  static func json(bytes: [UInt8], status: HTTPResponse.Status) -> Response {
    Response(
      status: status, headers: [.contentType: "application/json"],
      body: ResponseBody(byteBuffer: ByteBuffer(bytes: bytes)))
  }

  /// A value's JSON text; numbers that JSON does not have are `null` where the type allows for it.
  static func data(_ value: some Encodable) throws -> Data {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.withoutEscapingSlashes]
    return try encoder.encode(value)
  }

  /// A file to keep.
  static func download(_ contents: [UInt8], name: String, type: String) -> Response {
    Response(
      status: .ok,
      headers: [
        .contentType: type, .contentDisposition: "attachment; filename=\"\(name)\"",
      ],
      body: ResponseBody(byteBuffer: ByteBuffer(bytes: contents)))
  }

  private struct Failure: Encodable {
    var code: String
    var message: String
    var caret: Int?
    var unknownName: String?
    var line: Int?
    var activation: String?

    init(_ error: PlaygroundError) {
      code = error.code.rawValue
      message = error.message
      caret = error.caret
      unknownName = error.unknownName
      line = error.line
      activation = error.activation
    }
  }

  /// An error, with the status that suits it.
  static func error(_ error: PlaygroundError) throws -> Response {
    let status: HTTPResponse.Status =
      switch error.code {
      case .forbidden: .forbidden
      case .missing: .notFound
      case .busy: .serviceUnavailable
      case .limit: .contentTooLarge
      default: .unprocessableContent
      }
    return json(bytes: Array(try failure(error)), status: status)
  }

  /// An error's JSON text.
  static func failure(_ error: PlaygroundError) throws -> Data {
    try data(["error": Failure(error)])
  }
}

/// A number that JSON may not have: NaN and infinities become `null`.
struct Figure: Encodable {
  let value: Double

  init(_ value: Double) { self.value = value }

  func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    if value.isFinite { try container.encode(value) } else { try container.encodeNil() }
  }
}
