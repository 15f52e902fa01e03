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
  /// How long it took.
  public var seconds: Double

  /// A result from its parts.
  public init(
    check: String, group: String, status: CheckStatus, message: String, evidence: [Evidence] = [],
    worst: [WorstError] = [], seconds: Double = 0
  ) {
    self.check = check
    self.group = group
    self.status = status
    self.message = message
    self.evidence = evidence
    self.worst = worst
    self.seconds = seconds
  }

  /// Whether it shows that the plugin does not conform.
  public func isFailure(strict: Bool) -> Bool {
    status.isFailure || (strict && status == .warning)
  }
}

/// What a check's code returns.
struct Finding: Sendable {
  var status: CheckStatus
  var message: String
  var evidence: [Evidence] = []
  var worst: [WorstError] = []

  static func pass(_ message: String, worst: [WorstError] = []) -> Finding {
    Finding(status: .pass, message: message, worst: worst)
  }
  static func skipped(_ reason: String) -> Finding { Finding(status: .skipped, message: reason) }
  static func warning(_ message: String, _ evidence: [Evidence] = []) -> Finding {
    Finding(status: .warning, message: message, evidence: evidence)
  }
  static func fail(_ message: String, _ evidence: [Evidence] = []) -> Finding {
    Finding(status: .fail, message: message, evidence: evidence)
  }
}
