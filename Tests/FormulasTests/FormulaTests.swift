import Formulas
import Foundation
import Testing

/// The formula language and its oracle.
struct FormulaTests {
  private func value(_ text: String, _ x: Double) throws -> Double? {
    FormulaOracle(try Formula(text)).rounded([x], to: Double.self)[0]
  }

  private func slope(_ text: String, _ x: Double) throws -> Double? {
    FormulaOracle(try Formula(text), derivatives: ["x"]).rounded([x], to: Double.self)[1]
  }

  @Test(arguments: [
    ("1 + 2 * 3", 7.0), ("-2^2", -4), ("2^3^2", 512), ("2^-1", 0.5), ("(1 + 2) * 3", 9),
    ("10 - 4 - 3", 3), ("16 / 4 / 2", 2), ("--3", 3), ("- -3", 3), ("1.5e2", 150), (".5", 0.5),
    ("where(1 < 2 and not 2 < 1, 5, 6)", 5), ("where(1 == 2 or 3 != 3, 5, 6)", 6),
    ("min(3, 1, 2)", 1), ("max(3, 1, 2)", 3), ("abs(-3)", 3), ("sign(-3)", -1), ("floor(-1.5)", -2),
    ("pow(2, 10)", 1024), ("sqrt(2)^2", 2), ("cbrt(-27)", -3), ("0.1 * 10", 1),
    ("log2(8)", 3), ("exp2(10)", 1024), ("where(1 > 2, 0 / 0, 7)", 7), ("1e-400 * 1e400", 1),
  ])
  func arithmetic(_ text: String, _ expected: Double) throws {
    #expect(try value(text, 0) == expected)
  }

  /// Known digits, rounded by hand to the nearest double.
  @Test(arguments: [
    ("pi", 0.0, 3.141592653589793), ("e", 0, 2.718281828459045), ("exp(x)", 1, 2.718281828459045),
    ("expm1(x)", 1e-20, 1e-20), ("log1p(x)", 1e-20, 1e-20), ("sin(x)", 1e22, -0.8522008497671888),
    ("erfc(x)", 10, 2.088487583762545e-45), ("tanh(x)", 0.5, 0.46211715726000973),
    ("sigmoid(x)", -40, 4.248354255291589e-18), ("normal_cdf(x)", -10, 7.619853024160525e-24),
    ("softplus(x)", -40, 4.248354255291589e-18), ("atan(x)", 1, 0.7853981633974483),
    ("asinh(x)", 1, 0.881373587019543), ("acosh(x)", 2, 1.3169578969248168),
    ("atanh(x)", 0.5, 0.5493061443340549), ("cosh(x)", 1, 1.5430806348152437),
  ])
  func functions(_ text: String, _ x: Double, _ expected: Double) throws {
    #expect(try value(text, x) == expected)
  }

  /// Cancellation that 128 bits do not survive.
  @Test func cancellation() throws {
    let x = 0x1p-60
    #expect(try value("x - tanh(x)", x) == x * x * x / 3)
    #expect(try value("(1 + x) - 1", 0x1p-1000) == 0x1p-1000)
    #expect(try slope("x - tanh(x)", 0x1p-140) == 0x1p-280)
    #expect(try value("log(1 + exp(x))", -700) == exp(-700))
  }

  /// An exponent that is no double, such as 4/3, leaves no doubt of what 0 to it is.
  @Test func powersOfZero() throws {
    #expect(try value("max(x, 0)^(4 / 3)", -2) == 0)
    #expect(try slope("max(x, 0)^(4 / 3)", -2) == 0)
    #expect(try value("x^(1 / 3)", 0) == 0)
    #expect(try value("(x - x)^(1 / 3 - 1 / 3)", 1) != 0)
    #expect(try value("max(x, 0)^(-4 / 3)", -2) != 0)
  }

  /// Results at the ends of the formats.
  @Test func rounding() throws {
    let oracle = FormulaOracle(try Formula("x * x"))
    #expect(oracle.rounded([0x1p-537], to: Double.self)[0] == 0x1p-1074)
    #expect(oracle.rounded([0x1p-538], to: Double.self)[0] == 0)
    #expect(oracle.rounded([0x1p600], to: Double.self)[0] == .infinity)
    #expect(oracle.rounded([0x1p-75], to: Float.self)[0] == 0)
    #expect(oracle.rounded([0x1.8p-75], to: Float.self)[0] == 0x1p-149)
    #expect(oracle.rounded([0x1p64], to: Float.self)[0] == .infinity)
    let tie = FormulaOracle(try Formula("1 + x"))
    #expect(tie.rounded([0x1p-24], to: Float.self)[0] == 1)
    #expect(tie.rounded([0x3p-24], to: Float.self)[0] == 0x1.000004p0)
    #expect(FormulaOracle(try Formula("x")).rounded([-0.0], to: Float.self)[0]?.sign == .minus)
    // An exact tie that no precision can prove.
    let thirds = FormulaOracle(try Formula("(1 + x) / 3 * 3"))
    #expect(thirds.rounded([0x1p-24], to: Float.self)[0] == 1)
  }

