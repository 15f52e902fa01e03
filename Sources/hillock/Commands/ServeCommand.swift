import ActivationHost
import ArgumentParser
import Dispatch
import Glibc
import Playground
import Synchronization

/// `hillock serve`: the playground, in a browser.
struct ServeCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "serve",
    abstract: "Serve a page on which activations are looked at and learn.",
    discussion: """
      Curves, derivatives and errors of every plugin and of any formula, and networks that learn with \
      them while you watch. The page is in this program; no network is needed. It is served to this \
      machine alone unless --host says otherwise, and then to those who know the address with the \
      token that is printed. Ctrl-C ends it.

      EXAMPLES:
        hillock serve --plugins plugins --open
        hillock serve --port 0
        hillock serve --host 0.0.0.0
      """)

  @Option(help: "The port; 0 for one that is free.")
  var port = 8080

  @Option(
    help: ArgumentHelp(
      "Where to listen, for others than this machine: an address, or 0.0.0.0 for all of them.",
      valueName: "address"))
  var host: String?

  @Flag(help: "Open the page in a browser.")
  var open = false

  @Flag(
    help: "Run plugins in this process: faster, but one that crashes ends the server.")
  var inProcess = false

  @Option(
    help: ArgumentHelp(
      "How long a plugin's call may compute before its process is ended.", valueName: "seconds"))
  var patience = 10.0

  @OptionGroup var pluginOptions: PluginOptions

  func validate() throws {
    guard (0...65535).contains(port) else {
      throw ValidationError("--port must be from 0 to 65535, not \(port).")
    }
    guard patience > 0 else {
      throw ValidationError("--patience must be more than 0 seconds, not \(patience).")
    }
    if inProcess, pluginOptions.isolate {
      throw ValidationError("Give --in-process or --isolate, not both.")
    }
  }

  func run() throws {
    var options = pluginOptions
    // What costs one run elsewhere would here cost everybody's.
    options.isolate = !inProcess
    let (reading, patience) = (options, patience)
    let server = try PlaygroundServer(host: host, port: port) {
      try reading.registry(
        isLocked: true, threads: PlaygroundServer.threads, patience: patience)
    }
    // One line that a program can wait for, whatever standard output is.
    let (host, opens) = (host, open)
    let outcome = Outcome()
    Task {
      do {
        try await server.run { port in
          let address = Self.address(host: host, port: port, token: server.token)
          try? StandardOutput.line(address)
          if opens { Self.openBrowser(address) }
        }
        outcome.finish()
      } catch {
        outcome.finish(error)
      }
    }
    try outcome.wait()
  }

  private static func address(host: String?, port: Int, token: String?) -> String {
    // What listens everywhere is reached by the machine's name.
    let isEverywhere = host == "0.0.0.0" || host == "::"
    let name = isEverywhere ? "localhost" : host ?? "localhost"
    let authority = name.contains(":") ? "[\(name)]" : name
    return "http://\(authority):\(port)/" + (token.map { "?token=\($0)" } ?? "")
  }

  /// Asks the desktop to show the page; where there is none, the address has been printed.
  private static func openBrowser(_ address: String) {
    var child = pid_t()
    var words: [UnsafeMutablePointer<CChar>?] = [strdup("xdg-open"), strdup(address), nil]
    defer { for word in words { free(word) } }
    if posix_spawnp(&child, "xdg-open", nil, nil, &words, environ) != 0 {
      StandardError.line("hillock: note: there is no xdg-open; the address is for you to open")
    }
  }

  /// How the server ended, for the thread that waits.
  private final class Outcome: Sendable {
    private let error = Mutex<(any Error)?>(nil)
    private let end = DispatchSemaphore(value: 0)

    /// Says that it has ended, and how.
    func finish(_ error: (any Error)? = nil) {
      self.error.withLock { $0 = error }
      end.signal()
    }

    /// Waits for the end.
    func wait() throws {
      end.wait()
      if let error = error.withLock({ $0 }) { throw error }
    }
  }
}
