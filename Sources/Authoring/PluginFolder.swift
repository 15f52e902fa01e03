/// The files that go with a source: all that is needed to make, check and publish a plugin.
public struct PluginFolder: Sendable {
  /// Names within the folder and texts, in the order in which they are written.
  public let files: [(name: String, text: String)]

  /// A folder.
  ///
  /// - Parameters:
  ///   - source: the source.
  ///   - language: what it is written in.
  ///   - skipped: checks that do not suit it.
  public init(_ source: PluginSource, language: PluginLanguage, skipping skipped: [String] = []) {
    self.init(
      source.design.definition, source.text(in: language), findings: source.findings,
      exports: source.exports, language: language, skipping: skipped)
  }

  /// The folder of an activation of rows.
  public init(_ source: RowSource, language: PluginLanguage, skipping skipped: [String] = []) {
    self.init(
      source.definition, source.text, findings: [], exports: "", language: language,
      skipping: skipped)
  }

  private init(
    _ definition: Definition, _ source: String, findings: [String], exports: String,
    language: PluginLanguage, skipping skipped: [String]
  ) {
    let name = definition.name
    let file = "\(name).\(language.fileExtension)"
    let texts = [
      source, Self.readme(definition, findings, file), Self.makefile(name, file, skipped),
      Self.workflow(name), exports,
    ]
    files = zip(Self.names(name, language), texts).map { ($0, $1) }
  }

  /// The files' names.
  public static func names(_ name: String, _ language: PluginLanguage) -> [String] {
    ["\(name).\(language.fileExtension)", "README.md", "Makefile", workflowPath]
      + (language.foreign == nil ? [] : ["\(name).map"])
  }

  private static let workflowPath = ".github/workflows/conform.yml"

  private static func readme(
    _ definition: Definition, _ findings: [String], _ file: String
  ) -> String {
    let name = definition.name
    var text = """
      # \(name)

          \(definition.formula.text)

      An activation function as a plugin for Hillock, in C's interface.

          make            # \(name).so
          make check      # every promise, against the formula in arbitrary precision
          hillock train data.csv --activation \(name) --plugins .

      """
    if !definition.parameters.isEmpty {
      text += "\n## Parameters\n\n"
      for parameter in definition.parameters {
        text +=
          "- `\(parameter.name)` = \(PluginSource.number(parameter.defaultValue)), in "
          + "\(parameter.interval)\(parameter.isLearnable ? ", learnable" : ""): "
          + "\(parameter.summary)\n"
      }
    }
    if !findings.isEmpty {
      text += "\n## What is known\n\n"
      text += findings.map { "-\($0.dropFirst())\n" }.joined()
    }
    text += "\nHow it is computed, and why so, stands at the head of `\(file)`.\n"
    return text
  }

  private static func makefile(_ name: String, _ file: String, _ skipped: [String]) -> String {
    let options = skipped.map { " --skip \($0)" }.joined()
    return """
      HILLOCK ?= hillock

      \(name).so: \(file)
      \t$(HILLOCK) build \(file) -o .

      # Every check, warnings as failures.
      .PHONY: check
      check: \(name).so
      \t@$(HILLOCK) conform ./\(name).so --strict\(options)

      # The same for a machine to read.
      conform.xml: \(name).so
      \t$(HILLOCK) conform ./\(name).so --strict\(options) --format junit > $@

      .PHONY: clean
      clean:
      \trm -f \(name).so conform.xml

      """
  }

  private static func workflow(_ name: String) -> String {
    """
    # Holds \(name) to its formula at every push. The runner needs `hillock` on its PATH: HILLOCK
    # names another.
    name: conform
    on: [push, pull_request]
    jobs:
      conform:
        runs-on: [self-hosted, hillock]
        steps:
          - uses: actions/checkout@v4
          - run: make conform.xml
          - uses: actions/upload-artifact@v4
            if: always()
            with:
              name: conform
              path: conform.xml

    """
  }
}
