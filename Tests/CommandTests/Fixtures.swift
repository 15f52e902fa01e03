import Foundation

/// What many tests need, made once a run.
enum Fixtures {
  /// The package, found from this file.
  static let package = URL(filePath: #filePath).deletingLastPathComponent()
    .deletingLastPathComponent().deletingLastPathComponent()

  /// The data set that comes with the package.
  static let digits = package.appending(path: "Sources/CDigits/digits.csv").path(
    percentEncoded: false)

  /// A directory with the catalogue's plugins, built by the command.
  static let plugins: String = {
    let directory = URL(filePath: CommandRun.executable).deletingLastPathComponent()
      .appending(path: "CommandTests.plugins").path(percentEncoded: false)
    let sources = package.appending(path: "Plugins").path(percentEncoded: false)
    let names = (try? FileManager.default.contentsOfDirectory(atPath: sources)) ?? []
    let files = names.filter { $0.hasSuffix(".c") }.sorted().map { "\(sources)/\($0)" }
    guard let workspace = try? Workspace(),
      let run = try? CommandRun.hillock(["build"] + files + ["-o", directory], in: workspace),
      run.status == 0
    else { fatalError("the catalogue cannot be built") }
    return directory
  }()

  /// The two functions of the smallest plugin, with a constructor that tells when it ran.
  static let bareSigmoid = """
    #include <math.h>
    #include <stdio.h>
    #include <stdlib.h>
    double activation_value(double x) { return 1 / (1 + exp(-x)); }
    double activation_derivative(double x) { double s = activation_value(x); return s * (1 - s); }
    __attribute__((constructor)) static void loaded(void) {
      const char *witness = getenv("WITNESS");
      if (witness) fclose(fopen(witness, "w"));
    }
    """

  /// A directory `plugins` in `workspace` with `name`.so compiled by hand, as the interface shows it.
  static func compile(_ source: String, as name: String, in workspace: Workspace) throws {
    try workspace.write("\(name).c", source)
    let line =
      "mkdir -p plugins && cc -O2 -shared -fPIC \(name).c -o plugins/\(name).so -lm"
    let run = try workspace.shell(line)
    guard run.status == 0 else { throw CompilerFailure(messages: run.errors) }
  }

  struct CompilerFailure: Error { let messages: String }
}
