import ActivationHost

/// Text that somebody else wrote, as it may be shown.
enum DisplayText {
  /// `text` on one line: no byte of it reaches a terminal as a control character.
  static func line(_ text: String, limit: Int = .max) -> String {
    HostError.line(text, limit: limit)
  }
}
