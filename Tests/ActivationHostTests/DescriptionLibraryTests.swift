import ActivationHost
import Activations
import Testing

/// What is read from real libraries.
@Suite struct DescriptionLibraryTests {
  let directory: TemporaryDirectory

  init() throws { directory = try TemporaryDirectory() }

  @Test func aDescribedPluginIsReadInFull() throws {
    let source = """
      #include <activation.h>
      ACTIVATION(leaky_relu, "1.2.0-beta.1", "Leaky rectified linear unit")
      ACTIVATION_ALIASES(leaky_relu, "lrelu LeakyReLU")
      ACTIVATION_RECORD(leaky_relu, shoe_size, "43: unknown keys are kept")
      ACTIVATION_PARAMETER_IN(leaky_relu, negative_slope, 0.01, "in [0, 1)", "slope where x <= 0")
      ACTIVATION_VALUE(leaky_relu, double, (double x, double negative_slope)) {
        return x > 0 ? x : negative_slope * x;
      }
      ACTIVATION_VALUE(leaky_relu, float, (float x, float negative_slope)) {
        return x > 0 ? x : negative_slope * x;
      }
      ACTIVATION_DERIVATIVE(leaky_relu, double, (double y, double negative_slope)) {
        return y > 0 ? 1 : negative_slope;
      }
      """
    let path = try directory.compile(source, to: "any.so")
    let library = try LibraryDescription.read(path: path)
    #expect(library.path == path)
    let activation = try #require(library.activations.first)
    #expect(library.activations.count == 1)
    #expect(activation.name == "leaky_relu")
    #expect(!activation.isBare)
    #expect(activation.form == .elementwise)
    #expect(activation.aliases == ["lrelu", "LeakyReLU"])
    #expect(activation.text("shoe_size") == "43: unknown keys are kept")
    #expect(
      activation.parameters == [
        ActivationParameter(
          name: "negative_slope", defaultValue: 0.01,
          interval: Interval(low: 0, high: 1, includesHigh: false),
          summary: "slope where x <= 0")
      ])
    let value = try #require(activation.function(.value, .float32))
    #expect(value.prototype.symbol == "leaky_relu_valuef")
    #expect(
      value.prototype.arguments == [
        .init(type: .scalar(.float32), name: "x"),
        .init(type: .scalar(.float32), name: "negative_slope"),
      ])
    #expect(activation.function(.derivative, .float64)?.prototype.arguments.first?.name == "y")
    #expect(activation.function(.derivative, .float32) == nil)
    #expect(library.identity(of: activation).version == "1.2.0-beta.1")
  }

  @Test func theHashIsThatOfTheFile() throws {
    let path = try directory.compile(Sources.bare, to: "bare.so")
    let sum = try run(["sha256sum", path]).output.prefix(64)
    #expect(try LibraryDescription.read(path: path).sha256 == sum)
  }

  @Test func aBarePluginIsCalledAsItsFile() throws {
    let path = try directory.compile(Sources.bare, to: "my-sigmoid.v2.so")
    let activation = try #require(LibraryDescription.read(path: path).activations.first)
    #expect(activation.name == "my-sigmoid.v2")
    #expect(activation.isBare)
    #expect(activation.functions.count == 2)
    #expect(activation.function(.value, .float64)?.prototype.symbol == "activation_value")
  }

  @Test func aBarePluginMayHaveFloatForms() throws {
    let path = try directory.compile(
      Sources.bare + "float activation_valuef(float x) { return x; }", to: "both.so")
    let activation = try #require(LibraryDescription.read(path: path).activations.first)
    #expect(activation.function(.value, .float32)?.prototype.symbol == "activation_valuef")
    #expect(activation.function(.derivative, .float32) == nil)
  }

  @Test func functionsChosenAtLoadTimeAreFunctions() throws {
    let source = """
      #include <activation.h>
      ACTIVATION(twice, "1.0.0", "2x")
      ACTIVATION_RECORD(twice, value, "double twice_value(double x)")
      ACTIVATION_CLONES ACTIVATION_EXPORT double twice_value(double x) { return 2 * x; }
      ACTIVATION_DERIVATIVE(twice, double, (double x)) { (void)x; return 2; }
      """
    let path = try directory.compile(source, to: "twice.so")
    let image = try ElfImage.read(path: path)
    let symbol = try #require(image.exports.first { $0.name == "twice_value" })
    #expect(symbol.isCallable)
    #if arch(x86_64)
      #expect(symbol.kind == .indirectFunction)
    #endif
    #expect(try LibraryDescription.read(path: path).activations.map(\.name) == ["twice"])
  }

  @Test func aConstantDerivativeNeedsNoArgument() throws {
    let source = """
      #include <activation.h>
      ACTIVATION(shift, "1.0.0", "x + b")
      ACTIVATION_LEARNABLE(shift, b, 0.5, "what is added")
      ACTIVATION_VALUE(shift, double, (double x, double b)) { return x + b; }
      ACTIVATION_DERIVATIVE(shift, double, (void)) { return 1; }
      ACTIVATION_PARTIAL(shift, double, b, (void)) { return 1; }
      """
    _ = try directory.compile(source, to: "shift.so")
    let registry = try Registry(
      searchPath: SearchPath(explicit: [directory.path], environment: [:], executable: nil))
    let activation = try registry.activation(named: "shift")
    let result: (values: [Float], derivatives: [Float]?) = try activation.evaluate([1, -2])
    #expect(result.values == [1.5, -1.5])
    #expect(result.derivatives == [1, 1])
    let layout = ParameterLayout(activation.parameters)
    #expect(try activation.kernels(Double.self, layout: layout).gradientInputs.isEmpty)
  }

  @Test func strippingAndCollectingSectionsLeaveTheRecords() throws {
    let path = try directory.compile(
      Sources.described, to: "small.so",
      with: [
        "cc", "-O2", "-shared", "-fPIC", "-s", "-ffunction-sections", "-fdata-sections",
        "-fvisibility=hidden", "-Wl,--gc-sections",
      ])
    #expect(try LibraryDescription.read(path: path).activations.map(\.name) == ["twice"])
  }

  @Test func theImageTellsWhatConformanceAsks() throws {
    let source = """
      #include <math.h>
      int counter;
      double twice(double x) { return sin(x) + counter; }
      """
    let image = try ElfImage.read(
      path: directory.compile(
        source, to: "plain.so", with: ["cc", "-shared", "-fPIC", "-Wl,--no-as-needed", "-lm"]))
    #expect(image.neededLibraries.contains("libm.so.6"))
    #expect(image.undefinedSymbols.contains { $0.name == "sin" })
    let twice = try #require(image.exports.first { $0.name == "twice" })
    #expect(twice.kind == .function && twice.size > 0)
    let counter = try #require(image.exports.first { $0.name == "counter" })
    #expect(counter.kind == .object && counter.size == 4)
    #expect(!image.needsExecutableStack && !image.hasTextRelocations)
    #expect(image.segments.contains { $0.isExecutable && !$0.isWritable })
    #expect(!image.segments.contains { $0.isExecutable && $0.isWritable })

    let lax = try ElfImage.read(
      path: directory.compile(
        source, to: "lax.so", with: ["cc", "-shared", "-fPIC", "-z", "execstack"]))
    #expect(lax.needsExecutableStack)
  }

  @Test func theOlderHashTableIsReadToo() throws {
    let path = try directory.compile(
      Sources.bare, to: "sysv.so", with: ["cc", "-shared", "-fPIC", "-Wl,--hash-style=sysv"])
    #expect(try LibraryDescription.read(path: path).activations.count == 1)
  }

  // MARK: Other languages

  /// What each of the libraries below says.
  private func checkTripled(_ path: String) throws {
    let library = try LibraryDescription.read(path: path)
    let activation = try #require(library.activations.first)
    #expect(library.activations.count == 1)
    #expect(activation.name == "tripled")
    #expect(activation.text("version") == "0.1.0")
    #expect(activation.text("summary") == "three times x")
    #expect(activation.functions.count == 2)
    let plugin = try PluginActivation(library: library, activation: activation)
    let doubles = try plugin.evaluate([2, -0.1])
    #expect(doubles.values == [6, 3 * -0.1] && doubles.derivatives == [3, 3])
    let floats = try plugin.evaluate([Float(2), -0.1])
    #expect(floats.values == [6, Float(3 * Double(Float(-0.1)))] && floats.derivatives == [3, 3])
  }

  @Test(.enabled(if: isInstalled("rustc"), "needs rustc"))
  func aRustLibraryIsListed() throws {
    let source = """
      const TEXT: &[u8] = b"\\
      tripled.abi: 1\\ntripled.version: 0.1.0\\ntripled.summary: three times x\\n\\
      tripled.value: double tripled_value(double x)\\n\\
      tripled.derivative: double tripled_derivative(double x)\\n";
      #[no_mangle] pub static activation_info: [u8; TEXT.len()] = {
        let mut bytes = [0; TEXT.len()];
        let mut i = 0;
        while i < bytes.len() { bytes[i] = TEXT[i]; i += 1; }
        bytes
      };
      #[no_mangle] pub extern "C" fn tripled_value(x: f64) -> f64 { 3.0 * x }
      #[no_mangle] pub extern "C" fn tripled_derivative(_x: f64) -> f64 { 3.0 }
      """
    try checkTripled(
      directory.compile(
        source, to: "rust.so",
        with: ["rustc", "--crate-type=cdylib", "-O", "-A", "warnings"], type: "rs"))
  }

  @Test(.enabled(if: isInstalled("g++"), "needs g++"))
  func aCxxLibraryIsListed() throws {
    let source = """
      extern "C" {
      extern const char activation_info[];
      const char activation_info[] = R"(
        tripled.abi: 1
        tripled.version: 0.1.0
        tripled.summary: three times x
        tripled.value: double tripled_value(double x)
        tripled.derivative: double tripled_derivative(double x)
      )";
      double tripled_value(double x) { return 3 * x; }
      double tripled_derivative(double) { return 3; }
      }
      """
    try checkTripled(
      directory.compile(
        source, to: "cxx.so", with: ["g++", "-O2", "-shared", "-fPIC"], type: "cpp"))
  }

  @Test(.enabled(if: isInstalled("gfortran"), "needs gfortran"))
  func aFortranLibraryIsListed() throws {
    let source = """
      module tripled
        use iso_c_binding
        character(kind=c_char), bind(c, name="activation_info") :: info(200) = transfer( &
          "tripled.abi: 1" // new_line("a") // "tripled.version: 0.1.0" // new_line("a") // &
          "tripled.summary: three times x" // new_line("a") // &
          "tripled.value: double tripled_value(double x)" // new_line("a") // &
          "tripled.derivative: double tripled_derivative(double x)" // new_line("a") // &
          repeat(" ", 44), [character(kind=c_char) :: "a"], 200)
      contains
        real(c_double) function value(x) bind(c, name="tripled_value")
          real(c_double), value :: x
          value = 3 * x
        end function
        real(c_double) function derivative(x) bind(c, name="tripled_derivative")
          real(c_double), value :: x
          derivative = 3 + 0 * x
        end function
      end module
      """
    try checkTripled(
      directory.compile(
        source, to: "fortran.so",
        with: ["gfortran", "-O2", "-shared", "-fPIC", "-J", directory.path], type: "f90"))
  }
}
