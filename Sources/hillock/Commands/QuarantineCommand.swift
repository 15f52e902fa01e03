import ActivationHost
import ArgumentParser

/// `hillock quarantine`: the plugins that are not loaded again.
struct QuarantineCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "quarantine",
    abstract: "List or forget the plugins that crashed, hung or ended the process.",
    discussion: """
      Such a plugin is not loaded again: it is remembered by its file's hash, so that another build \
      of it is. conform examines it all the same.

      EXAMPLES:
        hillock quarantine list
        hillock quarantine clear my_activation
      """,
    subcommands: [List.self, Clear.self])

  /// The user's record.
  static func load() throws -> Quarantine {
    guard let path = Quarantine.usualPath() else {
      throw HostError(
        .notReadable, "there is no place for a quarantine", expected: "HOME or XDG_STATE_HOME")
    }
    return Quarantine(path: path)
  }

  struct List: ParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "list", abstract: "List them, and what happened.")

    @OptionGroup var outputFormat: FormatOption

    func run() throws {
      let quarantine = try QuarantineCommand.load()
      switch outputFormat.format {
      case .json: try StandardOutput.line(quarantine.entries.json())
      case .text:
        var table = TextTable([
          ("NAME", .left), ("SHA-256", .left), ("WHAT", .left), ("FILE", .left),
        ])
        for entry in quarantine.entries {
          table.append(
            [entry.name, String(entry.sha256.prefix(12)), entry.summary, entry.path].map {
              DisplayText.line($0, limit: 4096)
            })
        }
        try StandardOutput.write(
          table.isEmpty ? "No plugin is in quarantine.\n" : table.text())
      }
    }
  }

  struct Clear: ParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "clear", abstract: "Forget one, by its name, file or hash; or all.")

    @Argument(help: "Its name, its file's path, or the beginning of its hash.")
    var name: String?

    @Flag(help: "Forget all of them.")
    var all = false

    func validate() throws {
      if (name == nil) != all { throw ValidationError("Name a plugin, or give --all.") }
    }

    func run() throws {
      var quarantine = try QuarantineCommand.load()
      let count = try quarantine.clear(name)
      if let name, count == 0 {
        throw HostError(
          .unknownActivation, "nothing in quarantine is called '\(name)'",
          expected: "a name, a path or a hash that 'hillock quarantine list' shows")
      }
      try StandardOutput.line("\(count) forgotten")
    }
  }
}
