import ActivationHost
import Activations
import Foundation
import Tabulation
import Testing

/// Array forms that a plugin leaves to tables, by the record `tables`.
@Suite struct LeftToTablesTests {
  /// A plugin whose array forms are twice what its functions are, so that it shows which of them ran.
  private func plugin(
    _ records: String, value: String = "tanh(x)", derivative: String = "1 / (cosh(x) * cosh(x))",
    usesTables: Bool = true
  ) throws -> PluginActivation {
    let plugin = try TestPlugin(
      """
      ACTIVATION(left, "1.0.0", "leaves its arrays to tables")
      \(records)
      ACTIVATION_VALUE(left, double, (double x)) { return \(value); }
      ACTIVATION_DERIVATIVE(left, double, (double x)) { return \(derivative); }
      ACTIVATION_VALUE_ARRAY(left, float, (const float *x, float *y, size_t n)) {
        for (size_t i = 0; i < n; i++) y[i] = 2 * x[i];
      }
      ACTIVATION_GRADIENT_ARRAY(left, float, (const float *y, const float *dy, float *dx, size_t n)) {
        for (size_t i = 0; i < n; i++) dx[i] = dy[i] * y[i];
      }
      """)
    return try PluginActivation(
      library: plugin.library, activation: plugin.library.activations[0], usesTables: usesTables)
  }

  private let x = (0..<1000).map { Float($0 - 500) / 97 }

  /// Values, and gradients at dy = 3 that are given what they say they read, x or y, alone.
  private func results(
    _ activation: PluginActivation, aliasing: Aliasing = .none
  ) throws -> (values: [Float], gradients: [Float], reads: GradientInputs) {
    var matrix = Matrix<Float>(rows: x.count, columns: 1)
    (matrix.x, matrix.dy) = (x, [Float](repeating: 3, count: x.count))
    let kernels = try activation.kernels(Float.self, layout: ParameterLayout([]))
    let results = try outcome(activation, matrix, aliasing: aliasing)
    return (results.value, results.dx, kernels.gradientInputs)
  }

  private func reason(_ form: ComputedForm) -> String? {
    if case .function(let reason) = form { reason } else { nil }
  }

  /// Whatever processor this is, the choice is known for both kinds.
  @Test func onlyWhatIsLeftIsATableAndOnlyInRegisters() throws {
    let both = try plugin("ACTIVATION_TABLES(left, \"value derivative\")").description
    let value = try plugin("ACTIVATION_TABLES(left, \"value\")").description
    let none = try plugin("").description
    for role in [FunctionRole.value, .derivative] {
      #expect(both.tableRefusal(role, isInRegisters: true) == nil)
      #expect(both.tableRefusal(role, isInRegisters: false) == ComputedForm.hasArrayForm)
      #expect(none.tableRefusal(role, isInRegisters: true) == ComputedForm.hasArrayForm)
    }
    #expect(value.tableRefusal(.value, isInRegisters: true) == nil)
    #expect(value.tableRefusal(.derivative, isInRegisters: true) == ComputedForm.hasArrayForm)
    // Its doubles have no array form, and tables as ever.
    #expect(both.tableRefusal(.value, .float64, isInRegisters: false) == nil)
  }

  @Test func theFormThatIsToldIsTheOneThatRuns() throws {
    let left = try plugin("ACTIVATION_TABLES(left, \"value derivative\")")
    let forms = try #require(left.computedForms())
    let (values, gradients, reads) = try results(left)
    guard ActivationTable.isInRegistersHere else {
      #expect(reason(forms.value) == ComputedForm.hasArrayForm)
      #expect(values == x.map { 2 * $0 } && gradients == x.map { 6 * $0 } && reads == .y)
      return
    }
    #expect(reason(forms.value) == nil && reason(forms.gradient) == nil && reads == .x)
    for (index, x) in x.enumerated() {
      let value = Float(tanh(Double(x)))
      #expect(abs(values[index] - value) <= value.ulp, "at \(x)")
      let slope = Float(1 / (cosh(Double(x)) * cosh(Double(x))))
      #expect(abs(gradients[index] - 3 * slope) <= 4 * slope.ulp, "gradient at \(x)")
    }
  }

  @Test func withoutTablesOrTheRecordTheArrayFormRuns() throws {
    let both = "ACTIVATION_TABLES(left, \"value derivative\")"
    for activation in [try plugin(""), try plugin(both, usesTables: false)] {
      let (values, gradients, reads) = try results(activation)
      #expect(values == x.map { 2 * $0 } && gradients == x.map { 6 * $0 } && reads == .y)
    }
  }

  /// A network that keeps x alone is served all the same: y is computed for the array form.
  @Test func whereNoTableFitsTheArrayFormsRun() throws {
    let left = try plugin(
      "ACTIVATION_TABLES(left, \"value derivative\")", value: "sin(50 * x)",
      derivative: "50 * cos(50 * x)")
    let (values, gradients, reads) = try results(left)
    #expect(values == x.map { 2 * $0 } && gradients == x.map { 6 * $0 })
    #expect(reads == (ActivationTable.isInRegistersHere ? .x : .y))
    // dx may be x.
    #expect(try results(left, aliasing: .inputInPlace).gradients == gradients)
  }

  /// The table of tanh is up to 0.59 ULP off.
  @Test func aTableKeepsWhatThePluginPromises() throws {
    let left = try plugin(
      """
      ACTIVATION_TABLES(left, "value derivative")
      ACTIVATION_MAX_ULP(left, 0.51, 1)
      """)
    let forms = try #require(left.computedForms())
    let (values, gradients, _) = try results(left)
    #expect(values == x.map { 2 * $0 })
    guard ActivationTable.isInRegistersHere else { return }
    #expect(reason(forms.value)?.contains("the plugin promises 0.51") == true, "\(forms.value)")
    #expect(reason(forms.gradient) == nil && gradients != x.map { 6 * $0 })
  }
}