  @Test func limits() throws {
    #expect(try value("x * sigmoid(x)", -.infinity) == 0)
    #expect(try value("x * sigmoid(x)", .infinity) == .infinity)
    #expect(try value("x / (1 + abs(x))", -.infinity) == -1)
    #expect(try value("(x + sqrt(x^2 + 4)) / 2", -.infinity) == 0)
    #expect(try value("x * tanh(softplus(x))", -.infinity) == 0)
    #expect(try value("x * normal_cdf(x)", -1e300) == 0)
    #expect(try value("asinh(x)", .infinity) == .infinity)
    #expect(try value("sin(x)", .infinity) == nil)
    #expect(try value("abs(x) / (1 + exp(-x)) - 0.1 * x", .infinity) == .infinity)
    #expect(try value("x^2 - x", -.infinity) == .infinity)
    #expect(try value("x - 2 * x", .infinity) == -.infinity)
    #expect(try value("x * sin(x)", .infinity) == nil)
    #expect(try slope("1 / (1 + exp(-x))", -1e300) == 0)
    #expect(try slope("x * sigmoid(x)", .infinity) == 1)
    #expect(try slope("tanh(x)", 1e300) == 0)
  }

  /// e^x leaves MPFR's range at 8e17; what is made of it may be an ordinary number.
  @Test(arguments: [
    ("log1p(exp(x - 1)) - x / 2", 1e300, 5e299, 0.5), ("log(1 + exp(x))", 1e18, 1e18, 1),
    ("log1p(exp(x)) - x / 2", 0x1p30, 0x1p29, 0.5), ("acosh(exp(x)) - log(2)", 0x1p30, 0x1p30, 1),
    ("log(1 + exp(x))", -1e300, 0, 0), ("log(exp(x) + exp(-x))", -0x1p1000, 0x1p1000, -1),
    ("(exp(x) - exp(-x)) / (exp(x) + exp(-x))", -1e300, -1, 0),
    ("x * exp(x) / (exp(x) + 2)", 0x1p200, 0x1p200, 1), ("exp(x) * exp(-x)", 1e20, 1, 0),
    ("sqrt(exp(2 * x)) / exp(x)", -1e20, 1, 0), ("log(exp(x)^3)", 1e20, 3e20, 3),
    ("asinh(exp(x)) - log(2 * exp(x))", 1e20, 0, 0), ("log(cosh(x)) + log(2)", -1e30, 1e30, -1),
    ("log(sigmoid(x))", -1e300, -1e300, 1), ("log(exp(x) - exp(x / 2))", 1e20, 1e20, 1),
    ("where(exp(x) > exp(x - 1), 1, 2)", 1e20, 1, 0), ("sign(exp(x))", -1e20, 1, 0),
    ("max(exp(x), exp(2 * x)) / exp(2 * x)", 1e20, 1, 0),
    ("log((1 + exp(4 * x)) / (1 + exp(4 * (x - 1)))) / 4", 1e300, 1, 0),
    ("expm1(x) / sinh(x)", 1e20, 2, 0), ("tanh(exp(x)) * exp(-x)", -1e20, 1, 0),
  ])
  func beyondTheRange(_ text: String, _ x: Double, _ expected: Double, _ slope: Double) throws {
    #expect(try value(text, x) == expected)
    #expect(try self.slope(text, x) == slope)
  }

  /// What no logarithm tells stays open, however long.
  @Test func whatIsNotKnownBeyondTheRangeIsNotGuessed() throws {
    for text in ["exp(x) - exp(x)", "sin(exp(x))", "log(exp(x) - exp(2 * x))"] {
      #expect(try value(text, 1e20) == nil)
    }
    let terms = (1...300).map { "exp(x + \($0))" }.joined(separator: " + ")
    #expect(try value("log(\(terms))", 1e20) == nil)
  }

