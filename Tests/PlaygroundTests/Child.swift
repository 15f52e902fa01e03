import Foundation
import Glibc

/// A program beside the tests. Whoever waits for it holds up none of the threads that tests run on.
final class Child: Sendable {
  let id: pid_t
  /// What it says, as far as it has.
  private let output = TestServer.directory("child-\(UUID().uuidString)")

  /// - Parameter words: the program's path, and what it is told.
  init(_ words: [String]) throws {
    var actions = posix_spawn_file_actions_t()
    posix_spawn_file_actions_init(&actions)
    defer { posix_spawn_file_actions_destroy(&actions) }
    posix_spawn_file_actions_addopen(&actions, 1, output, O_WRONLY | O_CREAT | O_TRUNC, 0o600)
    posix_spawn_file_actions_adddup2(&actions, 1, 2)
    // Tests run on threads that block signals, which a child would go on blocking.
    var attributes = posix_spawnattr_t()
    posix_spawnattr_init(&attributes)
    defer { posix_spawnattr_destroy(&attributes) }
    var signals = sigset_t()
    sigemptyset(&signals)
    posix_spawnattr_setsigmask(&attributes, &signals)
    posix_spawnattr_setflags(&attributes, Int16(POSIX_SPAWN_SETSIGMASK))
    var arguments: [UnsafeMutablePointer<CChar>?] = words.map { strdup($0) } + [nil]
    defer { for argument in arguments { free(argument) } }
    var id = pid_t()
    let error = posix_spawnp(&id, words[0], &actions, &attributes, &arguments, environ)
    guard error == 0 else {
      throw TestServer.Failure(message: "\(words[0]): \(String(cString: strerror(error)))")
    }
    self.id = id
  }

  deinit { unlink(output) }

  /// What it has said.
  var text: String { (try? String(contentsOfFile: output, encoding: .utf8)) ?? "" }

  /// The number that stands after `mark` in what it says, once it does.
  func number(after mark: String) async throws -> Int {
    // Whatever the machine's load: half an hour is for ever.
    for _ in 0..<36_000 {
      // Whatever it said before it ended has been said.
      let isLast = hasEnded
      let parts = text.components(separatedBy: mark)
      // With something after it: the number is whole.
      if parts.count > 1, let rest = parts.last?.drop(while: { $0 == " " }),
        let end = rest.firstIndex(where: { !$0.isNumber }), let number = Int(rest[..<end])
      {
        return number
      }
      if isLast { break }
      try await Task.sleep(for: .milliseconds(50))
    }
    throw TestServer.Failure(message: "never said '\(mark)': \(text)")
  }

  /// Whether it has; ``end()`` tells how.
  private var hasEnded: Bool {
    var what = siginfo_t()
    return waitid(P_PID, id_t(id), &what, WEXITED | WNOHANG | WNOWAIT) != 0 || what.si_signo != 0
  }

  func signal(_ signal: Int32) { kill(id, signal) }

  /// Waits for its end.
  ///
  /// - Returns: the status it exited with; nil where a signal ended it.
  @discardableResult
  func end() async -> Int32? {
    var status: Int32 = 0
    while waitpid(id, &status, WNOHANG) == 0 { try? await Task.sleep(for: .milliseconds(20)) }
    return status & 0x7f == 0 ? (status >> 8) & 0xff : nil
  }
}
