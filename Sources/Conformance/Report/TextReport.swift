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

  /// The failures and warnings of an activation, explained, its worst errors, and the verdict.
  public func conclusion(_ plugin: PluginReport, strict: Bool) -> String {
    var text = ""
    for result in plugin.results where result.status == .warning || result.isFailure(strict: strict)
    {
      guard let check = Check.named(result.check) else { continue }
      text += "\n  \(style(result.status.rawValue, result.status)) \(check.id): "
      text += "\(Self.printable(result.message))\n"
      text += "    expects   \(check.summary)\n"
      if let omissions = result.omissions { text += "    left out  \(omissions)\n" }
      text += "    because   \(result.because ?? check.why)\n"
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
      text += "    remedy    \(result.remedy ?? check.remedy)\n"
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
    text += "\n  \(style("\(Self.printable(plugin.activation)) \(verdict)", status)): \(counts) "
    text += "(\(NumberText.format("%.1f", plugin.seconds)) s)\n"
    return text
  }

  /// On one line, and nothing that a terminal obeys: texts may come from a plugin. A caret under a
  /// formula keeps its lines.
  private static func printable(_ text: String) -> String {
    text.split(separator: "\n", omittingEmptySubsequences: false)
      .map { HostError.line(String($0), limit: .max) }.joined(separator: "\n    ")
  }
}
