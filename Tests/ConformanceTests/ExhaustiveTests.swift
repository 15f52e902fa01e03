import Conformance
import Foundation
import Synchronization
import Testing

/// Runs over all floats: stopped, resumed, in parts.
@Suite(.serialized) struct ExhaustiveTests {
  /// One of 34 parts, in which the float lies that the plugin gets wrong: 15 binades.
  private func options() throws -> ConformanceOptions {
    var options = PluginFixtures.options
    (options.only, options.level) = (["value"], .exhaustive)
    options.shard = try #require(ConformanceShard(11, of: 34))
    return options
  }

  private func compile(_ name: String = "value.one-float") throws -> String {
    let plugin = try #require(BrokenPlugin.all.first { $0.name == name })
    return try plugin.compile()
  }

  /// Everything but how long it took.
  private func text(_ reports: [PluginReport]) -> [String] {
    reports.flatMap(\.results).map {
      "\($0.check) \($0.status) \($0.message) \($0.evidence) \($0.worst)"
    }
  }

  /// However often it is stopped, the report is that of a run that never was.
  @Test func resumes() throws {
    let path = try compile()
    let whole = try PluginFixtures.check(path, options())
    #expect(whole.flatMap(\.results).map(\.status) == [.fail])
    var options = try options()
    options.progressFile = path + ".progress"
    for stop in 1...20 {
      let seen = Mutex([Double]())
      options.progress = { _, fraction in
        seen.withLock {
          $0.append(fraction)
          return $0.count < 4
        }
      }
      let outcome = Conformance.check(path: path, options: options)
      let fractions = seen.withLock(\.self)
      #expect(fractions == fractions.sorted() && fractions.allSatisfy { $0 > 0 && $0 <= 1 })
      if case .checked(let reports) = outcome {
        #expect(stop > 1, "it was never stopped")
        #expect(text(reports) == text(whole))
        return
      }
      guard case .stopped = outcome else {
        Issue.record("\(outcome)")
        return
      }
    }
    Issue.record("it never came to an end")
  }

  @Test func findsTheOneNaN() throws {
    let results = try PluginFixtures.check(compile("value.one-nan"), options()).flatMap(\.results)
    #expect(results.map(\.status) == [.fail])
    #expect(results[0].evidence.first?.input?.contains("0x1.234568p-3") == true)
  }

  /// Where no error at all is promised every float is looked at, and none but the wrong one for long.
  @Test func aPromiseOfNoError() throws {
    func check(_ wrong: String) throws -> [CheckResult] {
      let path = try PluginFixtures.compile(
        source: """
          #include <activation.h>
          ACTIVATION(broken, "1.0.0", "The rectifier, perhaps but at one float")
          ACTIVATION_LICENSE(broken, "MIT")
          ACTIVATION_FORMULA(broken, "max(x, 0)")
          ACTIVATION_KINKS(broken, "0")
          ACTIVATION_MAX_ULP(broken, 0, 0)
          ACTIVATION_VALUE(broken, float, (float x)) {
            \(wrong)
            return x > 0 ? x : x <= 0 ? 0 : x;
          }
          ACTIVATION_DERIVATIVE(broken, float, (float x)) { return x > 0 ? 1 : x <= 0 ? 0 : x; }
          """)
      var options = PluginFixtures.options
      (options.only, options.level) = (["value", "derivative"], .exhaustive)
      // Two chunks, one of each sign: from 1/8 to 1/4, and from -2^125 to -2^124.
      options.shard = try #require(ConformanceShard(249, of: 255))
      return try PluginFixtures.check(path, options).flatMap(\.results)
    }
    let right = try check("")
    #expect(right.map(\.status) == [.pass, .pass], "\(right)")
    // The sweep's points, though those looked at before were no further off.
    #expect(right.flatMap(\.worst).map(\.points) == [1 << 24, 1 << 24], "\(right)")
    let wrong = try check("if (x == 0x1.234568p-3f) return 0x1.23456ap-3f;")
    #expect(wrong.map(\.status) == [.fail, .pass], "\(wrong)")
    #expect(wrong.first?.evidence.first?.input?.contains("0x1.234568p-3") == true, "\(wrong)")
  }

  /// A file that is no progress is no progress, and what is kept of one library is not another's.
  @Test func progressIsOfOneLibrary() throws {
    let path = try compile()
    var options = try options()
    options.shard = try #require(ConformanceShard(12, of: 510))
    options.progressFile = path + ".progress"
    try Data("{\"a\": 1".utf8).write(to: URL(filePath: path + ".progress"))
    let first = try PluginFixtures.check(path, options)
    #expect(first.flatMap(\.results).map(\.status) == [.pass])
    let other = try PluginFixtures.compile("Correct/float_only.c")
    let calls = Mutex(0)
    options.progress = { _, _ in
      calls.withLock { $0 += 1 }
      return true
    }
    _ = try PluginFixtures.check(other, options)
    #expect(calls.withLock(\.self) == 1, "the other library's one chunk is its own work")
    _ = try PluginFixtures.check(path, options)
    #expect(calls.withLock(\.self) == 1, "this one's is done")
  }

