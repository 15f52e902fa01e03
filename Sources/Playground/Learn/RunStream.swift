import Hummingbird
import NIOCore

/// Shows a run to its reader: trains a little, shows what came of it, waits until that was taken.
struct RunStream: Sendable {
  let run: TrainingRun
  let cores: Cores
  let sessions: Sessions

  /// From the beginning of one frame to that of the next, at the least: 40 frames a second.
  private static let interval = Duration.milliseconds(25)

  init(_ run: TrainingRun, cores: Cores, sessions: Sessions) {
    self.run = run
    self.cores = cores
    self.sessions = sessions
  }

  /// The seconds that a frame may train: a reader's share of the machine.
  private var share: Double {
    let busy = max(sessions.training, cores.count)
    return max(0.016 * Double(cores.count) / Double(busy), 0.001)
  }

  /// The stream as a reply.
  func reply(_ channel: any Channel) -> Response {
    EventStream.reply(to: channel, beat: { run.poke() }) { events in
      let reader = run.attach()
      defer { run.detach(reader) }
      try await events.send(EventStream.Event("run", try await cores.run { run.description }))
      var isFirst = true
      while run.isRead(by: reader) {
        let begin = ContinuousClock.now
        if isFirst || run.hasWork {
          let (seconds, isFirstFrame) = (share, isFirst)
          let frame = try await cores.run { run.frame(seconds: seconds, isFirst: isFirstFrame) }
          try await events.send(EventStream.Event("frame", frame))
          isFirst = false
          try await Task.sleep(until: begin + Self.interval)
        } else {
          await run.wait(as: reader)
          if !run.hasWork, run.isRead(by: reader) { try await events.sendSignOfLife() }
        }
      }
    }
  }
}
