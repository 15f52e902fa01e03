import Foundation
import Testing

/// What a plugin changes in the process, on being loaded or in a call, is put back and told of once.
@Suite struct LoadingGuardTests {
  private static let head = """
    #define _GNU_SOURCE
    #include <fcntl.h>
    #include <locale.h>
    #include <pthread.h>
    #include <signal.h>
    #include <stdio.h>
    #include <stdlib.h>
    #include <sys/stat.h>
    #include <sys/syscall.h>
    #include <sys/time.h>
    #include <sys/wait.h>
    #include <unistd.h>
    #include <xmmintrin.h>
    static void nothing(int number) { (void)number; }
    """

  /// A plugin x / 2 that does `constructor` on being loaded and `call` in each call.
  private func workspace(constructor: String = "", call: String = "") throws -> Workspace {
    let workspace = try Workspace()
    try Fixtures.compile(
      Self.head + """

        double activation_value(double x) { \(call) return x / 2; }
        double activation_derivative(double x) { return 0.5; }
        __attribute__((constructor)) static void loaded(void) { \(constructor) }
        """, as: "half", in: workspace)
    return workspace
  }

  static let changes = [
    ("_mm_setcsr(_mm_getcsr() | 0x8040);", "flush-to-zero"),
    ("_mm_setcsr(_mm_getcsr() | 0x2000);", "the rounding mode"),
    ("unsigned short w = 0x27f; __asm__ volatile(\"fldcw %0\" :: \"m\"(w));", "the x87 unit's"),
    ("signal(SIGINT, nothing);", "the handler of SIGINT"),
    ("signal(SIGSEGV, nothing);", "the handler of SIGSEGV"),
    ("sigset_t s; sigemptyset(&s); pthread_sigmask(SIG_SETMASK, &s, 0);", "the signal mask"),
    (
      "static char room[65536]; sigaltstack(&(stack_t){.ss_sp = room, .ss_size = 65536}, 0);",
      "the stack of signal handlers"
    ),
    (
      "struct itimerval t = {{0, 1000}, {0, 1000}}; signal(SIGALRM, nothing); setitimer(0, &t, 0);",
      "an interval timer, the handler of SIGALRM"
    ),
    ("setlocale(LC_ALL, \"C.UTF-8\");", "the locale"),
    ("(void)!chdir(\"/\");", "the working directory"), ("umask(0777);", "the file creation mask"),
    ("setenv(\"HOME\", \"/nowhere\", 1);", "the environment variable HOME"),
    ("setenv(\"FRESH\", \"1\", 1);", "the environment variable FRESH"),
    ("close(1);", "descriptor 1 (closed)"), ("close(0);", "descriptor 0 (closed)"),
    ("dup2(2, 1);", "descriptor 1 (redirected)"),
    ("fcntl(1, F_SETFL, O_NONBLOCK | O_APPEND);", "the flags of descriptor 1"),
  ]