  /// A pole's limit is infinite; where the sides differ, both are known.
  @Test func poles() throws {
    let everything = [-Double.infinity, .infinity]
    func results(_ text: String) throws -> [TrueValue] {
      FormulaOracle(try Formula(text), derivatives: ["x"]).evaluate([0], for: .float64)
    }
    func expect(_ text: String, _ value: Double, _ slopes: [Double]) throws {
      let results = try results(text)
      #expect(results[0].isNumber && results[0].head == value, "\(text)")
      #expect(results[1].limits.map(\.head) == slopes, "\(text)")
    }
    func expect(_ text: String, _ limits: [Double]) throws {
      let value = try results(text)[0]
      #expect(value.hasNoNumber && value.limits.map(\.head) == limits, "\(text)")
    }
    try expect("log(-expm1(-abs(x)))", -.infinity, everything)
    try expect("log(x^2) * x / x", -.infinity, everything)
    try expect("abs(x) / (x * x)", .infinity, [.infinity, -.infinity])
    try expect("x * x / abs(x)", 0, [-1, 1])
    try expect("log(x) / log(x)", 1, [])
    try expect("x / (x * x)", everything)
    try expect("x / abs(x)", [-1, 1])
    try expect("sqrt(x - 1)", [])
    #expect(try results("sqrt(x - 1)")[0].kind == .notANumber)
    #expect(TrueValue.jump(from: 1, to: 2).scaled(by: -2).limits.map(\.head) == [-2, -4])
  }

  /// What is left where a function is taken from its limit has a sign, a logarithm and digits, however
  /// far out; a pole that a ball touches is no infinity.
  @Test(arguments: [
    ("where(exp(x) * (1 + exp(-x)) - exp(x) > 0, 1, 2)", 0x1p62, 1.0, 0.0),
    ("where(exp(x) * (1 - exp(-x)) - exp(x) < 0, 1, 2)", 0x1p40, 1, 0),
    ("where(1 - sigmoid(x) > 0, x, 0)", 1e9, 1e9, 1),
    ("-log(1 - sigmoid(x))", 3000, 3000, 1), ("log(1 - tanh(x)) - log(2)", 1e19, -2e19, -2),
    ("log(1 + tanh(x)) - log(2)", -1e5, -2e5, 2), ("log(1 - 1 / (1 + exp(-x)))", 1e6, -1e6, -1),
    ("log((1 + exp(-x)) - 1)", 1e300, -1e300, -1), ("atanh(tanh(x))", 4000, 4000, 1),
    ("log1p(-erf(x))", 100, -10005.177585122665, -200.0099990002499),
    ("log1p(expm1(-x))", 1e9, -1e9, -1),
    ("log(2 - erfc(x))", -1e10, -1e20, 2e10), ("log(1 - normal_cdf(x))", 1e12, -5e23, -1e12),
    ("log(erfc(x))", 1e9, -1e18, -2e9), ("log(normal_cdf(x))", -0x1p500, -0x1p999, 0x1p500),
    ("log(erfc(x)) + x^2 + log(x) + log(pi) / 2", 1e9, -5e-19, 1e-27),
    ("log(normal_cdf(x)) + x^2 / 2 + log(-2 * pi * x) - log(2 * pi) / 2", -1e10, -1e-20, -2e-30),
  ])
  func whatIsLeftOfALimit(_ text: String, _ x: Double, _ expected: Double, _ slope: Double) throws {
    #expect(try value(text, x) == expected)
    #expect(try self.slope(text, x) == slope)
  }

  /// An infinite input stands for what grows without end: what only tends to a number is not equal to it.
  @Test func infinityIsALimit() throws {
    #expect(try value("where(exp(x) * (1 + exp(-x)) - exp(x) > 0, 1, 2)", .infinity) == 1)
    #expect(try value("where(exp(-exp(exp(x))) > 0, 1, 2)", .infinity) != 2)
    #expect(try value("where(exp(x) - sqrt(exp(2 * x) + 1) < 0, 1, 2)", .infinity) == nil)
    #expect(try value("floor(1 - 1 / log(log(x + 3)))", .infinity) == 0)
    #expect(try value("sign(1 / log(log(x + 3)))", .infinity) == 1)
    #expect(try value("1 / (1 - (1 + 1 / log(log(x + 3))))", .infinity) == nil)
    #expect(try value("(1 + 1 / log(log(x + 3)))^log(log(x + 3))", .infinity) == nil)
    #expect(try value("1 / log(x)", .infinity) == 0)
    #expect(try value("sqrt(1 / log(x))", .infinity) == 0)
    #expect(try value("where(x > 3, 1 / log(x), 2)", .infinity) == 0)
  }

