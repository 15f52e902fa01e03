import Foundation
import Testing

@Suite struct JudgeTests {
  private struct Report: Decodable {
    struct Output: Decodable {
      struct Example: Decodable { var ulp: Double? }
      struct Fault: Decodable {
        var kind: String
        var count: Int
        var from: Double
        var to: Double
        var words: String?
      }
      var asked: Int
      var judged: Int
      var worst: Example?
      var faults: [Fault]
    }
    var version: Int
    var environment: String
    var format: String
    var value: Output
    var derivative: Output?
  }

  private func report(_ arguments: [String], in workspace: Workspace) throws -> Report {
    let run = try CommandRun.hillock(
      ["judge"] + arguments + ["--level", "quick", "--format", "json"], in: workspace)
    try #require(run.status == 0, "\(run.errors)")
    return try JSONDecoder().decode(Report.self, from: Data(run.output.utf8))
  }

  /// Functions that are wrong in one way each.
  private static let functions = """
    #include <math.h>
    #include <stddef.h>
    #include <stdint.h>
    #include <stdlib.h>
    #include <string.h>
    float exactf(float x) { return (float)tanh((double)x); }
    float slopef(float x) { double t = tanh((double)x); return (float)(1 - t * t); }
    double slope(double x) { double c = 1 / cosh(x); return c * c; }
    float flushf(float x) { return x < -5 && !isinf(x) ? 0 : (float)tanh((double)x); }
    float flipf(float x) { return x > 4 && x < 8 ? -1 : (float)tanh((double)x); }
    float holef(float x) { return x == 0.5f ? NAN : (float)tanh((double)x); }
    float endf(float x) { if (x == 0.25f) abort(); return (float)tanh((double)x); }
    float stuckf(float x) { if (x == 0.25f) for (;;) {} return (float)tanh((double)x); }
    void halves(size_t n, const uint16_t *x, uint16_t *y) {  // bfloat16: |x|
      for (size_t i = 0; i < n; i++) y[i] = x[i] & 0x7fff;
    }
    """

  private func library() throws -> Workspace {
    let workspace = try Workspace()
    try Fixtures.compile(Self.functions, as: "functions", in: workspace)
    return workspace
  }

  @Test func aRightFunctionIsFoundRight() throws {
    let report = try report(
      ["./plugins/functions.so:exactf", "--formula", "tanh(x)"], in: library())
    #expect(report.version == 1)
    #expect(report.format == "float32")
    #expect(report.value.faults.isEmpty)
    #expect(report.value.judged == report.value.asked)
    #expect(try #require(report.value.worst?.ulp) <= 0.51)
    #expect(report.derivative == nil)
  }

  @Test func cancellationOfADerivativeIsFound() throws {
    let workspace = try library()
    let bad = try report(
      ["./plugins/functions.so:exactf", "--formula", "tanh(x)", "--derivative", "slopef"],
      in: workspace)
    // 1 - t^2 in double keeps a float's digits until t is within 2^-29 of 1, and is 0 from 19 on.
    #expect(bad.derivative?.faults.contains { $0.kind == "zero" && $0.to >= 19 } == true)
    let good = try report(
      ["./plugins/functions.so:tanh", "--formula", "tanh(x)", "--derivative", "slope"],
      in: workspace)
    #expect(good.format == "float64")
    #expect(try #require(good.derivative?.worst?.ulp) < 1000)
  }

  @Test(arguments: [
    ("flushf", "zero", -88.0...(-5)), ("flipf", "sign", 4...8), ("holef", "nan", 0.5...0.5),
  ])
  func whatIsWrongIsNamedWithItsPlace(
    symbol: String, kind: String, range: ClosedRange<Double>
  ) throws {
    let report = try report(
      ["./plugins/functions.so:\(symbol)", "--formula", "tanh(x)"], in: library())
    let fault = try #require(report.value.faults.first)
    #expect(fault.kind == kind)
    #expect(report.value.faults.count == 1)
    if kind != "zero" {
      #expect(range.contains(fault.from) && range.contains(fault.to))
    }
  }

  @Test func aFunctionThatEndsOrHangsIsAResult() throws {
    let workspace = try library()
    for (symbol, kind) in [("endf", "crash"), ("stuckf", "hang")] {
      let report = try report(
        ["./plugins/functions.so:\(symbol)", "--formula", "tanh(x)", "--timeout", "2"],
        in: workspace)
      let fault = try #require(report.value.faults.first)
      #expect((fault.kind, fault.count, fault.from, fault.to) == (kind, 1, 0.25, 0.25))
      #expect(fault.words?.isEmpty == false)
    }
  }

  @Test func halvesAreJudgedWhole() throws {
    let report = try report(
      ["./plugins/functions.so:halves", "--array", "--precision", "bf16", "--formula", "abs(x)"],
      in: library())
    #expect(report.value.asked == 65536)
    #expect(report.value.faults.isEmpty)
    #expect(report.value.worst?.ulp == 0)
  }

  @Test func pythonsOwnFunctionsAreJudged() throws {
    let workspace = try Workspace()
    try workspace.write(
      "mine.py", "def cube(x):\n    return x * x * x\ndef slope(x):\n    return 3 * x * x\n")
    let report = try report(
      [
        "--python", "mine:cube", "--formula", "x^3", "--derivative", "mine:slope", "--precision",
        "f64",
      ], in: workspace)
    #expect(report.environment.hasPrefix("Python 3"))
    #expect(try #require(report.value.worst?.ulp) <= 2)
    #expect(try #require(report.derivative?.worst?.ulp) <= 2)
  }

  @Test func anErrorBeyondTheLimitIsAFailure() throws {
    let workspace = try library()
    let arguments = [
      "judge", "./plugins/functions.so:flipf", "--formula", "tanh(x)", "--level", "quick",
    ]
    #expect(try CommandRun.hillock(arguments, in: workspace).status == 0)
    let run = try CommandRun.hillock(arguments + ["--max-ulp", "1"], in: workspace)
    #expect(run.status == 1)
    #expect(run.errorLines.last?.contains("not within 1.0 ULP") == true)
  }

  @Test(arguments: [
    (["./plugins/functions.so:absent", "--formula", "x"], Int32(1), "no function 'absent'"),
    (["./absent.so:f", "--formula", "x"], 1, "absent.so"),
    (["--python", "absent_module:f", "--formula", "x"], 1, "absent_module"),
    (["./plugins/functions.so:exactf", "--formula", "tanh(x"], 2, "expected ')'"),
    (["./plugins/functions.so", "--formula", "x"], 2, "LIBRARY:SYMBOL"),
    (["--formula", "x"], 2, "name one function"),
    (["./plugins/functions.so:exactf", "--formula", "x", "--derivative", "autograd"], 2, "symbol"),
    (["./plugins/functions.so:tanh", "--formula", "x", "--level", "exhaustive"], 1, "2^64"),
    (["./plugins/functions.so:exactf", "--formula", "x", "--precision", "bf16"], 2, "--array"),
  ])
  func whatCannotBeJudgedIsOneLine(arguments: [String], status: Int32, words: String) throws {
    let run = try CommandRun.hillock(["judge"] + arguments, in: library())
    #expect(run.status == status)
    #expect(run.errorLines.count == 1)
    #expect(run.errors.contains(words), "\(run.errors)")
  }
}
