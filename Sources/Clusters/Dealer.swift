import Dispatch
import Synchronization

/// The pieces of one job, as the threads of a process take them: each thread the next one as soon as
/// it has done its last, so that those that find quick ones do more of them.
public struct Pieces: Sendable {
  /// Waits for the next piece to do; nil where none is left.
  public let next: @Sendable () -> Int?
  /// Says what a piece came to.
  public let finish: @Sendable (_ piece: Int, _ result: [UInt8]) -> Void
}

/// What deals out the pieces of jobs on rank 0, to its own threads and those of all others.
public final class Dealer: Sendable {
  /// What comes back, in the order in which it comes.
  enum Event: Sendable {
    case result(Int, [UInt8])
    /// A thread, of the rank that the text names, cannot go on.
    case failure(String)
    /// All threads of a rank have ended their part of the job.
    case idle
  }

  private struct State {
    /// A job that the others have not been told of.
    var unannounced: String?
    var remaining: ArraySlice<Int> = []
    var events: [Event] = []
    var isOver = false
  }

  private let state = Mutex(State())
  /// Of each event.
  private let news = DispatchSemaphore(value: 0)
  /// Of what the thread that carries messages has to do.
  let wake = DispatchSemaphore(value: 0)
  private let crew: Crew
  private let ranks: Int
  private let place: String

  init(crew: Crew, ranks: Int, place: String) {
    (self.crew, self.ranks, self.place) = (crew, ranks, place)
  }

  /// Has the pieces of a job done by all threads of all ranks.
  ///
  /// - Parameters:
  ///   - job: what it is, as the threads are told.
  ///   - pieces: their numbers, in the order in which they are dealt out.
  ///   - take: called with what each piece came to, in no order, on the calling thread; false where no
  ///     more is wanted.
  /// - Throws: ``ClusterError`` of code `disagreement` where a thread cannot go on, and what `take`
  ///   throws; in either case as soon as what is under way has ended.
  public func run(
    _ job: String, pieces: [Int], take: (Int, [UInt8]) throws -> Bool
  ) throws {
    state.withLock { ($0.unannounced, $0.remaining) = (job, pieces[...]) }
    wake.signal()
    crew.start(
      job, Pieces(next: { self.nextPiece() }, finish: { self.post(.result($0, $1)) }),
      failed: { self.post(.failure("\(self.place): \($0)")) }, ended: { self.post(.idle) })
    var failure: (any Error)?
    var wantsMore = true
    var working = ranks
    while working > 0 {
      news.wait()
      switch state.withLock({ $0.events.removeFirst() }) {
      case .idle: working -= 1
      case .failure(let text): failure = failure ?? ClusterError(.disagreement, text)
      case .result(let piece, let result):
        guard failure == nil, wantsMore else { continue }
        do { wantsMore = try take(piece, result) } catch { failure = error }
      }
      if failure != nil || !wantsMore { state.withLock { $0.remaining = [] } }
    }
    if let failure { throw failure }
  }

  func nextPiece() -> Int? { state.withLock { $0.remaining.popFirst() } }

  func post(_ event: Event) {
    state.withLock { $0.events.append(event) }
    news.signal()
  }

  /// The job that the others are to be told of; nil where they have been.
  func announcement() -> String? {
    state.withLock { state in
      defer { state.unannounced = nil }
      return state.unannounced
    }
  }

  var isOver: Bool { state.withLock { $0.isOver } }

  /// There will be no more jobs.
  func end() {
    state.withLock { $0.isOver = true }
    wake.signal()
  }
}

/// The threads of a process that do the pieces of jobs.
final class Crew: Sendable {
  typealias Worker = @Sendable (_ job: String, _ pieces: Pieces) throws -> Void
  private let threads: Int
  private let worker: Worker

  init(threads: Int, _ worker: @escaping Worker) { (self.threads, self.worker) = (threads, worker) }

  /// Begins a job.
  ///
  /// - Parameters:
  ///   - failed: told why a thread cannot go on.
  ///   - ended: told when the last thread has ended.
  func start(
    _ job: String, _ pieces: Pieces, failed: @escaping @Sendable (any Error) -> Void,
    ended: @escaping @Sendable () -> Void
  ) {
    let part = Part(threads)
    for _ in 0..<threads {
      ComputingThread.start { [worker] in
        do { try worker(job, pieces) } catch { failed(error) }
        if part.working.subtract(1, ordering: .acquiringAndReleasing).newValue == 0 { ended() }
      }
    }
  }

  /// The threads that have not ended yet.
  private final class Part: Sendable {
    let working: Atomic<Int>
    init(_ threads: Int) { working = Atomic(threads) }
  }
}
