import Conformance
import Foundation
import Testing

/// Plugins that are right in every way, and unlike the usual.
@Suite(.serialized) struct CorrectPluginTests {
  private static let flags = [
    "quadruple": ["-shared-libgcc"],
    "version-node": [
      "-Wl,--version-script=\(PluginFixtures.sources.path)/Correct/version-node.map"
    ],
  ]

  private static let names = PluginFixtures.names(in: "Correct")

  private func compile(_ name: String) throws -> String {
    try PluginFixtures.compile("Correct/\(name).c", flags: Self.flags[name] ?? [])
  }

  @Test func thereAreSome() {
    #expect(Self.names.count >= 16)
  }

  /// The first is every user's seed. HILLOCK_CORRECT_RUNS makes of it as many runs in all, with
  /// seeds drawn anew; what fails there prints its seed.
  @Test(arguments: names)
  func conforms(_ name: String) throws {
    let path = try compile(name)
    let asked = ProcessInfo.processInfo.environment["HILLOCK_CORRECT_RUNS"].flatMap { Int($0) }
    let runs = asked.map { ($0 + Self.names.count - 1) / Self.names.count } ?? 2
    for run in 0..<runs {
      let seed = asked == nil ? UInt64(run + 1) : UInt64.random(in: .min ... .max)
      var options = PluginFixtures.options
      options.seed = seed
      let reports = try PluginFixtures.check(path, options)
      #expect(!reports.isEmpty)
      for report in reports {
        #expect(report.complaints == [], "\(report.activation), seed \(seed): \(report.details)")
        #expect(report.isChecked)
      }
    }
  }

  @Test func theWrittenLibraryHasItsFour() throws {
    var options = PluginFixtures.options
    options.only = ["value", "derivative"]
    let reports = try PluginFixtures.check(compile("libm"), options)
    #expect(Set(reports.map(\.activation)) == ["tanh", "erf", "cbrt", "asinh"])
    for result in reports.flatMap(\.results) {
      #expect(result.status == .pass, "\(result.message)")
      #expect(result.worst.count == 2, "both precisions are measured: \(result.message)")
    }
  }
  /// What a machine does with subnormals is no fault of a plugin's: it is told, and passes.
  @Test func speedIsToldAndDecidesNothing() throws {
    var options = PluginFixtures.options
    options.only = ["speed"]
    let results = try PluginFixtures.check(compile("subnormal_loop"), options).flatMap(\.results)
    #expect(results.map(\.status) == [.pass])
    let message = results.first?.message ?? ""
    #expect(message.contains("subnormal inputs") && message.contains("one multiplication"))
  }
}
