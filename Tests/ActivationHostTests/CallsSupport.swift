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

/// Which of its buffers a call is given twice.
enum Aliasing: CaseIterable {
  case none
  /// y is x, and dx is dy.
  case gradientInPlace
  /// dx is x.
  case inputInPlace
}

/// Runs value, derivative and gradient over a matrix.
func outcome<Scalar: ActivationScalar>(
  _ activation: PluginActivation, _ matrix: Matrix<Scalar>, perChannel: Set<String> = [],
  parameters: [Scalar]? = nil, isTraining: Bool = false, aliasing: Aliasing = .none
) throws -> Outcome<Scalar> {
  let layout = ParameterLayout(
    activation.parameters, channels: matrix.columns, perChannel: perChannel)
  let kernels = try activation.kernels(Scalar.self, layout: layout)
  let buffer = { (values: [Scalar]) in
    let buffer = UnsafeMutableBufferPointer<Scalar>.allocate(capacity: values.count)
    _ = buffer.initialize(fromContentsOf: values)
    return buffer
  }
  let garbage = [Scalar](repeating: .nan, count: matrix.x.count)
  let x = buffer(matrix.x)
  let gate = buffer(matrix.gate)
  let u = buffer(matrix.u)
  let dy = buffer(matrix.dy)
  let values = buffer(parameters ?? layout.initialValues(activation.parameters))
  let y = buffer(garbage)
  let derivative = buffer(garbage)
  let dxOwn = buffer(garbage)
  let dgate = buffer(garbage)
  let sums = buffer([Scalar](repeating: 1, count: layout.count))
  defer {
    for buffer in [x, gate, u, dy, values, y, derivative, dxOwn, dgate, sums] {
      buffer.deallocate()
    }
  }
  let isGated = activation.form == .gated
  let inputs = ActivationInputs(
    rows: matrix.rows, columns: matrix.columns, x: UnsafePointer(x.baseAddress),
    gate: isGated ? UnsafePointer(gate.baseAddress) : nil,
    u: activation.isStochastic ? UnsafePointer(u.baseAddress) : nil,
    parameters: UnsafePointer(values.baseAddress), isTraining: isTraining)

  kernels.derivative?(inputs, derivative.baseAddress!)
  let onlyY = kernels.gradientInputs == .y
  let value = aliasing == .gradientInPlace && onlyY ? x : y
  kernels.value(inputs, value.baseAddress!)
  var later = inputs
  if !kernels.gradientInputs.contains(.x) { later.x = nil }
  let dx = aliasing == .none ? dxOwn : aliasing == .gradientInPlace ? dy : x
  kernels.gradient(
    later,
    ActivationGradients(
      y: kernels.gradientInputs.contains(.y) ? UnsafePointer(value.baseAddress) : nil,
      dy: UnsafePointer(dy.baseAddress!), dx: dx.baseAddress!,
      dgate: isGated ? (aliasing == .none ? dgate : gate).baseAddress : nil,
      parameters: layout.count == 0 ? nil : sums.baseAddress))
  return Outcome(
    value: Array(value), derivative: kernels.derivative == nil ? nil : Array(derivative),
    dx: Array(dx), dgate: isGated ? Array(aliasing == .none ? dgate : gate) : [],
    sums: Array(sums))
}
