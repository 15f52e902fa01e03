import Glibc

/// A crash: one line on standard error and exit status 1, in place of the runtime's backtrace.
///
/// A plugin's code runs in this process, so a crash is most often the plugin's. The probes of
/// `conform` do without: their parent is the one to say what became of them.
enum CrashReport {
  private static let message: StaticString = """
    hillock: crashed, most likely in a plugin's code; 'hillock conform' finds the function and \
    the input\n
    """

  /// From here on a crash ends the process so.
  static func install() {
    for number in [SIGSEGV, SIGBUS, SIGFPE, SIGILL, SIGABRT, SIGTRAP] {
      signal(number) { _ in
        // Only what a signal handler may do: no allocation, no formatting.
        _ = write(
          STDERR_FILENO, CrashReport.message.utf8Start, CrashReport.message.utf8CodeUnitCount)
        _exit(1)
      }
    }
  }
}
