/// What went wrong in building, training or using a network: a code, and one line for people.
public struct NetworkError: Error, Hashable, CustomStringConvertible {
  /// The kind of an error. More kinds may be added.
  public struct Code: RawRepresentable, Sendable, Hashable {
    /// The code's name.
    public let rawValue: String
    /// A code from its name.
    public init(rawValue: String) { self.rawValue = rawValue }

    /// A width, count or share in an architecture makes no sense.
    public static let invalidArchitecture = Code(rawValue: "invalidArchitecture")
    /// A parameter that the activation does not have, or a value outside its interval.
    public static let invalidParameter = Code(rawValue: "invalidParameter")
    /// A tensor is missing, unknown, or has another shape.
    public static let invalidTensor = Code(rawValue: "invalidTensor")
    /// A training option is outside what it may be.
    public static let invalidOption = Code(rawValue: "invalidOption")
    /// The data does not fit the network or the loss: widths, kinds of targets, classes.
    public static let unsuitableData = Code(rawValue: "unsuitableData")
    /// A library for matrix products is not installed.
    public static let missingLibrary = Code(rawValue: "missingLibrary")
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
