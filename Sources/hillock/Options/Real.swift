import Activations
import ArgumentParser

/// A number as it is typed: `-1.5`, `nan`, `-inf`, `0x1.8p-3`.
struct Real: ExpressibleByArgument {
  /// The text, with an ordinary minus.
  let text: String
  /// The nearest double.
  let value: Double

  init?(argument: String) {
    text = Self.unprotected(argument)
    guard let value = Double(text) else { return nil }
    self.value = value
  }

  var defaultValueDescription: String { text }

  /// The nearest number of another precision, rounded once.
  func rounded<Scalar: ActivationScalar>(to scalar: Scalar.Type) -> Scalar {
    Scalar(text) ?? Scalar(value)
  }

  // The argument parser takes whatever begins with a hyphen for an option. A negative number so
  // passes through it with the typographic minus (U+2212).
  private static let minus: Character = "\u{2212}"

  /// `argument`, or, where it is a negative number, a spelling that cannot be an option.
  static func protectingSign(_ argument: String) -> String {
    argument.hasPrefix("-") && Double(argument) != nil
      ? String(minus) + argument.dropFirst() : argument
  }

  /// The argument as it was typed.
  static func unprotected(_ argument: String) -> String {
    argument.first == minus ? "-" + argument.dropFirst() : argument
  }

  /// What the argument parser says of arguments, with each as it was typed.
  static func unprotected(message: String) -> String {
    String(message.map { $0 == minus ? "-" : $0 })
  }
}
