/// What a check came to.
public enum CheckStatus: String, Sendable, Codable, CaseIterable {
  /// What it establishes was established.
  case pass
  /// Something that a careful author would mend; with `--strict` as bad as a failure.
  case warning
  /// The plugin breaks the interface, or a promise of its own.
  case fail
  /// The plugin's code ended its process.
  case crash
  /// The plugin's code did not return in time.
  case timeout
  /// Not looked at, for the reason that the message gives.
  case skipped

  /// Whether it shows that the plugin does not conform.
  public var isFailure: Bool { self == .fail || isEnding }

  /// Whether the plugin's code did not come back.
  var isEnding: Bool { self == .crash || self == .timeout }
}

/// One case of a check: what was asked, what came back.
public struct Evidence: Sendable, Codable, Hashable {
  /// The function that was called, by its symbol.
  public var function: String?
  /// The arguments, in decimal and in C's `%a`.
  public var input: String?
  /// What should have come back.
  public var expected: String?
  /// What came back.
  public var got: String?
  /// The error in units of the last place.
  public var ulp: String?
  /// A command that shows this very case again.
  public var reproduce: String?

  /// A case from its parts.
  public init(
    function: String? = nil, input: String? = nil, expected: String? = nil, got: String? = nil,
    ulp: String? = nil, reproduce: String? = nil
  ) {
    self.function = function
    self.input = input
    self.expected = expected
    self.got = got
    self.ulp = ulp
    self.reproduce = reproduce
  }
}

/// The largest error that was measured of a function.
public struct WorstError: Sendable, Codable, Hashable {
  /// The function's symbol.
  public var function: String
  /// The error in units of the last place; a very large number where it is infinite.
  public var ulp: Double
  /// The input at which it was measured, in decimal and `%a`.
  public var input: String
  /// How many points were compared.
  public var points: Int
}

/// What one check found.
public struct CheckResult: Sendable, Codable {
  /// The check's stable name.
  public var check: String
  /// The group that it belongs to.
  public var group: String
  /// What it came to.
  public var status: CheckStatus
  /// One line: what was established, or what is wrong, or why it was skipped.
  public var message: String
  /// The cases that show it, worst first.
  public var evidence: [Evidence]
  /// The measured errors.
  public var worst: [WorstError]
  /// How many results were to be judged; 0 where a check does not count them.
  public var asked: Int
  /// How many were. Where that is fewer, something was left out, and nothing is known of it.
  public var judged: Int
  /// Why the others were not, and how many for each reason.
  public var omitted: [String: Int]
  /// Why it matters in this case; nil where what the check says of itself does.
  public var because: String?
  /// How to mend it in this case; nil likewise.
  public var remedy: String?
  /// How long it took.
  public var seconds: Double

  /// A result from its parts.
  public init(
    check: String, group: String, status: CheckStatus, message: String, evidence: [Evidence] = [],
    worst: [WorstError] = [], asked: Int = 0, judged: Int = 0, omitted: [String: Int] = [:],
    because: String? = nil, remedy: String? = nil, seconds: Double = 0
  ) {
    self.check = check
    self.group = group
    self.status = status
    self.message = message
    self.evidence = evidence
    self.worst = worst
    self.asked = asked
    self.judged = judged
    self.omitted = omitted
    self.because = because
    self.remedy = remedy
    self.seconds = seconds
  }

  /// Whether it shows that the plugin does not conform: with `strict`, a place where nothing was
  /// compared is no pass.
  public func isFailure(strict: Bool) -> Bool {
    status.isFailure || (strict && (status == .warning || isIncomplete))
  }

  /// Whether anything is to be said of it beyond that it passed, or does not apply.
  public var isRemarkable: Bool { ![.pass, .skipped].contains(status) || isIncomplete }

  /// Whether there was a place where nothing was compared.
  public var isIncomplete: Bool { judged < asked }

  /// What was left out, and why; nil where all was judged.
  public var omissions: String? {
    guard judged < asked else { return nil }
    let reasons = omitted.sorted { $0.key < $1.key }.map { "\($0.value): \($0.key)" }
    return "\(asked - judged) of \(asked) not judged (\(reasons.joined(separator: "; ")))"
  }
}

/// What a check's code returns.
struct Finding: Sendable {
  var status: CheckStatus
  var message: String
  var evidence: [Evidence] = []
  var worst: [WorstError] = []
  var asked = 0
  var judged = 0
  var omitted: [String: Int] = [:]
  var because: String?
  var remedy: String?

  static func pass(_ message: String, worst: [WorstError] = []) -> Finding {
    Finding(status: .pass, message: message, worst: worst)
  }
  static func skipped(_ reason: String) -> Finding { Finding(status: .skipped, message: reason) }
  static func warning(
    _ message: String, _ evidence: [Evidence], _ diagnosis: Diagnosis
  ) -> Finding {
    Finding(
      status: .warning, message: message, evidence: evidence, because: diagnosis.because,
      remedy: diagnosis.remedy)
  }
  static func fail(
    _ message: String, _ evidence: [Evidence], _ diagnosis: Diagnosis
  ) -> Finding {
    Finding(
      status: .fail, message: message, evidence: evidence, because: diagnosis.because,
      remedy: diagnosis.remedy)
  }
  /// Where the message is all the evidence.
  static func warning(_ message: String, _ diagnosis: Diagnosis) -> Finding {
    warning(message, [], diagnosis)
  }
  static func fail(_ message: String, _ diagnosis: Diagnosis) -> Finding {
    fail(message, [], diagnosis)
  }
}
