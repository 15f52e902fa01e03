import ActivationHost
import Activations
import Testing

/// Records that do not follow the interface, and what is said of each.
@Suite struct DescriptionRecordTests {
  /// Records, and the error that they must give.
  struct Fault: Sendable, CustomTestStringConvertible {
    var records: String
    var code: HostError.Code
    var key: String?
    var says: [String]
    var testDescription: String { records }

    init(_ records: String, _ code: HostError.Code, key: String? = nil, says: String...) {
      self.records = records
      self.code = code
      self.key = key
      self.says = says
    }
  }

  /// The two functions that most cases have.
  static let base = """
    f.abi: 1
    f.value: double f_value(double x)
    f.derivative: double f_derivative(double x)

    """

  static let symbols = [
    "f_value", "f_valuef", "f_derivative", "f_derivative_b", "f_value_array", "f_gradient_array",
  ]

  static func read(_ records: String) throws(HostError) -> ActivationDescription {
    try SyntheticLibrary(records: records, functions: symbols).read()[0]
  }

  private func check(_ fault: Fault) throws {
    let error = try #require(throws: HostError.self) { try Self.read(fault.records) }
    #expect(error.code == fault.code, "\(error)")
    #expect(error.key == fault.key, "\(error)")
    if fault.key != nil || fault.code == .missingFunction { #expect(error.activation == "f") }
    for part in fault.says {
      #expect(error.description.contains(part), "\(error) does not say \(part)")
    }
    #expect(!error.description.contains("\n"))
  }

  @Test(arguments: [
    Fault("nonsense", .malformedRecord, says: "'activation.key: text'", "'nonsense'", "byte"),
    Fault("nokey: text", .malformedRecord, says: "'nokey: text'"),
    Fault("a b.key: text", .malformedRecord, says: "cannot be understood"),
    Fault(".key: text", .malformedRecord, says: "cannot be understood"),
    Fault("f.k\u{1B}[2J: text", .malformedRecord, says: "\\u{1B}"),
    Fault("\n \n", .malformedRecord, says: "holds no text"),
    Fault("f.abi: 0", .malformedRecord, key: "abi", says: "positive whole number", "'0'"),
    Fault("f.abi: 1.0", .malformedRecord, key: "abi", says: "'1.0'"),
    Fault("f.abi: 99999999999999999999", .malformedRecord, key: "abi", says: "whole number"),
    Fault("f.abi: 2", .newerInterface, key: "abi", says: "at most 1", "found 2"),
    Fault(
      "f.abi: 7\nf.abi_min: 3", .newerInterface, key: "abi_min", says: "at most 1", "found 3"),
    Fault("f.abi: 1\nf.abi_min: 2", .malformedRecord, key: "abi_min", says: "exceeds abi"),
    Fault(base + "f.abi: 1", .duplicateKey, key: "abi", says: "stated twice"),
    Fault(base + "f.summary: a\nf.summary: b", .duplicateKey, key: "summary", says: "'b'"),
    Fault(
      base + "f.value: double f_valuef(double x)", .duplicateKey, key: "value",
      says: "stated twice for double", "f_valuef"),
    Fault(
      base + "f.parameter: a = 1 -- one\nf.parameter: a = 2 -- two", .duplicateKey,
      key: "parameter", says: "'a' is declared twice"),
    Fault(base + "f.version: 1.0", .malformedRecord, key: "version", says: "1.0.0", "'1.0'"),
    Fault(base + "f.version: 1.02.0", .malformedRecord, key: "version", says: "'1.02.0'"),
    Fault(base + "f.version: 1.0.0-", .malformedRecord, key: "version", says: "'1.0.0-'"),
    Fault(base + "f.range: 0, 1", .malformedRecord, key: "range", says: "'[' or '('", "column 1"),
    Fault(base + "f.range: [0; 1]", .malformedRecord, key: "range", says: "','", "column 3"),
    Fault(base + "f.range: [1, 0]", .malformedRecord, key: "range", says: "empty interval"),
    Fault(base + "f.range: (0, 0]", .malformedRecord, key: "range", says: "empty interval"),
    Fault(base + "f.range: [0, ceiling]", .malformedRecord, key: "range", says: "'ceiling'"),
    Fault(
      base + "f.parameter: c = 1 -- c\nf.range: [0 c]", .malformedRecord, key: "range",
      says: "an interval"),
    Fault(base + "f.monotonic: yes", .malformedRecord, key: "monotonic", says: "increasing"),
    Fault(base + "f.symmetry: odd?", .malformedRecord, key: "symmetry", says: "odd, even"),
    Fault(base + "f.max_ulp: -1", .malformedRecord, key: "max_ulp", says: "0 or more"),
    Fault(
      base + "f.max_ulp_double: 1 ULP", .malformedRecord, key: "max_ulp_double", says: "column 3"),
    Fault(
      base + "f.max_ulp_derivative_double: 1\nf.max_ulp_derivative_double: 2", .duplicateKey,
      key: "max_ulp_derivative_double", says: "stated twice"),
    Fault(base + "f.max_ulp: one", .malformedRecord, key: "max_ulp", says: "a number", "'one'"),
    Fault(
      base + "f.tables: value gradient", .malformedRecord, key: "tables",
      says: "value, derivative, or both", "'value gradient'"),
    Fault(base + "f.tables: value value", .malformedRecord, key: "tables", says: "or both"),
    Fault(base + "f.tables:", .malformedRecord, key: "tables", says: "or both", "''"),
    Fault(base + "f.formula:", .malformedRecord, key: "formula", says: "an expression"),
    Fault(base + "f.aliases: good b,d", .malformedRecord, key: "aliases", says: "'b,d'"),
  ])
  func valuesAreChecked(_ fault: Fault) throws { try check(fault) }

  @Test(arguments: [
    Fault(base + "f.parameter: = 1 -- it", .malformedRecord, key: "parameter", says: "column 1"),
    Fault(base + "f.parameter: a 1 -- it", .malformedRecord, key: "parameter", says: "'='"),
    Fault(base + "f.parameter: a = b -- it", .malformedRecord, key: "parameter", says: "'b'"),
    Fault(base + "f.parameter: a = nan -- it", .malformedRecord, key: "parameter", says: "'nan'"),
    Fault(base + "f.parameter: a = 1.2.3 -- it", .malformedRecord, key: "parameter", says: "'1'"),
    Fault(base + "f.parameter: a = 1e999 -- it", .malformedRecord, key: "parameter", says: "hold"),
    Fault(base + "f.parameter: a = 1/0 -- it", .malformedRecord, key: "parameter", says: "divisor"),
    Fault(base + "f.parameter: a = 1", .malformedRecord, key: "parameter", says: "'-- what it is'"),
    Fault(base + "f.parameter: a = 1 - it", .malformedRecord, key: "parameter", says: "what it is"),
    Fault(
      base + "f.parameter: a = 1 learnabel -- it", .malformedRecord, key: "parameter",
      says: "'learnable'", "'learnabel'", "column 7"),
    Fault(
      base + "f.parameter: a = 1 in 0, 2 -- it", .malformedRecord, key: "parameter",
      says: "'[' or '('"),
    Fault(
      base + "f.parameter: a = 1 in [0, 2 -- it", .malformedRecord, key: "parameter",
      says: "']' or ')'"),
    Fault(
      base + "f.parameter: a = 1 in [2, 1] -- it", .malformedRecord, key: "parameter",
      says: "empty interval", "[2, 1]"),
    Fault(
      base + "f.parameter: a = 1 in [0, 1) -- it", .outOfInterval, key: "parameter",
      says: "default of parameter 'a'", "[0, 1)", "1.0"),
    Fault(base + "f.parameter: a = inf -- it", .outOfInterval, key: "parameter", says: "(-inf"),
    Fault(base + "f.parameter: dx = 1 -- it", .malformedRecord, key: "parameter", says: "'dx'"),
    Fault(
      base + "f.parameter: a = 1 learnable -- it\nf.parameter: da = 1 -- it", .malformedRecord,
      key: "parameter", says: "'da', which is taken"),
    Fault(
      base + "f.parameter: \(String(repeating: "a", count: 300)) = 1 -- it", .malformedRecord,
      key: "parameter", says: "at most 255"),
  ])
  func parametersAreChecked(_ fault: Fault) throws { try check(fault) }

  @Test func parametersAreRead() throws {
    let records = """
      f.parameter: zeta = -1.5e-3 in (-inf, 0] -- the last
      f.parameter: beta=0x1p-2 in[ 0 , 1/2 ]learnable--what -- it -- is
      f.parameter: alpha = 1 / 3 learnable -- not in the value
      f.value: double f_value(double zeta, double x, double beta)
      f.derivative: double f_derivative(double x)
      f.derivative_beta: double f_derivative_b(double x)
      f.derivative_alpha: double f_derivative_b(double x)
      """
    let activation = try Self.read(records)
    #expect(
      activation.parameters == [
        ActivationParameter(
          name: "zeta", defaultValue: -0.0015,
          interval: Interval(low: -.infinity, high: 0, includesLow: false), summary: "the last"),
        ActivationParameter(
          name: "beta", defaultValue: 0.25, interval: Interval(low: 0, high: 0.5),
          isLearnable: true, summary: "what -- it -- is"),
        ActivationParameter(
          name: "alpha", defaultValue: 1.0 / 3, isLearnable: true, summary: "not in the value"),
      ])
  }

