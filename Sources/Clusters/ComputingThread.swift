import CProcess
import Glibc

/// A thread beside the one that carries messages, which by MPI's rules is the first.
enum ComputingThread {
  private final class Work {
    let body: () -> Void
    init(_ body: @escaping () -> Void) { self.body = body }
  }

  /// What the first thread of a process usually has.
  private static let stackBytes = 8 << 20

  /// Runs `body` on a thread of its own, which no signal interrupts.
  static func start(_ body: @escaping @Sendable () -> Void) {
    var attributes = pthread_attr_t()
    pthread_attr_init(&attributes)
    defer { pthread_attr_destroy(&attributes) }
    pthread_attr_setstacksize(&attributes, stackBytes)
    pthread_attr_setdetachstate(&attributes, Int32(PTHREAD_CREATE_DETACHED))
    var thread = pthread_t()
    let work = Unmanaged.passRetained(Work(body))
    let error = pthread_create(
      &thread, &attributes,
      { argument in
        guard let argument else { return nil }
        hillock_thread_begin()
        Unmanaged<Work>.fromOpaque(argument).takeRetainedValue().body()
        hillock_thread_end()
        return nil
      }, work.toOpaque())
    guard error == 0 else { fatalError("no thread: \(String(cString: strerror(error)))") }
  }
}
