import FoundationEssentials
import Hummingbird
import NIOCore
import Synchronization

/// Server-sent events over one connection, to a reader that may be slow, or gone without a word.
///
/// A write waits until the reader has taken what was written before. One that waits too long ends the
/// connection, and with it whatever the events came from.
final class EventStream: Sendable {
  /// How long a reader may take for one event.
  static let patience = Duration.seconds(10)
  /// How often a word is sent where there is nothing to say, so that a reader who is gone is noticed.
  static let heartbeat = Duration.seconds(5)

  private let channel: any Channel
  private let writing = Mutex<ContinuousClock.Instant?>(nil)

  /// - Parameter channel: the connection.
  init(_ channel: any Channel) { self.channel = channel }

  /// An event, as it is sent.
  struct Event: Sendable {
    fileprivate let bytes: ByteBuffer

    /// - Throws: what the value's encoding throws.
    init(_ name: String, _ value: some Encodable) throws {
      var buffer = ByteBuffer()
      buffer.writeString("event: \(name)\ndata: ")
      buffer.writeBytes(try Reply.data(value))
      buffer.writeString("\n\n")
      bytes = buffer
    }
  }

  /// A reply whose body is a stream of events, as long as `body` goes on.
  ///
  /// - Parameters:
  ///   - beat: called at every ``heartbeat``.
  ///   - body: is given what sends events, and mere signs of life.
  static func reply(
    to channel: any Channel, beat: @escaping @Sendable () -> Void,
    _ body: @escaping @Sendable (inout Writer) async throws -> Void
  ) -> Response {
    Response(
      status: .ok, headers: [.contentType: "text/event-stream"],
      body: ResponseBody { writer in
        let stream = EventStream(channel)
        let watchdog = Task {
          while !Task.isCancelled {
            try await Task.sleep(for: Self.heartbeat)
            if stream.isStuck { stream.channel.close(promise: nil) }
            beat()
          }
        }
        defer { watchdog.cancel() }
        var events = Writer(stream: stream, writer: writer)
        try await body(&events)
        try await writer.finish(nil)
      })
  }

  /// A reply that sends what `events` brings until that ends, and signs of life between.
  static func reply(to channel: any Channel, _ events: AsyncStream<Event>) -> Response {
    let (words, speaker) = AsyncStream.makeStream(of: Event?.self)
    return reply(to: channel, beat: { speaker.yield(nil) }) { writer in
      let relay = Task {
        for await event in events { speaker.yield(event) }
        speaker.finish()
      }
      defer { relay.cancel() }
      for await word in words {
        if let word {
          try await writer.send(word)
        } else {
          try await writer.sendSignOfLife()
        }
      }
    }
  }

  private var isStuck: Bool {
    writing.withLock { $0.map { $0.duration(to: .now) > Self.patience } ?? false }
  }

  /// What events are written with.
  struct Writer {
    fileprivate let stream: EventStream
    fileprivate var writer: any ResponseBodyWriter

    /// Sends an event, and waits until there is room for another.
    ///
    /// - Throws: where the reader is gone.
    mutating func send(_ event: Event) async throws { try await write(event.bytes) }

    /// Sends a comment, which says that all is well.
    ///
    /// - Throws: where the reader is gone.
    mutating func sendSignOfLife() async throws { try await write(ByteBuffer(string: ":\n\n")) }

    private mutating func write(_ buffer: ByteBuffer) async throws {
      stream.writing.withLock { $0 = .now }
      defer { stream.writing.withLock { $0 = nil } }
      try await writer.write(buffer)
    }
  }
}