  @Test(arguments: ["1.0.0", "0.10.200", "1.0.0-alpha.1", "1.0.0-0a+build.007", "2.0.0+x"])
  func semanticVersionsAreAccepted(version: String) throws {
    #expect(try Self.read(Self.base + "f.version: \(version)").text("version") == version)
  }

  @Test(arguments: ["[-1, 1]", "(0, inf)", "[0, c]", "(-c, max(c, 2))", "[c / 2,1)"])
  func rangesAreAccepted(range: String) throws {
    _ = try Self.read(Self.base + "f.parameter: c = 1 -- c\nf.range: \(range)")
  }

  @Test func whatIsUnknownIsKept() throws {
    let activation = try Self.read(Self.base + "f.mood: glad\r\nf.mood: sad: very\n")
    #expect(activation.records.filter { $0.key == "mood" }.map(\.text) == ["glad", "sad: very"])
  }

  @Test func aNewerPluginMaySayThatThisHostWillDo() throws {
    let activation = try Self.read(
      """
      f.abi: 3
      f.abi_min: 1
      f.value: double f_value(double x)
      f.derivative: double f_derivative(double x)
      f.derivative_array: void f_derivative_array(const double *x, double *d, size_t n)
      """)
    #expect(activation.functions.count == 2)
  }

