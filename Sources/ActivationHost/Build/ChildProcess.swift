import FileNames
import Glibc
import Synchronization

/// A program that runs to its end while its output is collected.
package enum ChildProcess {
  /// How a program ended, and what it printed to both outputs, in order.
  package struct Outcome {
    /// The exit status; 128 + the signal's number where one ended it, as shells count.
    package var status: Int32
    package var output: String
  }

  /// Runs `arguments[0]`, found in `PATH`, with no input.
  ///
  /// - Throws: `notBuildable` where it cannot be started.
  package static func run(_ arguments: [String]) throws(HostError) -> Outcome {
    let (child, reading) = try starting.withLock { _ in start(arguments) }.get()
    defer { close(reading) }
    let output = readToEnd(reading)
    var status: Int32 = 0
    while waitpid(child, &status, 0) < 0 && errno == EINTR {}
    let signal = status & 0x7f
    return Outcome(
      status: signal == 0 ? status >> 8 & 0xff : 128 + signal,
      output: String(decoding: output, as: UTF8.self))
  }

  /// Held between the making of a pipe and its being closed to other children: one that inherited
  /// the writing end would keep the reader waiting for its own end.
  private static let starting = Mutex(())

  private static func start(_ arguments: [String]) -> Result<(pid_t, reading: Int32), HostError> {
    var ends: [Int32] = [-1, -1]
    guard pipe(&ends) == 0 else { return .failure(failure(arguments[0], errno)) }
    for end in ends { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }

    var actions = posix_spawn_file_actions_t()
    posix_spawn_file_actions_init(&actions)
    defer { posix_spawn_file_actions_destroy(&actions) }
    posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", O_RDONLY, 0)
    posix_spawn_file_actions_adddup2(&actions, ends[1], 1)
    posix_spawn_file_actions_adddup2(&actions, ends[1], 2)

    // A thread that computes has its signals blocked; a program that is started begins with none.
    var attributes = posix_spawnattr_t()
    posix_spawnattr_init(&attributes)
    defer { posix_spawnattr_destroy(&attributes) }
    var none = sigset_t()
    sigemptyset(&none)
    posix_spawnattr_setsigmask(&attributes, &none)
    posix_spawnattr_setflags(&attributes, Int16(POSIX_SPAWN_SETSIGMASK))

    var words = arguments.map { strdup($0.fileName) } + [nil]
    defer { words.forEach { free($0) } }
    var child: pid_t = 0
    let error = posix_spawnp(&child, arguments[0], &actions, &attributes, &words, environ)
    close(ends[1])
    if error == 0 { return .success((child, ends[0])) }
    close(ends[0])
    return .failure(failure(arguments[0], error))
  }

  /// What comes out of a pipe before its writers are gone; beyond a megabyte, read and dropped.
  private static func readToEnd(_ descriptor: Int32) -> [UInt8] {
    var output: [UInt8] = []
    var block = [UInt8](repeating: 0, count: 65536)
    while true {
      let count = read(descriptor, &block, block.count)
      if count < 0 && errno == EINTR { continue }
      if count <= 0 { return output }
      if output.count < 1 << 20 { output += block[..<count] }
    }
  }

  private static func failure(_ program: String, _ error: Int32) -> HostError {
    HostError(.notBuildable, "cannot be run: \(String(cString: strerror(error)))", file: program)
  }
}