  @Test(arguments: changes)
  func aConstructorsChangesArePutBack(code: String, what: String) throws {
    let workspace = try workspace(constructor: code)
    let run = try workspace.hillock(
      "eval", "half", "1e-308", "--format", "json", "--plugins", "plugins")
    #expect(run.status == 0)
    #expect(run.output.contains("5e-309"), "\(run.output)")
    // While a library is loaded, descriptor 1 is standard error's.
    let isOutput = what.contains("descriptor 1")
    if !(isOutput && what.contains("redirected")) {
      #expect(
        run.errorLines.count == 1 && run.errors.hasPrefix("hillock: warning: half (")
          && run.errors.contains("changed \(what)")
          && run.errors.contains("on being loaded; put back"),
        "\(run.errors)")
    }
  }

  @Test(arguments: changes)
  func aCallsChangesArePutBack(code: String, what: String) throws {
    // Once, as a function that did so each time would be told of no more often.
    let workspace = try workspace(call: "static int calls; if (++calls == 30000) { \(code) }")
    let run = try workspace.hillock(
      "train", Fixtures.digits, "--activation", "half", "--hidden", "8", "--epochs", "3",
      "--threads", "1", "--no-tables", "--output", "model.safetensors", "--format", "json",
      "--plugins", "plugins")
    #expect(run.status == 0, "\(run.errors)")
    let lines = run.errorLines.filter { $0.contains("in a call; put back") }
    let told = what.hasPrefix("the rounding") ? "the floating-point modes" : what
    #expect(
      lines.count == 1 && lines[0].contains("half (") && lines[0].contains(told), "\(run.errors)")
    #expect(FileManager.default.fileExists(atPath: workspace["model.safetensors"]))
  }

  @Test(arguments: [
    "exit(0);", "_exit(0);", "_Exit(0);", "quick_exit(0);", "pthread_exit(0);",
    "execl(\"/bin/true\", \"true\", (char *)0);",
    "execvp(\"true\", (char *[]){\"true\", 0});",
    "execve(\"/bin/true\", (char *[]){\"true\", 0}, environ);",
  ])
  func endingTheProcessIsNamedAndIsNoSuccess(code: String) throws {
    let function = code.prefix { $0 != "(" }
    for workspace in [try workspace(constructor: code), try workspace(call: code)] {
      for arguments in [
        ["eval", "half", "1"], ["train", Fixtures.digits, "--activation", "half"],
        ["bench", "activation", "half"], ["plot", "half"],
      ] {
        // Each with a quarantine of its own, or the second would refuse to load it.
        let run = try CommandRun.hillock(
          arguments + ["--plugins", "plugins"], in: workspace,
          environment: ["XDG_STATE_HOME": workspace[arguments[0]]])
        #expect(run.status == 1, "\(arguments): \(run.errors)")
        #expect(
          run.errors.contains("hillock: the plugin half (\(workspace["plugins/half.so"]))")
            && run.errors.contains("called \(function): the work is not done"), "\(run.errors)")
      }
    }
  }

  /// In a child of its own a plugin may run what it likes.
  @Test func aProgramThatAPluginStartsIsNoEnd() throws {
    let workspace = try workspace(
      constructor: """
        (void)!system("echo one > one");
        pid_t child = fork();
        if (child == 0) execlp("touch", "touch", "two", (char *)0);
        waitpid(child, 0, 0);
        """)
    let run = try workspace.hillock("eval", "half", "1", "--plugins", "plugins")
    #expect(run.status == 0, "\(run.errors)")
    for name in ["one", "two"] {
      #expect(FileManager.default.fileExists(atPath: workspace[name]))
    }
  }

  @Test func aThreadOfAPluginThatEndsTheProcessIsNamed() throws {
    let workspace = try Workspace()
    try Fixtures.compile(
      Self.head + """

        static volatile int called;
        static void *end(void *unused) {
          while (!called) usleep(1000);
          usleep(300000);
          exit(0);
        }
        double activation_value(double x) { called = 1; return x; }
        double activation_derivative(double x) { return 1; }
        __attribute__((constructor)) static void loaded(void) {
          pthread_t thread;
          pthread_create(&thread, 0, end, 0);
        }
        """, as: "half", in: workspace)
    let run = try workspace.hillock(
      "train", Fixtures.digits, "--activation", "half", "--epochs", "100000000", "--format", "json",
      "--plugins", "plugins")
    #expect(run.status == 1)
    let plugin = "half (\(workspace["plugins/half.so"]))"
    #expect(
      run.errorLines == [
        "hillock: warning: \(plugin) started 1 thread, which runs on",
        "hillock: the plugin \(plugin), a thread of its own called exit: the work is not done",
      ])
  }

  @Test func whatAPluginPrintsIsNoResult() throws {
    let workspace = try workspace(
      constructor: "puts(\"loaded\"); (void)!write(1, \"raw\\n\", 4);", call: "puts(\"called\");")
    let run = try workspace.hillock(
      "eval", "half", "3", "--format", "json", "--plugins", "plugins")
    #expect(run.status == 0)
    #expect(try JSONSerialization.jsonObject(with: Data(run.output.utf8)) is [String: Any])
    for text in ["loaded", "raw", "called"] { #expect(run.errors.contains(text)) }
  }

  /// What an exit handler of a plugin says or does comes after the work, and changes nothing of it.
  @Test func anExitHandlerNeitherPrintsNorDecides() throws {
    let workspace = try Workspace()
    try Fixtures.compile(
      Self.head + """

        static void late(void) { puts("late"); fflush(stdout); (void)!write(1, "raw\\n", 4); _exit(0); }
        double activation_value(double x) { return x; }
        double activation_derivative(double x) { return 1; }
        __attribute__((constructor)) static void loaded(void) { atexit(late); }
        """, as: "half", in: workspace)
    let run = try workspace.hillock(
      "eval", "half", "3", "--format", "json", "--plugins", "plugins")
    #expect(run.status == 0)
    #expect(!run.output.contains("late") && !run.output.contains("raw"))
    let failed = try workspace.hillock(
      "eval", "half", "3", "--set", "none=1", "--plugins", "plugins")
    #expect(failed.status == 1)
  }

  /// Those that are called with it compute what they would without.
  @Test func aPluginLinkedWithFastMathChangesNoOther() throws {
    let workspace = try workspace()
    try workspace.write(
      "fast.c",
      "double activation_value(double x) { return x; }\ndouble activation_derivative(double x) { return 1; }\n"
    )
    let build = try workspace.shell(
      "cc -O2 -ffast-math -shared -fPIC fast.c -o plugins/fast.so")
    #expect(build.status == 0)
    let run = try workspace.hillock("eval", "fast", "1e-308", "--plugins", "plugins")
    #expect(run.status == 0 && run.output.contains("1e-308"), "\(run.output)")
    #expect(run.errors.isEmpty || run.errors.contains("flush-to-zero"))
  }

  /// The file is exchanged between the reading and the loading of it: what runs is what was read.
  @Test func whatWasHashedIsWhatRuns() throws {
    let workspace = try workspace()
    try workspace.write(
      "other.c",
      "double activation_value(double x) { return 99; }\ndouble activation_derivative(double x) { return 1; }\n"
    )
    try workspace.write(
      "swap.c",
      """
      #define _GNU_SOURCE
      #include <dlfcn.h>
      #include <stdlib.h>
      #include <stdio.h>
      #include <sys/mman.h>
      int memfd_create(const char *name, unsigned flags) {
        int (*real)(const char *, unsigned) = dlsym(RTLD_NEXT, "memfd_create");
        rename("other.so", "plugins/half.so");
        return real(name, flags);
      }
      """)
    let build = try workspace.shell(
      "cc -shared -fPIC other.c -o other.so && cc -shared -fPIC swap.c -o swap.so")
    #expect(build.status == 0, "\(build.errors)")
    let run = try workspace.hillock(
      "eval", "half", "6", "--plugins", "plugins", environment: ["LD_PRELOAD": workspace["swap.so"]]
    )
    #expect(run.status == 0 && run.output.contains("3.0"), "\(run.output)\(run.errors)")
    #expect(!FileManager.default.fileExists(atPath: workspace["other.so"]), "nothing was exchanged")
    let next = try workspace.hillock("eval", "half", "6", "--plugins", "plugins")
    #expect(next.output.contains("99"))
  }

  /// A library that looks for others beside it has to be loaded by its path: it is compared after
  /// that, as what it needs may have exchanged it while it was being loaded.
  @Test(arguments: [false, true])
  func whatIsLoadedByItsPathIsComparedAfterwards(exchanges: Bool) throws {
    let workspace = try Workspace()
    try workspace.write(
      "half.c",
      """
      double helper(double x);
      double activation_value(double x) { return helper(x); }
      double activation_derivative(double x) { return 0.5; }
      """)
    try workspace.write(
      "helper.c",
      """
      #include <stdio.h>
      #include <stdlib.h>
      double helper(double x) { return x / 2; }
      __attribute__((constructor)) static void loaded(void) {
        if (getenv("EXCHANGES")) rename("other.so", "plugins/half.so");
      }
      """)
    let build = try workspace.shell(
      """
      mkdir -p plugins/parts && cc -shared -fPIC helper.c -o plugins/parts/libhelper.so && \
      cc -shared -fPIC half.c -o plugins/half.so -Lplugins/parts -lhelper -Wl,-rpath,'$ORIGIN/parts' \
      && cp plugins/half.so other.so && printf more >> other.so
      """)
    #expect(build.status == 0, "\(build.errors)")
    let run = try workspace.hillock(
      "eval", "half", "6", "--plugins", "plugins",
      environment: exchanges ? ["EXCHANGES": "1"] : [:])
    if exchanges {
      #expect(run.status == 1 && run.output.isEmpty)
      #expect(
        run.errors.contains("has changed while it was loaded, by its path because it looks for"),
        "\(run.errors)")
    } else {
      #expect(run.status == 0 && run.output.contains("3.0"), "\(run.output)\(run.errors)")
    }
  }
}
