/// A check: data by which it is listed and explained, and the code that runs it.
public struct Check: Sendable {
  /// What checks are grouped by; each group runs in a process of its own.
  public enum Group: String, Sendable, CaseIterable {
    case file, load, value, derivative, parameters, arrays, rows, behaviour, speed, network
  }

  /// The stable name.
  public let id: String
  /// The group.
  public let group: Group
  /// What it establishes, in a line.
  public let summary: String
  /// Why it matters: the kind of real bug that it catches.
  public let why: String
  /// How to mend a failure.
  public let remedy: String

  let run: @Sendable (Examination) throws(ProbeFailure) -> Finding

  init(
    _ id: String, _ group: Group, _ summary: String, why: String, remedy: String,
    run: @escaping @Sendable (Examination) throws(ProbeFailure) -> Finding
  ) {
    self.id = id
    self.group = group
    self.summary = summary
    self.why = why
    self.remedy = remedy
    self.run = run
  }

  /// All checks, in the order in which they run.
  public static let all: [Check] =
    file + load + values + derivatives + parameters + arrays + rows + behaviour + speed + network

  /// The check of that name.
  public static func named(_ id: String) -> Check? { all.first { $0.id == id } }
}
