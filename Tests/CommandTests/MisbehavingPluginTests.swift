import Testing

/// Some of the kinds of misbehaviour that `Tests/misbehaving-plugins.sh` tries; that script has all.
@Suite struct MisbehavingPluginTests {
  @Test func noneEndsInASuccessThatIsNone() throws {
    let workspace = try Workspace()
    let script = Fixtures.package.appending(path: "Tests/misbehaving-plugins.sh").path(
      percentEncoded: false)
    let run = try CommandRun.process(
      script,
      [
        "crash-null", "loop", "exit", "exec", "pthread_exit", "flush-to-zero", "x87", "mask",
        "chdir", "close-output", "stack-overflow", "huge-allocation", "exit-thread", "not-a-number",
      ], in: workspace, environment: ["HILLOCK": CommandRun.executable])
    #expect(run.status == 0, "\(run.output)\(run.errors)")
    #expect(run.output == "14 kinds, 0 complaints\n")
  }
}
