import Hummingbird

/// Analyses of formulas, each in a process of its own, as many at a time as there are cores.
struct ShapeAnalysis: Sendable {
  private let process: BoundedProcess
  /// Threads that wait for the processes: nothing else waits behind an analysis that takes long.
  private let threads = Cores()

  /// - Parameters:
  ///   - program: knows ``ShapeProgram/command``.
  ///   - seconds: the processor time that one may take.
  init(program: String, seconds: Double) {
    process = BoundedProcess(words: [program, ShapeProgram.command], seconds: seconds)
  }

  /// The reply to a request.
  ///
  /// - Throws: what ``ShapeRequest/check()`` and ``BoundedProcess/answer(to:)`` throw.
  func reply(to request: ShapeRequest) async throws -> Response {
    try request.check()
    let text = String(decoding: try Reply.data(request), as: UTF8.self)
    let (status, bytes) = try await threads.run { [process] in try process.answer(to: text) }
    return Reply.json(bytes: bytes, status: status == 0 ? .ok : .unprocessableContent)
  }
}
