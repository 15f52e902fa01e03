/// The definition of an activation, as its author states it: an expression in `x`, `gate`, `u` and
/// the parameters, in the language of the conformance design.
///
///     formula     = disjunction
///     disjunction = conjunction { "or" conjunction }
///     conjunction = negation { "and" negation }
///     negation    = "not" negation | comparison
///     comparison  = sum [ ("<" | "<=" | ">" | ">=" | "==" | "!=") sum ]
///     sum         = product { ("+" | "-") product }
///     product     = unary { ("*" | "/") unary }
///     unary       = ("-" | "+") unary | power
///     power       = primary [ "^" unary ]
///     primary     = number | name | name "(" disjunction { "," disjunction } ")"
///                 | "(" disjunction ")"
///
/// So `-x^2` is -(x^2), and `2^-x` and `2^3^2` mean what they do in mathematics; `**` is `^`, and
/// the minus sign of typography is `-`. Conditions and
/// numbers are distinct types. `max` and `min` take two numbers or more; `max`, `sum` and `mean` of
/// one number range over the row.
///
/// Text, nesting and length are bounded, so that a hostile formula costs no more than a long one.
public struct Formula: Sendable {
  /// The text, as it was written but for the two spellings that have another.
  public let text: String
  /// The variables that it may name, in the order in which evaluation takes their values.
  public let variables: [String]
  /// Whether it reduces over a row (`sum`, `mean`, `max` of one argument).
  public let usesRow: Bool

  package let instructions: [FormulaInstruction]
  package let result: Int

  /// The longest text, in bytes.
  public static let maximumLength = 8192
  /// The deepest nesting of parentheses, calls and exponents.
  public static let maximumDepth = 64
  /// The most steps: numbers, variables and operations, each that comes again counted once.
  package static let maximumInstructions = 1500

  /// Parses a formula.
  ///
  /// - Parameters:
  ///   - text: the expression.
  ///   - variables: the names that it may use beside the constants `pi`, `e` and `inf`.
  /// - Throws: a ``FormulaError`` that says what is wrong, and where.
  public init(_ text: String, variables: [String] = ["x"]) throws(FormulaError) {
    let text = text.replacing("**", with: "^").replacing("\u{2212}", with: "-")
    var parser = try FormulaParser(text, variables: variables)
    let (instructions, result) = try parser.parse()
    self.text = text
    self.variables = variables
    self.instructions = instructions
    self.result = result
    usesRow = instructions.contains {
      [.rowSum, .rowMaximum, .rowMean].contains($0.operation)
    }
  }

  /// Whether it depends on a variable.
  package func names(_ variable: String) -> Bool {
    guard let index = variables.firstIndex(of: variable) else { return false }
    return instructions.contains { $0.operation == .variable(index) }
  }

  /// The numbers that the text spells out: likely places of a kink or a threshold.
  package var literals: [Double] {
    instructions.compactMap {
      if case .number(let digits) = $0.operation { Double(digits) } else { nil }
    }
  }
}
