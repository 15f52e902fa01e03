import ActivationHost
import Activations
import Conformance
import Formulas
import Datasets
import Foundation
import NeuralNetwork
import Testing

/// Float values and derivatives are within one unit in the last place of the formula's truth, those
/// in double within two, in every binade, at every instruction set level.
@Suite struct AccuracyTests {
  @Test(arguments: Catalogue.promising)
  func withinOneULP(_ name: String) throws {
    try check(Catalogue.activation(name), Float.self, within: 1)
  }

  @Test(arguments: inDouble)
  func withinTwoULPInDouble(_ name: String) throws {
    try check(Catalogue.activation(name), Double.self, within: 2)
  }

  /// Those whose double forms have code of their own for a level.
  private static let inDouble = ["sigmoid", "tanh", "silu", "gelu"]

  /// The same sources compiled for one level alone: what an older processor runs.
  @Test(
    arguments: ["x86-64", "x86-64-v3"],
    [
      "sigmoid", "tanh", "silu", "gelu", "gelu_tanh", "softplus", "log_sigmoid", "softsign",
      "hardswish", "mish", "elu",
    ])
  func withinOneULPAtLevel(_ level: String, _ name: String) throws {
    #if arch(x86_64)
      let directory = Catalogue.directory("level-\(level)-\(name)")
      try FileManager.default.createDirectory(
        atPath: directory, withIntermediateDirectories: true)
      defer { try? FileManager.default.removeItem(atPath: directory) }
      let compiler = Process()
      compiler.executableURL = URL(fileURLWithPath: "/usr/bin/env")
      compiler.arguments = [
        "cc", "-O2", "-fno-math-errno", "-fno-trapping-math", "-shared", "-fPIC",
        "-march=\(level)", "-DACTIVATION_CLONES=", "-DACTIVATION_AVX512=0",
        "-DACTIVATION_AVX2=\(level == "x86-64-v3" ? 1 : 0)",
        "-I\(try AuthorHeaders.directory())", "\(Catalogue.plugins)/\(name).c",
        "-o", "\(directory)/\(name).so", "-lm",
      ]
      try compiler.run()
      compiler.waitUntilExit()
      try #require(compiler.terminationStatus == 0)
      let registry = try Registry(searchPath: SearchPath(explicit: [directory]))
      let activation = try registry.activation(named: name)
      try check(activation, Float.self, within: 1)
      if Self.inDouble.contains(name) { try check(activation, Double.self, within: 2) }
    #endif
  }

  private func check<Scalar: ActivationScalar>(
    _ activation: PluginActivation, _: Scalar.Type, within bound: Double
  ) throws where Scalar.RawSignificand: FixedWidthInteger {
    let description = activation.description
    let formula = try Formula(
      #require(description.text("formula")),
      variables: ["x"] + activation.parameters.map(\.name))
    let oracle = FormulaOracle(formula, derivatives: ["x"])
    // The parameters as the function gets them.
    let parameters = activation.parameters.map { Double(Scalar($0.defaultValue)) }
    let evaluator = try ActivationEvaluator<Scalar>(activation, columns: 1)
    let inputs: [Scalar] = Self.inputs()
    let values = evaluator.values(inputs)
    let derivatives = try #require(evaluator.derivatives(inputs))
    for (index, x) in inputs.enumerated() {
      let truth = oracle.evaluate([Double(x)] + parameters, for: Scalar.precision)
      expect(values[index], truth[0], within: bound, x, "\(activation.name) value")
      // At a kink any value between the one-sided derivatives is right.
      if Self.kinks.contains(abs(Double(x))) { continue }
      expect(derivatives[index], truth[1], within: bound, x, "\(activation.name) derivative")
    }
  }

  private func expect<Scalar: ActivationScalar>(
    _ got: Scalar, _ truth: TrueValue, within bound: Double, _ x: Scalar, _ what: String
  ) {
    guard truth.isNumber else { return }
    // The nearest to a truth beyond the largest of floats; the truth itself is a double's.
    if abs(truth.head) >= 0x1.ffffffp127, Scalar(truth.head).isInfinite {
      #expect(got.isInfinite && (got > 0) == (truth.head > 0), "\(what) at \(x)")
      return
    }
    let magnitude = max(abs(truth.head), Double(Scalar.leastNormalMagnitude))
    let unit = Double(
      sign: .plus, exponent: Int(magnitude.exponent) - Scalar.significandBitCount, significand: 1)
    let error = abs((Double(got) - truth.head) - truth.tail) / unit
    #expect(error <= bound, "\(what) at \(x): \(got), expected \(truth.head), \(error) ULP")
  }

  /// Where some activation has a kink.
  private static let kinks: Set<Double> = [0, 0.5, 1, 2, 3, 6]

  /// Three in each binade of either sign, closer where activations bend, and in the tails.
  private static func inputs<Scalar: ActivationScalar>() -> [Scalar]
  where Scalar.RawSignificand: FixedWidthInteger {
    // The same points in every run: what fails once fails again.
    var generator = RandomStream(seed: 1)
    var inputs: [Scalar] = []
    let least = Int(Scalar.leastNonzeroMagnitude.exponent)
    for exponent in least...Int(Scalar.greatestFiniteMagnitude.exponent) {
      for _ in 0..<3 {
        let x = Scalar(
          sign: .plus, exponent: .init(exponent),
          significand: .random(in: 1..<2, using: &generator))
        inputs += [x, -x]
      }
    }
    inputs += (0..<1500).map { _ in .random(in: -16...16, using: &generator) }
    inputs += (0..<300).map { _ in .random(in: -110...110, using: &generator) }
    inputs += (0..<300).map { _ in .random(in: -750...750, using: &generator) }
    inputs += [0.5, 1, 2, 3, 6, 22, 87.33, 88.72, 103.9].flatMap { [$0, -$0, $0.nextUp] }
    return inputs
  }
}
