import FoundationEssentials
import Hummingbird

/// What the server answers: the page's files, and what the page asks for.
struct Routes: Sendable {
  let catalogue: Catalogue
  let sessions: Sessions
  /// How long a run may compute.
  let trainingSeconds: Double
  /// What trains.
  let cores: Cores
  /// What answers questions, of which each has an end.
  let answering: Cores
  let verdicts: Verdicts
  let shaping: ShapeAnalysis

  /// The paths and their answers.
  func router(_ access: LateAccess) -> Router<PlaygroundContext> {
    let router = Router(context: PlaygroundContext.self)
    router.add(middleware: AccessMiddleware(access: access))
    for file in PageFile.all {
      router.get(RouterPath(file.path)) { _, _ in file.response }
    }
    router.get("/api/activations") { request, _ in
      // Who knows this list already is told no more than that.
      request.uri.queryParameters["since"].map(String.init) == String(catalogue.version)
        ? Response(status: .noContent) : try activations()
    }
    router.get("/api/activations/{name}/verdict") { _, context in
      let (library, activation) = try catalogue.registry.find(context.parameters.require("name"))
      return EventStream.reply(
        to: context.channel, verdicts.events(of: library, activation.name))
    }
    router.post("/api/curves") { request, _ in
      let message = try await Reply.body(of: request, as: CurvesRequest.self)
      return try await computed { try CurvesReply(message, in: $0) }
    }
    router.post("/api/errors") { request, _ in
      let message = try await Reply.body(of: request, as: ErrorsRequest.self)
      return try await computed { try ErrorsReply(message, in: $0) }
    }
    router.post("/api/shape") { request, _ in
      try await shaping.reply(to: Reply.body(of: request, as: ShapeRequest.self))
    }
    addRuns(to: router)
    return router
  }

  private func addRuns(to router: Router<PlaygroundContext>) {
    router.post("/api/runs") { request, _ in
      let setting = try await Reply.body(
        of: request, as: RunSetting.self, limit: RunSetting.largestFile * 2)
      let run = try await cores.run { [sessions, catalogue, trainingSeconds] in
        try sessions.add {
          try TrainingRun(id: $0, setting, in: catalogue, seconds: trainingSeconds)
        }
      }
      return try Reply.json(["id": run.id], status: .created)
    }
    router.get("/api/runs/{id}/events") { _, context in
      RunStream(try run(context), cores: cores, sessions: sessions).reply(context.channel)
    }
    router.post("/api/runs/{id}/control") { request, context in
      let run = try run(context)
      try run.obey(try await Reply.body(of: request, as: TrainingRun.Command.self))
      return Response(status: .noContent)
    }
    router.delete("/api/runs/{id}") { _, context in
      sessions.remove(try run(context).id)
      return Response(status: .noContent)
    }
    router.get("/api/runs/{id}/command/{network}") { _, context in
      let (run, index) = (try run(context), try context.parameters.require("network", as: Int.self))
      guard run.commands.indices.contains(index) else {
        throw PlaygroundError(.missing, "there is no network \(index)")
      }
      let epoch = try await cores.run { run.epoch(index) }
      return try Reply.json(CommandReply(run.commands[index], epochs: epoch))
    }
    router.get("/api/runs/{id}/model/{network}") { _, context in
      let (run, index) = (try run(context), try context.parameters.require("network", as: Int.self))
      let bytes = try await cores.run { try run.withModel(index) { try ModelDownload.bytes($0) } }
      return Reply.download(
        bytes, name: "model.safetensors", type: "application/octet-stream")
    }
    router.get("/api/runs/{id}/data") { _, context in
      let run = try run(context)
      let file = try await cores.run { run.dataFile }
      return Reply.download(Array(file.text.utf8), name: file.name, type: "text/csv; charset=utf-8")
    }
  }

  private func run(_ context: PlaygroundContext) throws -> TrainingRun {
    try sessions.run(context.parameters.require("id"))
  }

  /// Computes an answer.
  private func computed<Value: Encodable & Sendable>(
    _ body: @escaping @Sendable (Catalogue) throws -> Value
  ) async throws -> Response {
    let value = try await answering.run { [catalogue] in try body(catalogue) }
    return try Reply.json(value)
  }

  private struct Activations: Encodable {
    var version: Int
    /// Where plugins that are put there appear.
    var directories: [String]
    var activations: [ActivationSummary]
  }

  private func activations() throws -> Response {
    let registry = catalogue.registry
    return try Reply.json(
      Activations(
        version: catalogue.version,
        directories: registry.searchPath.places.filter { $0.origin == .option }.map(\.path),
        activations: registry.entries.map(ActivationSummary.init)))
  }
}

/// The command that does what a run did.
private struct CommandReply: Encodable {
  var command: String?
  var obstacle: String?

  init(_ command: TrainCommandText, epochs: Int) {
    self.command = command.text(epochs: epochs)
    obstacle = command.obstacle
  }
}
