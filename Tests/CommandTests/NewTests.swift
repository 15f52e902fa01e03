import Foundation
import Testing

/// `hillock new`, from the formula to the verdict.
@Suite struct NewTests {
  static let formulas: [(name: String, arguments: [String])] = [
    ("smish", ["--formula", "x * tanh(log1p(sigmoid(x)))"]),
    ("naive_softplus", ["--formula", "log(1 + e^x)"]),
    ("naive_tanh", ["--formula", "(e^x - e^-x) / (e^x + e^-x)"]),
    ("naive_sigmoid", ["--formula", "1 / (1 + e^-x)"]),
    ("naive_gelu", ["--formula", "x * (1 + erf(x / sqrt(2))) / 2"]),
    ("naive_mish", ["--formula", "x * tanh(log(1 + e^x))"]),
    ("naive_root", ["--formula", "sqrt(x^2 + 1) - 1"]),
    ("wobble", ["--formula", "x / (1 + abs(x)) + 0.1 * sin(x)"]),
    (
      "swoosh",
      [
        "--formula", "log1p(exp(x - b)) - 0.08 * x - 0.313",
        "--parameter", "b = 1 in [0, 4] learnable -- offset",
      ]
    ),
    ("soft_clip", ["--formula", "where(x < -1, -1, where(x > 1, 1, x)) + x * sigmoid(-x) / 8"]),
  ]

  @Test(arguments: formulas)
  func whatIsWrittenConforms(name: String, arguments: [String]) throws {
    let workspace = try Workspace()
    let run = try CommandRun.hillock(
      ["new", name, "--level", "quick"] + arguments, in: workspace)
    #expect(run.status == 0, "\(run.output)\(run.errors)")
    for file in ["\(name).c", "README.md", "Makefile", ".github/workflows/conform.yml"] {
      #expect(FileManager.default.fileExists(atPath: workspace["\(name)/\(file)"]))
    }
    let source = try String(contentsOfFile: workspace["\(name)/\(name).c"], encoding: .utf8)
    #expect(source.contains("ACTIVATION_MAX_ULP(\(name), 1, 1)"))
    guard !arguments.contains("--parameter") else { return }
    let promise = source.firstMatch(of: /ACTIVATION_MAX_ULP_DOUBLE\(\w+, ([1-4]), ([1-4])\)/)
    #expect(promise != nil, "\(source)")
  }

  private struct Figures: Decodable {
    struct Form: Decodable { var form: String }
    var value: Form
    var gradient: Form
  }

  /// Float arrays are the host's tables, except where something learns.
  @Test func tablesServeWhatDoesNotLearn() throws {
    let workspace = try Workspace()
    func forms(_ name: String, _ arguments: [String]) throws -> [String] {
      let made = try CommandRun.hillock(["new", name, "--no-check"] + arguments, in: workspace)
      #expect(made.status == 0, "\(made.errors)")
      let built = try workspace.hillock("build", "\(name)/\(name).c", "-o", name)
      #expect(built.status == 0, "\(built.errors)")
      let bench = try workspace.hillock(
        "bench", "activation", name, "--plugins", name, "--elements", "64", "--seconds", "0.001",
        "--format", "json")
      let figures = try JSONDecoder().decode(Figures.self, from: Data(bench.output.utf8))
      return [figures.value.form, figures.gradient.form]
    }
    let formula = ["--formula", "x * sigmoid(width * x)", "--parameter"]
    let fixed = formula + ["width = 2 in [1, 4] -- steepness"]
    #expect(try forms("fixed", fixed) == ["table", "table"])
    let learning = formula + ["width = 2 in [1, 4] learnable -- steepness"]
    #expect(try forms("learning", learning) == ["function", "function"])
    let source = try String(contentsOfFile: workspace["learning/learning.c"], encoding: .utf8)
    #expect(source.contains("float *dx, float *dwidth, size_t n, float width)"))
  }

  @Test(.enabled(if: LanguageTests.isInstalled("c++"), "needs c++"))
  func cxx() throws { try checkSamePlugin("c++", "cpp") }

  @Test(.enabled(if: LanguageTests.isInstalled("rustc"), "needs rustc"))
  func rust() throws { try checkSamePlugin("rust", "rs") }

