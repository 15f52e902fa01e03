import ActivationHost
import Activations

/// A plugin for these tests: C text, compiled as `hillock build` compiles, and read.
struct TestPlugin {
  private let directory: TemporaryDirectory
  /// The library, described.
  let library: LibraryDescription

  /// Compiles `source`, after an include of the authors' header.
  init(_ source: String) throws {
    directory = try TemporaryDirectory()
    let file = try directory.write(
      "#include <activation.h>\n#include <math.h>\n\(source)\n".utf8, to: "plugin.c")
    let product = try PluginBuilder(into: directory.path).build([file])[0]
    guard product.succeeded, product.diagnostics.isEmpty else {
      throw HostError(.notBuildable, "does not compile: \(product.diagnostics)", file: file)
    }
    library = try LibraryDescription.read(path: product.library)
  }

  /// One of its activations, or the only one, loaded.
  func load(_ name: String? = nil, _ path: CallPath = .fastest) throws -> PluginActivation {
    guard
      let activation = library.activations.first(where: { name == nil || $0.name == name })
    else { throw HostError(.unknownActivation, "no \(name ?? "activation")") }
    return try PluginActivation(library: library, activation: activation, callPath: path)
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
