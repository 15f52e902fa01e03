import ActivationHost
import Activations
import Foundation

/// A plugin for these tests: C text, compiled once, and its description, made by hand.
struct TestPlugin {
  /// The library, described.
  var library: LibraryDescription
  /// Its one activation.
  var activation: ActivationDescription

  /// Compiles `source` and describes it by its prototypes: `value: double f(double x)`.
  init(
    _ source: String, functions: [String], parameters: [ActivationParameter] = [],
    form: ActivationForm = .elementwise
  ) throws {
    let directory = FileManager.default.temporaryDirectory
      .appendingPathComponent("hillock-calls-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: directory, withIntermediateDirectories: true)
    let file = directory.appendingPathComponent("plugin.c")
    let output = directory.appendingPathComponent("plugin.so").path
    try "#include <math.h>\n#include <stddef.h>\n\(source)".write(
      to: file, atomically: true, encoding: .utf8)
    let compiler = Process()
    compiler.executableURL = URL(fileURLWithPath: "/usr/bin/env")
    compiler.arguments = [
      "cc", "-O2", "-std=c11", "-shared", "-fPIC", "-Wall", "-Werror", file.path, "-o", output,
      "-lm",
    ]
    try compiler.run()
    compiler.waitUntilExit()
    guard compiler.terminationStatus == 0 else {
      throw HostError(.loadFailed, "the test's plugin does not compile", file: file.path)
    }
    activation = ActivationDescription(
      name: "test", isBare: false, form: form, parameters: parameters,
      functions: functions.map(Self.function), aliases: [], records: [])
    library = LibraryDescription(
      path: output, sha256: try Self.sha256(of: output), activations: [activation])
  }

  /// The activation, loaded.
  func load(_ path: CallPath = .fastest) throws -> PluginActivation {
    try PluginActivation(library: library, activation: activation, callPath: path)
  }

  /// `sha256sum`'s opinion.
  static func sha256(of path: String) throws -> String {
    let process = Process()
    let pipe = Pipe()
    process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
    process.arguments = ["sha256sum", path]
    process.standardOutput = pipe
    try process.run()
    let output = pipe.fileHandleForReading.readDataToEndOfFile()
    process.waitUntilExit()
    return String(String(decoding: output, as: UTF8.self).prefix(64))
  }

  /// `value_array: void f(const float *x, float *y, size_t n)`
  private static func function(_ text: String) -> FunctionDeclaration {
    let colon = text.firstIndex(of: ":")!
    let open = text.firstIndex(of: "(")!
    let head = text[text.index(after: colon)..<open].split(separator: " ")
    let arguments = text[text.index(after: open)...].dropLast().split(separator: ",").map {
      argument in
      let words = argument.replacingOccurrences(of: "*", with: " * ").split(separator: " ")
      let precision: Precision = words.contains("float") ? .float32 : .float64
      let type: Prototype.CType
      if words.contains("*") {
        type = words.contains("const") ? .input(precision) : .output(precision)
      } else if words.contains("size_t") {
        type = .size
      } else if words.contains("int") {
        type = .int
      } else {
        type = .scalar(precision)
      }
      return Prototype.Argument(type: type, name: String(words.last!))
    }
    let key = String(text[..<colon])
    let roles: [String: FunctionRole] = [
      "value": .value, "derivative": .derivative, "value_array": .valueArray,
      "gradient_array": .gradientArray, "value_row": .valueRow, "gradient_row": .gradientRow,
    ]
    let role = roles[key] ?? .partial(String(key.dropFirst("derivative_".count)))
    let precision: Precision = text.contains("float") ? .float32 : .float64
    return FunctionDeclaration(
      role: role, precision: precision,
      prototype: Prototype(
        result: head[0] == "void" ? .void : .scalar(precision), symbol: String(head[1]),
        arguments: arguments))
  }
}

/// Everything that one kernel set computes for one matrix.
struct Outcome<Scalar: ActivationScalar>: Equatable {
  var value: [Scalar]
  var derivative: [Scalar]?
  var dx: [Scalar]
  var dgate: [Scalar]
  var sums: [Scalar]

  /// The same bits, NaN like NaN.
  static func == (one: Self, other: Self) -> Bool {
    func bits(_ values: [Scalar]?) -> [UInt64]? {
      values.map { $0.map { Double($0).bitPattern } }
    }
    return bits(one.value) == bits(other.value) && bits(one.derivative) == bits(other.derivative)
      && bits(one.dx) == bits(other.dx) && bits(one.dgate) == bits(other.dgate)
      && bits(one.sums) == bits(other.sums)
  }
}

/// Runs value, derivative and gradient over a matrix.
func outcome<Scalar: ActivationScalar>(
  _ activation: PluginActivation, x: [Scalar], columns: Int, gate: [Scalar]? = nil,
  u: [Scalar]? = nil, dy: [Scalar], perChannel: Set<String> = [], parameters: [Scalar] = [],
  isTraining: Bool = false
) throws -> Outcome<Scalar> {
  let layout = ParameterLayout(
    activation.parameters, channels: columns, perChannel: perChannel)
  precondition(layout.count == parameters.count)
  let kernels = try activation.kernels(Scalar.self, layout: layout)
  var value = [Scalar](repeating: .nan, count: x.count)
  var derivative = value
  var dx = value
  var dgate = gate == nil ? [] : value
  var sums = [Scalar](repeating: 1, count: parameters.count)
  x.withUnsafeBufferPointer { x in
    (gate ?? []).withUnsafeBufferPointer { gateBuffer in
      (u ?? []).withUnsafeBufferPointer { uBuffer in
        parameters.withUnsafeBufferPointer { parameters in
          let inputs = ActivationInputs(
            rows: x.count / columns, columns: columns, x: x.baseAddress,
            gate: gate == nil ? nil : gateBuffer.baseAddress,
            u: u == nil ? nil : uBuffer.baseAddress, parameters: parameters.baseAddress,
            isTraining: isTraining)
          value.withUnsafeMutableBufferPointer { y in
            kernels.value(inputs, y.baseAddress!)
            derivative.withUnsafeMutableBufferPointer {
              kernels.derivative?(inputs, $0.baseAddress!)
            }
            dx.withUnsafeMutableBufferPointer { dx in
              dgate.withUnsafeMutableBufferPointer { dgate in
                sums.withUnsafeMutableBufferPointer { sums in
                  dy.withUnsafeBufferPointer { dy in
                    kernels.gradient(
                      inputs,
                      ActivationGradients(
                        y: UnsafePointer(y.baseAddress), dy: dy.baseAddress!,
                        dx: dx.baseAddress!, dgate: gate == nil ? nil : dgate.baseAddress,
                        parameters: sums.isEmpty ? nil : sums.baseAddress))
                  }
                }
              }
            }
          }
        }
      }
    }
  }
  return Outcome(
    value: value, derivative: kernels.derivative == nil ? nil : derivative, dx: dx, dgate: dgate,
    sums: sums)
}

/// `count` numbers of both signs, some at the extremes, the same at every run.
func samples<Scalar: ActivationScalar>(_ count: Int, seed: UInt64 = 1) -> [Scalar] {
  var state = seed &* 0x9E37_79B9_7F4A_7C15
  let special: [Scalar] = [0, -0.0, .infinity, -.infinity, .nan, .leastNonzeroMagnitude]
  return (0..<count).map { index in
    state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
    if index % 50 == 49 { return special[index / 50 % special.count] }
    return Scalar(Double(Int64(bitPattern: state) >> 11) / Double(1 << 52)) * 8
  }
}
