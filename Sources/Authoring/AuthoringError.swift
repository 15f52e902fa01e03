/// Why no plugin can be written: what, where, and what was expected.
public struct AuthoringError: Error, Sendable, Equatable, CustomStringConvertible {
  /// One line.
  public let message: String
  /// The formula with a caret under the place, where there is one.
  public let picture: String?

  /// An error of that text.
  public init(_ message: String, picture: String? = nil) {
    self.message = message
    self.picture = picture
  }

  /// The message, and the picture below it.
  public var description: String { picture.map { "\(message)\n\($0)" } ?? message }
}
