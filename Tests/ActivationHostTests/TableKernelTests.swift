import ActivationHost
import Activations
import Foundation
import Tabulation
import Testing

@Suite struct TableKernelTests {
  private let directory: TemporaryDirectory

  init() throws { directory = try TemporaryDirectory() }

  /// A bare plugin of these two expressions.
  private func plugin(
    _ name: String, _ value: String, _ derivative: String, usesTables: Bool = true
  ) throws -> PluginActivation {
    let source = directory.path + "/\(name).c"
    let library = directory.path + "/\(name).so"
    try """
    #include <math.h>
    #include <stdlib.h>
    double activation_value(double x) { return \(value); }
    double activation_derivative(double x) { return \(derivative); }
    """.write(toFile: source, atomically: true, encoding: .utf8)
    let compiler = Process()
    compiler.executableURL = URL(filePath: "/usr/bin/env")
    compiler.arguments = ["cc", "-O2", "-shared", "-fPIC", source, "-o", library, "-lm"]
    try compiler.run()
    compiler.waitUntilExit()
    try #require(compiler.terminationStatus == 0)
    let description = try LibraryDescription.read(path: library)
    return try PluginActivation(
      library: description, activation: description.activations[0], usesTables: usesTables)
  }

  /// Values and gradients at dy = 1 by the kernels.
  private func results<Scalar: ActivationScalar>(
    _ activation: PluginActivation, at x: [Scalar]
  ) throws -> (values: [Scalar], gradients: [Scalar]) {
    var matrix = Matrix<Scalar>(rows: x.count, columns: 1)
    (matrix.x, matrix.dy) = (x, [Scalar](repeating: 1, count: x.count))
    let results = try outcome(activation, matrix)
    return (results.value, results.dx)
  }

  private let inputs: [Float] =
    [0, -0.0, .infinity, -.infinity, .nan, 1.0 / 3, -0.75, 1e30, -1e30, 0x1p-130, -0x1p-120]
    + (-6000...6000).map { Float($0) / 413 }

  @Test(arguments: [
    ("smooth", "x * atan(exp(x))", "atan(exp(x)) + x / (exp(x) + exp(-x))"),
    ("kinked", "x > 1.0 / 3 ? x : x * x + 2.0 / 9", "x > 1.0 / 3 ? 1 : 2 * x"),
    ("vanishing", "exp(-x * x)", "-2 * x * exp(-x * x)"),
    ("absent", "log1p(x)", "x < -1 ? NAN : 1 / (1 + x)"),
  ])
  func aBarePluginIsTabulatedWithinOneUlp(
    _ name: String, _ value: String, _ derivative: String
  ) throws {
    let tabulated = try plugin(name, value, derivative)
    let forms = try #require(tabulated.computedForms())
    guard case .table = forms.value, case .table = forms.gradient else {
      Issue.record("\(name): \(forms)")
      return
    }
    let called = try plugin(name, value, derivative, usesTables: false)
    let (values, gradients) = try results(tabulated, at: inputs)
    let (rightValues, rightGradients) = try results(called, at: inputs)
    for (index, x) in inputs.enumerated() {
      for (y, right) in [(values, rightValues), (gradients, rightGradients)]
        .map({ ($0[index], $1[index]) }) where y != right && !(y.isNaN && right.isNaN)
      {
        #expect(abs(y - right) <= max(y.ulp, right.ulp), "\(name) at \(x)")
      }
    }
  }

  @Test func aBarePluginsDoublesAreTabulatedWithinThreeUlp() throws {
    let silu = ("x / (1 + exp(-x))", "(1 + x * exp(-x) / (1 + exp(-x))) / (1 + exp(-x))")
    let tabulated = try plugin("silu64", silu.0, silu.1)
    let forms = try #require(tabulated.computedForms(precision: .float64))
    guard DoubleTable.isQuickHere else {
      guard case .function = forms.value else {
        Issue.record("a table of software's fused steps: \(forms)")
        return
      }
      return
    }
    guard case .table(let table) = forms.value, case .table = forms.gradient else {
      Issue.record("\(forms)")
      return
    }
    #expect(table.worstError <= 2)
    let x = inputs.map { Double($0) * 1.1 }
    let (values, gradients) = try results(tabulated, at: x)
    let own = tabulated.withoutTables()
    #expect(own.computedForms(precision: .float64) == nil)
    let (rightValues, rightGradients) = try results(own, at: x)
    #expect(zip(values, rightValues).contains { $0 != $1 }, "no table was used")
    for (index, x) in x.enumerated() where abs(x) < 600 {
      #expect(rightValues[index] == x / (1 + exp(-x)), "not the function's own at \(x)")
      #expect(abs(values[index] - rightValues[index]) <= 3 * rightValues[index].ulp, "at \(x)")
      // Next to the derivative's root its own last digits are noise.
      let unit = max(rightGradients[index].ulp, 0x1p-55)
      #expect(abs(gradients[index] - rightGradients[index]) <= 4 * unit, "gradient at \(x)")
    }
  }

