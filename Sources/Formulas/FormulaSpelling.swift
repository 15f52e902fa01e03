import Activations

/// How the formula language writes what other languages and people write otherwise.
enum FormulaSpelling {
  /// Signs, the longer ones first.
  private static let signs: [(text: String, instead: String)] = [
    ("||", "or"), ("&&", "and"), ("|", "abs(x) for |x|"), ("&", "and"),
    ("?", "where(x > 0, a, b) for x > 0 ? a : b"), (":", "where(x > 0, a, b) for x > 0 ? a : b"),
    ("!", "not"), ("=", "== to compare; a formula is the right side alone"),
    ("%", "x - y * floor(x / y) for x % y"), ("[", "(…)"), ("]", "(…)"), ("{", "(…)"),
    ("}", "(…)"), ("\u{B2}", "^2"), ("\u{B3}", "^3"), ("\u{B7}", "*"), ("\u{D7}", "*"),
    ("\u{22C5}", "*"), ("\u{F7}", "/"), ("\u{221A}", "sqrt(x)"), ("\u{3C0}", "pi"),
    ("\u{221E}", "inf"), ("\u{2264}", "<="), ("\u{2265}", ">="), ("\u{2260}", "!="),
    ("\u{3C3}", "sigmoid(x)"), ("\u{3A6}", "normal_cdf(x)"), ("\u{2013}", "-"),
    ("\u{2014}", "-"),
  ]

  /// Functions and words.
  private static let words: [String: String] = [
    "if": "where(condition, a, b)", "then": "where(condition, a, b)",
    "else": "where(condition, a, b)", "ifelse": "where(condition, a, b)",
    "cond": "where(condition, a, b)", "select": "where(condition, a, b)",
    "relu": "max(x, 0)", "relu6": "min(max(x, 0), 6)", "leaky_relu": "max(x, 0.01 * x)",
    "clip": "min(max(x, low), high)", "clamp": "min(max(x, low), high)",
    "hardtanh": "min(max(x, -1), 1)", "elu": "where(x > 0, x, expm1(x))",
    "silu": "x * sigmoid(x)", "swish": "x * sigmoid(x)", "gelu": "x * normal_cdf(x)",
    "mish": "x * tanh(softplus(x))", "softsign": "x / (1 + abs(x))",
    "step": "where(x >= 0, 1, 0)", "heaviside": "where(x >= 0, 1, 0)",
    "softmax": "exp(x - max(x)) / sum(exp(x - max(x)))",
    "logsumexp": "max(x) + log(sum(exp(x - max(x))))", "average": "mean(x)", "avg": "mean(x)",
    "maximum": "max(a, b)", "minimum": "min(a, b)", "fmax": "max(a, b)", "fmin": "min(a, b)",
    "fabs": "abs(x)", "sgn": "sign(x)", "signum": "sign(x)", "ceil": "-floor(-x)",
    "round": "floor(x + 0.5)", "ln": "log(x)", "log10": "log(x) / log(10)",
    "square": "x^2", "sqr": "x^2", "cube": "x^3", "power": "pow(x, y)",
    "logistic": "sigmoid(x)", "expit": "sigmoid(x)", "phi": "normal_cdf(x)",
    "normcdf": "normal_cdf(x)", "arcsin": "asin(x)", "arccos": "acos(x)", "arctan": "atan(x)",
    "arcsinh": "asinh(x)", "arccosh": "acosh(x)", "arctanh": "atanh(x)", "sec": "1 / cos(x)",
    "csc": "1 / sin(x)", "cot": "1 / tan(x)", "sech": "1 / cosh(x)", "csch": "1 / sinh(x)",
    "coth": "1 / tanh(x)",
  ]

  /// The functions of several arguments, and those of rows.
  static let composed = ["where", "min", "max", "pow", "sum", "mean"]

  private static let functions =
    composed + FormulaInstruction.Function.allCases.map(\.rawValue)

  /// The sign that a text begins with, where the language has none such, and what to write.
  static func way(fromText bytes: ArraySlice<UInt8>) -> (text: String, instead: String)? {
    signs.first { bytes.starts(with: $0.text.utf8) }
  }

  /// What to write for a word, where it is known.
  static func way(fromWord word: String) -> String? { words[word.lowercased()] }

  /// Why there is no function of a name, and which one was meant.
  static func unknownFunction(_ name: String) -> String {
    if let instead = way(fromWord: name) {
      return "the language has no '\(name)': write \(instead)"
    }
    let hint = NearestNames.hint(functions, to: name)
    return "unknown function '\(name)'"
      + (hint.isEmpty ? ": 'hillock help formulas' names them all" : hint)
  }

  /// Why there is no number of a name, and which one was meant.
  static func unknownName(_ name: String, variables: [String]) -> String {
    if let instead = way(fromWord: name) {
      return "the language has no '\(name)': write \(instead)"
    }
    let names = variables + ["pi", "e", "inf"]
    return "unknown name '\(name)': expected one of \(names.joined(separator: ", "))"
      + NearestNames.hint(names + functions, to: name)
  }
}
