import Foundation
import Testing

/// libhillock, linked as `make library` does: from C, and from Python by way of the wheel.
@Suite struct LibraryTests {
  /// The library, linked once a run.
  static let library: String? = {
    let build = URL(filePath: CommandRun.executable).deletingLastPathComponent()
    let script = Fixtures.package.appending(path: "Sources/HillockC/link.sh")
    guard let workspace = try? Workspace(),
      let run = try? CommandRun.process(
        script.path(percentEncoded: false), [build.path(percentEncoded: false)], in: workspace)
    else { return nil }
    if run.status != 0 { Issue.record("link.sh: \(run.errors)") }
    return run.status == 0
      ? build.appending(path: "library/libhillock.so").path(percentEncoded: false) : nil
  }()

  static func numbers(_ line: some StringProtocol) -> [Double] {
    line.split(separator: " ").dropFirst().compactMap { Double($0) }
  }

  /// What a program of Tests/c prints.
  static func lines(
    ofProgram name: String, _ arguments: [String], in workspace: Workspace
  ) throws -> [Substring] {
    let library = try #require(Self.library)
    let package = Fixtures.package.path(percentEncoded: false)
    let build = try workspace.shell(
      """
      cc -std=c99 -Wall -Wextra -Werror -I '\(package)/Sources/CHillock/include' \
      '\(package)/Tests/c/\(name).c' '\(library)' -o \(name) -lm \
      -Wl,-rpath,"$(dirname '\(library)')"
      """)
    try #require(build.status == 0, "\(build.errors)")
    let run = try CommandRun.process(workspace[name], arguments, in: workspace)
    try #require(run.status == 0, "\(run.errors)")
    return run.output.split(separator: "\n")
  }

  @Test func programsInC() throws {
    let workspace = try Workspace()
    try ONNXTests.train("gelu", in: workspace)
    let lines = try Self.lines(
      ofProgram: "example", [Fixtures.plugins, "model.safetensors"], in: workspace)
    let eval = try workspace.hillock(
      "eval", "mish", "-1", "0", "1", "--plugins", Fixtures.plugins)
    let rows = eval.output.split(separator: "\n").dropFirst().map { row in
      row.split(separator: " ").compactMap { Double($0) }
    }
    #expect(Self.numbers(lines[0]) == rows.map { $0[1] })
    #expect(Self.numbers(lines[1]) == rows.map { $0[2] })
    let swish = try workspace.hillock(
      "eval", "swish", "-1", "0", "1", "--set", "beta=2", "--plugins", Fixtures.plugins)
    let slopes = swish.output.split(separator: "\n").dropFirst().compactMap { row in
      Double(row.split(separator: " ")[2])
    }
    for (index, (found, slope)) in zip(Self.numbers(lines[2]), slopes).enumerated() {
      #expect(abs(found - Double(index + 1) * slope) < 1e-12)
    }
    #expect(lines[3] == "invalid 1")
    #expect(lines[4].contains("no activation is called 'mosh'; did you mean mish"))
    let shares = Self.numbers(lines[5])
    #expect(shares.count == 3 && abs(shares.reduce(0, +) - 1) < 1e-12)
    #expect(lines[6] == "handlers 0")
  }

  @Test func programsInCThatTrain() throws {
    let lines = try Self.lines(ofProgram: "training", [Fixtures.plugins], in: Workspace())
    let found = Dictionary(
      uniqueKeysWithValues: lines.map { line in
        (String(line.prefix { $0 != " " }), Self.numbers(line))
      })
    #expect(found["reads"] == [2, 1, 0])
    #expect(found["relu"] == [0, 0, 0, 3, 4])
    #expect(found["relu_f32"] == [0, 0, 7])
    #expect(found["neither"] == [1] && found["gelu"] == [1])
    #expect(found["training"] == [0, 3, 3])
    // Slopes from 1/8 to 1/3, and their mean afterwards.
    let (low, high) = (0.125, 1.0 / 3)
    let mean = (low + high) / 2
    #expect(found["after"] == [0, -2 * mean, -mean, 1, 2])
    #expect(found["during"] == [0, -2 * low, -mean, 1, 2])
    #expect(found["gradient"] == [0, low, 2 * mean, 3, 4])
    let softmax = 1 / (1 + exp(1.0))
    let noisy = [0.0, 0.5, 0.25, 0.75].enumerated().map { index, u in
      [-2.0, -1, 1, 2][index] - log(-log(u))
    }
    for (key, expected) in [
      ("row", [softmax, 1 - softmax, softmax, 1 - softmax]),
      (
        "drawn",
        [0, 1, 1 / (1 + exp(noisy[3] - noisy[2])), 1 / (1 + exp(noisy[2] - noisy[3]))]
      ),
    ] {
      let numbers = try #require(found[key])
      #expect(numbers.count == 5 && numbers[0] == 0)
      for (number, other) in zip(numbers.dropFirst(), expected) {
        #expect(abs(number - other) < 1e-14)
      }
    }
    #expect(found["none"] == [1] && found["idle"] == [1])
    #expect(found["last"] == [0, -10000 * mean])
  }

  /// No compiler and no Swift: the libraries that the wheel's needs are glibc's.
  @Test func theLibraryNeedsNothingElse() throws {
    let library = try #require(Self.library)
    let workspace = try Workspace()
    let run = try workspace.shell(
      "readelf -d '\(library)' | sed -n 's/.*NEEDED.*\\[\\(.*\\)\\]/\\1/p'")
    try #require(run.status == 0, "\(run.errors)")
    let usual = ["libc.so.6", "libm.so.6", "libdl.so.2", "libpthread.so.0", "ld-linux-x86-64.so.2"]
    let compilers = ["libgcc_s.so.1", "libstdc++.so.6"]
    for name in run.output.split(separator: "\n").map(String.init) {
      #expect((usual + compilers).contains(name))
    }
    let symbols = try workspace.shell(
      "nm -D --defined-only '\(library)' | awk '$2 ~ /[A-Z]/ && $3 !~ /^hillock_/ {print $3}'")
    #expect(symbols.output.isEmpty)
  }

