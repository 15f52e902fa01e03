import Foundation
import Testing

/// Which plugins are loaded without asking.
@Suite struct TrustTests {
  /// A workspace with a plugin in `plugins`, which no option names.
  private func workspace() throws -> Workspace {
    let workspace = try Workspace()
    try Fixtures.compile(Fixtures.bareSigmoid, as: "curve", in: workspace)
    _ = try workspace.shell("chmod 755 . plugins plugins/curve.so")
    return workspace
  }

  private func eval(_ workspace: Workspace, _ more: String...) throws -> CommandRun {
    try CommandRun.hillock(
      ["eval", "curve", "0"] + more, in: workspace,
      environment: ["HILLOCK_PLUGIN_PATH": workspace["plugins"]])
  }

  @Test func aFileThatOnlyTheUserCanChangeIsLoaded() throws {
    let run = try eval(workspace())
    #expect(run.status == 0, "\(run.errors)")
  }

  @Test(arguments: [
    ("chmod 666 plugins/curve.so", "anyone may write to"),
    ("chmod 777 plugins", "anyone may write to"),
    ("chmod 777 .", "anyone may write to"),
    (
      "chmod 755 . && mkdir -p open && chmod 777 open && mv plugins/curve.so open/ && "
        + "ln -s ../open/curve.so plugins/curve.so", "open"
    ),
  ])
  func aFileThatOthersCouldExchangeIsNot(change: String, reason: String) throws {
    let workspace = try workspace()
    let changed = try workspace.shell(change)
    #expect(changed.status == 0)
    let run = try eval(workspace)
    #expect(run.status == 1)
    #expect(run.errors.contains("is not trusted") && run.errors.contains(reason), "\(run.errors)")
    #expect(run.errors.contains("--trust"))
    let trusted = try eval(workspace, "--trust")
    #expect(trusted.status == 0, "\(trusted.errors)")
    // What the user names he has chosen.
    let named = try workspace.hillock("eval", "curve", "0", "--plugins", workspace["plugins"])
    #expect(named.status == 0, "\(named.errors)")
    let list = try workspace.hillock(
      "list", environment: ["HILLOCK_PLUGIN_PATH": workspace["plugins"]])
    #expect(list.output.contains("not trusted") && list.output.contains(reason), "\(list.output)")
  }

  @Test func theStickyBitOfTmpWillDo() throws {
    let workspace = try workspace()
    _ = try workspace.shell("chmod 1777 .")
    let run = try eval(workspace)
    #expect(run.status == 0, "\(run.errors)")
  }

  @Test func aRelativeEntryIsNotSearched() throws {
    let workspace = try workspace()
    let run = try workspace.hillock(
      "eval", "curve", "0", environment: ["HILLOCK_PLUGIN_PATH": "plugins"])
    #expect(run.status == 1)
    let list = try workspace.hillock("list", environment: ["HILLOCK_PLUGIN_PATH": "plugins:."])
    #expect(list.output.contains("plugins: is not searched: it is relative"), "\(list.output)")
    #expect(!list.output.contains("curve"))
  }

  @Test func aPluginThatCrashedIsNotLoadedAgain() throws {
    let workspace = try Workspace()
    try Fixtures.compile(
      """
      double activation_value(double x) { if (x > 5) *(volatile int *)16 = 1; return x; }
      double activation_derivative(double x) { return 1; }
      """, as: "curve", in: workspace)
    func eval(_ x: String) throws -> CommandRun {
      try workspace.hillock("eval", "curve", x, "--plugins", "plugins")
    }
    #expect(try eval("1").status == 0)
    #expect(try eval("9").status == 70)
    let refused = try eval("1")
    #expect(refused.status == 1)
    for part in ["is in quarantine: SIGSEGV at 0x10 in activation_value on 2", "eval curve 9"] {
      #expect(refused.errors.contains(part), "\(refused.errors)")
    }
    let list = try workspace.hillock("list", "--plugins", "plugins")
    #expect(list.output.contains("(in quarantine: SIGSEGV at 0x10"), "\(list.output)")
    let json = try workspace.hillock("quarantine", "list", "--format", "json")
    #expect(json.output.contains("\"function\" : \"activation_value\""), "\(json.output)")
    // conform examines in a process of its own, and is how the fault is found.
    let conform = try workspace.hillock(
      "conform", "curve", "--plugins", "plugins", "--level", "quick")
    #expect(!conform.errors.contains("quarantine"), "\(conform.errors)")
    // Another build is another plugin.
    try Fixtures.compile(Fixtures.bareSigmoid, as: "curve", in: workspace)
    #expect(try eval("1").status == 0)
    #expect(try workspace.hillock("quarantine", "clear", "other").status == 1)
    let cleared = try workspace.hillock("quarantine", "clear", "curve")
    #expect(cleared.status == 0 && cleared.output == "1 forgotten\n")
    #expect(try workspace.hillock("quarantine", "list").output == "No plugin is in quarantine.\n")
  }

