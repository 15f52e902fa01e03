/// A plugin library as its file describes it: its activations, and the file's identity.
public struct LibraryDescription: Sendable, Hashable {
  /// The absolute path that it was read from.
  public var path: String
  /// SHA-256 of the very bytes that were read, in lower-case hexadecimal.
  public var sha256: String
  /// The activations, sorted by name.
  public var activations: [ActivationDescription]

  /// A description from its parts.
  public init(path: String, sha256: String, activations: [ActivationDescription]) {
    self.path = path
    self.sha256 = sha256
    self.activations = activations
  }
}
