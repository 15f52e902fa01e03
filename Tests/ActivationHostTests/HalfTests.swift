import ActivationHost
import Activations
import Testing

/// Array forms in half precision: as they are declared, and as they are called.
@Suite struct HalfTests {
  private static let arguments = "const _Float16 *x, _Float16 *y, size_t n"
  private static let brain = "const __bf16 *x, const __bf16 *dy, __bf16 *dx, size_t n"

  private func read(_ records: String) throws(HostError) -> ActivationDescription {
    try DescriptionRecordTests.read(DescriptionRecordTests.base + records)
  }

  @Test func theyAreDescribed() throws {
    let description = try read(
      """
      f.half_value_array: void f_value_array(\(Self.arguments))
      f.half_gradient_array: void f_gradient_array(\(Self.brain))
      """)
    #expect(description.functions.count == 2)
    #expect(description.halves.map(\.half) == [.float16, .bfloat16])
    #expect(description.half(.valueArray, .float16)?.key == "half_value_array")
    #expect(description.half(.valueArray, .bfloat16) == nil)
    #expect(
      description.half(.gradientArray, .bfloat16)?.prototype.description
        == "void f_gradient_array(\(Self.brain))")
    // The names of storage types, where a compiler has no other.
    let stored = Self.arguments.replacing("_Float16", with: "activation_float16")
    #expect(
      try read("f.half_value_array: void f_value_array(\(stored))").halves.map(\.half)
        == [.float16])
  }

  @Test(arguments: [
    ("half_value_array: void f_value_array(const float *x, float *y, size_t n)", "_Float16"),
    ("half_value_array: float f_value_array(const __bf16 *x, __bf16 *y, size_t n)", "void"),
    ("half_value_array: void f_value_array(const __bf16 *x, _Float16 *y, size_t n)", "__bf16 *"),
    ("half_value_array: void f_value_array(const __bf16 *x, __bf16 *y)", "'n' is missing"),
    ("half_value_array: void f_missing(\(arguments))", "f_missing"),
    ("half_value_array: void f_value_array(_Float16 x, _Float16 *y, size_t n)", "const T *"),
    ("half_gradient_array: void f_gradient_array(\(brain), const __bf16 *y)", "'y' means nothing"),
    ("half_gradient_array: void f_gradient_array(\(brain), const __bf16 *u)", "'u' means nothing"),
    ("half_gradient_array: void f_gradient_array(const __bf16 *dy, __bf16 *dx, size_t n)", "'x'"),
    ("value_array: void f_value_array(\(arguments))", "float or double"),
    ("value: _Float16 f_value(double x)", "float or double"),
  ])
  func whatIsWrongIsSaid(_ record: String, _ words: String) throws {
    let error = try #require(throws: HostError.self) { try read("f.\(record)\n") }
    #expect(error.description.contains(words), "\(error)")
    #expect(!error.description.contains("\n"))
  }

  @Test func oneOfAFormat() throws {
    let record = "f.half_value_array: void f_value_array(\(Self.arguments))\n"
    let error = try #require(throws: HostError.self) { try read(record + record) }
    #expect(error.code == .duplicateKey)
  }

  private static let source = """
    ACTIVATION(scaled, "1.0.0", "a x: in halves 1 more, so that it is seen who computes")
    ACTIVATION_PARAMETER(scaled, a, 3, "the factor")
    ACTIVATION_VALUE(scaled, float, (float x, float a)) { return a * x; }
    ACTIVATION_DERIVATIVE(scaled, float, (float x, float a)) { return a + 0 * x; }
    ACTIVATION_HALF_VALUE_ARRAY(scaled, BF, (float a, const BF *x, size_t n, BF *y)) {
      for (size_t i = 0; i < n; i++) {
        y[i] = activation_to_bfloat16(a * activation_from_bfloat16(x[i]) + 1);
      }
    }
    ACTIVATION_HALF_GRADIENT_ARRAY(scaled, BF, (const BF *x, const BF *dy, BF *dx, size_t n, float a)) {
      (void)x;
      for (size_t i = 0; i < n; i++) {
        dx[i] = activation_to_bfloat16(activation_from_bfloat16(dy[i]) * a + 1);
      }
    }
    """.replacing("BF", with: "activation_bfloat16")

  /// The plugin's own forms, in whatever order their arguments are; without them float, rounded once.
  @Test(arguments: [CallPath.fastest, .libffi])
  func theyAreCalled(_ path: CallPath) throws {
    let plugin = try TestPlugin(Self.source).load(nil, path)
    let x = (0..<200).map { Double($0) / 4 }
    let brain = try plugin.evaluate(in: .bfloat16, x, settings: ["a": 2])
    #expect(brain.values == x.map { NumberFormat.bfloat16.rounded(2 * $0 + 1) })
    #expect(brain.derivatives == x.map { _ in 3 })
    #expect(brain.forms.value == "scaled_value_arraybf16")
    #expect(brain.forms.gradient == "scaled_gradient_arraybf16")
    let half = try plugin.evaluate(in: .float16, x, settings: ["a": 2])
    #expect(half.values == x.map { 2 * $0 })
    #expect(half.derivatives == x.map { _ in 2 })
    #expect(half.forms.value == nil && half.forms.gradient == nil)
    #expect(try plugin.evaluate(in: .bfloat16, []).values.isEmpty)
  }
}
