import ArgumentParser

/// How results are written.
enum OutputFormat: String, ExpressibleByArgument, CaseIterable {
  case text, json
}

/// `--format`, for every command with results.
struct FormatOption: ParsableArguments {
  @Option(help: "How to write the results: text for people, json for programs.")
  var format = OutputFormat.text
}
