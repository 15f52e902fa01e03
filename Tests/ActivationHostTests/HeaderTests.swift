import ActivationHost
import Activations
import Foundation
import Testing

/// A compiler and a language that the header promises.
struct Dialect: Sendable, CustomStringConvertible {
  var compiler: String
  var standard: String
  var flags: [String] = []

  var description: String { "\(compiler) -std=\(standard)" }
  var isCxx: Bool { compiler.hasSuffix("++") }

  static let all = [
    Dialect(
      compiler: "gcc", standard: "c99", flags: ["-Wstrict-prototypes", "-Wmissing-prototypes"]),
    Dialect(compiler: "gcc", standard: "gnu17"),
    Dialect(compiler: "g++", standard: "c++11", flags: ["-Wmissing-declarations"]),
    Dialect(
      compiler: "clang", standard: "c99", flags: ["-Wstrict-prototypes", "-Wmissing-prototypes"]),
    Dialect(compiler: "clang", standard: "gnu17"),
    Dialect(compiler: "clang++", standard: "c++11", flags: ["-Wmissing-prototypes"]),
  ]
}

@Suite("activation.h")
struct HeaderTests {
  static let plugins = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
    .appendingPathComponent("Plugins")

  /// Compiles `header.c` without a warning, stripped of all that can be stripped.
  static func compile(
    _ dialect: Dialect, optimization: String, into directory: TemporaryDirectory
  ) throws -> PluginDescriptions {
    let library = "\(directory.path)/header\(optimization).so"
    let language = dialect.isCxx ? "c++" : "c"
    let result = try run(
      [
        dialect.compiler, "-std=\(dialect.standard)", optimization, "-Wall", "-Wextra", "-pedantic",
        "-Wconversion", "-Wshadow", "-Werror",
      ] + dialect.flags + [
        "-shared", "-fPIC", "-fvisibility=hidden", "-ffunction-sections", "-fdata-sections",
        "-Wl,--gc-sections", "-s", "-I\(TemporaryDirectory.header)", "-x", language,
        plugins.appendingPathComponent("header.c").path, "-o", library,
      ])
    try #require(result.status == 0, "\(dialect) \(optimization): \(result.errors)")
    return PluginDescriptions(library: try LibraryDescription.read(path: library))
  }

  /// A library's activations by name.
  struct PluginDescriptions {
    var library: LibraryDescription

    func load(_ name: String) throws -> PluginActivation {
      let activation = try #require(library.activations.first { $0.name == name })
      return try PluginActivation(library: library, activation: activation)
    }
  }

  /// As an author does who compiles for one machine: code for AVX-512 and for AVX2 is in the library
  /// whatever that machine has.
  @Test(
    "activation_vector.h compiles for any level",
    arguments: ["gcc", "clang"], ["x86-64", "x86-64-v3", "x86-64-v4", "native"])
  func vectorsForLevel(_ compiler: String, _ level: String) throws {
    #if arch(x86_64)
      let directory = try TemporaryDirectory()
      let source = "\(directory.path)/kernels.c"
      try Data(
        """
        #include <activation_vector.h>
        ACTIVATION(kernels, "1.0.0", "those of gelu")
        static inline float f(float x) { return (float)activation_float_gelu(x); }
        ACTIVATION_KERNEL_VALUE(kernels, gelu, f)
        ACTIVATION_KERNEL_DERIVATIVE(kernels, gelu_derivative, f)
        ACTIVATION_KERNEL_DOUBLE_VALUE(kernels, gelu, activation_gelu)
        ACTIVATION_KERNEL_DOUBLE_DERIVATIVE(kernels, gelu_derivative, activation_gelu_derivative)
        ACTIVATION(others, "1.0.0", "those that have none for AVX-512")
        ACTIVATION_KERNEL_VALUE(others, softplus, f)
        ACTIVATION_KERNEL_DERIVATIVE(others, silu_derivative, f)
        """.utf8
      ).write(to: URL(fileURLWithPath: source))
      let result = try run([
        compiler, "-O2", "-march=\(level)", "-Wall", "-Wextra", "-Werror", "-shared", "-fPIC",
        "-I\(TemporaryDirectory.header)", source, "-o", "\(directory.path)/kernels.so", "-lm",
      ])
      #expect(result.status == 0, "\(result.errors)")
    #endif
  }

  private func check(compiler: String) throws {
    for dialect in Dialect.all where dialect.compiler == compiler {
      for optimization in ["-O0", "-O3"] {
        let directory = try TemporaryDirectory()
        let plugins = try Self.compile(dialect, optimization: optimization, into: directory)
        try checkRecords(plugins.library)
        try checkFunctions(plugins)
      }
    }
  }

