import Foundation
import Testing

/// Signals while a network computes, and what is said when a process crashes.
@Suite struct SignalTests {
  /// A library for `LD_PRELOAD` that has a signal handled five thousand times a second, on the stack
  /// of whichever thread it comes to.
  private static let timer = """
    #include <signal.h>
    #include <sys/time.h>
    static void nothing(int number) { (void)number; }
    __attribute__((constructor)) static void start(void) {
      struct sigaction action = {.sa_handler = nothing, .sa_flags = SA_RESTART};
      sigaction(SIGALRM, &action, 0);
      struct itimerval time = {{0, 200}, {0, 200}};
      setitimer(ITIMER_REAL, &time, 0);
    }
    """

  /// oneDNN's generated products keep data in the stack pointer: one handler on a thread that
  /// computes, and the heap is damaged.
  @Test(arguments: ["AVX512_CORE", "AVX2"])
  func noHandlerRunsOnAThreadThatComputes(instructions: String) throws {
    let workspace = try Workspace()
    try Fixtures.compile(Self.timer, as: "timer", in: workspace)
    for width in ["64", "512,512"] {
      let run = try workspace.hillock(
        "train", Fixtures.digits, "--activation", "relu", "--hidden", width, "--epochs", "2",
        "--batch", "128", "--plugins", Fixtures.plugins,
        environment: [
          "LD_PRELOAD": workspace["plugins/timer.so"], "DNNL_MAX_CPU_ISA": instructions,
        ])
      #expect(run.status == 0, "\(run.errors)")
    }
  }

  /// A plugin whose value is `body`, and which counts its calls.
  private func workspace(value body: String, as name: String = "bad") throws -> Workspace {
    let workspace = try Workspace()
    try Fixtures.compile(
      """
      #include <stdlib.h>
      #include <signal.h>
      #include <fcntl.h>
      static int calls;
      static volatile double sink;
      double activation_value(double x) { calls++; \(body) return x; }
      double activation_derivative(double x) { return 1; }
      static double deep(double x, int n) {
        volatile char room[4096];
        room[n & 4095] = 1;
        return n < 0 ? x : deep(x + room[0], n + 1) + room[1];
      }
      """.replacingOccurrences(
        of: "double activation_value",
        with: "static double deep(double x, int n);\ndouble activation_value"),
      as: name, in: workspace)
    return workspace
  }

  @Test(arguments: [
    ("*(volatile int *)16 = 1;", "SIGSEGV at 0x10"), ("abort();", "SIGABRT"),
    ("sink = deep(x, 1);", "stack overflow"),
    ("*(volatile char *)malloc((size_t)1 << 50) = 1;", "out of memory"),
    ("__builtin_trap();", "SIGILL"),
  ])
  func aPluginsCrashIsItsOwn(body: String, what: String) throws {
    let workspace = try workspace(value: body)
    let run = try workspace.hillock("eval", "bad", "1", "--plugins", "plugins")
    #expect(run.status == 70)
    #expect(run.output.isEmpty)
    #expect(run.errorLines.count == 1)
    #expect(run.errors.hasPrefix("hillock: crashed ("), "\(run.errors)")
    for part in [what, "in the plugin bad (\(workspace["plugins/bad.so"])), activation_value"] {
      #expect(run.errors.contains(part), "\(run.errors)")
    }
  }