  /// The wheel, made once as `make python` makes it.
  static let wheel: String? = {
    guard let library, let workspace = try? Workspace() else { return nil }
    let wheels = URL(filePath: library).deletingLastPathComponent().appending(path: "wheels")
      .path(percentEncoded: false)
    let script = Fixtures.package.appending(path: "Sources/Python/wheel.py")
      .path(percentEncoded: false)
    let run = try? workspace.shell(
      "rm -rf '\(wheels)'; python3 '\(script)' '\(library)' '\(Fixtures.plugins)' '\(wheels)'")
    if run?.status != 0 { Issue.record("the wheel: \(run?.errors ?? "")") }
    return run?.status == 0 ? run?.output.trimmingCharacters(in: .newlines) : nil
  }()

  /// The wheel as a user gets it, unpacked once: a directory for PYTHONPATH.
  static let packages: String? = {
    guard let wheel, let workspace = try? Workspace(), let python = PythonEnvironment.onnx.python
    else { return nil }
    let packages = URL(filePath: wheel).deletingLastPathComponent().deletingLastPathComponent()
      .appending(path: "python-packages").path(percentEncoded: false)
    let run = try? workspace.shell(
      """
      set -e
      rm -rf '\(packages)'
      '\(python)' -m pip -q install --disable-pip-version-check --no-deps --no-index \
        --target '\(packages)' '\(wheel)'
      """)
    if run?.status != 0 { Issue.record("the wheel: \(run?.errors ?? "")") }
    return run?.status == 0 ? packages : nil
  }()

  /// Into an environment with nothing in it, and with no program but Python's own to be found.
  @Test(.enabled(if: PythonEnvironment.onnx.isThere, "PyPI is out of reach"))
  func theWheelInstallsWhereThereIsNoCompiler() throws {
    let wheel = try #require(Self.wheel)
    let workspace = try Workspace()
    let run = try workspace.shell(
      """
      set -e
      python3 -m venv clean
      PATH="$PWD/clean/bin"
      for program in cc gcc clang swift swiftc hillock; do
        if command -v $program; then exit 1; fi
      done
      python -m pip -q install --disable-pip-version-check '\(wheel)'
      python -m pip check
      unset HILLOCK_PLUGIN_PATH HILLOCK_LIBRARY PYTHONPATH
      HOME="$PWD" python -c '
      import hillock
      print(*hillock.names())
      print(*hillock.activation("mish")([-1.0, 0.0, 1.0]).tolist())
      print(*hillock.activation("gelu").gradient([-1.0, 0.0, 1.0], 2.0).tolist())
      '
      """)
    try #require(run.status == 0, "\(run.output)\(run.errors)")
    let lines = run.output.split(separator: "\n").map(String.init)
    try #require(lines.count == 4, "\(run.output)")
    #expect(lines[0] == "No broken requirements found.")
    let sources = try FileManager.default.contentsOfDirectory(
      at: Fixtures.package.appending(path: "Plugins"), includingPropertiesForKeys: nil)
    let plugins = sources.filter { $0.pathExtension == "c" }
      .map { $0.deletingPathExtension().lastPathComponent }
    #expect(lines[1].split(separator: " ").map(String.init).sorted() == plugins.sorted())
    let expected = [
      -0.3034014613741089, 0, 0.8650983882673103, -0.1666309411753726, 1, 2.166630941175373,
    ]
    let numbers = "\(lines[2]) \(lines[3])".split(separator: " ").compactMap { Double($0) }
    try #require(numbers.count == expected.count, "\(run.output)")
    for (number, other) in zip(numbers, expected) { #expect(abs(number - other) < 1e-14) }
  }

  /// Runs a check of Tests/python, which ends by saying that all is well.
  static func check(
    _ script: String, _ environment: PythonEnvironment, arguments: String = "",
    in workspace: Workspace
  ) throws {
    let packages = try #require(Self.packages)
    let python = try #require(environment.python)
    let run = try workspace.shell(
      """
      PYTHONPATH='\(packages)' '\(python)' '\(PythonEnvironment.scripts)/python/\(script).py' \
        \(arguments)
      """)
    #expect(run.status == 0, "\(run.output)\(run.errors)")
    #expect(run.output.hasSuffix("all is well\n"))
  }

  @Test(.enabled(if: PythonEnvironment.onnx.isThere, "PyPI is out of reach"))
  func numpyAndScikitLearn() throws {
    let workspace = try Workspace()
    try ONNXTests.train("gelu", in: workspace)
    try workspace.write("predictions.csv", ONNXTests.predict("model.safetensors", in: workspace))
    try Self.check(
      "check_numpy", .onnx, arguments: "model.safetensors data.csv predictions.csv", in: workspace)
  }

  @Test(
    .enabled(if: PythonEnvironment.torch.isThere, "PyTorch for the CPU is out of reach"),
    arguments: ["", "hillock-first"])
  func pytorch(order: String) throws {
    try Self.check("check_torch", .torch, arguments: order, in: Workspace())
  }

  @Test(.enabled(if: PythonEnvironment.jax.isThere, "PyPI is out of reach"))
  func jax() throws {
    try Self.check("check_jax", .jax, in: Workspace())
  }

  @Test(.enabled(if: PythonEnvironment.keras.isThere, "PyPI is out of reach"))
  func tensorflowAndKeras() throws {
    try Self.check("check_keras", .keras, in: Workspace())
  }
}