  @Test func whatPromisesItsDoublesKeepsThem() throws {
    let plugin = try TestPlugin(
      """
      ACTIVATION(exact, "1.0.0", "promises its value, not its derivative")
      ACTIVATION_MAX_ULP(exact, 1, none)
      ACTIVATION_VALUE(exact, double, (double x)) { return tanh(x); }
      ACTIVATION_DERIVATIVE(exact, double, (double x)) { return 1 / (cosh(x) * cosh(x)); }
      """)
    let exact = try PluginActivation(
      library: plugin.library, activation: plugin.library.activations[0], usesTables: true)
    let forms = try #require(exact.computedForms(precision: .float64))
    guard case .function(let reason) = forms.value else {
      Issue.record("the value was tabulated")
      return
    }
    #expect(reason.contains("promises"))
    if DoubleTable.isQuickHere, case .function(let reason) = forms.gradient {
      Issue.record("the gradient was not tabulated: \(reason)")
    }
    guard case .table = try #require(exact.computedForms()).value else {
      Issue.record("float32's value was not tabulated")
      return
    }
  }

  @Test func eachSettingOfParametersHasATableOfItsOwn() throws {
    let plugin = try TestPlugin(
      """
      ACTIVATION(bent, "1.0.0", "smooth up to a knee")
      ACTIVATION_PARAMETER(bent, beta, 1, "steepness")
      ACTIVATION_PARAMETER(bent, knee, 0.5, "where it bends")
      ACTIVATION_VALUE(bent, double, (double x, double knee, double beta)) {
        return x > knee ? 2 * x - knee : x / (1 + exp(-beta * x));
      }
      ACTIVATION_DERIVATIVE(bent, double, (double x, double beta, double knee)) {
        double s = 1 / (1 + exp(-beta * x));
        return x > knee ? 2 : s * (1 + beta * x * (1 - s));
      }
      """)
    let description = plugin.library.activations[0]
    func load(usesTables: Bool) throws -> PluginActivation {
      try PluginActivation(
        library: plugin.library, activation: description, usesTables: usesTables)
    }
    let (tabulated, called) = (try load(usesTables: true), try load(usesTables: false))
    // Back to the first as well.
    for (beta, knee) in [(1, 0.5), (2.5, 1.0 / 3), (0.75, -0.8), (1, 0.5)] {
      let settings = ["beta": beta, "knee": knee]
      let forms = try #require(tabulated.computedForms(settings))
      guard case .table = forms.value, case .table = forms.gradient else {
        Issue.record("\(settings): \(forms)")
        return
      }
      let near = [Float(knee), Float(knee).nextUp, Float(knee).nextDown]
      let values = try tabulated.evaluate(inputs + near, settings: settings).values
      let right = try called.evaluate(inputs + near, settings: settings).values
      for (index, y) in values.enumerated() where y != right[index] && !y.isNaN {
        #expect(abs(y - right[index]) <= right[index].ulp, "\(settings), input \(index)")
      }
    }
  }

  @Test func whatTrainingChangesHasNoTable() throws {
    let plugin = try TestPlugin(
      """
      ACTIVATION(learnt, "1.0.0", "a slope that is learnt")
      ACTIVATION_LEARNABLE(learnt, slope, 1, "slope")
      ACTIVATION_VALUE(learnt, double, (double x, double slope)) { return slope * tanh(x); }
      ACTIVATION_DERIVATIVE(learnt, double, (double x, double slope)) {
        return slope / (cosh(x) * cosh(x));
      }
      ACTIVATION_PARTIAL(learnt, double, slope, (double x)) { return tanh(x); }
      """)
    let learnt = try PluginActivation(
      library: plugin.library, activation: plugin.library.activations[0], usesTables: true)
    guard case .function(let reason) = try #require(learnt.computedForms()).value else {
      Issue.record("a learnable parameter was tabulated")
      return
    }
    #expect(reason.contains("slope"))
  }

  @Test func whatIsNotPureIsCalledAsBefore() throws {
    let random = try plugin("random", "x + rand() * 1e-6", "1 + rand() * 1e-9")
    guard case .function = try #require(random.computedForms()).value else {
      Issue.record("rand() was tabulated")
      return
    }
    let fast = try plugin("fast", "sin(50 * x)", "50 * cos(50 * x)")
    let (values, _) = try results(fast, at: inputs)
    for (x, y) in zip(inputs, values) where x.isFinite { #expect(y == Float(sin(50 * Double(x)))) }
  }

  @Test func withoutTablesTheFunctionItselfIsCalled() throws {
    let called = try plugin("silu", "x / (1 + exp(-x))", "1", usesTables: false)
    #expect(called.computedForms() == nil)
    let (values, _) = try results(called, at: inputs)
    for (x, y) in zip(inputs, values) where x.isFinite {
      #expect(y == Float(Double(x) / (1 + exp(-Double(x)))))
    }
  }
}