  @Test func aCrashInTrainingNamesTheLayer() throws {
    // After what the initializer asks of it.
    let workspace = try workspace(value: "if (calls > 100000) *(volatile int *)16 = 1;")
    let run = try workspace.hillock(
      "train", Fixtures.digits, "--activation", "relu,bad", "--hidden", "16,16", "--plugins",
      "plugins", "--plugins", Fixtures.plugins, "--no-tables")
    #expect(run.status == 70)
    #expect(
      run.errors.contains("activation_value, layer 2, training, forward"), "\(run.errors)")
  }

  @Test func swiftsBacktracerDoesNotTakeItsPlace() throws {
    let workspace = try workspace(value: "*(volatile int *)16 = 1;")
    let run = try workspace.hillock(
      "eval", "bad", "1", "--plugins", "plugins",
      environment: ["SWIFT_BACKTRACE": "enable=yes,color=no,interactive=no"])
    #expect(run.status == 70)
    #expect(run.errors.hasPrefix("hillock: crashed (SIGSEGV at 0x10) in the plugin bad"))
  }

  /// Training starts a thread a core: each has its own stack for the report.
  @Test func aFaultOutsideOfPluginsIsHillocksOwn() throws {
    let workspace = try Workspace()
    try Fixtures.compile(
      """
      #include <stddef.h>
      char *realpath(const char *path, char *out) { *(volatile int *)32 = 1; return 0; }
      """, as: "broken", in: workspace)
    let run = try workspace.hillock(
      "list", environment: ["LD_PRELOAD": workspace["plugins/broken.so"]])
    #expect(run.status == 70)
    #expect(
      run.errors == "hillock: crashed (SIGSEGV at 0x20) while no plugin was running: a fault of "
        + "Hillock's\n")
  }

  /// Neither is blamed on a plugin that is loaded, and none ends the command without a word.
  @Test func lackOfMemoryOrStackOutsideOfPluginsIsNoPlugins() throws {
    let workspace = try Workspace()
    let memory = try workspace.shell(
      "ulimit -v 3000000; '\(CommandRun.executable)' train '\(Fixtures.digits)' --activation tanh "
        + "--hidden 60000,60000 --plugins '\(Fixtures.plugins)'")
    #expect(memory.status == 70)
    #expect(memory.errorLines.last == "hillock: out of memory; no plugin was running")
    try Fixtures.compile(
      """
      #include <stddef.h>
      static volatile int deepest;
      static int deep(int n) { volatile char room[4096]; room[n & 4095] = 1; return deep(n + 1) + room[1]; }
      char *realpath(const char *path, char *out) { deepest = deep(1); return 0; }
      """, as: "deep", in: workspace)
    let stack = try workspace.hillock(
      "list", environment: ["LD_PRELOAD": workspace["plugins/deep.so"]])
    #expect(stack.status == 70)
    #expect(
      stack.errors.hasPrefix("hillock: crashed (stack overflow at 0x")
        && stack.errors.hasSuffix(" while no plugin was running: a fault of Hillock's\n"),
      "\(stack.errors)")
  }

  @Test func aSignalFromOutsideIsNobodysFault() throws {
    let workspace = try workspace(value: "if (calls == 50000) creat(\"running\", 0600);")
    let run = try workspace.shell(
      "'\(CommandRun.executable)' train '\(Fixtures.digits)' --activation bad --plugins plugins "
        + "--no-tables --epochs 100000000 & until [ -e running ]; do sleep 0.1; done; "
        + "kill -SEGV $!; wait $!; echo $?")
    #expect(run.output.hasSuffix("139\n"))
    #expect(run.errors.contains("ended by SIGSEGV from process"))
  }

  /// A function that never comes back cannot let the work stop: it is named, and the process ends.
  @Test func aPluginThatLoopsDoesNotHoldUpTheEnd() throws {
    let workspace = try workspace(
      value:
        "if (calls == 50000) creat(\"running\", 0600); while (calls >= 50000) sink = x;")
    let running = try CommandRun.start(
      CommandRun.executable,
      [
        "train", Fixtures.digits, "--activation", "bad", "--plugins", "plugins", "--format",
        "json", "--no-tables",
      ], in: workspace)
    running.wait { FileManager.default.fileExists(atPath: workspace["running"]) }
    kill(running.process.processIdentifier, SIGTERM)
    let run = running.finish()
    #expect(run.status == 143)
    #expect(
      run.errors.contains("the plugin bad (\(workspace["plugins/bad.so"])), activation_value has "),
      "\(run.errors)")
  }
}
