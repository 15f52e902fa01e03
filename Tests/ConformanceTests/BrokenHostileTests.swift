import Conformance
import Foundation
import Testing

/// Something that a plugin does to its process, or through it, as a statement of C.
struct Harm: CustomTestStringConvertible, Sendable {
  let testDescription: String
  let statement: String
  /// Whether it changes nothing that lasts, when it is done as the library loads: then only the
  /// tool's own end is at stake, and the plugin may conform.
  var isHarmlessAtLoad = false

  init(_ name: String, _ statement: String, isHarmlessAtLoad: Bool = false) {
    testDescription = name
    self.statement = statement
    self.isHarmlessAtLoad = isHarmlessAtLoad
  }

  static let all = [
    Harm("writes to nowhere", "*(volatile int *)8 = 1"),
    Harm("divides by zero", "volatile int zero = 0, seven = 7 / zero; (void)seven"),
    Harm("aborts", "abort()"),
    Harm("kills itself", "kill(getpid(), SIGKILL)"),
    Harm("stops itself", "kill(getpid(), SIGSTOP)"),
    Harm("sleeps", "for (;;) pause()"),
    Harm("spins", #"for (;;) { __asm__ volatile(""); }"#),
    Harm("exits", "exit(0)"),
    Harm("exits at once", "_exit(0)"),
    Harm("ends the thread", "pthread_exit(NULL)"),
    Harm("forks", "if (fork() == 0) for (;;) pause()"),
    Harm(
      "forks into the background",
      "if (fork() == 0) { setsid(); if (fork() == 0) for (;;) pause(); _exit(0); }"),
    Harm(
      "starts a program",
      #"if (vfork() == 0) { execl("/bin/sleep", "sleep", "600", NULL); _exit(1); }"#),
    Harm("runs a shell", #"if (system("sleep 600 &") == 0) return"#),
    Harm("traces the tool", "ptrace(PTRACE_ATTACH, getppid(), NULL, NULL)"),
    Harm("closes the outputs", "close(1); close(2)"),
    Harm("closes everything", "EACH_FILE(close(file))"),
    Harm("writes everywhere", #"EACH_FILE(if (write(file, "{\"pass\": 1}\n", 12) < 0) continue)"#),
    Harm(
      "cuts every file short", "EACH_FILE(if (ftruncate(file, 0) != 0) continue)",
      isHarmlessAtLoad: true),
    Harm(
      "blocks all signals", "sigset_t all; sigfillset(&all); sigprocmask(SIG_BLOCK, &all, NULL)"),
    Harm("ignores all signals", "for (int k = 1; k < 32; k++) signal(k, SIG_IGN)"),
    Harm("kills the tool", "kill(getppid(), SIGKILL)"),
    Harm("kills its group", "kill(0, SIGKILL)"),
    Harm("sets an alarm", "alarm(1)"),
    Harm(
      "sets a fast timer",
      "struct itimerval soon = {{0, 500}, {0, 500}}; setitimer(ITIMER_REAL, &soon, NULL)"),
    Harm(
      "raises its limits",
      "struct rlimit none = {RLIM_INFINITY, RLIM_INFINITY}; setrlimit(RLIMIT_AS, &none)"),
    Harm("takes all memory", "for (;;) *(volatile char *)malloc(1 << 28) = 1"),
    Harm(
      "writes over its heap",
      "char *block = malloc(64); for (int k = -16; k < 65536; k++) ((volatile char *)block)[k] = 65; "
        + "free(block)"),
    Harm(
      "jumps to nowhere", "jmp_buf nowhere; memset(nowhere, 1, sizeof nowhere); longjmp(nowhere, 1)"
    ),
    Harm("overflows its stack", "char start = 0; dive(&start)"),
    Harm("unmaps the buffers", "munmap((void *)0x200000000000, 1ul << 32)"),
    Harm(
      "leaves a thread behind",
      "static int once; pthread_t one; if (once++ == 0) pthread_create(&one, NULL, spin, NULL)"),
  ]
}

/// The tool, alone in a session of its own.
private struct SessionRun {
  var status: Int32 = -1
  var output = ""
  /// What is still there of the session after the tool has ended.
  var survivors: [String] = []

  init(_ arguments: [String]) throws {
    let file = FileManager.default.temporaryDirectory.appending(
      path: "hillock-\(UUID().uuidString)"
    )
    .path(percentEncoded: false)
    defer { try? FileManager.default.removeItem(atPath: file) }
    var actions = posix_spawn_file_actions_t()
    var attributes = posix_spawnattr_t()
    posix_spawn_file_actions_init(&actions)
    posix_spawnattr_init(&attributes)
    defer {
      posix_spawn_file_actions_destroy(&actions)
      posix_spawnattr_destroy(&attributes)
    }
    posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", O_RDONLY, 0)
    posix_spawn_file_actions_addopen(&actions, 1, file, O_WRONLY | O_CREAT, 0o600)
    posix_spawn_file_actions_addopen(&actions, 2, "/dev/null", O_WRONLY, 0)
    // POSIX_SPAWN_SETSID, which Glibc's module leaves out.
    posix_spawnattr_setflags(&attributes, 0x80)
    var words = ([PluginFixtures.command] + arguments).map { strdup($0) } + [nil]
    defer { words.forEach { free($0) } }
    var tool: pid_t = 0
    try #require(
      posix_spawn(&tool, PluginFixtures.command, &actions, &attributes, &words, environ) == 0)
    while waitpid(tool, &status, 0) < 0, errno == EINTR {}
    output = (try? String(contentsOfFile: file, encoding: .utf8)) ?? ""
    // What was killed takes a moment to be gone, on a busy machine a long one.
    for _ in 0..<3000 {
      survivors = Self.members(of: tool)
      if survivors.isEmpty { break }
      usleep(20_000)
    }
  }

  /// The processes of a session: its number is the fourth after the name, in parentheses.
  private static func members(of session: pid_t) -> [String] {
    let entries = (try? FileManager.default.contentsOfDirectory(atPath: "/proc")) ?? []
    return entries.filter { $0.allSatisfy(\.isNumber) }.compactMap { entry in
      guard let text = try? String(contentsOfFile: "/proc/\(entry)/stat", encoding: .utf8),
        let end = text.lastIndex(of: ")")
      else { return nil }
      let fields = text[text.index(after: end)...].split(separator: " ")
      let isThere = fields.count > 3 && fields[3] == "\(session)" && fields[0] != "Z"
      return isThere ? text : nil
    }
  }
}

/// Nothing that a plugin does ends the tool, turns its verdict into a pass, or outlives it.
@Suite(.serialized) struct BrokenHostileTests {
  @Test(arguments: Harm.all, [true, false])
  func theToolSurvives(_ harm: Harm, atLoad: Bool) throws {
    let path = try PluginFixtures.compile(
      "Broken/hostile.c", flags: ["-DHARM=\(harm.statement)"] + (atLoad ? ["-DAT_LOAD"] : []),
      libraries: ["-lm", "-lpthread"])
    let run = try SessionRun(
      ["conform", path, "--level", "quick", "--timeout", "1", "--format", "json"]
        + ["--skip", "learns"])
    #expect(run.survivors == [])
    let isHarmless = atLoad && harm.isHarmlessAtLoad
    // Exit status 1, as WIFEXITED and WEXITSTATUS would say.
    #expect(run.status == 1 << 8 || (isHarmless && run.status == 0), "\(run.status)")
    let report = try JSONDecoder().decode(ConformanceReport.self, from: Data(run.output.utf8))
    #expect(report.trouble == [])
    #expect(report.plugins.count == 1)
    for plugin in report.plugins {
      #expect(plugin.conforms(strict: false) == (run.status == 0), "\(plugin.details)")
    }
  }
}
