import Conformance
import Foundation
import Testing

/// Every check has a plugin that fails it and no other.
@Suite(.serialized) struct BrokenPluginTests {
  @Test(arguments: PluginFixtures.names(in: "Broken"))
  func fails(_ name: String) throws {
    let source = try String(
      contentsOf: PluginFixtures.sources.appending(path: "Broken/\(name).c"), encoding: .utf8)
    let check = PluginFixtures.note("check", in: source) ?? name
    let reports = try PluginFixtures.check(try PluginFixtures.compile("Broken/\(name).c"))
    #expect(reports.count == 1)
    for report in reports {
      #expect(report.complaints == [check], "\(report.details)")
      #expect(!report.conforms(strict: true))
    }
  }

  /// A library that was cut short fails as one that cannot be read.
  @Test func truncatedLibrary() throws {
    let path = try PluginFixtures.compile("Correct/bare.c", named: "cut")
    let data = try Data(contentsOf: URL(filePath: path))
    try data.prefix(data.count / 2).write(to: URL(filePath: path))
    let reports = try PluginFixtures.check(path)
    #expect(reports.map(\.complaints) == [["elf-readable"]])
    #expect(reports.allSatisfy { !$0.conforms(strict: false) })
  }

  @Test func everyCheckHasOne() {
    var covered = Set(
      PluginFixtures.names(in: "Broken").map { name in
        let source = try? String(
          contentsOf: PluginFixtures.sources.appending(path: "Broken/\(name).c"), encoding: .utf8)
        return source.flatMap { PluginFixtures.note("check", in: $0) } ?? name
      })
    covered.insert("elf-readable")
    #expect(covered == Set(Check.all.map(\.id)))
  }
}

/// Plugins that are right, however unusual, and libm behind thin wrappers.
@Suite(.serialized) struct CorrectPluginTests {
  @Test(arguments: PluginFixtures.names(in: "Correct"), [1, 2, 3] as [UInt64])
  func passes(_ name: String, seed: UInt64) throws {
    var options = PluginFixtures.options
    options.seed = seed
    // Whether networks of it learn is no matter of being right.
    options.skip = ["learns"]
    let reports = try PluginFixtures.check(try PluginFixtures.compile("Correct/\(name).c"), options)
    for report in reports {
      #expect(report.complaints.isEmpty, "\(report.details)")
      #expect(report.conforms(strict: true))
    }
    #expect(!reports.isEmpty)
  }
}
