import CProcess
import Glibc

/// Work of which nobody knows how long it takes, in a process of its own: a thread cannot be stopped, a
/// process is killed when its time is over.
///
/// It finds what it is asked on its standard input, and answers on its standard output.
struct BoundedProcess: Sendable {
  /// The program, and what it is told.
  let words: [String]
  /// The seconds of processor time that it may take: a machine that is busy elsewhere takes none of it.
  let seconds: Double

  /// The most bytes of an answer.
  private static let longestAnswer = 4 << 20

  /// Waits for the answer.
  ///
  /// - Returns: the exit status, and what was said.
  /// - Throws: ``PlaygroundError`` `.limit` where the time or the answer was too long, `.busy` where
  ///   the system refuses, `.invalid` where the process was ended by a signal.
  func answer(to request: String) throws -> (status: Int32, bytes: [UInt8]) {
    let file = try TemporaryText(request)
    var ends: [Int32] = [-1, -1]
    // Above those that the child has them as.
    let input = fcntl(file.descriptor, F_DUPFD_CLOEXEC, 10)
    defer { if input >= 0 { close(input) } }
    guard input >= 0, pipe(&ends) == 0 else { throw Self.refusal(errno) }
    _ = fcntl(ends[0], F_SETFD, FD_CLOEXEC)
    let output = fcntl(ends[1], F_DUPFD_CLOEXEC, 10)
    close(ends[1])
    defer { close(ends[0]) }
    guard output >= 0 else { throw Self.refusal(errno) }
    var arguments = words.map { strdup($0) } + [nil]
    defer { arguments.forEach { free($0) } }
    var child = pid_t()
    // What was written to the file stands before the place where reading would begin.
    lseek(input, 0, SEEK_SET)
    let error = hillock_start(&child, words[0], &arguments, environ, [input, output], 2, 0)
    close(output)
    guard error == 0 else { throw Self.refusal(error) }
    var (status, bytes): (Int32, [UInt8]) = (0, [])
    do {
      bytes = try read(from: ends[0], of: child)
    } catch {
      kill(child, SIGKILL)
      while waitpid(child, &status, 0) < 0 && errno == EINTR {}
      throw error
    }
    while waitpid(child, &status, 0) < 0 && errno == EINTR {}
    guard status & 0x7f == 0 else {
      throw PlaygroundError(
        .invalid, "the work was ended by \(String(cString: strsignal(status & 0x7f)))")
    }
    return (status >> 8 & 0xff, bytes)
  }

  /// All that the child says until it closes its output.
  private func read(from descriptor: Int32, of child: pid_t) throws -> [UInt8] {
    var bytes: [UInt8] = []
    var buffer = [UInt8](repeating: 0, count: 65536)
    while true {
      // Where the child says nothing, its time is looked at now and then.
      var waiting = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
      let ready = poll(&waiting, 1, 20)
      if isOver(child) {
        throw PlaygroundError(
          .limit, "this takes more than \(seconds) s of processor time, and was given up")
      }
      guard ready > 0 else { continue }
      let count = Glibc.read(descriptor, &buffer, buffer.count)
      if count < 0 && errno == EINTR { continue }
      if count <= 0 { return bytes }
      bytes += buffer.prefix(count)
      guard bytes.count <= Self.longestAnswer else {
        throw PlaygroundError(.limit, "the answer is longer than \(Self.longestAnswer) bytes")
      }
    }
  }

  private func isOver(_ child: pid_t) -> Bool {
    var clock = clockid_t()
    var time = timespec()
    guard clock_getcpuclockid(child, &clock) == 0, clock_gettime(clock, &time) == 0 else {
      return false
    }
    return Double(time.tv_sec) + Double(time.tv_nsec) * 1e-9 >= seconds
  }

  private static func refusal(_ error: Int32) -> PlaygroundError {
    PlaygroundError(.busy, "no process can be started: \(String(cString: strerror(error)))")
  }
}
