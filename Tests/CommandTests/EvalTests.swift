import Foundation
import Testing

@Suite struct EvalTests {
  struct Report: Decodable {
    struct Point: Decodable {
      var x: Double
      var value: Double
      var derivative: Double?
      var gate_derivative: Double?
      var derivatives: [Double]?
    }
    var precision: String
    var results: [Point]
  }

  func report(_ arguments: [String], in workspace: Workspace? = nil) throws -> Report {
    let workspace = try workspace ?? Workspace()
    let run = try CommandRun.hillock(
      ["eval"] + arguments + ["--format", "json", "--plugins", Fixtures.plugins], in: workspace)
    try #require(run.status == 0, "\(run.errors)")
    return try JSONDecoder().decode(Report.self, from: Data(run.output.utf8))
  }

  @Test func aBarePluginEvaluatesToFullPrecision() throws {
    let workspace = try Workspace()
    try Fixtures.compile(Fixtures.bareSigmoid, as: "mine", in: workspace)
    let results = try report(["mine", "-1.5", "0.1", "3", "--plugins", "plugins"], in: workspace)
      .results
    for point in results {
      let sigmoid = 1 / (1 + exp(-point.x))
      #expect(point.value == sigmoid)
      #expect(point.derivative == sigmoid * (1 - sigmoid))
    }
    #expect(results.map(\.x) == [-1.5, 0.1, 3])
  }

  @Test func numbersMayBeNegativeHexadecimalAndNotFinite() throws {
    let run = try Workspace().hillock(
      "eval", "identity", "-1.5", "-0x1.8p-3", "nan", "inf", "-inf", "1e-320", "-0",
      "--plugins", Fixtures.plugins)
    #expect(run.status == 0)
    let rows = run.output.split(separator: "\n").dropFirst().map { $0.split(separator: " ")[1] }
    #expect(rows == ["-1.5", "-0.1875", "nan", "inf", "-inf", "1e-320", "-0.0"])
  }

  @Test func precisionAndSettingsTakeEffect() throws {
    let single = try report(["sigmoid", "0.1", "--precision", "f32"])
    #expect(single.precision == "float32")
    #expect(Float(single.results[0].value) == 1 / (1 + exp(-Float(0.1))))
    let slope = try report(["leaky_relu", "-2", "--set", "negative_slope=0.25"])
    #expect(slope.results.map(\.value) == [-0.5])
    #expect(slope.results.map(\.derivative) == [0.25])
  }

