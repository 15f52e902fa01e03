import Conformance
import Foundation
import Testing

/// What the report says of a plugin that ends its process; `BrokenHostileTests` have all its ways.
@Suite(.serialized) struct IsolationTests {
  private static let head = """
    #include <activation.h>
    #include <math.h>
    #include <signal.h>
    #include <stdlib.h>
    #include <string.h>
    #include <sys/resource.h>
    #include <unistd.h>
    static inline double f(double x) { return 1 / (1 + exp(-x)); }
    double activation_derivative(double x) { double s = f(x); return s * (1 - s); }
    """

  private static let crash =
    "double activation_value(double x) { return x > 1 ? *(volatile double *)8 : f(x); }"
  private static let hang =
    "double activation_value(double x) { while (x > 1) { } return f(x); }"

  /// A crash names the signal, the function and the input that was being computed.
  @Test func namesTheInput() throws {
    let path = try PluginFixtures.compile(source: Self.head + "\n" + Self.crash)
    var options = PluginFixtures.options
    options.only = ["value-finite"]
    let result = try #require(PluginFixtures.check(path, options).first?.results.first)
    #expect(result.status == .crash)
    #expect(result.message.contains("SIGSEGV"))
    #expect(result.message.contains("activation_value"))
    // The first point beyond 1: the next double.
    #expect(result.message.contains("0x1.0000000000001p+0"), "\(result.message)")
  }

  /// A hang is a timeout, and the checks after it still run.
  @Test func timesOut() throws {
    let path = try PluginFixtures.compile(source: Self.head + "\n" + Self.hang)
    var options = PluginFixtures.options
    options.timeout = 0.5
    options.only = ["value-finite", "derivative-finite"]
    let results = try #require(PluginFixtures.check(path, options).first?.results)
    #expect(results.map(\.status) == [.timeout, .pass])
  }
}
