import Conformance
import Testing

/// Faults that a test of a few points, or at the defaults, or of one length, does not see.
@Suite(.serialized) struct SubtlePluginTests {
  /// Found by every draw of the random points, not by a lucky one.
  @Test(
    arguments: [
      "value.far", "derivative.far", "derivative.1e-5", "derivative.1e-5-no-formula",
      "array-lengths.tail", "array-bounds.read", "parameters.constant",
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
  }
}