  private func checkRecords(_ library: LibraryDescription) throws {
    #expect(
      library.activations.map(\.name) == [
        "eight", "every", "gated", "none", "of_y", "parts", "row",
      ])
    let every = try #require(library.activations.first { $0.name == "every" })
    #expect(every.aliases == ["all", "each"])
    #expect(every.functions.count == 8)
    #expect(every.text("note") == "a key that no host knows")
    #expect(every.text("max_ulp_derivative") == "2.5")
    #expect(every.text("max_ulp_double") == "1.5")
    #expect(every.text("max_ulp_derivative_double") == "none")
    #expect(every.text("tables") == "derivative value")
    #expect(every.parameters.map(\.name) == ["a", "b", "c", "d"])
    #expect(every.parameters.map(\.defaultValue) == [1, 0.5, -1, 2])
    #expect(every.parameters.map(\.isLearnable) == [false, false, true, true])
    #expect(
      every.parameters.map(\.interval.description) == [
        "(-inf, inf)", "[0, 1]", "(-inf, inf)", "(0, inf)",
      ])
  }

  private func checkFunctions(_ plugins: PluginDescriptions) throws {
    let x = (0..<67).map { Double($0 - 33) / 4 }
    let every = try plugins.load("every").evaluate(x)
    #expect(every.values == x.map { 0.5 * $0 })
    let none = try plugins.load("none").evaluate(x)
    #expect(none.values == x.map { $0 * $0 * $0 + $0 })
    #expect(none.derivatives == x.map { 3 * $0 * $0 + 1 })
    let ofY = try plugins.load("of_y").evaluate(x, settings: ["low": -2])
    #expect(ofY.values == x.map { max($0, -2) })
    #expect(ofY.derivatives == x.map { $0 > -2 ? 1 : 0 })
    let parts = try plugins.load("parts").evaluate(x)
    #expect(parts.values == x.map { max($0, 0) } && parts.derivatives == x.map { $0 > 0 ? 1 : 0 })
    let eight = try plugins.load("eight").evaluate(x)
    #expect(eight.values == x.map { $0 * 204 })
    #expect(eight.derivatives == x.map { _ in 204 })
    #expect(try plugins.load("row").evaluate(x).values == x.map { 2 * $0 })
    let gated = try plugins.load("gated").evaluate(x, gate: x)
    #expect(gated.values == x.map { $0 * $0 } && gated.derivatives == x)
  }

  @Test(
    "gcc takes it as C99, and what it makes is read and called",
    .enabled(if: isInstalled("gcc"), "needs gcc"))
  func gcc() throws { try check(compiler: "gcc") }

  @Test("g++ takes it as C++11", .enabled(if: isInstalled("g++"), "needs g++"))
  func gxx() throws { try check(compiler: "g++") }

  @Test("clang takes it as C99", .enabled(if: isInstalled("clang"), "needs clang"))
  func clang() throws { try check(compiler: "clang") }

  @Test("clang++ takes it as C++11", .enabled(if: isInstalled("clang++"), "needs clang++"))
  func clangxx() throws { try check(compiler: "clang++") }

  @Test("It stands alone: nothing is defined or needed but size_t")
  func standsAlone() throws {
    let result = try run([
      "cc", "-fsyntax-only", "-x", "c", "-H", "\(TemporaryDirectory.header)/activation.h",
    ])
    #expect(result.status == 0, "\(result.errors)")
    let included = result.errors.split(separator: "\n").filter { $0.hasPrefix(".") }
    #expect(included.allSatisfy { $0.hasSuffix("/stddef.h") }, "\(included)")
  }

  @Test("An element has the same bits at every place in arrays of every length, in place or not")
  func placeDoesNotMatter() throws {
    let plugin = try TestPlugin(
      """
      static inline float f(float x, float a) { return (x * a + 0.3f) / (1 + x * x * a + a * x); }
      static inline float df(float x, float a) { return (x * x * 0.7f + a * x) * (a - x * 1.1f); }
      ACTIVATION(mixed, "1.0.0", "products and sums that a compiler may fuse")
      ACTIVATION_PARAMETER(mixed, a, 0.7, "factor")
      ACTIVATION_ARRAYS(mixed, float, f, df, a)
      """
    ).load()
    let x = Matrix<Float>(rows: 1, columns: 300).x
    let whole = try plugin.evaluate(x)
    for length in 0...67 {
      for start in [0, 1, 3, 17, 101] {
        let part = try plugin.evaluate(Array(x[start..<start + length]))
        #expect(part.values == Array(whole.values[start..<start + length]))
        let expected = whole.derivatives.map { Array($0[start..<start + length]) }
        #expect(part.derivatives == expected)
      }
    }
  }
}
