import Activations
import Formulas

/// What an author states: a name, a formula and its parameters.
public struct Definition: Sendable {
  /// The activation's name.
  public let name: String
  /// The formula.
  public let formula: Formula
  /// What it is, on a line.
  public let summary: String
  /// The parameters, in order.
  public let parameters: [ActivationParameter]
  /// Whether it takes a second input, `gate`.
  public let isGated: Bool
  /// Whether a host may compute it from tables: nothing but x changes from call to call.
  var mayBeTabulated: Bool { !isGated && !parameters.contains(where: \.isLearnable) }
  /// The whole tree as it was typed; of a row the value, in which its sums and maxima have names.
  package let expression: Expression
  /// The formula cut at what ranges over the row, where it does.
  let row: RowFormula?
  /// Whether a result depends on a whole row.
  public var isRow: Bool { row != nil }

  /// Reads a definition.
  ///
  /// - Throws: an ``AuthoringError``: a name that is reserved or not an identifier, a formula that
  ///   does not parse (with a caret, and the nearest names), a parameter that it does not use.
  public init(
    name: String, formula text: String, parameters: [ActivationParameter],
    summary: String? = nil
  ) throws(AuthoringError) {
    try Self.check(name: name)
    for (index, parameter) in parameters.enumerated() {
      try Self.check(parameter: parameter.name)
      if parameter.isLearnable, parameters.contains(where: { $0.name == "d\(parameter.name)" }) {
        throw AuthoringError(
          "--parameter d\(parameter.name): the name of \(parameter.name)'s gradient; expected another"
        )
      }
      if parameters[..<index].contains(where: { $0.name == parameter.name }) {
        throw AuthoringError("--parameter \(parameter.name): there are two of that name")
      }
    }
    guard parameters.count <= 8 else {
      throw AuthoringError("\(parameters.count) parameters: expected at most 8")
    }
    let names = ["x"] + parameters.map(\.name)
    do throws(FormulaError) {
      // Whether it is gated, the formula alone tells.
      let gated = try Formula(text, variables: names + ["gate"])
      isGated = gated.instructions.contains { $0.operation == .variable(names.count) }
      formula = isGated ? gated : try Formula(text, variables: names)
    } catch {
      throw Self.error(error)
    }
    self.name = name
    self.summary = summary ?? formula.text
    self.parameters = parameters.map { parameter in
      var parameter = parameter
      if parameter.summary.isEmpty { parameter.summary = "a parameter of the formula" }
      return parameter
    }
    if formula.usesRow {
      let row = try RowFormula(formula)
      self.row = row
      expression = row.value
    } else {
      row = nil
      expression = try Expression(formula)
    }
    guard formula.names("x") else {
      throw AuthoringError("formula: '\(text)' does not name x, so that it is a constant")
    }
    for parameter in parameters where !formula.names(parameter.name) {
      throw AuthoringError(
        "--parameter \(parameter.name): the formula does not name it: '\(text)'")
    }
  }

  /// Words of C and the arguments' own names.
  private static let reserved: Set<String> = [
    "x", "y", "n", "dy", "dx", "gate", "dgate", "u", "training", "pi", "e", "inf", "where", "min",
    "max", "pow", "sum", "mean", "auto", "break", "case", "char", "const", "continue", "default",
    "do", "double", "else", "enum", "extern", "float", "for", "goto", "if", "inline", "int", "long",
    "register", "restrict", "return", "short", "signed", "sizeof", "static", "struct", "switch",
    "typedef", "union", "unsigned", "void", "volatile", "while", "activation", "class", "new",
    "delete", "template", "this", "true", "false", "and", "or", "not", "value", "derivative",
    "float_value", "float_derivative", "wide_value", "wide_derivative", "sigmoid_wide",
    "softplus_wide", "wide", "narrow", "quad", "one", "name",
  ]

  private static func check(name: String) throws(AuthoringError) {
    let isIdentifier =
      name.utf8.allSatisfy {
        (0x61...0x7a).contains($0) || (0x30...0x39).contains($0) || $0 == UInt8(ascii: "_")
      } && name.utf8.first.map { (0x61...0x7a).contains($0) } == true && name.utf8.count <= 64
    guard isIdentifier else {
      throw AuthoringError(
        "'\(name)' cannot name an activation: expected lower-case letters, digits and '_', a "
          + "letter first, at most 64")
    }
    if reserved.contains(name) {
      throw AuthoringError("'\(name)' cannot name an activation: the word is reserved")
    }
  }

  private static func check(parameter name: String) throws(AuthoringError) {
    if reserved.contains(name) || Expression.Function(rawValue: name) != nil {
      throw AuthoringError("--parameter \(name): the word is reserved; expected another name")
    }
  }

  private static func error(_ error: FormulaError) -> AuthoringError {
    var hint = ""
    if error.reason.hasPrefix("unknown name"),
      let word = error.reason.split(separator: "'").dropFirst().first
    {
      hint = "; a parameter is declared as --parameter \"\(word) = 1\""
    }
    let lines = error.description.split(separator: "\n", omittingEmptySubsequences: false)
    return AuthoringError(
      error.summary + hint, picture: lines.dropFirst().joined(separator: "\n"))
  }
}
