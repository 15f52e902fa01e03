import Conformance
import Foundation
import Testing

/// What a plugin may try: none of it ends the tool, passes, or outlives it.
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

  static let attacks: [(name: String, body: String)] = [
    ("crash", "double activation_value(double x) { return x > 1 ? *(volatile double *)8 : f(x); }"),
    ("exit", "double activation_value(double x) { if (x > 1) exit(0); return f(x); }"),
    ("quiet exit", "double activation_value(double x) { if (x > 1) _exit(0); return f(x); }"),
    ("abort", "double activation_value(double x) { if (x > 1) abort(); return f(x); }"),
    ("hang", "double activation_value(double x) { while (x > 1) { } return f(x); }"),
    (
      "hang that ignores signals",
      """
      double activation_value(double x) {
        for (int s = 1; s < 64; s++) signal(s, SIG_IGN);
        while (x > 1) { }
        return f(x);
      }
      """
    ),
    (
      "closed descriptors",
      """
      double activation_value(double x) {
        if (x > 1) for (int d = 0; d < 1024; d++) close(d);
        return f(x);
      }
      """
    ),
    (
      "a forged answer",
      """
      double activation_value(double x) {
        static char answer[65536];
        if (x > 1) write(4, answer, sizeof answer);
        return x > 1 ? 0.1 : f(x);
      }
      """
    ),
    (
      "a corrupt heap",
      """
      double activation_value(double x) {
        if (x > 1) {
          char *volatile p = malloc(64);
          for (int i = -64; i < 4096; i++) ((volatile char *)p)[i] = -1;
          free(p);
          abort();
        }
        return f(x) + (x > 1);
      }
      """
    ),
    (
      "all memory",
      """
      double activation_value(double x) {
        while (x > 1) { char *p = malloc(1 << 26); if (!p) abort(); memset(p, 1, 1 << 26); }
        return f(x);
      }
      """
    ),
    (
      "a killed parent",
      "double activation_value(double x) { if (x > 1) { kill(getppid(), 9); kill(0, 9); } return x > 1 ? NAN : f(x); }"
    ),
  ]

  @Test(arguments: attacks.indices)
  func neverPasses(_ index: Int) throws {
    let path = try PluginFixtures.compile(source: Self.head + "\n" + Self.attacks[index].body)
    var options = PluginFixtures.options
    options.timeout = 1
    options.only = ["value-finite", "derivative", "deterministic"]
    let reports = try PluginFixtures.check(path, options)
    #expect(reports.count == 1)
    let name = Self.attacks[index].name
    #expect(reports.allSatisfy { !$0.conforms(strict: false) }, "\(name)")
  }

  /// A crash names the signal, the function and the input that was being computed.
  @Test func namesTheInput() throws {
    let path = try PluginFixtures.compile(source: Self.head + "\n" + Self.attacks[0].body)
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
    let path = try PluginFixtures.compile(source: Self.head + "\n" + Self.attacks[4].body)
    var options = PluginFixtures.options
    options.timeout = 0.5
    options.only = ["value-finite", "derivative-finite"]
    let results = try #require(PluginFixtures.check(path, options).first?.results)
    #expect(results.map(\.status) == [.timeout, .pass])
  }

  /// Processes that a constructor tries to start do not come to be.
  @Test func nothingOutlivesIt() throws {
    let mark = FileManager.default.temporaryDirectory.appending(path: UUID().uuidString).path
    let path = try PluginFixtures.compile(
      source: Self.head + """

        #include <fcntl.h>
        double activation_value(double x) { return f(x); }
        __attribute__((constructor)) static void spread(void) {
          for (int k = 0; k < 3; k++) {
            if (fork() == 0) {
              setsid();
              sleep(1);
              close(open("\(mark)", O_CREAT | O_WRONLY, 0600));
              _exit(0);
            }
          }
        }
        """)
    var options = PluginFixtures.options
    options.only = ["loads", "value-nan"]
    _ = try PluginFixtures.check(path, options)
    Thread.sleep(forTimeInterval: 1.5)
    #expect(!FileManager.default.fileExists(atPath: mark))
  }
}
