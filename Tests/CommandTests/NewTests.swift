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
    ("branches", ["--formula", "max(-1, min(1, x)) * exp(x) / (1 + exp(x))"]),
    ("bent", ["--formula", "abs(x) / (1 + exp(-x)) - 0.1 * x"]),
    ("ripples", ["--formula", "log(1 + exp(2 * x)) / 2 - abs(sin(x))"]),
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
    let promise = source.firstMatch(of: /ACTIVATION_MAX_ULP_DOUBLE\(\w+, ([1-4]), (\d+)\)/)
    // The derivative of ripples has a root beside each kink, where the terms that meet cancel.
    let most = name == "ripples" ? 16 : 4
    #expect(promise.flatMap { Int($0.2) }.map { (1...most).contains($0) } == true, "\(source)")
  }

  static let rows: [(name: String, arguments: [String])] = [
    ("naive_softmax", ["--formula", "exp(x) / sum(exp(x))"]),
    (
      "tempered",
      [
        "--formula", "exp((x - max(x)) / tau) / sum(exp((x - max(x)) / tau))",
        "--parameter", "tau = 1 in [0.0625, 64] -- temperature",
      ]
    ),
    ("log_soft", ["--formula", "x - max(x) - log(sum(exp(x - max(x))))"]),
    ("weighted", ["--formula", "x * exp(x) / sum(exp(x))"]),
    ("quiet", ["--formula", "exp(x) / (1 + sum(exp(x)))"]),
    ("centred", ["--formula", "x - mean(x)"]),
    ("below", ["--formula", "tanh(x - max(x))"]),
    ("normed", ["--formula", "x / sqrt(mean(x^2) + 1e-6)"]),
  ]

  /// Formulas over a row: the value, and dy times its Jacobian.
  @Test(arguments: rows)
  func rowsConform(name: String, arguments: [String]) throws {
    let workspace = try Workspace()
    let run = try CommandRun.hillock(
      ["new", name, "--level", "quick"] + arguments, in: workspace)
    #expect(run.status == 0 && run.output.contains("conforms"), "\(run.output)\(run.errors)")
    let strict = try workspace.hillock(
      "conform", "\(name)/\(name).so", "--strict", "--only", "row-gradient", "--only", "value")
    #expect(strict.status == 0, "\(strict.output)")
  }

  @Test func rowsInCxx() throws {
    let workspace = try Workspace()
    let arguments = ["new", "f", "--formula", "exp(x) / sum(exp(x))", "--level", "quick"]
    for (language, status) in [("c++", Int32(0)), ("zig", 1)] {
      let run = try CommandRun.hillock(
        arguments + ["--language", language, "-o", "in-\(language)"], in: workspace)
      #expect(run.status == status, "\(run.output)\(run.errors)")
      #expect(status == 0 || run.errors.contains("written in C or C++ alone"))
    }
  }

  /// Making, checking and training: what a newcomer reads.
  @Test func aNewActivationTakesLessThanTenLines() throws {
    let workspace = try Workspace()
    let new = try workspace.hillock(
      "new", "smish", "--formula", "x * tanh(log1p(sigmoid(x)))", "--level", "quick")
    let check = try workspace.shell("make -sC smish check HILLOCK='\(CommandRun.executable)'")
    let train = try workspace.hillock(
      "train", Fixtures.digits, "--activation", "smish", "--plugins", "smish", "--test-last", "360",
      "--epochs", "3")
    var lines = 0
    for run in [new, check, train] {
      #expect(run.status == 0, "\(run.output)\(run.errors)")
      lines += (run.output + run.errors).split(separator: "\n").count { !$0.hasPrefix("epoch ") }
    }
    #expect(lines < 10, "\(new)\(check)\(train)")
    #expect(check.output.contains("smish conforms: ") && check.output.contains(" ULP ("))
  }

  /// What does not conform is explained, and not left where it could be loaded.
  @Test func whatDoesNotConformIsNotWritten() throws {
    let workspace = try Workspace()
    let arguments = ["new", "steep", "--formula", "exp(x^2)", "--level", "quick", "-o", "a/b"]
    let run = try CommandRun.hillock(arguments, in: workspace)
    #expect(run.status == 1 && run.output.contains("warning learns:"), "\(run.output)")
    #expect(run.errorLines.count == 1 && run.errors.contains("is not written"), "\(run.errors)")
    #expect(!FileManager.default.fileExists(atPath: workspace["a"]))
    let left = try CommandRun.hillock(
      arguments + ["--skip", "learns", "--summary", "Grows faster than anything"], in: workspace)
    #expect(left.status == 0, "\(left.output)\(left.errors)")
    let makefile = try String(contentsOfFile: workspace["a/b/Makefile"], encoding: .utf8)
    #expect(makefile.contains("--strict --skip learns\n"))
    let list = try workspace.hillock("list", "--plugins", "a/b")
    #expect(list.output.contains("Grows faster than anything"))
  }

  /// Where somebody looks, the line says what is being done.
  @Test func progressIsShownOnATerminal() throws {
    let workspace = try Workspace()
    let run = try workspace.shell(
      "TERM=xterm script -qec \"'\(CommandRun.executable)' new f --formula 'x * sigmoid(x)' "
        + "--level quick\" /dev/null")
    #expect(run.status == 0, "\(run.output)")
    for words in ["looking at the formula", "measuring, 1 of", "checking, 12 of", "f conforms"] {
      #expect(run.output.contains(words), "\(words)")
    }
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

  /// There is no long double to square a large x in: the leading term takes over.
  @Test(
    .enabled(if: LanguageTests.isInstalled("rustc"), "needs rustc"),
    arguments: ["x / (1 + abs(x))", "x / (1 + x^2)", "x / sqrt(1 + x^2)", "log(1 + x^2)"])
  func rustFarOut(_ formula: String) throws {
    let run = try Workspace().hillock(
      "new", "far", "--language", "rust", "--level", "quick", "--formula", formula)
    #expect(run.status == 0 && run.output.contains("far conforms"), "\(run.output)\(run.errors)")
  }

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

  @Test func whatAParameterIsMayBeLeftOut() throws {
    let workspace = try Workspace()
    let run = try workspace.hillock(
      "new", "f", "--formula", "x + b", "--parameter", "b = 2 in [1, 3]", "--no-check")
    #expect(run.status == 0, "\(run.errors)")
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
    (["f", "--formula", "x", "--skip", "nothing"], 2, "--list"),
    (["f", "--formula", "x + b", "--parameter", "b = 2 sometimes"], 1, "--parameter"),
    (["f", "--formula", "x * x", "-o", "/proc/nowhere"], 1, "cannot be written"),
    (["f", "--formula", "x * x", "-o", "/dev/null"], 1, "cannot be written"),
  ]

  @Test(arguments: mistakes)
  func mistakesAreSaid(arguments: [String], status: Int32, message: String) throws {
    let run = try CommandRun.hillock(["new"] + arguments, in: Workspace())
    #expect(run.status == status && run.errors.contains(message), "\(run.errors)")
  }
}