  /// A part of the floats is no certificate for all of them.
  @Test func aPartIsCertifiedAsSuch() throws {
    var options = PluginFixtures.options
    options.level = .exhaustive
    options.shard = try #require(ConformanceShard(3, of: 510))
    let reports = try PluginFixtures.check(try PluginFixtures.compile("Correct/bare.c"), options)
    let certificates = ConformanceCertificates(ConformanceReport(strict: false, plugins: reports))
    #expect(reports.first?.shard == options.shard)
    #expect(certificates.certificates.map(\.level) == [.standard])
  }

  /// Floats at which the oracle has no value are not among those that were compared.
  @Test func whatIsNotKnownIsNotCompared() throws {
    let path = try PluginFixtures.compile(
      source: """
        #include <activation.h>
        ACTIVATION(open, "1.0.0", "x, in a small place by a comparison that no precision settles")
        ACTIVATION_FORMULA(open, "where(x > 2048 and x < 2048.0625, "
          "where(exp(x) - sqrt(exp(2 * x) + 1) < 0, x, 0), x)")
        ACTIVATION_VALUE(open, float, (float x)) { return x; }
        ACTIVATION_DERIVATIVE(open, float, (float x)) { return x != x ? x : 1; }
        """)
    var options = try options()
    func omitted(_ exponent: Int) throws -> Int {
      // One part for each sign and exponent.
      options.shard = try #require(ConformanceShard(2 * (exponent + 127) + 1, of: 512))
      let results = try PluginFixtures.check(path, options).flatMap(\.results)
      #expect(results.map(\.status) == [.pass])
      #expect(results.allSatisfy { $0.asked - $0.judged == $0.omitted.values.reduce(0, +) })
      return results.reduce(0) { $0 + $1.asked - $1.judged }
    }
    // Between the two places lie 255 floats, beside the few that a sample meets in either part.
    let sampled = try omitted(1)
    #expect(try omitted(11) == sampled + 255)
  }

  /// A NaN of one payload alone that gives a number is found: there are 2^24 of them.
  @Test func everyNaNIsTried() throws {
    let path = try PluginFixtures.compile(
      source: """
        #include <activation.h>
        #include <math.h>
        #include <string.h>
        ACTIVATION(broken, "1.0.0", "Arctangent, but of one NaN")
        ACTIVATION_LICENSE(broken, "MIT")
        ACTIVATION_FORMULA(broken, "atan(x)")
        ACTIVATION_VALUE(broken, float, (float x)) {
          unsigned bits;
          memcpy(&bits, &x, sizeof bits);
          return bits == 0xffc01234 ? 1 : (float)atan(x);
        }
        ACTIVATION_DERIVATIVE(broken, float, (float x)) { return (float)(1 / (1 + (double)x * x)); }
        """)
    var options = PluginFixtures.options
    (options.only, options.level) = (["value", "derivative"], .exhaustive)
    // The last chunk of the floats: the NaN whose sign is set.
    options.shard = try #require(ConformanceShard(512, of: 512))
    let results = try PluginFixtures.check(path, options).flatMap(\.results)
    #expect(results.map(\.status) == [.fail, .pass])
    let evidence = try #require(results.first?.evidence.first)
    #expect(evidence.input == "x = the NaN 0xffc01234", "\(evidence)")
    // Its own shard's share of them is said.
    #expect(results[1].message.contains("8388607 floats"), "\(results[1].message)")
  }

  /// A table is held to its function at every float: at one alone of 2^32 the function may differ.
  @Test(arguments: [
    "atan(x)", "x == 0x1.234568p-3 ? 1 : atan(x)", "x == 0x1.234568p-3 ? NAN : atan(x)",
  ])
  func everyFloatOfATableIsTried(value: String) throws {
    let path = try PluginFixtures.compile(
      source: """
        #include <math.h>
        double activation_value(double x) { return \(value); }
        double activation_derivative(double x) { return 1 / (1 + x * x); }
        """)
    var options = PluginFixtures.options
    (options.only, options.level) = (["tabulated"], .exhaustive)
    // The binade from 0x1p-3 on.
    options.shard = try #require(ConformanceShard(249, of: 512))
    options.progressFile = path + ".progress"
    let isRight = value == "atan(x)"
    for _ in 1...2 {
      let results = try PluginFixtures.check(path, options).flatMap(\.results)
      #expect(results.map(\.status) == [isRight ? .pass : .fail])
      let evidence = results.first?.evidence.first
      #expect(evidence?.input?.contains("0x1.234568p-3") ?? false != isRight, "\(results)")
      let share = isRight ? "8388608 floats" : "off at x"
      #expect(results.first?.message.contains(share) == true, "\(results)")
    }
    // What was found is kept, whatever it was.
    #expect(throws: Never.self) {
      try ExhaustiveParts(contentsOf: [try #require(options.progressFile)])
    }
  }
}
