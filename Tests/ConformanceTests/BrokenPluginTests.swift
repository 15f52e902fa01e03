import Conformance
import Foundation
import Testing

/// A plugin that is wrong in one way: `Broken/CHECK.WHAT.c`, where CHECK must find it and no other.
struct BrokenPlugin: CustomTestStringConvertible, Sendable {
  let name: String
  var status = CheckStatus.fail
  var flags: [String] = []
  var libraries = ["-lm"]
  /// Bytes that are changed afterwards, where no compiler makes the fault.
  var patch: (bytes: [UInt8], offset: UInt64)?
  /// Whether level quick does not look that far: `SubtlePluginTests` does.
  var isRare = false

  var source: String { "Broken/\(name).c" }
  var check: String { String(name.prefix { $0 != "." }) }
  var testDescription: String { name }

  func compile() throws -> String {
    let path = try PluginFixtures.compile(source, flags: flags, libraries: libraries)
    if let patch {
      let file = try #require(FileHandle(forUpdatingAtPath: path))
      try file.seek(toOffset: patch.offset)
      try file.write(contentsOf: Data(patch.bytes))
      try file.close()
    }
    return path
  }

  static let all = [
    // e_machine becomes that of the 64-bit PowerPC, for which nobody runs this.
    BrokenPlugin(name: "elf-readable.machine", patch: ([21, 0], 18)),
    BrokenPlugin(name: "elf-exports.helper", status: .warning),
    BrokenPlugin(name: "elf-needs.unresolved"),
    BrokenPlugin(
      name: "elf-needs.library", status: .warning,
      libraries: ["-Wl,--no-as-needed", "-lcrypto", "-lm"]),
    BrokenPlugin(name: "elf-needs.unnamed", status: .warning, libraries: []),
    BrokenPlugin(name: "elf-hardening.stack", flags: ["-z", "execstack"]),
    BrokenPlugin(name: "elf-hardening.text", flags: ["-z", "notext"]),
    BrokenPlugin(name: "elf-hardening.segment"),
    BrokenPlugin(name: "metadata.formula"),
    BrokenPlugin(name: "metadata.symbol"),
    BrokenPlugin(name: "metadata.licence", status: .warning),
    BrokenPlugin(name: "loads.refused"),
    BrokenPlugin(name: "load-side-effects.fast-math", flags: ["-Ofast"]),
    BrokenPlugin(name: "load-side-effects.rounding"),
    BrokenPlugin(name: "load-side-effects.handler"),
    BrokenPlugin(name: "load-side-effects.environment"),
    BrokenPlugin(name: "load-side-effects.directory"),
    BrokenPlugin(name: "load-side-effects.thread"),
    BrokenPlugin(name: "load-side-effects.file"),
    BrokenPlugin(name: "load-side-effects.output"),
    BrokenPlugin(name: "load-side-effects.locale"),
    BrokenPlugin(name: "load-side-effects.timer"),
    BrokenPlugin(name: "load-side-effects.process"),
    BrokenPlugin(name: "load-side-effects.pipe"),
    BrokenPlugin(name: "load-side-effects.stack"),
    BrokenPlugin(name: "load-side-effects.farewell"),
    BrokenPlugin(name: "prototype-probe.precision"),
    BrokenPlugin(name: "prototype-probe.order"),
    BrokenPlugin(name: "value.far"),
    BrokenPlugin(name: "value.power-at-zero"),
    BrokenPlugin(name: "value.approximation"),
    BrokenPlugin(name: "value.float"),
    BrokenPlugin(name: "value.ulp"),
    BrokenPlugin(name: "value.half"),
    BrokenPlugin(name: "value.ulp-double"),
    BrokenPlugin(name: "value.root"),
    BrokenPlugin(name: "value.training"),
    BrokenPlugin(name: "value.one-float", isRare: true),
    BrokenPlugin(name: "value.one-nan", isRare: true),
    BrokenPlugin(name: "value-nan.comparison"),
    BrokenPlugin(name: "value-nan.fmax"),
    BrokenPlugin(name: "value-infinity.quotient"),
    BrokenPlugin(name: "value-zero.flush"),
    BrokenPlugin(name: "value-finite.overflow"),
    BrokenPlugin(name: "value-finite.ratio"),
    BrokenPlugin(name: "range.rounding"),
    BrokenPlugin(name: "range.one-float", isRare: true),
    BrokenPlugin(name: "monotonic.dip"),
    BrokenPlugin(name: "monotonic.one-float", isRare: true),
    BrokenPlugin(name: "symmetry.centre"),
    BrokenPlugin(name: "symmetry.one-float", isRare: true),
    BrokenPlugin(name: "derivative.1e-5"),
    BrokenPlugin(name: "derivative.band"),
    BrokenPlugin(name: "derivative.1e-5-no-formula"),
    BrokenPlugin(name: "derivative.of-y-no-formula"),
    BrokenPlugin(name: "derivative.zero"),
    BrokenPlugin(name: "derivative.sign"),
    BrokenPlugin(name: "derivative.training"),
    BrokenPlugin(name: "derivative.far"),
    BrokenPlugin(name: "derivative.far-arctangent"),
    BrokenPlugin(name: "derivative.at-infinity"),
    BrokenPlugin(name: "derivative.limit"),
    BrokenPlugin(name: "derivative.jump-gated"),
    BrokenPlugin(name: "derivative.cancelled", status: .warning),
    BrokenPlugin(name: "derivative.one-float", isRare: true),
    BrokenPlugin(name: "derivative-of-y.input"),
    BrokenPlugin(name: "derivative-kinks.outside"),
    BrokenPlugin(name: "derivative-kinks.no-formula"),
    BrokenPlugin(name: "derivative-kinks.undeclared", status: .warning),
    BrokenPlugin(name: "derivative-nan.comparison"),
    BrokenPlugin(name: "derivative-finite.quotient"),
    BrokenPlugin(name: "derivative-finite.branch"),
    BrokenPlugin(name: "partials.gate"),
    BrokenPlugin(name: "partials.learnable"),
    BrokenPlugin(name: "partials.sign"),
    BrokenPlugin(name: "parameters.maximum"),
    BrokenPlugin(name: "parameters.constant"),
    BrokenPlugin(name: "parameters.missing-factor"),
    BrokenPlugin(name: "parameters.of-y"),
    BrokenPlugin(name: "parameters.above-one"),
    BrokenPlugin(name: "parameters.no-formula"),
    BrokenPlugin(name: "parameters.row"),
    BrokenPlugin(name: "array-scalar.approximation"),
    BrokenPlugin(name: "array-scalar.precisions"),
    BrokenPlugin(name: "array-lengths.tail"),
    BrokenPlugin(name: "array-lengths.gate"),
    BrokenPlugin(name: "array-lengths.blocks"),
    BrokenPlugin(name: "array-lengths.unwritten"),
    BrokenPlugin(name: "array-lengths.int", isRare: true),
    BrokenPlugin(name: "array-alignment.prologue"),
    BrokenPlugin(name: "array-alignment.aligned", status: .crash),
    BrokenPlugin(name: "array-bounds.read", status: .crash),
    BrokenPlugin(name: "array-bounds.before", status: .crash),
    BrokenPlugin(name: "array-bounds.write"),
    BrokenPlugin(name: "array-input.clamp"),
    BrokenPlugin(name: "array-alias.passes"),
    BrokenPlugin(name: "gradient.without-dy"),
    BrokenPlugin(name: "gradient.overwrites"),
    BrokenPlugin(name: "gradient.gate"),
    BrokenPlugin(name: "gradient.skips-zero"),
    BrokenPlugin(name: "gradient.tiny"),
    BrokenPlugin(name: "half-precision.overflow"),
    BrokenPlugin(name: "half-precision.truncates"),
    BrokenPlugin(name: "half-precision.nan"),
    BrokenPlugin(name: "half-precision.tail"),
    BrokenPlugin(name: "half-precision.beyond"),
    BrokenPlugin(name: "half-precision.parameter"),
    BrokenPlugin(name: "tabulated.spike"),
    BrokenPlugin(name: "tabulated.between-floats"),
    BrokenPlugin(name: "tabulated.left"),
    BrokenPlugin(name: "row-shift.overflow"),
    BrokenPlugin(name: "row-shift.long"),
    BrokenPlugin(name: "row-sum.scale"),
    BrokenPlugin(name: "row-gradient.diagonal"),
    BrokenPlugin(name: "deterministic.process"),
    BrokenPlugin(name: "deterministic.state"),
    BrokenPlugin(name: "deterministic.uninitialized"),
    BrokenPlugin(name: "thread-safe.static"),
    BrokenPlugin(name: "thread-safe.cache"),
    BrokenPlugin(name: "thread-safe.last"),
    BrokenPlugin(name: "thread-safe.table"),
    BrokenPlugin(name: "pure.allocation"),
    BrokenPlugin(name: "pure.system-call"),
    BrokenPlugin(name: "pure.forks"),
    BrokenPlugin(name: "pure.long"),
    BrokenPlugin(name: "pure.clock"),
    BrokenPlugin(name: "pure.prints"),
    BrokenPlugin(name: "pure.thread-local"),
    BrokenPlugin(name: "fp-environment.flush"),
    BrokenPlugin(name: "fp-environment.exception"),
    BrokenPlugin(name: "stack.scratch"),
    BrokenPlugin(name: "learns.far-bend", status: .warning),
  ]
}