  /// Every rule of differentiation against a difference quotient of the same formula.
  @Test(arguments: [
    "exp(x)", "expm1(x)", "exp2(x)", "log(x)", "log1p(x)", "log2(x)", "sqrt(x)", "cbrt(x)",
    "abs(x)", "sign(x)", "floor(x)", "sin(x)", "cos(x)", "tan(x)", "asin(x)", "acos(x)", "atan(x)",
    "sinh(x)", "cosh(x)", "tanh(x)", "asinh(x)", "acosh(1 + x)", "atanh(x)", "erf(x)", "erfc(x)",
    "sigmoid(x)", "softplus(x)", "normal_cdf(x)", "x^3", "x^x", "2^x", "x * exp(x) / (1 + x)",
    "where(x > 0, x * x, exp(x))", "min(x, 2)", "max(x, 2)", "-x - 1", "pow(x, 1.5)",
  ])
  func derivative(_ text: String) throws {
    let formula = try Formula(text)
    let oracle = FormulaOracle(formula, derivatives: ["x"])
    for x in [0.1875, 0.40625, 0.9375] {
      let step = 0x1p-20
      let ahead = oracle.evaluate([x + step], for: .float64)[0]
      let behind = oracle.evaluate([x - step], for: .float64)[0]
      let quotient = ((ahead.head - behind.head) + (ahead.tail - behind.tail)) / (2 * step)
      let exact = oracle.evaluate([x], for: .float64)[1]
      #expect(abs(exact.head - quotient) <= 1e-8 * max(1, abs(quotient)))
    }
  }

  /// Two numbers beyond MPFR's range that cancel leave a bound, which is enough where it is divided by
  /// a third. Where they have a factor in common, the sign of what is left is known.
  @Test func whatCancelsBeyondTheRangeIsBounded() throws {
    let clipping = "log((1 + exp(64 * x)) / (1 + exp(64 * (x - 1)))) / 64"
    for x in [0x1p54, 0x1p60, 0x1p100] {
      #expect(try slope(clipping, x) == 0)
      #expect(try value(clipping, x) == 1)
    }
    let large = "exp(2^36 * x)"
    let formula = try Formula("where(\(large) * (1 + 1 / \(large)) - \(large) > 0, 1, 2)")
    let far = FormulaOracle(formula).evaluate([0x1p25], for: .float64)[0]
    #expect(far.kind == .number && far.head == 1)
  }

  /// A branch that is not taken may be anything.
  @Test func poisonedBranches() throws {
    #expect(try value("where(x > 0, x, exp(x) - 1)", 1e308) == 1e308)
    #expect(try slope("where(x > 0, x, exp(x) - 1)", 1e308) == 1)
    #expect(try slope("where(x > 0, sqrt(x), 0)", -1) == 0)
    #expect(try slope("where(x > 0, x * log(x), 0)", 0) == 0)
  }

  /// Each derivative by a parameter, exact.
  @Test func parameters() throws {
    let formula = try Formula(
      "where(x > 0, x, a * (exp(x) - 1)) + b^2", variables: ["x", "a", "b"])
    let oracle = FormulaOracle(formula, derivatives: ["x", "a", "b"])
    let results = oracle.rounded([-1, 2, 3], to: Double.self)
    #expect(results[1] == 2 * exp(-1))
    #expect(results[2] == expm1(-1))
    #expect(results[3] == 6)
  }

