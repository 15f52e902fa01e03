import Glibc
import Synchronization

/// The threads that compute, one a core, and the work that waits for them.
///
/// Work is taken in the order in which it came. Whoever always hands in a short piece, and waits for it
/// before handing in the next, gets as much of the machine as everybody else who does. What is trained,
/// what is asked and what is examined have threads of their own, so that none waits for another's
/// longest piece.
final class Cores: Sendable {
  /// How many threads there are.
  let count: Int
  /// The most pieces that may wait.
  static let longestQueue = 1024

  /// How many cores the machine has.
  static let processors = max(1, sysconf(Int32(_SC_NPROCESSORS_ONLN)))

  private struct Queue {
    var work: [@Sendable () -> Void] = []
    var next = 0

    mutating func take() -> (@Sendable () -> Void)? {
      guard next < work.count else { return nil }
      let taken = work[next]
      next += 1
      // Now and then, so that a queue that is never empty does not grow for ever.
      if next == work.count || next == 64 {
        work.removeFirst(next)
        next = 0
      }
      return taken
    }

    var waiting: Int { work.count - next }
  }

  private let queue = Mutex(Queue())
  /// Counts the pieces that wait. Lives as long as the process, as its threads do.
  private let pending: Semaphore

  /// As many threads as the machine has cores, or as many as are asked for.
  init(count: Int = Cores.processors) {
    self.count = count
    pending = Semaphore()
    for _ in 0..<self.count {
      // A thread keeps the queue alive for good: a server has one of these.
      let argument = Unmanaged.passRetained(self).toOpaque()
      var thread = pthread_t()
      let error = pthread_create(
        &thread, nil,
        { argument in
          guard let argument else { return nil }
          Unmanaged<Cores>.fromOpaque(argument).takeRetainedValue().work()
        }, argument)
      guard error == 0 else { fatalError("no thread: \(String(cString: strerror(error)))") }
      pthread_detach(thread)
    }
  }

  private func work() -> Never {
    while true {
      pending.wait()
      queue.withLock { $0.take() }?()
    }
  }

  /// Does `body` on one of the threads.
  ///
  /// - Throws: ``PlaygroundError`` `.busy` where too much waits already, and what `body` throws.
  func run<Value: Sendable>(_ body: @escaping @Sendable () throws -> Value) async throws -> Value {
    try await withCheckedThrowingContinuation { continuation in
      let isTaken = queue.withLock { queue in
        guard queue.waiting < Self.longestQueue else { return false }
        queue.work.append { continuation.resume(with: Result { try body() }) }
        return true
      }
      if isTaken {
        pending.signal()
      } else {
        continuation.resume(
          throwing: PlaygroundError(.busy, "too much work is waiting; try again in a moment"))
      }
    }
  }

  /// POSIX's counting semaphore, at an address of its own.
  private final class Semaphore: @unchecked Sendable {
    // @unchecked: sem_t is made to be shared by threads.
    private let semaphore = UnsafeMutablePointer<sem_t>.allocate(capacity: 1)

    init() { sem_init(semaphore, 0, 0) }
    deinit {
      sem_destroy(semaphore)
      semaphore.deallocate()
    }

    func wait() { while sem_wait(semaphore) != 0 {} }
    func signal() { sem_post(semaphore) }
  }
}
