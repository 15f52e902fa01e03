import Conformance

/// Writes results as they come, where text is wanted.
final class ConformanceWriter {
  private let isText: Bool
  private let report: TextReport
  private var shown: String?

  init(isText: Bool) {
    self.isText = isText
    report = TextReport { text, status in
      switch status {
      case nil: Terminal.output.styled(text, .bold)
      case .pass: Terminal.output.styled(text, .green)
      case .warning: Terminal.output.styled(text, .yellow)
      case .skipped: Terminal.output.styled(text, .dim)
      case .fail, .crash, .timeout: Terminal.output.styled(text, .red)
      }
    }
  }

  /// Shows one result. A reader that went away is met when the conclusion is written.
  func show(_ activation: String, _ result: CheckResult) {
    guard isText else { return }
    if shown != activation {
      shown = activation
      try? StandardOutput.line(report.heading(activation))
    }
    if let line = report.line(result) { try? StandardOutput.line(line) }
  }

  /// Shows what an activation's results come to.
  func conclude(_ plugin: PluginReport, strict: Bool) throws {
    if isText { try StandardOutput.line(report.conclusion(plugin, strict: strict)) }
  }
}
