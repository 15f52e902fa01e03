import Foundation
import Testing

/// `train --watch`: another build of a plugin takes its place while a network trains with it.
@Suite struct WatchTests {
  private static func plugin(version: String, extra: String = "") -> String {
    let arguments = extra.isEmpty ? "double x" : "double x, \(extra)"
    return """
      const char activation_info[] =
        "soft.version: \(version)\\n"
        "soft.value: double soft_value(\(arguments))\\n"
        "soft.derivative: double soft_derivative(\(arguments))\\n";
      double soft_value(\(arguments)) { return x > 0 ? x : x / \(version.prefix(1)).5; }
      double soft_derivative(\(arguments)) { return x > 0 ? 1 : 1 / \(version.prefix(1)).5; }
      """
  }

  @Test func anotherBuildTakesItsPlace() throws {
    let workspace = try Workspace()
    try Fixtures.compile(Self.plugin(version: "1.0.0"), as: "soft", in: workspace)
    let running = try CommandRun.start(
      CommandRun.executable,
      [
        "train", Fixtures.digits, "--activation", "soft", "--hidden", "8", "--epochs", "100000000",
        "--watch", "--verbose", "--output", "model.safetensors", "--plugins", "plugins",
      ], in: workspace)
    defer { kill(running.process.processIdentifier, SIGKILL) }
    func wait(for text: String) throws {
      try running.wait { try running.hasSaid(text) }
      #expect(running.process.isRunning, "ended before it said '\(text)'")
    }
    func write(_ source: String, _ way: String) throws {
      try workspace.write("next.c", source)
      let run = try workspace.shell("cc -O2 -shared -fPIC next.c -o next.so && \(way)")
      #expect(run.status == 0, "\(run.errors)")
    }
    try wait(for: "epoch 2/")
    // Moved over the old one, and written into it.
    try write(Self.plugin(version: "2.0.0"), "mv next.so plugins/soft.so")
    try wait(for: "goes on with soft 2.0.0")
    try write(Self.plugin(version: "3.0.0"), "cat next.so > plugins/soft.so")
    try wait(for: "goes on with soft 3.0.0")
    // What cannot take its place does not, and the reason is said.
    try write(
      Self.plugin(version: "4.0.0", extra: "double u"),
      "mv next.so plugins/soft.so")
    try wait(for: "goes on with soft 3.0.0 (sha256:")
    try wait(for: "the new build has another need of random numbers")
    _ = try workspace.shell("echo damaged > damaged && mv damaged plugins/soft.so")
    try wait(for: "expected an ELF shared library")
    try write(Self.plugin(version: "5.0.0"), "mv next.so plugins/soft.so")
    try wait(for: "goes on with soft 5.0.0")
    kill(running.process.processIdentifier, SIGINT)
    running.process.waitUntilExit()
    #expect(running.process.terminationStatus == 130)
    // The model names the build that it was last trained with.
    let run = try workspace.hillock(
      "evaluate", "model.safetensors", Fixtures.digits, "--plugins", "plugins")
    #expect(run.status == 0 && run.errors.isEmpty, "\(run.errors)")
  }
}