  /// By the plugin's own array forms where it has them, else in float, rounded once; a formula rounds
  /// correctly.
  @Test func halvesAreEvaluated() throws {
    let workspace = try Workspace()
    try Fixtures.compile(
      """
      #include <stddef.h>
      #include <string.h>
      double f(double x) { return 2 * x; }
      double d(double x) { return 2 + 0 * x; }
      /* By the bits: the upper half of a float. */
      void triple(const unsigned short *x, unsigned short *y, size_t n) {
        for (size_t i = 0; i < n; i++) {
          unsigned bits = (unsigned)x[i] << 16;
          float number;
          memcpy(&number, &bits, 4);
          number *= 3;
          memcpy(&bits, &number, 4);
          y[i] = (unsigned short)((bits + 0x7fff + ((bits >> 16) & 1)) >> 16);
        }
      }
      const char activation_info[] = "twice.abi: 1\\n"
        "twice.summary: 2 x, and 3 x as a bfloat16, to be told apart\\n"
        "twice.formula: 2 * x\\n"
        "twice.value: double f(double x)\\n"
        "twice.derivative: double d(double x)\\n"
        "twice.half_value_array: void triple(const __bf16 *x, __bf16 *y, size_t n)\\n";
      """, as: "twice", in: workspace)
    let own = ["--plugins", "plugins"]
    let brain = try report(["twice", "0.1", "--precision", "bf16"] + own, in: workspace)
    #expect(brain.precision == "bfloat16")
    // 0.1 is 0x1.9ap-4 there.
    #expect(brain.results.map(\.x) == [0x1.9Ap-4])
    #expect(brain.results.map(\.value) == [0x1.34p-2])
    #expect(brain.results.map(\.derivative) == [2])
    let half = try report(["twice", "0.1", "30000", "--precision", "float16"] + own, in: workspace)
    #expect(half.results.map(\.value) == [2 * Double(Float16(0.1)), 60000])
    let text = try workspace.hillock(
      "eval", "twice", "0.1", "--precision", "bf16", "--plugins", "plugins")
    #expect(text.output.split(separator: "\n").last == "0.1  0.3    2")
    let exact = try workspace.hillock(
      "eval", "--formula", "exp(x)", "1", "12", "--precision", "f16")
    #expect(
      exact.output.split(separator: "\n").dropFirst().map { $0.split(separator: " ") }
        == [["1", "2.719", "2.719"], ["12", "inf", "inf"]])
    let kink = try workspace.hillock(
      "eval", "relu", "0", "--exact", "--precision", "bf16", "--plugins", Fixtures.plugins)
    #expect(kink.output.contains("kink: from 0 to 1"))
  }

  @Test func gatesAndRowsAreEvaluatedAsTheyAre() throws {
    let workspace = try Workspace()
    try Fixtures.compile(Self.bilinear, as: "bilinear", in: workspace)
    let gated = try report(["bilinear", "2", "3", "5", "7", "--plugins", "plugins"], in: workspace)
    #expect(gated.results.map(\.value) == [10, 21])
    #expect(gated.results.map(\.derivative) == [5, 7])
    #expect(gated.results.map(\.gate_derivative) == [2, 3])

    try Fixtures.compile(Self.share, as: "share", in: workspace)
    let rows = try report(["share", "1", "3", "--plugins", "plugins"], in: workspace)
    #expect(rows.results.map(\.value) == [0.25, 0.75])
    let jacobian: [[Double]?] = [[0.1875, -0.0625], [-0.1875, 0.0625]]
    #expect(rows.results.map(\.derivatives) == jacobian)
  }

  @Test(arguments: [true, false])
  func arraysKeepTheFilesShapeAndPrecision(isSingle: Bool) throws {
    let workspace = try Workspace()
    let x: [Double] = [-2, -0.5, 0, 0.25, 1, 8]
    try NumpyFixture(shape: [2, 3], values: x, isSingle: isSingle).write(workspace["x.npy"])
    let run = try workspace.hillock(
      "eval", "leaky_relu", "--set", "negative_slope=0.5", "--input", "x.npy", "--output", "y.npy",
      "--derivative", "d.npy", "--plugins", Fixtures.plugins)
    #expect(run.status == 0, "\(run.errors)")
    let y = try NumpyFixture(workspace["y.npy"])
    #expect(
      y == NumpyFixture(shape: [2, 3], values: x.map { max($0, $0 / 2) }, isSingle: isSingle))
    let d = try NumpyFixture(workspace["d.npy"])
    #expect(d.values == x.map { $0 > 0 ? 1 : 0.5 })
  }

  @Test func arraysOfRowsAndOfGatesUseTheLastAxis() throws {
    let workspace = try Workspace()
    try Fixtures.compile(Self.bilinear, as: "bilinear", in: workspace)
    try Fixtures.compile(Self.share, as: "share", in: workspace)
    try NumpyFixture(shape: [2, 4], values: [1, 2, 3, 4, 5, 6, 7, 8]).write(workspace["x.npy"])
    try NumpyFixture(shape: [2, 4], values: [1, 1, 1, 1, 2, 2, 2, 2]).write(workspace["g.npy"])
    func eval(_ arguments: String...) throws -> NumpyFixture {
      let run = try CommandRun.hillock(
        ["eval"] + arguments + ["--input", "x.npy", "--plugins", "plugins"], in: workspace)
      try #require(run.status == 0, "\(run.errors)")
      return try NumpyFixture(workspace[arguments.last!])
    }
    #expect(
      try eval("bilinear", "--output", "y.npy")
        == NumpyFixture(shape: [2, 2], values: [3, 8, 35, 48]))
    #expect(
      try eval("bilinear", "--gate", "g.npy", "--output", "y.npy").values
        == [1, 2, 3, 4, 10, 12, 14, 16])
    #expect(try eval("share", "--output", "y.npy").values.prefix(4) == [0.1, 0.2, 0.3, 0.4])
    let jacobians = try eval("share", "--derivative", "d.npy")
    #expect(jacobians.shape == [2, 4, 4])
    #expect(abs(jacobians.values[0] - 0.09) < 1e-15)
  }

  @Test func exactEvaluationKnowsNaNAndKinks() throws {
    func rows(_ arguments: String...) throws -> [String] {
      let run = try CommandRun.hillock(
        ["eval"] + arguments + ["--exact", "--plugins", Fixtures.plugins], in: Workspace())
      try #require(run.status == 0, "\(run.errors)")
      return run.output.split(separator: "\n").dropFirst().map {
        $0.split(separator: " ").joined(separator: " ")
      }
    }
    #expect(
      try rows("relu", "nan", "0", "2") == [
        "nan nan nan", "0.0 0.0 kink: from 0.0 to 1.0", "2.0 2.0 1.0",
      ])
    #expect(try rows("leaky_relu", "0", "--set", "negative_slope=1") == ["0.0 0.0 1.0"])
    #expect(try rows("hardtanh", "3", "--set", "high=3")[0].hasSuffix("kink: from 0.0 to 1.0"))
  }

  static let badInput: [(arguments: [String], status: Int32, message: String)] = [
    (["reluu", "1"], 1, "did you mean relu"),
    (["leaky_relu", "1", "--set", "slope=1"], 1, "negative_slope"),
    (["leaky_relu", "1", "--set", "negative_slope=nan"], 1, "(-inf, inf)"),
    (["elu", "-1", "--set", "alpha=1e300", "--precision", "f32"], 1, "float32"),
    (["relu6", "1", "--set", "ceiling=1e-300", "--precision", "f32"], 1, "(0, inf)"),
    (["relu", "one"], 2, "one"),
    (["relu"], 2, "numbers"),
    (["relu", "1", "--input", "x.npy"], 2, "not both"),
    (["relu", "--input", "missing.npy", "--output", "y.npy"], 1, "missing.npy"),
    (["relu", "--input", "x.npy", "--output", "nowhere/y.npy"], 1, "nowhere/y.npy"),
    (["relu", "1", "--precision", "f8"], 2, "f8"),
  ]

  @Test(arguments: badInput)
  func badInputIsOneLine(arguments: [String], status: Int32, message: String) throws {
    let workspace = try Workspace()
    try NumpyFixture(shape: [1], values: [1]).write(workspace["x.npy"])
    let run = try CommandRun.hillock(
      ["eval"] + arguments + ["--plugins", Fixtures.plugins], in: workspace)
    #expect(run.status == status)
    #expect(run.errorLines.count == 1 && run.errors.contains(message), "\(run.errors)")
    #expect(run.output.isEmpty)
  }

  static let bilinear = """
    double f(double x, double gate) { return x * gate; }
    double fx(double x, double gate) { return (void)x, gate; }
    double fg(double x, double gate) { return (void)gate, x; }
    const char activation_info[] = "bilinear.abi: 1\\n"
      "bilinear.value: double f(double x, double gate)\\n"
      "bilinear.derivative: double fx(double x, double gate)\\n"
      "bilinear.derivative_gate: double fg(double x, double gate)\\n";
    """

  /// y[i] = x[i] / sum of x
  static let share = """
    #include <stddef.h>
    void share(const double *x, double *y, size_t n) {
      double sum = 0;
      for (size_t i = 0; i < n; i++) sum += x[i];
      for (size_t i = 0; i < n; i++) y[i] = x[i] / sum;
    }
    void share_gradient(const double *x, const double *dy, double *dx, size_t n) {
      double sum = 0, dot = 0;
      for (size_t i = 0; i < n; i++) { sum += x[i]; dot += x[i] * dy[i]; }
      for (size_t i = 0; i < n; i++) dx[i] = dy[i] / sum - dot / (sum * sum);
    }
    const char activation_info[] = "share.abi: 1\\n"
      "share.value_row: void share(const double *x, double *y, size_t n)\\n"
      "share.gradient_row: "
      "void share_gradient(const double *x, const double *dy, double *dx, size_t n)\\n";
    """
}
