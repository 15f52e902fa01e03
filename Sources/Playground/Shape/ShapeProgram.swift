import FoundationEssentials
import Glibc

/// The analysis of a formula as a program: what ``PlaygroundServer`` starts for each, since it may take
/// for ever.
public enum ShapeProgram {
  /// The hidden command that it is started as.
  public static let command = "shape-formula"

  /// The most memory that it may have, and its processor time in whole seconds where nobody is left
  /// who would end it.
  private static let mostMemory: rlim_t = 2 << 30
  private static let mostSeconds: rlim_t = 60

  /// Answers the request that standard input holds on standard output.
  ///
  /// - Returns: the exit status: 0 for an answer, 1 for a refusal, which is an answer too.
  public static func run() -> Int32 {
    limit(RLIMIT_CORE, 0)
    limit(RLIMIT_AS, mostMemory)
    limit(RLIMIT_CPU, mostSeconds)
    var status: Int32 = 0
    let answer: Data
    do {
      let request = try JSONDecoder().decode(
        ShapeRequest.self, from: Data(contentsOf: URL(filePath: "/dev/stdin")))
      answer = try Reply.data(ShapeReply(request))
    } catch {
      status = 1
      answer = (try? Reply.failure(PlaygroundError(error))) ?? Data()
    }
    return answer.withUnsafeBytes { bytes in
      var sent = 0
      while sent < bytes.count {
        let count = write(STDOUT_FILENO, bytes.baseAddress! + sent, bytes.count - sent)
        if count < 0 && errno == EINTR { continue }
        guard count > 0 else { return 2 }
        sent += count
      }
      return status
    }
  }

  private static func limit(_ resource: __rlimit_resource, _ most: rlim_t) {
    var value = rlimit(rlim_cur: most, rlim_max: most)
    setrlimit(__rlimit_resource_t(resource.rawValue), &value)
  }
}
