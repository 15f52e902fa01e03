import ActivationHost
import Foundation
import Testing

@Suite("Build")
struct BuildTests {
  static let good = """
    #include <activation.h>
    ACTIVATION(twice, "1.0.0", "Twice its input")
    ACTIVATION_VALUE(twice, double, (double x)) { return 2 * x; }
    ACTIVATION_DERIVATIVE(twice, double, (double x)) { return x == x ? 2 : x; }

    """

  /// The names of the files in a directory.
  private func names(_ directory: TemporaryDirectory) throws -> [String] {
    try FileManager.default.contentsOfDirectory(atPath: directory.path).sorted()
  }

  @Test("Several sources become libraries; the printed command makes the same again by hand")
  func builds() throws {
    let directory = try TemporaryDirectory()
    let sources = try ["one", "two's", "three"].map {
      try directory.write(Self.good.utf8, to: "\($0).c")
    }
    let output = "\(directory.path)/a/b"
    let products = try PluginBuilder(into: output).build(sources)
    #expect(products.map(\.source) == sources)
    #expect(products.map(\.library) == ["one", "two's", "three"].map { "\(output)/\($0).so" })
    for product in products {
      #expect(product.succeeded, "\(product.diagnostics)")
      #expect(product.diagnostics.isEmpty)
      let first = try Data(contentsOf: URL(fileURLWithPath: product.library))
      try FileManager.default.removeItem(atPath: product.library)
      let again = try run(["sh", "-c", product.command])
      #expect(again.status == 0, "\(product.command): \(again.errors)")
      #expect(try Data(contentsOf: URL(fileURLWithPath: product.library)) == first)
    }
    #expect(
      try FileManager.default.contentsOfDirectory(atPath: output).sorted()
        == ["one.so", "three.so", "two's.so"])
  }

  @Test("A source that does not compile says why, keeps the library of before, and stops no other")
  func keepsTheOldLibrary() throws {
    let directory = try TemporaryDirectory()
    let builder = try PluginBuilder(into: directory.path)
    let source = try directory.write(Self.good.utf8, to: "twice.c")
    let other = try directory.write(Self.good.utf8, to: "other.c")
    let before = try #require(try builder.build([source]).first)
    #expect(before.succeeded)
    let bytes = try Data(contentsOf: URL(fileURLWithPath: before.library))
    try directory.write("double activation_value(double x) { return y; }".utf8, to: "twice.c")
    let products = try builder.build([source, other])
    #expect(products[0].status == 1)
    #expect(products[0].diagnostics.contains("twice.c:1:"))
    #expect(products[1].succeeded)
    #expect(try Data(contentsOf: URL(fileURLWithPath: before.library)) == bytes)
    #expect(try names(directory) == ["other.c", "other.so", "twice.c", "twice.so"])
  }

  @Test("An unresolved symbol is found when building, not when loading")
  func refusesUnresolvedSymbols() throws {
    let directory = try TemporaryDirectory()
    let source = try directory.write(
      "double nowhere(double x);\ndouble activation_value(double x) { return nowhere(x); }\n".utf8,
      to: "bare.c")
    let product = try PluginBuilder(into: directory.path).build([source])[0]
    #expect(!product.succeeded)
    #expect(product.diagnostics.contains("nowhere"))
    #expect(try names(directory) == ["bare.c"])
  }

  @Test("Diagnostics longer than a pipe holds do not stop the build")
  func longDiagnostics() throws {
    let directory = try TemporaryDirectory()
    let warnings = (0..<3000).map { "#warning \"number \($0) of very many\"" }
    let source = try directory.write(
      (warnings.joined(separator: "\n") + "\n" + Self.good).utf8, to: "loud.c")
    let product = try PluginBuilder(into: directory.path).build([source])[0]
    #expect(product.succeeded)
    #expect(product.diagnostics.utf8.count > 1 << 17)
  }

  @Test(
    "What cannot be built is refused before anything is",
    arguments: [
      (["a.c", "b.adb"], "b.adb: is in no language"),
      (["a.c", "missing.c"], "missing.c: cannot be"),
      (["a.c", "a.cpp"], "a.cpp: makes the same library as"), (["a.c", ".c"], ".c: is in no"),
    ])
  func refuses(names: [String], message: String) throws {
    let directory = try TemporaryDirectory()
    for name in names where name != "missing.c" { try directory.write(Self.good.utf8, to: name) }
    let builder = try PluginBuilder(into: directory.path + "/out")
    let error = #expect(throws: HostError.self) {
      try builder.build(names.map { "\(directory.path)/\($0)" })
    }
    #expect(error?.description.contains(message) == true, "\(error?.description ?? "no error")")
    #expect(try FileManager.default.contentsOfDirectory(atPath: builder.directory).isEmpty)
  }

  @Test("The headers are those of the source tree, in a directory that stays")
  func headers() throws {
    let directory = try AuthorHeaders.directory()
    #expect(try AuthorHeaders.directory() == directory)
    for header in AuthorHeaders.texts {
      let written = try Data(contentsOf: URL(fileURLWithPath: "\(directory)/\(header.name)"))
      #expect(Array(written) == header.text)
      #expect(header.text.count > 1000)
    }
    #expect(
      AuthorHeaders.texts.map(\.name)
        == [
          "activation.h", "activation_math.h", "activation_arithmetic.h",
          "activation_exponential.h", "activation_sigmoids.h", "activation_normal.h",
          "activation_float.h", "activation_forms.h", "activation_quad.h", "activation_vector.h",
          "activation_avx512.h", "activation_avx2.h", "activation_avx2_double.h",
        ])
  }
}
