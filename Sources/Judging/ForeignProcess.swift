import CJudging
import Glibc

/// A child that computes foreign functions of arrays: it ends, hangs or prints as it likes, and that
/// is a result.
///
/// The child reads requests from descriptor 3 and answers on 4. A request is two `UInt32`, which
/// output is wanted (0 value, 1 derivative) and how many elements follow. An answer is two
/// `UInt32`, 0 or an error's mark and how many bytes follow: the results, or words. Before the first
/// request it answers with what it runs on.
final class ForeignProcess {
  /// How a request went wrong.
  enum Failure: Error {
    /// The child ended: how.
    case ended(String)
    /// No answer in time.
    case timedOut
    /// What it says itself.
    case refused(String)
  }

  private var child: judging_child
  private let timeout: Double
  /// What it runs on: versions, in a line.
  private(set) var environment = ""

  /// Starts `arguments[0]`, found in `PATH`.
  ///
  /// - Parameter timeout: how many seconds an answer may take; the first has ten times as long,
  ///   since frameworks take long to load.
  init(_ arguments: [String], timeout: Double) throws {
    self.timeout = timeout
    var words = arguments.map { strdup($0) } + [nil]
    defer { words.forEach { free($0) } }
    var child = judging_child()
    let error = judging_spawn(&words, &child)
    guard error == 0 else {
      throw JudgingError("\(arguments[0]): cannot be run: \(String(cString: strerror(error)))")
    }
    self.child = child
    do {
      environment = String(decoding: try answer(within: 10 * timeout), as: UTF8.self)
    } catch let failure as Failure {
      switch failure {
      case .refused(let words): throw JudgingError(words)
      case .timedOut: throw JudgingError("\(arguments[0]): not ready after \(10 * timeout) s")
      case .ended(let how):
        let said = lastWords
        throw JudgingError(
          "\(arguments[0]): ended before it was ready, \(how)" + (said.isEmpty ? "" : ": \(said)"))
      }
    }
  }

  deinit {
    if child.pid > 0 {
      kill(-child.pid, SIGKILL)
      var status: Int32 = 0
      while waitpid(child.pid, &status, 0) < 0 && errno == EINTR {}
    }
    for descriptor in [child.requests, child.answers, child.printed] { close(descriptor) }
  }

  /// The last line that the child printed.
  private var lastWords: String {
    let size = lseek(child.printed, 0, SEEK_END)
    let count = Int(min(size, 4096))
    var bytes = [UInt8](repeating: 0, count: count)
    let got = pread(child.printed, &bytes, count, size - off_t(count))
    let text = String(decoding: bytes.prefix(max(got, 0)), as: UTF8.self)
    return text.split(whereSeparator: \.isNewline).last.map(String.init) ?? ""
  }

  /// The results of an output at inputs, both as the format's bytes.
  func call(output: Int, _ inputs: [UInt8], count: Int) throws -> [UInt8] {
    var request = [UInt8](repeating: 0, count: 8)
    request.withUnsafeMutableBytes {
      $0.storeBytes(of: UInt32(output), as: UInt32.self)
      $0.storeBytes(of: UInt32(count), toByteOffset: 4, as: UInt32.self)
    }
    request += inputs
    var sent = 0
    while sent < request.count {
      let wrote = request.withUnsafeBytes {
        write(child.requests, $0.baseAddress! + sent, $0.count - sent)
      }
      if wrote < 0 && errno == EINTR { continue }
      if wrote < 0 { throw ended() }
      sent += wrote
    }
    let results = try answer(within: timeout)
    guard results.count == inputs.count else {
      throw Failure.refused(
        "\(results.count) bytes for \(inputs.count) of input: the function is not elementwise")
    }
    return results
  }

  private func answer(within seconds: Double) throws -> [UInt8] {
    let deadline = ContinuousClock.now.advanced(by: .seconds(seconds))
    let head = try read(8, until: deadline)
    let (mark, count) = head.withUnsafeBytes {
      ($0.loadUnaligned(as: UInt32.self), $0.loadUnaligned(fromByteOffset: 4, as: UInt32.self))
    }
    guard count <= 1 << 24 else { throw Failure.refused("an answer of \(count) bytes") }
    let body = try read(Int(count), until: deadline)
    if mark == 0 { return body }
    throw Failure.refused(String(decoding: body, as: UTF8.self))
  }

  private func read(_ count: Int, until deadline: ContinuousClock.Instant) throws -> [UInt8] {
    var bytes = [UInt8](repeating: 0, count: count)
    var done = 0
    while done < count {
      let left = ContinuousClock.now.duration(to: deadline)
      var waiting = pollfd(fd: child.answers, events: Int16(POLLIN), revents: 0)
      let milliseconds =
        left.components.seconds * 1000 + left.components.attoseconds / 1_000_000_000_000_000
      let ready = poll(&waiting, 1, Int32(clamping: max(0, milliseconds)))
      if ready < 0 && errno == EINTR { continue }
      if ready <= 0 { throw Failure.timedOut }
      let got = bytes.withUnsafeMutableBytes {
        Glibc.read(child.answers, $0.baseAddress! + done, count - done)
      }
      if got < 0 && errno == EINTR { continue }
      if got <= 0 { throw ended() }
      done += got
    }
    return bytes
  }

  /// How the child ended.
  private func ended() -> Failure {
    var status: Int32 = 0
    while waitpid(child.pid, &status, 0) < 0 && errno == EINTR {}
    child.pid = -1
    let signal = status & 0x7f
    return .ended(
      signal == 0
        ? "exit status \(status >> 8 & 0xff)" : String(cString: strsignal(signal)).lowercased())
  }
}
