import ActivationHost
import Datasets
import Formulas
import NeuralNetwork

/// Why a request of the page cannot be met: a sentence, and where the fault lies.
public struct PlaygroundError: Error, Sendable, CustomStringConvertible {
  /// The kind of failure; decides the status.
  public struct Code: RawRepresentable, Sendable, Hashable {
    /// The name in the reply.
    public let rawValue: String
    /// A kind from its name.
    public init(rawValue: String) { self.rawValue = rawValue }

    /// What was asked for makes no sense.
    public static let invalid = Code(rawValue: "invalid")
    /// More than is allowed.
    public static let limit = Code(rawValue: "limit")
    /// There is no such thing, or no longer.
    public static let missing = Code(rawValue: "missing")
    /// It does not come from the server's own page.
    public static let forbidden = Code(rawValue: "forbidden")
    /// The server has too much to do.
    public static let busy = Code(rawValue: "busy")
    /// The server cannot be started.
    public static let notStarted = Code(rawValue: "not-started")
  }

  /// The kind of failure.
  public var code: Code
  /// What is wrong and what was expected, in a line.
  public var message: String
  /// The fault's place in a text that was typed, in characters from 0.
  public var caret: Int?
  /// The name that the formula uses and nobody has declared.
  public var unknownName: String?
  /// The faulty line of a data file, from 1.
  public var line: Int?
  /// The activation that is at fault.
  public var activation: String?

  /// An error from its parts.
  public init(_ code: Code, _ message: String, activation: String? = nil) {
    self.code = code
    self.message = message
    self.activation = activation
  }

  /// The message.
  public var description: String { message }

  /// Whatever went wrong, as the page is told of it.
  init(_ error: any Error) {
    switch error {
    case let error as PlaygroundError: self = error
    case let error as FormulaError:
      self.init(.invalid, error.reason)
      caret = error.column - 1
      let quoted = error.reason.split(separator: "'", omittingEmptySubsequences: false)
      if error.reason.hasPrefix("unknown name"), quoted.count > 1 {
        unknownName = String(quoted[1])
      }
    case let error as HostError:
      self.init(.invalid, error.description, activation: error.activation)
    case let error as DataError:
      self.init(.invalid, error.description)
      line = error.line
    case let error as NetworkError: self.init(.invalid, error.message)
    default: self.init(.invalid, "\(error)")
    }
  }
}
