import ActivationHost
import CProcess
import FileNames

/// A crash: one line on standard error that says what was running, and an exit status of its own.
///
/// A plugin's code runs in this process, so a crash may be the plugin's. The probes of `conform` do
/// without: their parent is the one to say what became of them.
enum CrashReport {
  /// From here on a crash ends the process so, and a plugin that was running goes into quarantine.
  static func install() {
    hillock_crash_install()
    if let path = Quarantine.usualPath() {
      hillock_crash_note_in(path.fileName, CommandLine.arguments.joined(separator: " "))
    }
  }
}