  @Test(arguments: [
    ("1 +", 4), ("", 1), ("(1", 3), ("1 2", 3), ("y", 1), ("where(1, 2, 3)", 7), ("1 < 2", 1),
    ("exp(1, 2)", 1), ("exp", 1), ("x @ 1", 3), ("2x", 2), ("1 < 2 < 3", 7), ("foo(x)", 1),
    ("x and 1", 1), ("min(x)", 1), ("1e", 2), ("-(1 < 2)", 2), ("1 + (1 < 2)", 5), ("x)", 2),
    ("1e999999", 3),
  ])
  func errors(_ text: String, _ column: Int) throws {
    let error = #expect(throws: FormulaError.self) { try Formula(text) }
    #expect(error?.column == column)
    let lines = try #require(error).description.split(
      separator: "\n", omittingEmptySubsequences: false)
    #expect(lines.count == 3)
    #expect(lines[2].last == "^")
  }

  @Test(arguments: [("x**2", 9.0), ("2 \u{2212} x", -1), ("-x ** 2", -9)])
  func otherSpellings(_ text: String, _ expected: Double) throws {
    #expect(try value(text, 3) == expected)
    #expect(try Formula(text).text.utf8.allSatisfy { $0 < 0x80 })
  }

  /// What other languages have is refused with what is written instead.
  @Test(arguments: [
    ("|x|", "write abs(x)"), ("x > 0 ? x : 0", "write where(x > 0, a, b)"),
    ("if x > 0 then x else 0", "write where("), ("relu(x)", "write max(x, 0)"),
    ("clip(x, 0, 1)", "write min(max(x, low), high)"), ("x || 1", "write or"),
    ("x\u{B2}", "write ^2"), ("2 \u{B7} x", "write *"), ("x % 2", "write x - y * floor(x / y)"),
    ("ln(x)", "write log(x)"), ("y = 2 * x", "right side alone"), ("tahn(x)", "\"tanh\"?"),
    ("tahn", "\"tanh\"?"), ("frobnicate(x)", "'hillock help formulas' names them all"),
    ("x = 2", "write == to compare"), ("x @ 1", "'@' is no part"),
  ])
  func theWayOutIsSaid(_ text: String, _ words: String) throws {
    let error = #expect(throws: FormulaError.self) { try Formula(text) }
    let summary = try #require(error).summary
    #expect(summary.contains(words), "\(summary)")
    #expect(summary.utf8.count < 140)
  }

  /// The line above the picture says by itself where the fault is.
  @Test(arguments: [
    ("x * tahn(x)", "formula, column 5, at \"tahn(x)\": "),
    ("(x + 1", "formula, column 7, at the end: "),
    ("x * foo(x) + 12345678901", "formula, column 5, at \"foo(x) + 123…\": "),
  ])
  func theFirstLineIsComplete(_ text: String, _ beginning: String) throws {
    let error = #expect(throws: FormulaError.self) { try Formula(text) }
    let summary = try #require(error).summary
    #expect(summary.hasPrefix(beginning), "\(summary)")
  }

  /// What a stranger may write costs little, whatever it says.
  @Test(
    .timeLimit(.minutes(30)),
    arguments: [
      "2^(2^100)", "exp(exp(exp(exp(x))))", "sin(2^(2^59))", "1e-99999 ^ 99999",
      "tan(exp(exp(50)))",
      "erfc(1e9)", "erf(1e-300)", "normal_cdf(-1e15)", "acosh(1e300)", "asinh(2^(2^50))",
      "atanh(1 - 1e-300)", "(1 + 1e-300)^1e300", "0^0 + 1/0", "(0-1)^0.5", "floor(exp(1e10))",
      "cosh(1e15)", "1.0000000001^(2^58)", "erfc(-5e8)", "sigmoid(-1e18)", "log(0)", "sinh(2^59)",
      "(x + 1e-30)^(2^40)", "mean(sum(x))",
    ])
  func hostile(_ text: String) throws {
    let oracle = FormulaOracle(try Formula(text), derivatives: ["x"])
    for x in [0.0, 1, -1e300, .infinity, .nan] {
      #expect(oracle.evaluate([x], for: .float64).count == 2)
    }
  }

  @Test func bounds() throws {
    let deep =
      String(repeating: "(", count: 5000) + "x" + String(repeating: ")", count: 5000 - 2000)
    #expect(throws: FormulaError.self) { try Formula(deep) }
    #expect(throws: FormulaError.self) {
      try Formula(String(repeating: "exp(", count: 100) + "x" + String(repeating: ")", count: 100))
    }
    #expect(throws: FormulaError.self) {
      try Formula((0..<3000).map { "\($0)" }.joined(separator: "+"))
    }
    #expect(throws: FormulaError.self) { try Formula(String(repeating: "2^", count: 500) + "x") }
    _ = try Formula(String(repeating: "-", count: 4000) + "x")
  }

  /// The last that is taken, and the first that is not, are those that the limits name.
  @Test(arguments: ["(", "exp(", "2^"]) func theDeepest(level: String) throws {
    func nested(_ count: Int) -> String {
      String(repeating: level, count: count) + "x"
        + String(repeating: level.hasSuffix("(") ? ")" : "", count: count)
    }
    _ = try Formula(nested(Formula.maximumDepth))
    let error = #expect(throws: FormulaError.self) {
      try Formula(nested(Formula.maximumDepth + 1))
    }
    #expect(error?.description.contains("nested more than \(Formula.maximumDepth) deep") == true)
  }

  @Test func theLongest() throws {
    let spaces = String(repeating: " ", count: Formula.maximumLength - 1)
    _ = try Formula(spaces + "x")
    #expect(throws: FormulaError.self) { try Formula(spaces + "1x") }
    // So many numbers, a sum of each and the next, and x.
    let sum = (0..<(Formula.maximumInstructions / 2)).map { "\($0)" }.joined(separator: "+")
    _ = try Formula(sum)
    #expect(throws: FormulaError.self) { try Formula(sum + "+x") }
  }
}
