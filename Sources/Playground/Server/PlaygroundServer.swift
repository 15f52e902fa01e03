import ActivationHost
import Glibc
import Hummingbird
import HummingbirdCore
import Logging
import NIOCore

/// A server of one page on which activations are looked at, and networks learn with them.
///
/// It computes in this process, on as many threads as there are cores, for as many people as ask.
public struct PlaygroundServer: Sendable {
  /// Where it listens.
  public var host: String?
  /// The port; 0 for one that is free.
  public var port: Int
  /// What clients must know; nil for nothing, which is for loopback alone.
  public let token: String?
  private let routes: Routes

  /// A server; nothing is listened to yet.
  ///
  /// - Parameters:
  ///   - host: the name or address to listen at; nil for loopback. Whoever can reach it needs the
  ///     ``token``.
  ///   - port: the port; 0 for one that is free.
  ///   - program: what processes of their own are started from: hillock, which knows
  ///     ``ShapeProgram/command`` and can be a probe of conformance.
  ///   - shapingSeconds: the processor time that the analysis of a formula may take.
  ///   - trainingSeconds: the time that a run may compute.
  ///   - idleSeconds: how long a run must have been left alone to make room for another.
  ///   - registry: reads the directories of plugins; called again whenever a file in them changes.
  /// - Throws: what `registry` throws.
  public init(
    host: String? = nil, port: Int = 8080, program: String = "/proc/self/exe",
    shapingSeconds: Double = 10, trainingSeconds: Double = 1800, idleSeconds: Double = 30,
    registry: @escaping @Sendable () throws -> Registry
  ) throws {
    self.host = host
    self.port = port
    token = host == nil ? nil : Access.randomToken()
    routes = Routes(
      catalogue: try Catalogue(registry),
      sessions: Sessions(leastPatience: .seconds(idleSeconds)),
      trainingSeconds: trainingSeconds, cores: Cores(), answering: Cores(),
      verdicts: Verdicts(program: program),
      shaping: ShapeAnalysis(program: program, seconds: shapingSeconds))
  }

  /// How many threads may call plugins at the same time.
  public static var threads: Int { 2 * Cores.processors }

  /// How many runs there are.
  public var runCount: Int { routes.sessions.count }

  /// How many of them are being trained.
  public var trainingCount: Int { routes.sessions.training }

  /// Serves until the task is cancelled.
  ///
  /// - Parameter ready: called once it listens, with the port.
  /// - Throws: ``PlaygroundError`` `.notStarted` where the port cannot be had.
  public func run(ready: @escaping @Sendable (Int) -> Void = { _ in }) async throws {
    var logger = Logger(label: "hillock")
    logger.logLevel = .critical
    // The port that clients name is known once it has been bound.
    let access = LateAccess()
    let application = Application(
      router: routes.router(access),
      server: .http1(
        configuration: HTTP1Channel.Configuration(
          idleTimeout: .seconds(60),
          httpDecoderConfiguration: .init(
            maxHeaderFieldSize: 8192, maxHeaderListSize: 16384, maxHeaderFieldCount: 64))),
      configuration: ApplicationConfiguration(
        address: .hostname(host ?? "127.0.0.1", port: port), serverName: nil),
      onServerRunning: { channel in
        let bound = channel.localAddress?.port ?? port
        access.open(Access(host: host, port: bound, token: token))
        ready(bound)
      },
      logger: logger)
    try await withThrowingTaskGroup { group in
      group.addTask {
        do {
          try await application.run()
        } catch let error as IOError {
          throw PlaygroundError(
            .notStarted,
            "\(host ?? "127.0.0.1") port \(port): \(String(cString: strerror(error.errnoCode)))")
        }
      }
      group.addTask { try await routes.catalogue.watch() }
      group.addTask {
        while !Task.isCancelled {
          try await Task.sleep(for: .seconds(10))
          routes.sessions.removeAbandoned()
        }
      }
      // The first to end, by an error or because all is to end, ends the others.
      try await group.next()
      group.cancelAll()
    }
  }
}