/// Each check has plugins that it alone finds.
@Suite(.serialized) struct BrokenPluginTests {
  @Test(arguments: BrokenPlugin.all.filter { !$0.isRare })
  func oneCheckFindsIt(_ plugin: BrokenPlugin) throws {
    let reports = try PluginFixtures.check(plugin.compile())
    #expect(reports.count == 1)
    for report in reports {
      #expect(
        report.complaints == ["\(plugin.check): \(plugin.status.rawValue)"], "\(report.details)")
      #expect(report.conforms(strict: false) == !plugin.status.isFailure)
      for result in report.results where ![.pass, .skipped].contains(result.status) {
        #expect(result.because != nil && result.remedy != nil, "\(plugin.name) has general advice")
      }
      #expect(!report.conforms(strict: true))
    }
  }

  /// A new check needs a plugin that is broken in that way; speed is reported, never judged.
  @Test func everyCheckHasItsPlugin() {
    // `speed` only informs; what `network-gradient` would find, derivatives of x and y show before it.
    #expect(
      Set(Check.all.map(\.id)).subtracting(["speed", "network-gradient"])
        == Set(BrokenPlugin.all.map(\.check)))
  }

  @Test func everySourceIsTested() {
    let listed = BrokenPlugin.all.map(\.name) + ["hostile"]
    #expect(Set(PluginFixtures.names(in: "Broken")) == Set(listed))
  }

  /// A library that was cut short, by a download that failed, is one that cannot be read.
  @Test func truncatedLibrary() throws {
    let path = try PluginFixtures.compile("Correct/bare.c")
    let data = try Data(contentsOf: URL(filePath: path))
    try data.prefix(data.count / 2).write(to: URL(filePath: path))
    let reports = try PluginFixtures.check(path)
    #expect(reports.map(\.complaints) == [["elf-readable: fail"]])
    #expect(reports.allSatisfy { !$0.conforms(strict: false) })
  }
}
