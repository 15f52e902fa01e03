/// Tells how far `hillock new` has come, on a line that changes, where somebody looks.
struct NewProgress {
  private let name: String
  private let isShown: Bool
  private let start = ContinuousClock.now

  /// Of the activation `name`.
  init(_ name: String) {
    self.name = name
    isShown = Terminal.error.isTerminal
  }

  /// What is done at the moment, and since when it all began.
  func show(_ what: String) {
    guard isShown else { return }
    let seconds = Int(start.duration(to: .now) / .seconds(1))
    let text = "\(name): \(what) (\(seconds) s)"
    StandardError.write("\r\(text.prefix(max(Terminal.error.columns - 1, 0)))\u{1B}[K")
  }

  /// Removes the line.
  func finish() {
    if isShown { StandardError.write("\r\u{1B}[K") }
  }
}
