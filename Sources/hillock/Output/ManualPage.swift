import ArgumentParser

/// The page for `man`: what every command says of itself.
enum ManualPage {
  static var text: String {
    var page = """
      .TH HILLOCK 1 "" "hillock \(Hillock.version)" "User Commands"
      .SH NAME
      hillock \\- \(escaped(Hillock.configuration.abstract))
      .SH SYNOPSIS
      .B hillock
      .I COMMAND
      [\\fIARGUMENT\\fR ...]
      .SH DESCRIPTION

      """
    page += verbatim(Hillock.configuration.discussion)
    page += ".SH COMMANDS\n"
    for command in Hillock.configuration.subcommands where command.configuration.shouldDisplay {
      page += ".SS hillock \(escaped(command._commandName))\n"
      page += verbatim(Hillock.helpMessage(for: command, columns: 76))
    }
    page += """
      .SH EXIT STATUS
      0 when the work is done, 1 when it failed, 2 for wrong usage, 70 after a crash, 130 after Ctrl\\-C.
      .SH SEE ALSO
      .B hillock manual
      names the articles of the manual, and
      .B hillock help
      .I TOPIC
      shows one.

      """
    return page
  }

  /// Lines as they are.
  private static func verbatim(_ text: String) -> String {
    let lines = text.split(separator: "\n", omittingEmptySubsequences: false).map { line in
      // A line that begins so would be a request.
      let line = escaped(String(line))
      return line.hasPrefix(".") || line.hasPrefix("'") ? "\\&" + line : line
    }
    return ".nf\n" + lines.joined(separator: "\n") + "\n.fi\n"
  }

  private static func escaped(_ text: String) -> String {
    text.replacing("\\", with: "\\e").replacing("-", with: "\\-")
  }
}