  @Test(.enabled(if: LanguageTests.isInstalled("gfortran"), "needs gfortran"))
  func fortran() throws { try checkSamePlugin("fortran", "f90") }

  @Test(.enabled(if: isZigThere, "needs zig on the path, or in $ZIG"))
  func zig() throws { try checkSamePlugin("zig", "zig") }

  @Test(.enabled(if: LanguageTests.isInstalled("swiftc"), "needs swiftc"))
  func swift() throws { try checkSamePlugin("swift", "swift") }

  static let isZigThere = (try? Workspace().shell("${ZIG:-zig} version"))?.status == 0

  private func checkSamePlugin(_ language: String, _ ending: String) throws {
    let workspace = try Workspace()
    let run = try CommandRun.hillock(
      [
        "new", "blend", "--language", language, "--level", "quick", "--formula",
        "where(x > b, x * sigmoid(x), max(x, -1) * log1p(exp(x)) - min(x, 0) / 9)",
        "--parameter", "b = 0.5 in [0, 2] -- where the branches meet",
      ], in: workspace)
    #expect(run.status == 0, "\(run.output)\(run.errors)")
    #expect(run.output.contains("blend conforms"))
    let source = try String(contentsOfFile: workspace["blend/blend.\(ending)"], encoding: .utf8)
    #expect(source.contains("where(x > b"))
  }

  @Test func aCaretStandsUnderTheFault() throws {
    let run = try Workspace().hillock("new", "f", "--formula", "x * tahn(x)")
    #expect(run.errors.hasSuffix("\n  x * tahn(x)\n      ^\n"), "\(run.errors)")
  }

  @Test func nothingIsOverwrittenUnasked() throws {
    let workspace = try Workspace()
    let arguments = ["new", "f", "--formula", "x * x", "--no-check"]
    #expect(try CommandRun.hillock(arguments, in: workspace).status == 0)
    let again = try CommandRun.hillock(arguments, in: workspace)
    #expect(again.status == 1 && again.errorLines.count == 1)
    #expect(again.errors.contains("f/f.c: exists") && again.errors.contains("--force"))
    #expect(try CommandRun.hillock(arguments + ["--force"], in: workspace).status == 0)
  }

  @Test func aPluginThatExistsAndTheCatalogueServeAsBeginnings() throws {
    let workspace = try Workspace()
    let from = try workspace.hillock(
      "new", "--from", "\(Fixtures.plugins)/swish.so", "-o", "out", "--no-check")
    #expect(from.status == 0, "\(from.errors)")
    let source = try String(contentsOfFile: workspace["out/swish.c"], encoding: .utf8)
    #expect(source.contains("in [0, 1024] learnable"))
    let named = try workspace.hillock(
      "new", "mine", "--formula-of", "silu", "--bare", "--no-check", "--plugins", Fixtures.plugins)
    #expect(named.status == 0, "\(named.errors)")
    let bare = try String(contentsOfFile: workspace["mine/mine.c"], encoding: .utf8)
    #expect(bare.contains("double activation_derivative(double x)"))
    #expect(!bare.contains("activation.h"))
  }

  static let mistakes: [(arguments: [String], status: Int32, message: String)] = [
    (["f", "--formula", "x * tahn(x)"], 1, "\"tanh\"?"),
    (["f", "--formula", "log(x)"], 1, "not a real number"),
    (["relu", "--formula", "x * x", "--plugins", Fixtures.plugins], 1, "'relu' is taken by"),
    (["f", "--formula", "x", "--bare", "--language", "zig"], 2, "--bare"),
    (["Big", "--formula", "x"], 1, "lower-case"),
    (["f", "--formula", "x", "--parameter", "b"], 1, "--parameter"),
    (["f"], 2, "--formula"),
    (["f", "--formula", "x * x", "-o", "/proc/nowhere", "--no-check"], 1, "cannot be written"),
  ]

  @Test(arguments: mistakes)
  func mistakesAreSaid(arguments: [String], status: Int32, message: String) throws {
    let run = try CommandRun.hillock(["new"] + arguments, in: Workspace())
    #expect(run.status == status && run.errors.contains(message), "\(run.errors)")
  }
}
