import Activations
import Authoring
import Testing

@Suite struct DefinitionTests {
  private func message(
    _ name: String, _ formula: String, _ parameters: [ActivationParameter] = []
  ) -> String {
    do {
      let definition = try Definition(name: name, formula: formula, parameters: parameters)
      _ = try Design(definition)
      return ""
    } catch {
      return error.description
    }
  }

  @Test func aFormulaThatDoesNotParseHasACaret() {
    let lines = message("f", "x * tahn(x)").split(separator: "\n")
    #expect(lines.count == 3)
    #expect(lines[0].contains("\"tanh\"?"))
    #expect(lines[1] == "  x * tahn(x)")
    #expect(lines[2] == "      ^")
  }

  @Test func anUnknownNameMayBeAParameter() {
    #expect(message("f", "x * steepness").contains("--parameter \"steepness = 1"))
  }

  @Test func namesAreChecked() {
    #expect(message("Smish", "x * x").contains("lower-case"))
    #expect(message("double", "x * x").contains("reserved"))
    let exp = ActivationParameter(name: "exp", defaultValue: 1)
    #expect(message("f", "x * x", [exp]).contains("reserved"))
    let learned = ActivationParameter(name: "b", defaultValue: 1, isLearnable: true)
    let gradient = ActivationParameter(name: "db", defaultValue: 1)
    #expect(message("f", "x * b * db", [learned, gradient]).contains("b's gradient"))
    let unused = ActivationParameter(name: "b", defaultValue: 1)
    #expect(message("f", "x * x", [unused]).contains("does not name it"))
  }

  @Test func whatIsNoFunctionOfTheLineIsRefused() {
    #expect(message("f", "log(x)").contains("not a real number"))
    #expect(message("f", "sqrt(x)").contains("below x = 0"))
    #expect(message("f", "3").contains("does not name x"))
    #expect(message("f", "1 / x").contains("x = 0"))
    #expect(message("f", "x / sum(x)").contains("ranges over a row"))
    #expect(message("f", "max(sin(x), cos(x))").contains("kinks without end"))
    #expect(message("f", "x * sigmoid(x)") == "")
  }

  @Test func propertiesAreFound() throws {
    func properties(_ formula: String) throws -> Properties {
      try Design(Definition(name: "f", formula: formula, parameters: [])).properties
    }
    let tanh = try properties("(e^x - e^-x) / (e^x + e^-x)")
    #expect(tanh.range == "[-1, 1]" && tanh.monotonic == "nondecreasing" && tanh.symmetry == "odd")
    #expect(tanh.limits.0 == -1 && tanh.limits.1 == 1 && tanh.kinks.isEmpty)
    let kinked = try properties("where(x < -1.5, -1, where(x > 2, 4, x))")
    #expect(kinked.kinks == ["-1.5", "2"])
    #expect(try properties("max(x, 0)").kinks == ["0"])
    #expect(try properties("x * x").symmetry == "even")
    #expect(try properties("x * sigmoid(x)").monotonic == "no")
    #expect(try properties("x * cos(x)").range == "(-inf, inf)")
  }

  private func properties(
    _ formula: String, _ parameters: [ActivationParameter] = []
  ) throws -> Properties {
    try Design(Definition(name: "f", formula: formula, parameters: parameters)).properties
  }

  @Test func intervalsFindWhatNoSampleMeets() throws {
    let spike = try properties("x / (1 + x^2) + exp(-(1e5 * (x - 0.3217))^2)")
    #expect(spike.rangeEnds.map { $0.high > 1.29 && $0.high < 1.2916 } == true)
    #expect(message("f", "sqrt((x - 0.3217)^2 - 1e-9)").contains("x = 0.32"))
    let dip = try properties("x + 1e-3 * tanh(-1e5 * (x - 0.3217))")
    #expect(dip.monotonic == "no")
  }

  @Test func whatIsShownOfTheLineSaysSo() throws {
    let wave = try properties("x + 0.9 * sin(x)")
    #expect(wave.monotonic == "nondecreasing")
    #expect(wave.basis["monotonic"] == "shown by interval arithmetic")
    #expect(wave.basis["symmetry"] == "shown by algebra")
    let silu = try properties("x * sigmoid(x)")
    #expect(silu.basis["domain"]?.hasPrefix("shown by interval arithmetic") == true)
    #expect(silu.basis["range"]?.hasPrefix("shown by interval arithmetic") == true)
    #expect(silu.gain.map { abs($0 - 1.6765) < 1e-3 } == true)
    // Its quotient is only seen to stay below 1 in pieces of width 1: beyond some binade, by samples.
    let bend = try properties("x / (1 + abs(x))")
    #expect(bend.range == "[-1, 1]")
    #expect(bend.basis["range"]?.contains("shown by interval arithmetic for |x| < ") == true)
  }

