import ActivationHost

/// A report for people: a line a check, failures explained at the end.
public struct TextReport: Sendable {
  /// Marks a text by a status, where colour is wanted.
  public typealias Style = @Sendable (_ text: String, _ status: CheckStatus?) -> String
  private let style: Style
  private let showsSkipped: Bool

  /// - Parameters:
  ///   - showsSkipped: whether checks that were skipped have a line too.
  ///   - style: how to mark a status; as it is by default.
  public init(showsSkipped: Bool = true, style: @escaping Style = { text, _ in text }) {
    self.style = style
    self.showsSkipped = showsSkipped
  }

  /// The line of one result; nil where it is not shown.
  public func line(_ result: CheckResult) -> String? {
    if result.status == .skipped && !showsSkipped { return nil }
    let status = NumberText.pad(result.status.rawValue, 8)
    let name = NumberText.pad(result.check, 18)
    let omissions = result.omissions.map { "; \($0)" } ?? ""
    return "  \(style(status, result.status)) \(name) "
      + Self.printable(result.message + omissions)
  }

  /// What stands above an activation's results.
  public func heading(_ activation: String) -> String {
    style(Self.printable(activation), nil)
  }

  /// All of an activation that conforms, on a line: the verdict, how much was compared, and the
  /// largest errors.
  public func summary(_ plugin: PluginReport) -> String {
    let results = plugin.results.reduce(0) { $0 + $1.judged }
    let worst = plugin.results.flatMap(\.worst)
    func most(_ isValue: Bool) -> String? {
      worst.filter { $0.function.contains("value") == isValue }.map(\.ulp).max()
        .map { "\(isValue ? "values" : "derivatives") by \(NumberText.ulp($0))" }
    }
    let errors = [most(true), most(false)].compactMap(\.self)
    return style(Self.verdict(plugin), .pass)
      + (results > 0 ? "; \(results) results compared" : "")
      + (errors.isEmpty ? "" : ", off at most: \(errors.joined(separator: ", ")) ULP")
      + " (\(plugin.level.rawValue), \(NumberText.format("%.1f", plugin.seconds)) s)"
  }

  /// That an activation conforms, and to how many checks.
  public static func verdict(_ plugin: PluginReport) -> String {
    printable(plugin.activation) + " conforms: \(plugin.count(.pass)) checks pass, "
      + "\(plugin.count(.skipped)) do not apply"
  }

  /// The failures and warnings of an activation, explained, its worst errors, and the verdict.
  public func conclusion(_ plugin: PluginReport, strict: Bool) -> String {
    var text = ""
    for result in plugin.results where result.status == .warning || result.isFailure(strict: strict)
    {
      guard let check = Check.named(result.check) else { continue }
      // What passed as far as it was looked at.
      let isIncomplete = result.isIncomplete && result.status == .pass
      let status = isIncomplete ? "not judged everywhere:" : result.status.rawValue
      text += "\n  \(style(status, isIncomplete ? .fail : result.status)) \(check.id): "
      text += "\(Self.printable(result.message))\n"
      text += "    expects   \(check.summary)\n"
      if let omissions = result.omissions { text += "    left out  \(omissions)\n" }
      if isIncomplete {
        text += "    because   With --strict a place where nothing was compared is no pass.\n"
        text += "    remedy    \(Self.completion)\n"
        continue
      }
      text += "    because   \(Self.printable(result.because ?? check.why))\n"
      for evidence in result.evidence.prefix(3) {
        let rows = [
          ("function", evidence.function), ("input", evidence.input),
          ("expected", evidence.expected), ("got", evidence.got), ("ULP", evidence.ulp),
          ("again", evidence.reproduce),
        ]
        for case (let name, let value?) in rows {
          text += "    \(NumberText.pad(name, 9)) "
          text += "\(Self.printable(value))\n"
        }
      }
      text += "    remedy    \(Self.printable(result.remedy ?? check.remedy))\n"
    }
    let worst = plugin.results.flatMap { result in result.worst.map { (result.check, $0) } }
    if !worst.isEmpty {
      text += "\n  worst errors\n"
      for (check, error) in worst {
        let function = NumberText.pad(error.function, 28)
        text += "    \(NumberText.pad(check, 14)) \(function) "
        text += "\(NumberText.ulp(error.ulp)) ULP at \(error.input), of \(error.points) points\n"
      }
    }
    let verdict =
      !plugin.isChecked
      ? "nothing was checked" : plugin.conforms(strict: strict) ? "conforms" : "does not conform"
    let status: CheckStatus = plugin.conforms(strict: strict) ? .pass : .fail
    let counts = CheckStatus.allCases.filter { plugin.count($0) > 0 }
      .map { "\(plugin.count($0)) \($0.rawValue)" }.joined(separator: ", ")
    let incomplete =
      strict ? plugin.results.count { $0.isIncomplete && $0.status == .pass } : 0
    let shortfall = incomplete > 0 ? ", \(incomplete) not judged everywhere" : ""
    text += "\n  \(style("\(Self.printable(plugin.activation)) \(verdict)", status)): \(counts)"
    text += "\(shortfall) "
    text += "(\(NumberText.format("%.1f", plugin.seconds)) s)\n"
    return text
  }

  /// What to do about a formula that has no value somewhere.
  private static let completion =
    "State a formula whose value is known there (its pieces one by one show which has none), or "
    + "leave --strict out."

  /// On one line, and nothing that a terminal obeys: texts may come from a plugin. A caret under a
  /// formula keeps its lines.
  private static func printable(_ text: String) -> String {
    text.split(separator: "\n", omittingEmptySubsequences: false)
      .map { HostError.line(String($0), limit: .max) }.joined(separator: "\n    ")
  }
}
