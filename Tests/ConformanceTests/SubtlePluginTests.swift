import Conformance
import Testing

/// Faults that a test of a few points, or at the defaults, or of one length, does not see.
@Suite(.serialized) struct SubtlePluginTests {
  /// Found by every draw of the random points, not by a lucky one.
  @Test(
    arguments: [
      "value.far", "derivative.far", "derivative.1e-5", "derivative.1e-5-no-formula",
      "derivative.band", "array-lengths.tail", "array-bounds.read", "parameters.constant",
    ], [2, 3, 0xDECAF, UInt64.max])
  func everySeedFindsIt(_ name: String, seed: UInt64) throws {
    let plugin = try #require(BrokenPlugin.all.first { $0.name == name })
    var options = PluginFixtures.options
    (options.only, options.seed) = ([plugin.check], seed)
    for report in try PluginFixtures.check(plugin.compile(), options) {
      #expect(report.complaints == ["\(plugin.check): \(plugin.status.rawValue)"])
    }
  }

  @Test func readingPastTheEndIsNamed() throws {
    let plugin = try #require(BrokenPlugin.all.first { $0.name == "array-bounds.read" })
    var options = PluginFixtures.options
    options.only = ["array-bounds"]
    let reports = try PluginFixtures.check(plugin.compile(), options)
    let message = try #require(reports.first?.results.first?.message)
    #expect(message.contains("broken_value_arrayf"), "\(message)")
    #expect(message.contains("past the end of x"), "\(message)")
  }

  /// One float of 2^32 is wrong: the level that looks at all of them names it, and the part of the
  /// floats that it does not lie in passes.
  @Test(arguments: ["value", "derivative"])
  func oneFloatIsNamed(_ check: String) throws {
    let plugin = try #require(BrokenPlugin.all.first { $0.name == "\(check).one-float" })
    let path = try plugin.compile()
    var options = PluginFixtures.options
    (options.only, options.level) = ([check], .exhaustive)
    var failures: [CheckResult] = []
    // As many shards as there are signs and exponents; those of 0x1p-3 and of -0x1p-3.
    for index in [249, 250] {
      options.shard = try #require(ConformanceShard(index, of: 510))
      let reports = try PluginFixtures.check(path, options)
      failures += reports.flatMap(\.results).filter { $0.status != .pass }
    }
    #expect(failures.count == 1)
    let evidence = try #require(failures.first?.evidence.first)
    #expect(failures.first?.status == .fail)
    #expect(evidence.input?.contains("0x1.234568p-3") == true, "\(evidence)")
    #expect(evidence.ulp.flatMap(Double.init).map { abs($0 - 3) < 0.6 } == true, "\(evidence)")
    // What failed is the worst, too.
    let worst = try #require(failures.first?.worst.first)
    #expect(worst.ulp > 2 && worst.input.contains("0x1.234568p-3"), "\(worst)")
  }

  /// More elements than 32 bits count; those that count them are not waited for.
  @Test func countingIn32Bits() throws {
    let plugin = try #require(BrokenPlugin.all.first { $0.name == "array-lengths.int" })
    var options = PluginFixtures.options
    (options.only, options.level) = (["array-lengths"], .standard)
    let result = try #require(
      try PluginFixtures.check(plugin.compile(), options).flatMap(\.results).first)
    #expect(result.status == .fail)
    #expect(result.evidence.first?.function == "broken_gradient_arrayf", "\(result)")
    #expect(result.evidence.first?.input == "n = 4294967360", "\(result)")
    let sound = try PluginFixtures.compile("Correct/arrays_only.c")
    let results = try PluginFixtures.check(sound, options).flatMap(\.results)
    #expect(results.map(\.status) == [.pass])
    // Not where memory is limited to less than such arrays take of it in addresses.
    #expect(results.first?.message.contains("4294967360") == true, "\(results)")
  }

  /// The same of what a value does from float to float. Where no formula is swept the check sweeps by
  /// itself, and it goes on from where it was stopped.
  @Test(arguments: ["range", "monotonic", "symmetry"])
  func oneFloatOutOfShape(_ check: String) throws {
    let plugin = try #require(BrokenPlugin.all.first { $0.name == "\(check).one-float" })
    let path = try plugin.compile()
    var options = PluginFixtures.options
    options.only = [check]
    #expect(try PluginFixtures.check(path, options).flatMap(\.results).map(\.status) == [.pass])
    options.level = .exhaustive
    options.progressFile = path + ".progress"
    for _ in 1...2 {
      var results: [CheckResult] = []
      for index in [249, 250] {
        options.shard = try #require(ConformanceShard(index, of: 510))
        results += try PluginFixtures.check(path, options).flatMap(\.results)
      }
      #expect(results.map(\.status) == [.fail, .pass], "\(results)")
      let evidence = try #require(results.first?.evidence.first)
      #expect(evidence.input?.contains("0x1.234568p-3") == true, "\(evidence)")
      #expect(results.last?.message.contains("at 1 of 512 binades") == true, "\(results)")
    }
  }

  /// A sweep that holds values to the formula looks at their shape on its way, in all forms.
  @Test(arguments: ["0", "9 * 0x1p-26f"]) func shapesAreSweptWithValues(error: String) throws {
    let path = try PluginFixtures.compile(
      source: """
        #include <activation.h>
        #include <math.h>
        ACTIVATION(broken, "1.0.0", "Arctangent")
        ACTIVATION_LICENSE(broken, "MIT")
        ACTIVATION_FORMULA(broken, "atan(x)")
        ACTIVATION_MAX_ULP(broken, 1, 1)
        ACTIVATION_RANGE(broken, "[-1.5707963267948966, 1.5707963267948966]")
        ACTIVATION_MONOTONIC(broken, "increasing")
        ACTIVATION_SYMMETRY(broken, "odd")
        ACTIVATION_VALUE(broken, float, (float x)) {
          return (float)atan(x) - (x == 0x1.234568p-3f ? \(error) : 0);
        }
        ACTIVATION_VALUE_ARRAY(broken, float, (const float *x, float *y, size_t n)) {
          for (size_t i = 0; i < n; i++) y[i] = (float)atan(x[i]);
        }
        ACTIVATION_DERIVATIVE(broken, float, (float x)) { return (float)(1 / (1 + (double)x * x)); }
        """)
    var options = PluginFixtures.options
    (options.only, options.level) = (["value", "range", "monotonic", "symmetry"], .exhaustive)
    options.shard = try #require(ConformanceShard(249, of: 510))
    let results = try PluginFixtures.check(path, options).flatMap(\.results)
    let wrong: CheckStatus = error == "0" ? .pass : .fail
    #expect(results.map(\.status) == [wrong, .pass, wrong, wrong], "\(results)")
    for result in results where result.status == .fail {
      #expect(result.evidence.first?.function == "broken_valuef", "\(result)")
    }
  }
}
