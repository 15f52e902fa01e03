import ActivationHost
import Activations
import Testing

/// Prototypes, and the functions that they declare.
@Suite struct DescriptionPrototypeTests {
  typealias Fault = DescriptionRecordTests.Fault

  @Test(arguments: [
    "void f(const float *x, float *y, size_t n, int training)",
    "void f(float const*x,float*y,size_t n,int training);",
    " void\tf ( const\nfloat * restrict x , float *const y , const size_t n , int const training ) ",
    "void f(const float x[], float y [ ], size_t n, int training)",
    "void f(float const *__restrict__ const x, float *__restrict y, size_t n, int training)",
  ])
  func spellingsOfOnePrototype(text: String) throws {
    let prototype = try Prototype(parsing: text)
    #expect(
      prototype
        == Prototype(
          result: .void, symbol: "f",
          arguments: [
            .init(type: .input(.float32), name: "x"), .init(type: .output(.float32), name: "y"),
            .init(type: .size, name: "n"), .init(type: .int, name: "training"),
          ]))
  }

  @Test(arguments: ["double f(void)", "double f()", "double f ( void )"])
  func noArguments(text: String) throws {
    #expect(
      try Prototype(parsing: text)
        == Prototype(result: .scalar(.float64), symbol: "f", arguments: []))
  }

  @Test(
    arguments: [
      ("", 1, "a result", "the end"),
      ("double", 7, "a name", "the end"),
      ("f(double x)", 1, "a result", "'f'"),
      ("double f", 9, "'('", "the end"),
      ("double f(", 10, "an argument", "the end"),
      ("double f(double)", 16, "a name", "')'"),
      ("double f(double x", 18, "')'", "the end"),
      ("double f(double x,)", 19, "an argument", "')'"),
      ("double f(double x) {", 20, "nothing more", "'{'"),
      ("double f(long x)", 10, "an argument", "'long'"),
      ("double f(double float x)", 17, "a name", "'float'"),
      ("double f(double x, void)", 24, "a name", "')'"),
      ("double f(const double **x)", 24, "a name", "'*'"),
      ("double f(double *x[])", 19, "const T * or T *", nil),
      ("double f(double x, double x)", 20, "two arguments are called 'x'", nil),
      ("double f(int *x)", 10, "float, double", "int *"),
      ("double f(void *x)", 10, "float, double", "void *"),
      ("double f(double é)", 17, "a name", "'é'"),
      ("double f(double x) é", 20, "nothing more", "'é'"),
      ("double f(const x)", 16, "an argument", "'x'"),
      ("double f(...)", 10, "an argument", "'.'"),
    ] as [(String, Int, String, String?)])
  func faultsKnowTheirPlace(text: String, column: Int, says: String, found: String?) throws {
    let error = try #require(throws: HostError.self) { try Prototype(parsing: text) }
    #expect(error.code == .malformedPrototype)
    #expect(error.position == .column(column), "\(error)")
    #expect(error.description.contains(says), "\(error)")
    #expect(error.found == found, "\(error)")
  }

  @Test func resultsAreOfTheInterface() throws {
    for text in ["int f(double x)", "double *f(double x)", "size_t f(double x)"] {
      let error = try #require(throws: HostError.self) { try Prototype(parsing: text) }
      #expect(error.description.contains("void, float or double"))
    }
  }

  @Test func tooManyArguments() throws {
    let arguments = (0..<65).map { "double a\($0)" }.joined(separator: ", ")
    let error = try #require(throws: HostError.self) {
      try Prototype(parsing: "double f(\(arguments))")
    }
    #expect(error.description.contains("at most 64"))
  }

  // MARK: Functions

  static let slope = "f.parameter: slope = 1 -- s\n"
  static let learnable = "f.parameter: b = 1 learnable -- b\n"
  static let value = "f.value: double f_value(double x)\n"
  static let derivative = "f.derivative: double f_derivative(double x)\n"
  static let base = value + derivative

  @Test(arguments: [
    Fault(derivative, .missingFunction, says: "the value is missing", "value_array"),
    Fault(value, .missingFunction, says: "the derivative is missing", "gradient_array"),
    Fault("f.summary: none", .missingFunction, says: "the value is missing"),
    Fault(
      "f.value_row: void f_value(const double *x, double *y, size_t n)", .missingFunction,
      says: "the derivative is missing", "gradient_row"),
    Fault(
      base + "f.value_row: void f_value_array(const double *x, double *y, size_t n)",
      .malformedRecord, key: "value", says: "row"),
    Fault(
      "f.value: double f_vlaue(double x)\n" + derivative, .missingSymbol, key: "value",
      says: "does not export 'f_vlaue'", "f_value"),
    Fault(
      "f.value: double activation_info(double x)\n" + derivative, .missingSymbol, key: "value",
      says: "not as a function"),
    Fault("f.value: void f_value(double x)\n", .wrongType, key: "value", says: "float or double"),
    Fault(
      "f.value_array: double f_value(const double *x, double *y, size_t n)\n", .wrongType,
      key: "value_array", says: "expected void"),
    Fault("f.value_array: void f_value(void)\n", .missingArgument, key: "value_array"),
    Fault(
      slope + "f.value: double f_value(double x, double slop)\n" + derivative, .unknownArgument,
      key: "value", says: "'slop' means nothing in value", "one of slope, "),
    Fault(
      "f.value: double f_value(double x, double y)\n" + derivative, .unknownArgument,
      key: "value", says: "'y' means nothing in value", "x, u, gate, training"),
    Fault(
      "f.value: double f_value(double z)\n" + derivative, .unknownArgument, key: "value",
      says: "'z'"),
    Fault(
      "f.value: double f_value(float x)\n" + derivative, .wrongType, key: "value",
      says: "argument 'x'", "expected double", "found float"),
    Fault(
      "f.value: double f_value(double x, double training)\n" + derivative, .wrongType,
      key: "value", says: "expected int"),
    Fault(
      slope + "f.value: double f_value(double x, const double *slope)\n" + derivative, .wrongType,
      key: "value", says: "expected double", "const double *"),
    Fault(
      base + "f.value_array: void f_value_array(double *x, double *y, size_t n)\n", .wrongType,
      key: "value_array", says: "expected const double *", "found double *"),
    Fault(
      base + "f.value_array: void f_value_array(const double *x, double *y, int n)\n", .wrongType,
      key: "value_array", says: "argument 'n'", "expected size_t"),
    Fault(
      base + "f.value_array: void f_value_array(const double *x, double *y)\n", .missingArgument,
      key: "value_array", says: "argument 'n' is missing", "size_t n"),
    Fault(
      base + "f.gradient_array: void f_gradient_array(const double *x, double *dx, size_t n)\n",
      .missingArgument, key: "gradient_array", says: "'dy' is missing"),
    Fault(
      slope + base
        + "f.gradient_array: void f_gradient_array(const double *x, const double *dy, "
        + "double *dx, size_t n, double *dslope)\n", .unknownArgument, key: "gradient_array",
      says: "'slope' is not learnable"),
    Fault(
      base + "f.derivative_b: double f_derivative_b(double x)", .unknownParameter,
      key: "derivative_b", says: "'b' is neither a parameter nor the gate"),
    Fault(
      learnable + base, .missingFunction, says: "derivative by 'b' is missing", "derivative_b",
      "'db'"),
    Fault(
      learnable + value
        + "f.gradient_array: void f_gradient_array(const double *x, const double *dy, "
        + "double *dx, size_t n, double b)\n", .missingFunction, says: "derivative by 'b'"),
    Fault(
      "f.value: double f_value(double x, double gate)\n" + derivative, .missingFunction,
      says: "derivative by 'gate'", "'dgate'"),
    Fault(
      base + "f.derivative_gate: double f_derivative_b(double x, double gate)", .missingArgument,
      key: "value", says: "'gate' is missing"),
  ])
  func functionsAreChecked(_ fault: Fault) throws {
    let error = try #require(throws: HostError.self) {
      try DescriptionRecordTests.read(fault.records)
    }
    #expect(error.code == fault.code && error.key == fault.key, "\(error)")
    #expect(error.activation == "f")
    for part in fault.says {
      #expect(error.description.contains(part), "\(error) does not say \(part)")
    }
  }

  @Test func everyFormIsRecognized() throws {
    let gated = try DescriptionRecordTests.read(
      """
      f.value: double f_value(double gate, double x)
      f.derivative: double f_derivative(double gate)
      f.derivative_gate: double f_derivative_b(double x)
      """)
    #expect(gated.form == .gated)
    let row = try DescriptionRecordTests.read(
      """
      f.parameter: b = 1 learnable -- per channel
      f.value_row: void f_value_array(const float *x, float *y, size_t n, const float *b)
      f.gradient_row: void f_gradient_array(const float *y, const float *dy, float *dx, size_t n, \
      const float *b, float *db)
      """)
    #expect(row.form == .row)
    #expect(
      row.function(.gradientRow, .float32)?.prototype.arguments.last?.type == .output(.float32))
    let stochastic = try DescriptionRecordTests.read(
      """
      f.parameter: lower = 1/8 -- l
      f.value: double f_value(double x, double u, int training, double lower)
      f.value_array: void f_value_array(const double *x, double *y, size_t n, const double *u)
      f.derivative: double f_derivative(double x, double y, double u, int training)
      """)
    #expect(stochastic.form == .elementwise)
    #expect(stochastic.functions.count == 3)
    let gradientOnly = try DescriptionRecordTests.read(
      """
      f.parameter: b = 1 learnable -- b
      f.value_array: void f_value_array(const double *x, double *y, size_t n, double b)
      f.gradient_array: void f_gradient_array(const double *y, const double *dy, double *dx, \
      size_t n, double b, double *db)
      """)
    #expect(gradientOnly.parameters.map(\.name) == ["b"])
  }

  @Test func bothPrecisionsOfARole() throws {
    let activation = try DescriptionRecordTests.read(
      Self.base + "f.value: float f_valuef(float x)")
    #expect(activation.function(.value, .float32)?.prototype.symbol == "f_valuef")
    #expect(activation.function(.value, .float64)?.prototype.symbol == "f_value")
  }
}
