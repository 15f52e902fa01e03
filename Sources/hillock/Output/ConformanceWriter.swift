import Conformance

/// Writes what came of checks, where text is wanted: of an activation that conforms a line, of others
/// what does not, and each check as it comes where all is to be told.
final class ConformanceWriter {
  private let isText: Bool
  private let isVerbose: Bool
  private let report: TextReport
  private var shown: String?
  private var count = 0

  /// - Parameters:
  ///   - isText: whether anything is to be written.
  ///   - isVerbose: whether each check has a line.
  init(isText: Bool, isVerbose: Bool = false) {
    self.isText = isText
    self.isVerbose = isVerbose
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
    if shown != activation { count = 0 }
    count += 1
    if isText, isVerbose {
      if shown != activation { try? StandardOutput.line(report.heading(activation)) }
      if let line = report.line(result) { try? StandardOutput.line(line) }
    } else if Terminal.error.isTerminal {
      StandardError.write(
        "\r\(activation): \(count) of \(Check.all.count) checks, \(result.check)\u{1B}[K")
    }
    shown = activation
  }

  /// Shows what an activation's results come to.
  func conclude(_ plugin: PluginReport, strict: Bool) throws {
    if !isVerbose, Terminal.error.isTerminal { StandardError.write("\r\u{1B}[K") }
    guard isText else { return }
    if isVerbose { return try StandardOutput.line(report.conclusion(plugin, strict: strict)) }
    if plugin.isUnremarkable { return try StandardOutput.line(report.summary(plugin)) }
    try StandardOutput.line(report.heading(plugin.activation))
    for result in plugin.results where result.isRemarkable {
      if let line = report.line(result) { try StandardOutput.line(line) }
    }
    try StandardOutput.line(report.conclusion(plugin, strict: strict))
  }
}
