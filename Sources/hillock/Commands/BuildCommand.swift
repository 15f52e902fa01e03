import ActivationHost
import ArgumentParser

/// `hillock build`: compiles plugin sources, and shows how.
struct BuildCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "build",
    abstract: "Compile plugin sources into shared libraries.",
    discussion: """
      Each source becomes a library of its name. C is compiled by $CC or cc, C++ by $CXX or c++, \
      with the directory of activation.h among the headers'. The commands are printed: they can be \
      run again by hand.

      EXAMPLES:
        hillock build sigmoid.c -o plugins
        CC=clang hillock build Plugins/*.c -o ~/.local/share/hillock/plugins
      """)

  @Argument(
    help: "The sources: .c, .cpp, .cc or .cxx.", completion: .file(extensions: ["c", "cpp"]))
  var sources: [String]

  @Option(
    name: .shortAndLong,
    help: ArgumentHelp("The directory for the libraries; created if missing.", valueName: "dir"),
    completion: .directory)
  var output: String

  @OptionGroup var outputFormat: FormatOption

  func run() throws {
    let products = try PluginBuilder(into: output).build(sources)
    switch outputFormat.format {
    case .json: try StandardOutput.line(products.map(Report.init).json())
    case .text:
      for product in products {
        try StandardOutput.line(product.command)
        StandardError.write(product.diagnostics)
      }
    }
    for objection in products.compactMap(\.objection) {
      StandardError.line("hillock: \(objection)")
    }
    let failed = products.filter { !$0.succeeded }.map(\.source)
    if !failed.isEmpty { throw BuildFailure(sources: failed) }
  }

  private struct Report: Encodable {
    var source: String
    var library: String
    var command: String
    var status: Int32
    var diagnostics: String
    var objection: String?

    init(_ product: PluginBuilder.Product) {
      source = product.source
      library = product.library
      command = product.command
      status = product.status
      diagnostics = product.diagnostics
      objection = product.objection?.description
    }
  }
}

/// Sources that made no plugin, with the compiler's or the reader's reasons before this.
struct BuildFailure: Error, CustomStringConvertible {
  let sources: [String]

  var description: String {
    "\(sources.joined(separator: ", ")): no plugin was made; the messages above say why"
  }
}
