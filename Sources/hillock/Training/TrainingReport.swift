import ActivationHost
import Charts
import NeuralNetwork

/// Tells of a training while it runs: a bar where somebody looks, now and then a line where not.
///
/// The bar and the lines go to standard error, so that standard output holds results only; as JSON,
/// each epoch is a line of standard output.
struct TrainingReport {
  private let format: OutputFormat
  private let epochs: Int
  private let hasBar: Bool
  private let start = ContinuousClock.now
  private var lastDrawn: ContinuousClock.Instant?
  /// Whether the reader of standard output has gone.
  private(set) var isClosed = false

  private let isSilentWithoutBar: Bool
  private var hasCompletedEpoch = false
  private let isSilent: Bool
  private let isVerbose: Bool
  /// How long after the start the next line is due.
  private var nextLine = Duration.seconds(5)

  /// A report on `epochs` epochs.
  ///
  /// - Parameters:
  ///   - isSilent: whether another process tells of it.
  ///   - isVerbose: whether each epoch has a line where there is no bar.
  init(
    _ format: OutputFormat, epochs: Int, isSilentWithoutBar: Bool = false, isSilent: Bool = false,
    isVerbose: Bool = false
  ) {
    self.format = format
    self.isVerbose = isVerbose
    self.isSilent = isSilent
    self.isSilentWithoutBar = isSilentWithoutBar
    self.epochs = epochs
    hasBar =
      !isSilent && Terminal.error.isTerminal && (format == .text || !Terminal.output.isTerminal)
  }

  /// Tells of one event; answers whether anybody wants the training to go on.
  ///
  /// - Throws: what became of a plugin in a process of its own, where no epoch was completed.
  mutating func tell(_ event: TrainingEvent) throws -> Bool {
    switch event {
    case .warning(let warning): StandardError.line("hillock: warning: \(warning)")
    case .step(let step): if hasBar { draw(step) }
    case .epoch(let record):
      hasCompletedEpoch = true
      LoadingGuard.check()
      if !isSilent { tell(record) }
    case .diverged:
      if !hasCompletedEpoch { try IsolatedPlugins.check() }
      return IsolatedPlugins.failure == nil
    }
    return Interrupt.status == nil && !isClosed
  }

  /// Removes the bar.
  func finish() {
    if lastDrawn != nil { StandardError.write("\r\u{1B}[K") }
  }

  private mutating func tell(_ record: EpochRecord) {
    switch format {
    case .json:
      do { try StandardOutput.line(record.json(isOneLine: true)) } catch { isClosed = true }
    case .text:
      guard !hasBar, !isSilentWithoutBar, isVerbose || isDue() else { return }
      var line =
        "epoch \(record.epoch)/\(epochs)  "
        + Self.measures(
          record.trainingLoss, record.trainingAccuracy)
      if let loss = record.validationLoss {
        line += "  validation " + Self.measures(loss, record.validationAccuracy)
      }
      StandardError.line(line)
    }
  }

  /// Whether it is time for a line: a log of seconds has none, one of hours not hundreds.
  private mutating func isDue() -> Bool {
    let elapsed = start.duration(to: .now)
    guard elapsed >= nextLine else { return false }
    nextLine = min(elapsed * 2, elapsed + .seconds(600))
    return true
  }

  private mutating func draw(_ step: StepProgress) {
    let now = ContinuousClock.now
    // More often, nobody could read it.
    if let lastDrawn, lastDrawn.duration(to: now) < .milliseconds(50) { return }
    lastDrawn = now
    let share = step.samplesPerEpoch.map { Double(step.samples) / Double(max($0, 1)) } ?? 0
    let done = min((Double(step.epoch - 1) + share) / Double(epochs), 1)
    // Short, so that there is room for a bar on 80 columns.
    var text = "\(step.epoch)/\(epochs)  loss \(step.loss.text(significant: 3))"
    if let accuracy = step.accuracy { text += "  accuracy \((accuracy * 100).text(decimals: 1)) %" }
    text += "  \(Self.rate(step.samplesPerSecond)) samples/s"
    let elapsed = start.duration(to: now) / .seconds(1)
    if done > 0 { text += "  \(Self.time(elapsed / done - elapsed)) left" }
    let width = min(max(Terminal.error.columns - text.count - 6, 0), 40)
    if width >= 8 { text = Self.bar(done, width: width) + "  " + text }
    StandardError.write("\r\(text.prefix(max(Terminal.error.columns - 1, 0)))\u{1B}[K")
  }

  private static func bar(_ done: Double, width: Int) -> String {
    let eighths = Int(done * Double(width * 8))
    let partial = ["", "▏", "▎", "▍", "▌", "▋", "▊", "▉"][eighths % 8]
    let bar = String(repeating: "█", count: eighths / 8) + partial
    return "▕" + bar + String(repeating: " ", count: width - bar.count) + "▏"
  }

  /// `loss 0.0123  accuracy 0.9951`
  private static func measures(_ loss: Double, _ accuracy: Double?) -> String {
    "loss \(loss.text(significant: 4))"
      + (accuracy.map { "  accuracy \($0.text(decimals: 4))" } ?? "")
  }

  private static func rate(_ rate: Double) -> String {
    switch rate {
    case 1e6...: "\((rate / 1e6).text(decimals: 1))M"
    case 1e4...: "\((rate / 1e3).text(decimals: 0))k"
    default: rate.text(decimals: 0)
    }
  }

  private static func time(_ seconds: Double) -> String {
    switch seconds {
    case 5400...: "\((seconds / 3600).text(decimals: 1)) h"
    case 90...: "\((seconds / 60).text(decimals: 0)) min"
    default: "\(seconds.text(decimals: 0)) s"
    }
  }
}
