/// What went wrong between processes that work together: a code, and one line for people.
public struct ClusterError: Error, Hashable, CustomStringConvertible {
  /// The kind of an error. More kinds may be added.
  public struct Code: RawRepresentable, Sendable, Hashable {
    /// The code's name.
    public let rawValue: String
    /// A code from its name.
    public init(rawValue: String) { self.rawValue = rawValue }

    /// Which MPI is wanted cannot be told, or it is not the one that started the processes.
    public static let launch = Code(rawValue: "launch")
    /// The library is not installed, or does not work.
    public static let library = Code(rawValue: "library")
    /// A rank has not answered in time.
    public static let silence = Code(rawValue: "silence")
    /// The process was asked to end while it waited for others.
    public static let interrupted = Code(rawValue: "interrupted")
    /// A rank could not begin, or the ranks are not about to do the same: all know, and all end.
    public static let disagreement = Code(rawValue: "disagreement")
  }

  /// The kind of this error.
  public var code: Code
  /// What was wrong, where, and what was expected, in one line.
  public var message: String

  /// An error from its parts.
  public init(_ code: Code, _ message: String) {
    self.code = code
    self.message = message
  }

  /// The message.
  public var description: String { message }
}
