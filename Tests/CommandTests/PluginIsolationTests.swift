import Foundation
import Testing

/// `--isolate`: a plugin in a process of its own.
@Suite struct PluginIsolationTests {
  /// With parameters of each kind, a gate, a row and tables.
  @Test(arguments: [
    ["relu"], ["gelu"], ["prelu", "--per-channel", "negative_slope"], ["swiglu"],
    ["silu", "--precision", "f64"],
  ])
  func anIsolatedPluginComputesTheSameBits(activation: [String]) throws {
    let workspace = try Workspace()
    func losses(_ more: String...) throws -> [Substring] {
      let run = try CommandRun.hillock(
        [
          "train", Fixtures.digits, "--hidden", "16", "--epochs", "2", "--format", "json",
          "--plugins", Fixtures.plugins, "--activation",
        ] + activation + more, in: workspace)
      #expect(run.status == 0, "\(run.errors)")
      return run.output.split(separator: "\n").compactMap { line in
        line.firstRange(of: "\"training_loss\":").map {
          line[$0.upperBound...].prefix { $0 != "}" && $0 != "," }
        }
      }
    }
    let here = try losses()
    #expect(here.count >= 2)
    #expect(try losses("--isolate") == here)
  }

  @Test func rowsAndLongArraysAreEvaluatedAsHere() throws {
    let workspace = try Workspace()
    for name in ["softmax", "gelu"] {
      for isolate in [[], ["--isolate"]] {
        let run = try CommandRun.hillock(
          ["eval", name, "1", "2", "-3.5", "--plugins", Fixtures.plugins] + isolate, in: workspace)
        #expect(run.status == 0, "\(run.errors)")
        try workspace.write(isolate.isEmpty ? "here" : "isolated", run.output)
      }
      #expect(try workspace.shell("cmp here isolated").status == 0)
    }
    // Longer than the memory that both share.
    let numbers = (0..<300_000).map { Double($0 % 1001) / 100 - 5 }
    try NumpyFixture(shape: [300_000], values: numbers).write(workspace["x.npy"])
    for (output, isolate) in [("a.npy", []), ("b.npy", ["--isolate"])] {
      let run = try CommandRun.hillock(
        [
          "eval", "gelu", "--input", "x.npy", "--output", output, "--derivative", "d\(output)",
          "--plugins", Fixtures.plugins,
        ] + isolate, in: workspace)
      #expect(run.status == 0, "\(run.errors)")
    }
    #expect(try workspace.shell("cmp a.npy b.npy && cmp da.npy db.npy").status == 0)
  }

  private static let endings = [
    ("*(volatile int *)16 = 1;", "SIGSEGV"), ("_exit(0);", "exit status 0"),
    ("syscall(SYS_exit_group, 0);", "exit status 0"), ("kill(getpid(), SIGKILL);", "SIGKILL"),
    ("abort();", "SIGABRT"),
  ]

  /// A plugin x that does `code` once it has been called 200,000 times.
  private func workspace(doing code: String, after calls: Int = 200_000) throws -> Workspace {
    let workspace = try Workspace()
    try Fixtures.compile(
      """
      #include <fcntl.h>
      #include <netinet/in.h>
      #include <signal.h>
      #include <stdio.h>
      #include <stdlib.h>
      #include <sys/socket.h>
      #include <sys/stat.h>
      #include <sys/syscall.h>
      #include <unistd.h>
      static int calls;
      double activation_value(double x) { if (++calls == \(calls)) { \(code) } return x; }
      double activation_derivative(double x) { return 1; }
      """, as: "bad", in: workspace)
    return workspace
  }

