import ActivationHost
import Activations
import Foundation
import Testing

@Suite("Calls: a bare plugin")
struct CallsBareTests {
  static let sigmoid = """
    double activation_value(double x) { return 1 / (1 + exp(-x)); }
    double activation_derivative(double x) {
      double s = activation_value(x);
      return s * (1 - s);
    }
    """
  static let inputs: [Double] =
    [0, -0.0, .infinity, -.infinity, .nan, 1e300, -1e300, .leastNonzeroMagnitude, 0x1p-149, 3.5e38]
    + (-400...400).map { Double($0) / 8 }

  @Test("A bare double sigmoid has full precision in float64")
  func exactInDouble() throws {
    let (values, derivatives) = try TestPlugin(Self.sigmoid).load().evaluate(Self.inputs)
    for (i, x) in Self.inputs.enumerated() {
      let s = 1 / (1 + exp(-x))
      #expect(values[i] == s || x.isNaN && values[i].isNaN, "\(x)")
      #expect(derivatives?[i] == s * (1 - s) || x.isNaN && derivatives?[i].isNaN == true, "\(x)")
    }
  }

  @Test("In float32 its results are rounded once, and overflow as IEEE's do")
  func exactInFloat() throws {
    let inputs = Self.inputs.map(Float.init)
    let (values, derivatives) = try TestPlugin(Self.sigmoid).load().evaluate(inputs)
    for (i, x) in inputs.enumerated() {
      let s = 1 / (1 + exp(-Double(x)))
      #expect(values[i] == Float(s) || x.isNaN && values[i].isNaN, "\(x)")
      #expect(
        derivatives?[i] == Float(s * (1 - s)) || x.isNaN && derivatives?[i].isNaN == true, "\(x)")
    }
    let square = try TestPlugin(
      """
      double activation_value(double x) { return x * x; }
      double activation_derivative(double x) { return 2 * x; }
      """
    ).load().evaluate([Float(1e20), -1e-30, .infinity, .nan]).values
    #expect(square[0] == .infinity && square[1] == 0 && square[2] == .infinity && square[3].isNaN)
  }

  @Test("A file that has changed since it was described is not loaded")
  func refusesAnotherFile() throws {
    let directory = try TemporaryDirectory()
    let library = try LibraryDescription.read(
      path: directory.compile(Sources.bare, to: "changing.so"))
    _ = try directory.compile(Sources.described, to: "changing.so")
    let error = #expect(throws: HostError.self) {
      try PluginActivation(library: library, activation: library.activations[0])
    }
    #expect(error?.code == .loadFailed)
    #expect(error?.description.contains("has changed since it was described") == true)
  }

  @Test("The loader's own reason is part of the error")
  func saysWhyLoadingFails() throws {
    let directory = try TemporaryDirectory()
    let library = try LibraryDescription.read(
      path: directory.compile(
        "double nowhere(double x);\ndouble activation_value(double x) { return nowhere(x); }\n"
          + "double activation_derivative(double x) { return x; }", to: "unresolved.so"))
    let error = #expect(throws: HostError.self) {
      try PluginActivation(library: library, activation: library.activations[0])
    }
    #expect(error?.code == .loadFailed)
    #expect(error?.description.contains("undefined symbol: nowhere") == true)
  }

  @Test("Settings are checked by name and interval")
  func validatesParameters() throws {
    let activation = try TestPlugin(
      """
      ACTIVATION(leaky, "1.0.0", "slope")
      ACTIVATION_PARAMETER_IN(leaky, slope, 0.1, "in [0, 1)", "slope")
      ACTIVATION_VALUE(leaky, double, (double x, double slope)) { return slope * x; }
      ACTIVATION_DERIVATIVE(leaky, double, (double x, double slope)) { (void)x; return slope; }
      """
    ).load()
    #expect(try activation.validatedParameters() == ["slope": 0.1])
    #expect(try activation.validatedParameters(["slope": 0]) == ["slope": 0])
    #expect(try activation.evaluate([2.0], settings: ["slope": 0.5]).values == [1])
    for value in [1, -0.5, .nan, .infinity] {
      let error = #expect(throws: HostError.self) {
        try activation.validatedParameters(["slope": value])
      }
      #expect(error?.code == .outOfInterval)
      for part in ["leaky", "slope", "[0, 1)", "\(value)"] {
        #expect(error?.description.contains(part) == true)
      }
    }
    let error = #expect(throws: HostError.self) {
      try activation.validatedParameters(["slop": 0.5])
    }
    #expect(error?.code == .unknownParameter)
    #expect(error?.description.contains("slope") == true)
  }

  @Test("A registry finds an activation by alias, loads it, and names the library's hash")
  func registry() throws {
    let directory = try TemporaryDirectory()
    let path = try directory.compile(
      Sources.described + "ACTIVATION_ALIASES(twice, \"double\")\n", to: "twice.so")
    let registry = try Registry(
      searchPath: SearchPath(explicit: [directory.path], environment: [:], executable: nil))
    let activation = try registry.activation(named: "double")
    #expect(activation.name == "twice")
    #expect(activation.identity.version == "1.0.0")
    #expect(activation.identity.sha256 == String(try run(["sha256sum", path]).output.prefix(64)))
    #expect(try activation.evaluate([3.0]).values == [6])
    #expect(throws: HostError.self) { try registry.activation(named: "thrice") }
  }
}
