import CEnding
import CProcess
import Glibc
import Synchronization

/// Ctrl-C, `kill` and a terminal that hangs up: an exit at once, or, for commands with work to save,
/// a request to stop.
///
/// No handler runs on a thread that computes: a thread that only waits takes the signals.
enum Interrupt {
  private static let isDeferred = Atomic(false)
  private static let received = Atomic<Int32>(0)

  /// How long a plugin's function may take to come back once the work was asked to stop.
  private static let patience: Int32 = 5

  /// The exit status that says which signal ended the work (128 + its number); nil as long as
  /// there was none.
  static var status: Int32? {
    let signal = received.load(ordering: .relaxed)
    return signal == 0 ? nil : 128 + signal
  }

  /// Ends the process by exit status 130 (143 for a termination, 129 for a hang-up), without a
  /// word. Called first of all, by the thread that will compute.
  static func install() {
    let error = hillock_signals_wait { number in
      let isFirst = Interrupt.received.exchange(number, ordering: .relaxed) == 0
      // Somebody who asks twice does not want to wait.
      if !isFirst || !Interrupt.isDeferred.load(ordering: .relaxed) {
        hillock_end_now(128 + number)
      }
      Interrupt.watchForLoops(number)
    }
    if error != 0 {
      StandardError.line("hillock: no thread for signals: \(String(cString: strerror(error)))")
      hillock_end(1)
    }
  }

  /// From here on the first signal only sets ``status``, for the caller to look at.
  static func deferExit() { isDeferred.store(true, ordering: .relaxed) }

  /// Ends the process where a plugin's function never comes back to let the work stop.
  ///
  /// On a thread of its own, so that a second signal is obeyed meanwhile.
  private static func watchForLoops(_ number: Int32) {
    var thread = pthread_t()
    let argument = UnsafeMutableRawPointer(bitPattern: UInt(number))
    let error = pthread_create(
      &thread, nil,
      { argument in
        let number = Int32(UInt(bitPattern: argument))
        var plugin: UnsafeMutablePointer<hillock_plugin>?
        var function: UnsafePointer<CChar>?
        while !hillock_is_stuck(Interrupt.patience, &plugin, &function) { usleep(100_000) }
        var text = [CChar](repeating: 0, count: 4096)
        _ = hillock_describe_running(&text, text.count, plugin, function, 0, nil)
        let what = text.withUnsafeBufferPointer { String(cString: $0.baseAddress!) }
        StandardError.line(
          "hillock: ended: the plugin \(what) has not come back for \(Interrupt.patience) s")
        hillock_note_failure(plugin, function, "did not come back")
        hillock_end_now(128 + number)
      }, argument)
    if error == 0 { pthread_detach(thread) }
  }
}
