import Dispatch
import Glibc
import Synchronization

extension Cluster {
  /// Has `body` deal out work on rank 0, and all ranks do it.
  ///
  /// On every rank the calling thread carries messages until `body` has returned, and others compute.
  ///
  /// - Parameters:
  ///   - threads: how many of this rank take pieces.
  ///   - worker: what each of them does with a job: it takes pieces as long as there are any.
  ///   - body: called on rank 0 alone, on another thread than the caller's, which waits for it.
  /// - Returns: what `body` does; nil on other ranks.
  /// - Throws: what `body` throws; ``ClusterError`` where a rank does not answer.
  public func deal<Result>(
    threads: Int, _ worker: @escaping @Sendable (_ job: String, _ pieces: Pieces) throws -> Void,
    body: @escaping (Dealer) throws -> Result
  ) throws -> Result? {
    let crew = Crew(threads: max(threads, 1), worker)
    guard isFirst else {
      try Hand(communicator, crew).work()
      return nil
    }
    let dealer = Dealer(crew: crew, ranks: communicator.size, place: place)
    // unsafe: the one thread calls what the other made, which waits for it.
    nonisolated(unsafe) let call = body
    nonisolated(unsafe) var result: Swift.Result<Result, any Error>?
    ComputingThread.start {
      result = Swift.Result { try call(dealer) }
      dealer.end()
    }
    try carry(dealer)
    return try result?.get()
  }

  /// How long a thread that carries messages sleeps where there are none: far shorter than a piece.
  fileprivate static let nap = DispatchTimeInterval.milliseconds(1)

  /// Carries messages between a dealer and all other ranks.
  private func carry(_ dealer: Dealer) throws(ClusterError) {
    var channels: [FrameChannel] = []
    for peer in 1..<communicator.size {
      channels.append(try FrameChannel(communicator, peer: peer))
    }
    var isEnding = false
    while true {
      if let job = dealer.announcement() {
        for channel in channels { channel.send(Frame(.job, body: Array(job.utf8))) }
      }
      if !isEnding, dealer.isOver {
        isEnding = true
        for channel in channels { channel.send(Frame(.end)) }
      }
      var isQuiet = true
      for channel in channels {
        for frame in try channel.poll() {
          isQuiet = false
          take(frame, channel, dealer)
        }
      }
      if isEnding, channels.allSatisfy({ $0.hasEnded && $0.isSent }) { return }
      if isQuiet { _ = dealer.wake.wait(timeout: .now() + Self.nap) }
    }
  }

  private func take(_ frame: Frame, _ channel: FrameChannel, _ dealer: Dealer) {
    switch frame.kind {
    case .want:
      channel.send(dealer.nextPiece().map { Frame(.piece, piece: $0) } ?? Frame(.none))
    case .result: dealer.post(.result(frame.piece, frame.body))
    case .failure: dealer.post(.failure("\(communicator.place(channel.peer)): \(frame.text)"))
    case .idle: dealer.post(.idle)
    case .job, .piece, .none, .alive, .end: break
    }
  }
}

/// A rank that is not the first, while work is dealt out.
private final class Hand: Sendable {
  /// A thread that waits for a piece.
  private final class Wish: Sendable {
    private let piece = Mutex<Int?>(nil)
    private let answered = DispatchSemaphore(value: 0)

    func answer(_ piece: Int?) {
      self.piece.withLock { $0 = piece }
      answered.signal()
    }

    func wait() -> Int? {
      answered.wait()
      return piece.withLock { $0 }
    }
  }

  private struct State {
    /// What is to be sent.
    var frames: [Frame] = []
    /// In the order in which rank 0 is asked.
    var wishes: [Wish] = []
  }

  private let state = Mutex(State())
  private let wake = DispatchSemaphore(value: 0)
  private let crew: Crew
  // unsafe: used by the thread that made it, as an MPI wants it.
  nonisolated(unsafe) private let communicator: MessagePassing

  init(_ communicator: MessagePassing, _ crew: Crew) {
    (self.communicator, self.crew) = (communicator, crew)
  }

  /// Does what rank 0 deals out, until that says that there is no more.
  func work() throws(ClusterError) {
    let channel = try FrameChannel(communicator, peer: 0)
    while true {
      let frames = try channel.poll()
      for frame in frames {
        switch frame.kind {
        case .job: start(frame.text)
        case .piece: answer(frame.piece)
        case .none: answer(nil)
        case .end: channel.send(Frame(.end))
        case .want, .result, .failure, .idle, .alive: break
        }
      }
      let (unsent, isAsking) = state.withLock { state in
        defer { state.frames = [] }
        return (state.frames, !state.wishes.isEmpty)
      }
      unsent.forEach(channel.send)
      if channel.hasEnded, channel.isSent { return }
      guard frames.isEmpty, unsent.isEmpty else { continue }
      // A thread that waits leaves its core to the one that asks for it.
      if isAsking { usleep(50) } else { _ = wake.wait(timeout: .now() + Cluster.nap) }
    }
  }

  private func start(_ job: String) {
    crew.start(
      job,
      Pieces(
        next: { self.nextPiece() }, finish: { self.send(Frame(.result, piece: $0, body: $1)) }),
      failed: { self.send(Frame(.failure, body: Array("\($0)".utf8))) },
      ended: { self.send(Frame(.idle)) })
  }

  private func nextPiece() -> Int? {
    let wish = Wish()
    state.withLock { state in
      state.wishes.append(wish)
      state.frames.append(Frame(.want))
    }
    wake.signal()
    return wish.wait()
  }

  private func answer(_ piece: Int?) {
    state.withLock { $0.wishes.isEmpty ? nil : $0.wishes.removeFirst() }?.answer(piece)
  }

  private func send(_ frame: Frame) {
    state.withLock { $0.frames.append(frame) }
    wake.signal()
  }
}
