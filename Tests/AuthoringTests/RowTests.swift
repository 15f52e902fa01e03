import Activations
import Authoring
import Testing

/// Formulas over a row: how they are computed.
@Suite struct RowTests {
  private func text(
    _ formula: String, _ parameters: [ActivationParameter] = []
  ) throws -> String {
    try RowSource(Definition(name: "f", formula: formula, parameters: parameters)).text
  }

  private static let temperature = ActivationParameter(name: "t", defaultValue: 1)

  /// As typed or with a maximum that cancels out, exponentials are the same ones in the end.
  @Test(arguments: [
    ("exp(x) / sum(exp(x))", "f = exp(x - top) / sum"),
    ("exp(x - max(x)) / sum(exp(x - max(x)))", "f = exp(x - top) / sum"),
    ("exp(x / t) / sum(exp(x / t))", "f = exp((x - top) / t) / sum"),
    ("exp((x - max(x)) / t) / sum(exp((x - max(x)) / t))", "f = exp((x - top) / t) / sum"),
    ("log(exp(x) / sum(exp(x)))", "f = x - top - log(sum)"),
    ("x - max(x) - log(sum(exp(x - max(x))))", "f = x - top - log(sum)"),
    ("x * exp(x) / sum(exp(x))", "f = exp(x - top) * x / sum"),
    ("exp(x) / (1 + sum(exp(x)))", "f = exp(x - most) / (sum + scale)"),
    ("x - mean(x)", "f = x - mean"), ("x - max(x)", "f = x - most"),
    ("x / sqrt(mean(x^2) + 1e-6)", "f = x / sqrt(mean + 1e-6)"),
  ])
  func exponentialsDoNotOverflow(formula: String, expected: String) throws {
    let parameters = formula.contains("t)") ? [Self.temperature] : []
    let text = try text(formula, parameters)
    #expect(text.contains(" * \(expected)\n"), "\(text)")
  }

  @Test(arguments: [
    ("sqrt(sum(x) - 1000)", [], "not a real number for the row"),
    ("x * sum(gate)", [], "takes no gate"),
    (
      "t * max(x)", [ActivationParameter(name: "t", defaultValue: 1, isLearnable: true)],
      "learnable"
    ),
    ("r * max(x)", [ActivationParameter(name: "r", defaultValue: 1)], "--parameter r"),
    ("x * x", [], "ranges over no row"),
  ])
  func whatIsNoRowIsRefused(
    formula: String, parameters: [ActivationParameter], words: String
  ) throws {
    let error = #expect(throws: AuthoringError.self) { try text(formula, parameters) }
    #expect(try #require(error).message.contains(words))
  }
}