  @Test func aLockRefusesAnotherBuild() throws {
    let workspace = try workspace()
    let lock = try workspace.hillock("lock", "curve", "--plugins", "plugins")
    #expect(lock.status == 0, "\(lock.errors)")
    func train() throws -> CommandRun {
      try workspace.hillock(
        "train", Fixtures.digits, "--activation", "curve", "--epochs", "1", "--hidden", "4",
        "--output", "model.safetensors", "--plugins", "plugins")
    }
    #expect(try train().status == 0)
    try Fixtures.compile(
      "double activation_value(double x) { return x; }\ndouble activation_derivative(double x) { return 1; }",
      as: "curve", in: workspace)
    let refused = try train()
    #expect(refused.status == 1)
    #expect(
      refused.errors.contains("curve is not the plugin that \(workspace["hillock.lock"]) has"),
      "\(refused.errors)")
    let predict = try workspace.hillock(
      "predict", "model.safetensors", Fixtures.digits, "--allow-different-plugin", "--plugins",
      "plugins")
    #expect(predict.status == 1 && predict.errors.contains("is not the plugin"))
    // Below the project's directory, too; and eval, which saves nothing, goes on.
    #expect(
      try workspace.shell(
        "mkdir below; cd below; '\(CommandRun.executable)' train '\(Fixtures.digits)' --activation "
          + "curve --epochs 1 --plugins ../plugins"
      ).status == 1)
    #expect(try workspace.hillock("eval", "curve", "0", "--plugins", "plugins").status == 0)
    #expect(try workspace.hillock("lock", "curve", "--plugins", "plugins").status == 0)
    #expect(try train().status == 0)
    try workspace.write("hillock.lock", "something else")
    #expect(try train().errors.contains("is no lock of plugins"))
    #expect(try workspace.hillock("lock", "--plugins", "plugins").status == 1)
  }

  /// With minisign itself.
  @Test(
    .enabled(if: (try? Workspace().shell("minisign -v"))?.status == 0, "needs minisign"))
  func aLockMustBeSignedWhereAKeyIsAskedFor() throws {
    let workspace = try workspace()
    func hillock(_ arguments: String...) throws -> CommandRun {
      try CommandRun.hillock(arguments + ["--plugins", "plugins"], in: workspace)
    }
    let options = ["--activation", "curve", "--epochs", "1", "--hidden", "4"]
    func train(key: String, isInEnvironment: Bool = false) throws -> CommandRun {
      try CommandRun.hillock(
        ["train", Fixtures.digits, "--plugins", "plugins"] + options
          + (isInEnvironment ? [] : ["--lock-key", key]),
        in: workspace, environment: isInEnvironment ? ["HILLOCK_LOCK_KEY": key] : [:])
    }
    #expect(try workspace.shell("minisign -G -W -p key.pub -s key.secret").status == 0)
    #expect(try train(key: "key.pub").errors.contains("there is no hillock.lock"))
    #expect(try hillock("lock", "curve").status == 0)
    #expect(try train(key: "key.pub").errors.contains("is not signed"))
    let sign = "minisign -S -m hillock.lock -s key.secret"
    #expect(try workspace.shell(sign).status == 0)
    #expect(try train(key: "key.pub").status == 0)
    let text = try String(contentsOfFile: workspace["key.pub"], encoding: .utf8)
    let key = String(text.split(separator: "\n")[1])
    #expect(try train(key: key).status == 0)
    #expect(try hillock("eval", "curve", "0", "--lock-key", key).status == 0)
    // Written anew it is not what was signed.
    let again = try hillock("lock")
    #expect(again.status == 0 && again.errors.contains("sign it again"), "\(again.errors)")
    try workspace.write(
      "hillock.lock", String(contentsOfFile: workspace["hillock.lock"], encoding: .utf8) + "\n")
    let refused = try train(key: key)
    #expect(refused.status == 1 && refused.errors.contains("was changed"), "\(refused.errors)")
    #expect(try train(key: key, isInEnvironment: true).errors.contains("was changed"))
    #expect(try train(key: "hillock.lock").errors.contains("is no public key"))
    #expect(try workspace.shell(sign).status == 0)
    #expect(try train(key: key).status == 0)
  }

  @Test func aLibraryIsFoundByTheNameAfterLib() throws {
    let workspace = try Workspace()
    try Fixtures.compile(Fixtures.bareSigmoid, as: "libcurve", in: workspace)
    for name in ["curve", "libcurve"] {
      let run = try workspace.hillock("eval", name, "0", "--plugins", "plugins")
      #expect(run.status == 0, "\(run.errors)")
    }
  }
}