  /// No sample meets the bound of what oscillates to the end.
  @Test(arguments: [
    ("x / (1 + abs(x)) + 0.1 * sin(x)", 1.1), ("cos(x) * 0.3 + tanh(x)", 1.3),
    ("0.5 * sin(3 * x) + x / sqrt(1 + x^2)", 1.5),
  ])
  func theRangeHoldsWhereNoSampleIs(formula: String, bound: Double) throws {
    let ends = try #require(try properties(formula).rangeEnds)
    #expect(ends.high >= bound && ends.high < bound + 0.15, "\(ends)")
    #expect(ends.low <= -bound && ends.low > -bound - 0.15, "\(ends)")
  }

  /// An end that can be shown stays as it is, whatever the other wants.
  @Test func oneEndIsWidenedAndNotTheOther() throws {
    let ends = try #require(try properties("tanh(abs(x)) + 0.1 * sin(x)^2").rangeEnds)
    #expect(ends.low == 0 && ends.high >= 1.1 && ends.high < 1.25, "\(ends)")
  }

  /// What people type first: no proof looks at more pieces than it is allowed, and most need few.
  @Test(arguments: [
    ("x / (1 + abs(x))", 1 << 19), ("x * sigmoid(x)", 40_000), ("tanh(x)", 20_000),
    ("max(x, 0)", 20_000), ("max(x, 0.01 * x)", 20_000), ("where(x > 0, x, exp(x) - 1)", 20_000),
    ("x / sqrt(1 + x^2)", 1 << 19), ("2 / pi * atan(pi / 2 * x)", 20_000), ("x^2", 20_000),
    ("x^2 / (1 + x^2)", 1 << 19), ("exp(-x^2)", 20_000), ("sin(x)", 20_000), ("x * sin(x)", 20_000),
    ("x + sin(x)^2", 1 << 19), ("log(1 + x^2)", 20_000), ("log(1 + exp(x))", 20_000),
    ("sqrt(1 + x^2) - 1", 20_000), ("min(max(x, -1), 1)", 20_000), ("x * erf(x)", 40_000),
    ("x^3 / (1 + abs(x)^3)", 1 << 19), ("sign(x) * sqrt(abs(x))", 20_000), ("cbrt(x)", 20_000),
    ("x * exp(-abs(x))", 1 << 19), ("x * min(max(x + 3, 0), 6) / 6", 20_000), ("asinh(x)", 20_000),
  ])
  func proofsOfEverydayFormulasEnd(formula: String, most: Int) throws {
    let looks = try properties(formula).looks
    // Range, domain and monotony are a proof each, the range's up to three.
    #expect(looks > 0 && looks <= 5 * LineProof.mostLooks)
    #expect(looks <= 5 * most, "\(formula): \(looks)")
  }

  /// Kinks without end are named by what x equals there.
  @Test(arguments: [
    ("log(1 + exp(2 * x)) / 2 - abs(sin(x))", "pi * floor(x / pi + 1 / 2)"),
    ("x + max(cos(x), 0)", "pi / 2 + pi * floor((x - pi / 2) / pi + 1 / 2)"),
    ("x - floor(x)", "floor(x + 1 / 2)"),
    ("abs(sin(2 * x))", "pi * floor(2 * x / pi + 1 / 2) / 2"),
  ])
  func kinksWithoutEndAreNamed(formula: String, expected: String) throws {
    #expect(try properties(formula).kinks == [expected])
  }

  @Test func polesBetweenNumbersAreSeen() throws {
    #expect(try properties("tan(x)").range == "(-inf, inf)")
    #expect(try properties("tan(x)^2").range == "[0, inf)")
  }

  @Test func whatIsNotSaidOfAParameterIsMadeUp() throws {
    let width = ActivationParameter(name: "b", defaultValue: 2)
    let definition = try Definition(name: "f", formula: "x * b", parameters: [width])
    #expect(!definition.parameters[0].summary.isEmpty && definition.summary == "x * b")
    let told = try Definition(name: "f", formula: "x", parameters: [], summary: "Nothing")
    #expect(try PluginSource(Design(told)).text.contains("ACTIVATION(f, \"1.0.0\", \"Nothing\")"))
  }

  @Test func kinksAreExpressionsInTheParameters() throws {
    let t = ActivationParameter(name: "t", defaultValue: 0.5)
    #expect(try properties("where(2 * x > t, x, 0)", [t]).kinks == ["t / 2"])
    #expect(try properties("max(x, 0.1) + abs(x + 1)").kinks == ["-1", "0.1"])
  }

  @Test func theFileNamesTheRulesAndWhatIsUsedTwice() throws {
    let definition = try Definition(
      name: "f", formula: "x * tanh(log(1 + e^x))", parameters: [])
    let text = PluginSource(try Design(definition)).text
    #expect(text.contains("log(1 + e^u) = softplus u"))
    #expect(text.contains("double p = activation_softplus(x);"))
    #expect(text.contains("ACTIVATION_FORMULA(f, \"x * tanh(log(1 + e^x))\")"))
    #expect(try PluginSource(Design(definition)).bareText().contains("double activation_value("))
  }
}