  @Test func activationsShareALibrary() throws {
    let activations = try SyntheticLibrary(
      records: Self.base + Self.base.replacing("f.", with: "e.x.")
    ).read()
    #expect(activations.map(\.name) == ["e.x", "f"])
  }

  @Test func textThatIsNotUTF8IsAnError() throws {
    var library = SyntheticLibrary(records: Self.base)
    library.texts[0].bytes += Array("f.summary: ".utf8) + [0xC3, 0x28]
    let error = try #require(throws: HostError.self) { try library.read() }
    #expect(error.code == .malformedRecord)
    #expect(error.description.contains("not UTF-8"))
    #expect(error.position == .byte(UInt64(library.bytes.count - 2)))
  }

  @Test func aPointerToTheTextIsRecognized() throws {
    var library = SyntheticLibrary(records: "")
    for bytes in [[UInt8](repeating: 0, count: 8), [0x40, 0x20, 0, 0, 0, 0, 0, 0]] {
      library.texts[0].bytes = bytes
      let error = try #require(throws: HostError.self) { try library.read() }
      #expect(error.description.contains("not a pointer"))
    }
  }

  @Test func tooMuchTextIsAnError() throws {
    let line = "f.note: \(String(repeating: "x", count: 1000))\n"
    let error = try #require(throws: HostError.self) {
      try Self.read(Self.base + String(repeating: line, count: 1100))
    }
    #expect(error.description.contains("too long"))
  }
}
