/// Why no plugin can be written: what, where, and what was expected.
public struct AuthoringError: Error, Sendable, Equatable, CustomStringConvertible {
  /// One line, or with a formula and a caret three.
  public let description: String

  /// An error of that text.
  public init(_ description: String) { self.description = description }
}