  @Test(arguments: endings)
  func aCrashCostsThePluginAndNotWhatWasLearned(code: String, ending: String) throws {
    let workspace = try workspace(doing: code)
    let train = [
      "train", Fixtures.digits, "--activation", "bad", "--hidden", "16", "--epochs", "50",
      "--no-tables", "--output", "m.safetensors", "--isolate", "--plugins", "plugins",
    ]
    let run = try CommandRun.hillock(train, in: workspace)
    #expect(run.status == 1)
    let said = "its process has ended (\(ending)), asked for "
    #expect(
      run.errorLines.contains {
        $0.hasPrefix("hillock: \(workspace["plugins/bad.so"]): bad: \(said)")
          && $0.hasSuffix("what was learned is saved in m.safetensors; --resume continues")
      }, "\(run.errors)")
    let evaluation = try workspace.hillock(
      "evaluate", "m.safetensors", Fixtures.digits, "--isolate", "--no-tables", "--plugins",
      "plugins")
    #expect(evaluation.status == 0, "\(evaluation.errors)")
    // The next run, in one process, is warned; an isolated one goes on.
    let here = try CommandRun.hillock(train.filter { $0 != "--isolate" }, in: workspace)
    #expect(here.status == 1 && here.errors.contains("is in quarantine"), "\(here.errors)")
  }

  @Test func resultsThatAreNoneAreNotPrinted() throws {
    let workspace = try workspace(doing: "abort();", after: 30_000)
    let ones = [Double](repeating: 1, count: 50_000)
    try NumpyFixture(shape: [50_000], values: ones).write(workspace["x.npy"])
    let run = try workspace.hillock(
      "eval", "bad", "--input", "x.npy", "--output", "y.npy", "--no-tables", "--isolate",
      "--plugins", "plugins")
    #expect(run.status == 1 && run.errors.contains("(SIGABRT)"), "\(run.errors)")
    #expect(!FileManager.default.fileExists(atPath: workspace["y.npy"]))
    let atOnce = try self.workspace(doing: "abort();", after: 1)
    let typed = try atOnce.hillock("eval", "bad", "1", "--isolate", "--plugins", "plugins")
    #expect(typed.status == 1 && typed.output.isEmpty && typed.errorLines.count == 1)
  }

  @Test func whatCannotBeLoadedIsSaidInTheSameWords() throws {
    let workspace = try Workspace()
    try Fixtures.compile(
      """
      double nowhere(double x);
      double activation_value(double x) { return nowhere(x); }
      double activation_derivative(double x) { return 1; }
      """, as: "bad", in: workspace)
    let here = try workspace.hillock("eval", "bad", "1", "--plugins", "plugins")
    let isolated = try workspace.hillock(
      "eval", "bad", "1", "--isolate", "--plugins", "plugins")
    #expect(here.status == 1 && here.errors.contains("nowhere"), "\(here.errors)")
    #expect(isolated.status == 1 && isolated.errors == here.errors, "\(isolated.errors)")
  }

  /// Each of them does what it means to where the plugin runs in the user's own process.
  @Test(arguments: [
    "(void)!system(\"touch started\");",
    "(void)!creat(\"started\", 0644);", "(void)!mkdir(\"started\", 0755);",
    "(void)!link(\"bad.c\", \"started\");", "(void)!rename(\"bad.c\", \"started\");",
    "(void)!open(\"started\", O_CREAT | O_RDONLY, 0644);",
    "syscall(SYS_openat, AT_FDCWD, \"started\", O_CREAT | O_WRONLY, 0644);",
    "if (socket(AF_INET, SOCK_STREAM, 0) >= 0) creat(\"started\", 0644);",
    "if (kill(getppid(), 0) == 0) creat(\"started\", 0644);",
  ])
  func anIsolatedPluginReachesNothing(code: String) throws {
    let workspace = try workspace(doing: code, after: 1)
    let run = try workspace.hillock("eval", "bad", "1", "--isolate", "--plugins", "plugins")
    #expect(run.status == 0, "\(run.errors)")
    #expect(!FileManager.default.fileExists(atPath: workspace["started"]))
    _ = try workspace.hillock("eval", "bad", "1", "--plugins", "plugins")
    #expect(FileManager.default.fileExists(atPath: workspace["started"]))
  }

  @Test func whatIsNotTrustedMayRunApart() throws {
    let workspace = try Workspace()
    try Fixtures.compile(Fixtures.bareSigmoid, as: "sigmoid", in: workspace)
    let line = "chmod 777 plugins && HILLOCK_PLUGIN_PATH=$PWD/plugins \(CommandRun.executable)"
    let here = try workspace.shell("\(line) eval sigmoid 0")
    #expect(here.status == 1 && here.errors.contains("is not trusted"), "\(here.errors)")
    let isolated = try workspace.shell("\(line) eval sigmoid 0 --isolate")
    #expect(isolated.status == 0 && isolated.output.contains("0.25"), "\(isolated.errors)")
  }

  @Test func noProcessOutlivesTheCommand() throws {
    let workspace = try workspace(doing: "for (;;) pause();", after: 50_000)
    let run = try workspace.shell(
      """
      \(CommandRun.executable) train \(Fixtures.digits) --activation bad --hidden 16 --epochs 50 \
      --no-tables --isolate --plugins plugins & host=$!
      until [ -n "$child" ] || ! kill -0 $host; do
        read child < /proc/$host/task/$host/children
      done
      kill -KILL $host; wait $host
      while [ -e /proc/$child ] && ! grep -q '^State:.Z' /proc/$child/status; do :; done
      [ -n "$child" ] && echo ended
      """)
    #expect(run.output == "ended\n", "\(run.errors)")
  }
}
