import Conformance
import Formulas
import Foundation
import Testing

/// What the header says of names and formulas is what the checks take.
@Suite struct InterfaceTests {
  /// The comments of activation.h, as running text.
  private func header() throws -> String {
    let file = PluginFixtures.header.appending(path: "activation.h")
    return try String(contentsOf: file, encoding: .utf8)
      .split { $0.isWhitespace || $0 == "*" }.joined(separator: " ")
  }

  @Test func theHeaderStatesTheLimits() throws {
    let text = try header()
    #expect(text.contains("At most \(Formula.maximumLength) bytes"))
    #expect(text.contains("\(Formula.maximumDepth) levels of parentheses, calls and exponents"))
    #expect(text.contains("\(Formula.maximumInstructions) different steps"))
    #expect(text.contains("at most 128 bytes of UTF-8"))
  }

  private func results(
    name: String, formula: String
  ) throws -> [CheckResult] {
    // Records by hand: a name need not be an identifier.
    let path = try PluginFixtures.compile(
      source: """
        const char activation_info[] =
          "\(name).abi: 1\\n\(name).version: 1.0.0\\n\(name).summary: Identity\\n"
          "\(name).license: MIT\\n\(name).formula: \(formula)\\n"
          "\(name).value: double f(double x)\\n\(name).derivative: double df(double x)\\n";
        double f(double x) { return x; }
        double df(double x) { return x != x ? x : 1; }
        """)
    var options = PluginFixtures.options
    options.only = ["metadata", "value"]
    return try PluginFixtures.check(path, options).flatMap(\.results)
  }

  @Test(arguments: ["Limits", "größe", "2nd-try+x.y", String(repeating: "n", count: 128)])
  func aName(_ name: String) throws {
    let results = try results(name: name, formula: "x")
    #expect(results.map(\.status) == [.pass, .pass], "\(results)")
  }

  @Test func aNameThatIsTooLong() throws {
    let results = try results(name: String(repeating: "n", count: 129), formula: "x")
    #expect(results.first?.status == .fail)
    #expect(results.first?.message.contains("at most 128 bytes") == true, "\(results)")
  }

  @Test func theLongestFormula() throws {
    func formula(_ length: Int) -> String {
      "x" + String(repeating: " ", count: length - 3) + "+0"
    }
    let longest = try results(name: "limits", formula: formula(Formula.maximumLength))
    #expect(longest.map(\.status) == [.pass, .pass], "\(longest)")
    let longer = try results(name: "limits", formula: formula(Formula.maximumLength + 1))
    #expect(longer.first?.status == .fail)
    #expect(longer.first?.message.contains("at most 8192") == true, "\(longer)")
  }

  @Test func theDeepestFormula() throws {
    func nested(_ count: Int) -> String {
      String(repeating: "(", count: count) + "x" + String(repeating: ")", count: count)
    }
    let deepest = try results(name: "limits", formula: nested(64))
    #expect(deepest.map(\.status) == [.pass, .pass], "\(deepest)")
    let deeper = try results(name: "limits", formula: nested(65))
    #expect(deeper.first?.message.contains("nested more than 64 deep") == true, "\(deeper)")
  }
}

/// What a failure says of itself is about the case, whatever the check.
@Suite(.serialized) struct DiagnosisTests {
  private func failure(_ name: String) throws -> CheckResult {
    let plugin = try #require(BrokenPlugin.all.first { $0.name == name })
    var options = PluginFixtures.options
    options.only = [plugin.check]
    let results = try PluginFixtures.check(plugin.compile(), options).flatMap(\.results)
    return try #require(results.first { $0.status == plugin.status })
  }

  @Test(arguments: [
    ("value.ulp", "ULP are promised"), ("derivative.zero", "A slope of 0"),
    ("derivative.sign", "the wrong sign"), ("value.training", "another function"),
    ("value-finite.overflow", "overflows"), ("derivative-finite.branch", "NaN comes out"),
    ("value-infinity.quotient", "NaN comes out"), ("array-alignment.aligned", "ends that program"),
  ])
  func speaksOfTheCase(_ name: String, _ because: String) throws {
    let result = try failure(name)
    #expect(result.because?.contains(because) == true, "\(result)")
    #expect(result.remedy != nil && result.remedy != Check.named(result.check)?.remedy)
  }

  /// The worst error of a function is that of the point that failed.
  @Test(arguments: ["value.far", "value.ulp", "derivative.sign", "parameters.above-one"])
  func theWorstIncludesWhatFailed(_ name: String) throws {
    let result = try failure(name)
    let evidence = try #require(result.evidence.first)
    let worst = try #require(result.worst.first { $0.function == evidence.function })
    // The report rounds.
    #expect(worst.ulp >= 0.99 * (evidence.ulp.flatMap(Double.init) ?? 1e300), "\(result)")
    #expect(worst.input == evidence.input)
  }
}
