import ActivationHost
import ArgumentParser
import Authoring
import CEnding
import CProcess
import Clusters
import Conformance
import FileNames
import Glibc

/// Parses, runs, and turns whatever goes wrong into one line and an exit status:
/// 0 done, 1 the work failed, 2 wrong usage, 70 crashed, 128 + N ended by signal N.
@main
enum Main {
  static func main() {
    // A child's signals are its parent's to tell of.
    if Conformance.isProbe { Conformance.serveProbe() }
    let arguments = ManualCommand.redirecting(
      ProcessWords.arguments.dropFirst().map(Real.protectingSign))
    let children = [
      IsolatedPluginCommand._commandName, JudgeProbeCommand._commandName,
      ShapeFormulaCommand._commandName,
    ]
    if !children.contains(arguments.first ?? "") {
      Interrupt.install()
      CrashReport.install()
      hillock_guard_ending()
      hillock_claim_output()
      LoadingGuard.report { StandardError.line("hillock: warning: \($0)") }
    }
    // A reader that went away is met as an error of the write, so that work in hand can be saved.
    signal(SIGPIPE, SIG_IGN)
    do {
      var command = try Hillock.parseAsRoot(arguments)
      try command.run()
      LoadingGuard.check()
      try IsolatedPlugins.check()
      Ranks.end(0)
    } catch let status as ExitCode {
      Ranks.end(status.rawValue)
    } catch let failure as ClusterError where failure.code == .disagreement {
      StandardError.line("hillock: \(failure)")
      Ranks.end(1)
    } catch is StandardOutput.Closed {
      Ranks.abort(128 + SIGPIPE)
      // What would have happened, had the signal not been ignored.
      signal(SIGPIPE, SIG_DFL)
      hillock_end_by_signal(SIGPIPE)
    } catch {
      let status = report(error, arguments)
      Ranks.abort(status)
      hillock_end(status)
    }
  }

  /// Says what went wrong, and returns the exit status for it.
  private static func report(_ error: any Error, _ arguments: [String]) -> Int32 {
    let status = Hillock.exitCode(for: error)
    if status == .success {
      // A request for help or for a completion script is no failure.
      try? StandardOutput.write(Hillock.fullMessage(for: error) + "\n")
      return 0
    }
    // What went wrong first explains what went wrong then.
    if let failure = IsolatedPlugins.failure, !"\(error)".contains("\(failure)") {
      StandardError.line("hillock: \(failure)")
    }
    // All were started with the same words, and one complaint is enough.
    let isRepeated = (Cluster.launchedRank() ?? 0) > 0
    guard status == .validationFailure else {
      if isRepeated, let failure = error as? ClusterError, failure.code == .launch { return 1 }
      if let error = error as? AuthoringError, let picture = error.picture {
        StandardError.line("hillock: \(error.message)")
        StandardError.write(picture + "\n")
        return 1
      }
      StandardError.line("hillock: \(Ranks.prefix)\(error)", isOfThisRank: true)
      return 1
    }
    if isRepeated { return 2 }
    let command = Hillock.configuration.subcommands.map { $0._commandName }
      .first { $0 == arguments.first }
    let help = (["hillock", command, "--help"] as [String?]).compactMap(\.self)
      .joined(separator: " ")
    let message = Real.unprotected(message: Hillock.message(for: error))
    StandardError.line("hillock: \(message) (see '\(help)')")
    return 2
  }
}
