extension ConformanceReport {
  /// The report as JUnit XML, one suite a plugin: what continuous integration reads.
  ///
  /// Failures, crashes and timeouts are failures; what could not be checked, or where the tool
  /// itself failed, is an error. Without `--strict` warnings pass, with their text as output.
  public func junit() -> String {
    var text = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<testsuites name=\"hillock conform\">\n"
    for plugin in plugins {
      let failures = plugin.results.count { $0.isFailure(strict: strict) }
      text += "  <testsuite name=\"\(Self.escape(plugin.activation))\""
      text += " tests=\"\(plugin.results.count)\" failures=\"\(failures)\" errors=\"0\""
      text += " skipped=\"\(plugin.count(.skipped))\""
      text += " time=\"\(Self.time(plugin.seconds))\" file=\"\(Self.escape(plugin.path))\">\n"
      for result in plugin.results { text += testCase(result, plugin) }
      text += "  </testsuite>\n"
    }
    for (path, reason) in refused.map({ ($0.path, $0.reason) }) + trouble.map({ ("hillock", $0) }) {
      text +=
        "  <testsuite name=\"\(Self.escape(path))\" tests=\"1\" failures=\"0\" errors=\"1\">\n"
      text += "    <testcase classname=\"\(Self.escape(path))\" name=\"checked\">\n"
      text += "      <error message=\"\(Self.escape(reason))\"/>\n    </testcase>\n  </testsuite>\n"
    }
    return text + "</testsuites>\n"
  }

  private func testCase(_ result: CheckResult, _ plugin: PluginReport) -> String {
    var text = "    <testcase classname=\"\(Self.escape(plugin.activation)).\(result.group)\""
    text += " name=\"\(result.check)\" time=\"\(Self.time(result.seconds))\""
    let message = Self.escape(result.message)
    if result.isFailure(strict: strict) {
      let details = result.evidence.map { evidence in
        [
          evidence.function, evidence.input.map { "input \($0)" },
          evidence.expected.map { "expected \($0)" }, evidence.got.map { "got \($0)" },
          evidence.ulp.map { "\($0) ULP" }, evidence.reproduce,
        ].compactMap(\.self).joined(separator: "\n")
      }.joined(separator: "\n\n")
      text += ">\n      <failure type=\"\(result.status.rawValue)\" message=\"\(message)\">"
      return text + "\(Self.escape(details))</failure>\n    </testcase>\n"
    }
    switch result.status {
    case .skipped: return text + ">\n      <skipped message=\"\(message)\"/>\n    </testcase>\n"
    case .warning:
      return text + ">\n      <system-out>warning: \(message)</system-out>\n    </testcase>\n"
    default: return text + "/>\n"
    }
  }

  private static func time(_ seconds: Double) -> String { NumberText.format("%.3f", seconds) }

  /// Text for XML 1.0, which has no way to write most control characters.
  private static func escape(_ text: String) -> String {
    var escaped = ""
    for scalar in text.unicodeScalars {
      switch scalar {
      case "&": escaped += "&amp;"
      case "<": escaped += "&lt;"
      case ">": escaped += "&gt;"
      case "\"": escaped += "&quot;"
      case "\n": escaped += "&#10;"
      case "\t": escaped += "&#9;"
      default:
        let isAllowed =
          scalar.value >= 0x20 && scalar.value != 0xFFFE && scalar.value != 0xFFFF
        escaped.unicodeScalars.append(isAllowed ? scalar : "?")
      }
    }
    return escaped
  }
}
