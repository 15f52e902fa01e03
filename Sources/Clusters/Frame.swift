import NeuralNetwork

/// What travels between rank 0 and another while work is dealt out.
struct Frame {
  enum Kind: Int64 {
    /// From rank 0: the next job, as text.
    case job
    /// To rank 0: a thread has nothing to do.
    case want
    /// From rank 0: do this piece.
    case piece
    /// From rank 0: there is no piece left for one that wants.
    case none
    /// To rank 0: what a piece came to.
    case result
    /// To rank 0: why a thread cannot go on, as text.
    case failure
    /// To rank 0: all threads have ended their part of the job.
    case idle
    /// Either way: still there.
    case alive
    /// Either way: nothing follows.
    case end
  }

  var kind: Kind
  /// Of which piece it is.
  var piece = 0
  var body: [UInt8] = []

  init(_ kind: Kind, piece: Int = 0, body: [UInt8] = []) {
    self.kind = kind
    self.piece = piece
    self.body = body
  }

  var text: String { String(decoding: body, as: UTF8.self) }
}

/// Frames to and from one other rank, without waiting for it.
final class FrameChannel {
  let peer: Int
  private let communicator: MessagePassing
  /// A frame's kind, piece, and the length of its body, which follows as a message of its own.
  private let headerIn = UnsafeMutableBufferPointer<Int64>.allocate(capacity: 3)
  private let headerOut = UnsafeMutableBufferPointer<Int64>.allocate(capacity: 3)
  private var bodyIn: UnsafeMutableRawBufferPointer?
  private var bodyOut: UnsafeMutableRawBufferPointer?
  private var receiving: [MessagePassing.Request] = []
  private var sending: [MessagePassing.Request] = []
  private var waiting: [Frame] = []
  /// Whether the other has sent its last frame.
  private(set) var hasEnded = false
  private var lastHeard = ContinuousClock.now
  private var lastSent = ContinuousClock.now

  /// How often to show that this rank is there.
  private static let pulse = Duration.seconds(5)

  init(_ communicator: MessagePassing, peer: Int) throws(ClusterError) {
    self.communicator = communicator
    self.peer = peer
    headerIn.initialize(repeating: 0)
    headerOut.initialize(repeating: 0)
    try receiveHeader()
  }

  deinit {
    headerIn.deallocate()
    headerOut.deallocate()
    bodyIn?.deallocate()
    bodyOut?.deallocate()
  }

  /// Whether all that was to be sent has gone.
  var isSent: Bool { sending.isEmpty && waiting.isEmpty }

  func send(_ frame: Frame) { waiting.append(frame) }

  /// Moves what can be moved now, and shows the other that this rank is there.
  ///
  /// - Returns: the frames that have come whole.
  /// - Throws: ``ClusterError`` where the library refuses, or the other has been silent for too long.
  func poll() throws(ClusterError) -> [Frame] {
    var frames: [Frame] = []
    while !hasEnded {
      if try communicator.test(&receiving) { lastHeard = .now }
      guard receiving.isEmpty, let frame = try receive() else { break }
      frames.append(frame)
    }
    if !sending.isEmpty { _ = try communicator.test(&sending) }
    if waiting.isEmpty, lastSent.duration(to: .now) > min(Self.pulse, communicator.deadline / 4) {
      waiting.append(Frame(.alive))
    }
    if sending.isEmpty, !waiting.isEmpty { try send() }
    let silence = lastHeard.duration(to: .now)
    if !hasEnded, silence > communicator.deadline {
      throw communicator.silent(peer, for: silence)
    }
    return frames
  }

  private func receiveHeader() throws(ClusterError) {
    try communicator.start(
      Message(.receive, peer: peer, UnsafeMutableRawBufferPointer(headerIn)), &receiving)
  }

  /// Takes what has come; nil where that is a header whose body has not.
  private func receive() throws(ClusterError) -> Frame? {
    let length = Int(headerIn[2])
    guard let kind = Frame.Kind(rawValue: headerIn[0]), length >= 0 else {
      throw ClusterError(
        .library, "\(communicator.place(peer)): expected a message of a job, found another")
    }
    if length > 0, bodyIn == nil {
      let body = UnsafeMutableRawBufferPointer.allocate(byteCount: length, alignment: 16)
      bodyIn = body
      try communicator.start(Message(.receive, peer: peer, body), &receiving)
      _ = try communicator.test(&receiving)
      guard receiving.isEmpty else { return nil }
    }
    let frame = Frame(kind, piece: Int(headerIn[1]), body: bodyIn.map { Array($0) } ?? [])
    bodyIn?.deallocate()
    bodyIn = nil
    hasEnded = kind == .end
    if !hasEnded { try receiveHeader() }
    return frame
  }

  private func send() throws(ClusterError) {
    let frame = waiting.removeFirst()
    (headerOut[0], headerOut[1]) = (frame.kind.rawValue, Int64(frame.piece))
    headerOut[2] = Int64(frame.body.count)
    try communicator.start(
      Message(.send, peer: peer, UnsafeMutableRawBufferPointer(headerOut)), &sending)
    bodyOut?.deallocate()
    bodyOut = nil
    if !frame.body.isEmpty {
      let body = UnsafeMutableRawBufferPointer.allocate(
        byteCount: frame.body.count, alignment: 16)
      body.copyBytes(from: frame.body)
      bodyOut = body
      try communicator.start(Message(.send, peer: peer, body), &sending)
    }
    lastSent = .now
  }
}
