import ActivationHost
import ArgumentParser
import Conformance
import Datasets
import FileNames
import Glibc

/// `hillock lock`: writes down which plugins a project is computed with.
struct LockCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "lock",
    abstract: "Write hillock.lock: the plugins that a project is computed with, by their hashes.",
    discussion: """
      Where there is a hillock.lock in the current directory, or above it, train, evaluate and \
      predict refuse a plugin whose file is another. With --lock-key, or HILLOCK_LOCK_KEY in the \
      environment, they also refuse a hillock.lock that this key of minisign has not signed.

      EXAMPLES:
        hillock lock relu tanh --plugins ./plugins
        hillock lock && minisign -Sm hillock.lock
        hillock train digits.csv --lock-key minisign.pub
      """)

  @Argument(help: "The activations; all that are found unless given.", completion: .activationNames)
  var names: [String] = []

  @Option(
    name: .shortAndLong, help: ArgumentHelp("Where to write it.", valueName: "file"),
    completion: .file())
  var output = ProjectLock.fileName

  @OptionGroup var pluginOptions: PluginOptions

  /// As it is written: sorted, the plugins first.
  private static let lockKind = FileKind(
    "a project's lock", beginning: ["{\n  \"plugins\" : ["], holding: "\"sha256\"")

  func run() throws {
    let place = try OutputPlace(output, kind: Self.lockKind)
    let registry = try pluginOptions.registry()
    let all = registry.entries.filter { $0.status == .available }.map(\.name)
    let entries = try (names.isEmpty ? all : names).map { name in
      let (library, activation) = try registry.find(name)
      let level = try ConformanceCertificates(beside: library.path)
        .level(sha256: library.sha256, activation: activation.name)
      return ProjectLock.Entry(
        name: activation.name, version: activation.text("version"), sha256: library.sha256,
        conformance: level?.rawValue)
    }
    guard !entries.isEmpty else {
      throw HostError(.unknownActivation, "there is no plugin to lock", expected: "--plugins DIR")
    }
    let text = try ProjectLock(entries).json
    try place.write { file throws(DataError) in try file.write(text.utf8) }
    try StandardOutput.line("\(DisplayText.line(output)): \(entries.count) plugins")
    let signature = output + ProjectLock.signatureExtension
    if access(signature.fileName, F_OK) == 0 {
      StandardError.line(
        "hillock: warning: \(signature) is the signature of what was there before: sign it again, "
          + "as by 'minisign -Sm \(output)'")
    }
  }
}
