import Glibc
import Synchronization

/// Ctrl-C and `kill`: an exit at once, or, for commands with work to save, a request to stop.
enum Interrupt {
  private static let isDeferred = Atomic(false)
  private static let received = Atomic<Int32>(0)

  /// The exit status that says which signal ended the work (128 + its number); nil as long as
  /// there was none.
  static var status: Int32? {
    let signal = received.load(ordering: .relaxed)
    return signal == 0 ? nil : 128 + signal
  }

  /// Ends the process by exit status 130 (143 for a termination), without a word.
  static func install() {
    // Read once here, because the handler must not be the first to touch them.
    _ = (isDeferred.load(ordering: .relaxed), received.load(ordering: .relaxed))
    // Whoever started this process may have blocked them, as a thread of Dispatch's does.
    var signals = sigset_t()
    sigemptyset(&signals)
    for number in [SIGINT, SIGTERM] {
      sigaddset(&signals, number)
      signal(number) { number in
        let isFirst = Interrupt.received.exchange(number, ordering: .relaxed) == 0
        // Somebody who asks twice does not want to wait.
        if !isFirst || !Interrupt.isDeferred.load(ordering: .relaxed) { _exit(128 + number) }
      }
    }
    pthread_sigmask(SIG_UNBLOCK, &signals, nil)
  }

  /// From here on the first signal only sets ``status``, for the caller to look at.
  static func deferExit() { isDeferred.store(true, ordering: .relaxed) }
}
