import Activations
import CPluginCalls

/// Values and derivatives in half precision.
extension PluginActivation {
  /// f(x) and df/dx, in a format of 16 bits: by the plugin's own array forms of it where it has them,
  /// else by what it computes in float, each result rounded once.
  ///
  /// A plugin that runs in a process of its own is called there, in float.
  ///
  /// - Parameters:
  ///   - format: `float16` or `bfloat16`.
  ///   - x: the inputs, numbers of that format.
  ///   - gate: the second inputs of a gated form, as many as `x`; 0 each where nil.
  ///   - settings: parameter values that differ from the defaults.
  /// - Returns: numbers of that format, and the symbols of the forms that gave them; nil for what was
  ///   computed in float.
  /// - Throws: ``HostError``, as ``evaluate(_:gate:u:settings:isTraining:)``.
  public func evaluate(
    in format: NumberFormat, _ x: [Double], gate: [Double]? = nil, settings: [String: Double] = [:]
  ) throws -> (values: [Double], derivatives: [Double]?, forms: (value: String?, gradient: String?))
  {
    precondition(format.isHalf, "float and double have functions of their own")
    let floats = try evaluate(
      x.map(Float.init), gate: gate?.map(Float.init), settings: settings)
    func rounded(_ numbers: [Float]) -> [Double] { numbers.map { format.rounded(Double($0)) } }
    let value = try half(.valueArray, format, settings)
    let gradient = try half(.gradientArray, format, settings)
    let gate = form == .gated ? gate ?? x.map { _ in 0 } : []
    return (
      value?.run(x, gate) ?? rounded(floats.values),
      gradient?.run(x, gate) ?? floats.derivatives.map(rounded),
      (value?.symbol, gradient?.symbol)
    )
  }

  private func half(
    _ role: FunctionRole, _ format: NumberFormat, _ settings: [String: Double]
  ) throws -> HalfCall? {
    guard let function = description.half(role, format), !isIsolated else { return nil }
    let layout = ParameterLayout(parameters)
    // The arrays are passed on as they are, whatever they hold; the parameters are floats.
    let call = try FunctionBinding(function, layout: layout)
      .prepare(in: library, storage: .float32, path: callPath)
    return HalfCall(
      symbol: function.prototype.symbol, call: call, format: format,
      isGradient: role == .gradientArray,
      parameters: layout.initialValues(
        parameters, overrides: try validatedParameters(settings)))
  }
}

/// A call of an array form whose elements are halves.
private struct HalfCall {
  let symbol: String
  let call: PreparedCall
  let format: NumberFormat
  let isGradient: Bool
  let parameters: [Float]

  /// What it gives for x; a gradient for dy = 1.
  func run(_ x: [Double], _ gate: [Double]) -> [Double] {
    func bits(_ numbers: [Double]) -> [UInt16] { numbers.map { UInt16(format.bits($0)) } }
    var x = bits(x)
    var gate = bits(gate)
    var dy = [UInt16](repeating: UInt16(format.bits(1)), count: x.count)
    var (result, dgate) = (x, x)
    var parameters = parameters
    guard !x.isEmpty else { return [] }
    let count = x.count
    x.withUnsafeMutableBytes { x in
      gate.withUnsafeMutableBytes { gate in
        dy.withUnsafeMutableBytes { dy in
          result.withUnsafeMutableBytes { result in
            dgate.withUnsafeMutableBytes { dgate in
              parameters.withUnsafeMutableBytes { parameters in
                var operands = hillock_operands(
                  x: x.baseAddress, y: isGradient ? nil : result.baseAddress,
                  gate: gate.baseAddress, u: nil, dy: dy.baseAddress,
                  dx: isGradient ? result.baseAddress : nil, dgate: dgate.baseAddress,
                  parameters: parameters.baseAddress, gradients: nil, rows: 1, columns: count,
                  training: 0)
                if isGradient {
                  hillock_run_gradient(call.pointer, nil, 0, &operands)
                } else {
                  hillock_run_value(call.pointer, &operands)
                }
              }
            }
          }
        }
      }
    }
    return result.map { format.value(UInt64($0)) }
  }
}
