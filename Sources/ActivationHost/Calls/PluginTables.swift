import Activations
import Synchronization
import Tabulation

/// The tables of one activation, for value and derivative.
public struct PluginTables: Sendable {
  /// y = f(x), and dx = dy f'(x); or why neither has any table.
  private enum Kind: Sendable {
    case tables(SettingTables)
    case refused(String)
  }

  private let valueTables: Kind
  private let gradientTables: Kind

  /// What was met already in this process: a file's hash and the activation's name say which
  /// function it is, and layers share.
  private static let known = Mutex<[ActivationIdentity: PluginTables]>([:])

  /// The tables of `activation`; each is fitted when it is first asked for.
  static func of(_ activation: PluginActivation) -> PluginTables {
    if let tables = known.withLock({ $0[activation.identity] }) { return tables }
    let tables = PluginTables(activation)
    return known.withLock { known in
      if let others = known[activation.identity] { return others }
      known[activation.identity] = tables
      return tables
    }
  }

  /// How values are computed with these parameters, in the activation's order.
  public func value(_ setting: [Float]) -> ComputedForm { Self.form(valueTables, setting) }

  /// How gradients are computed with these parameters, in the activation's order.
  public func gradient(_ setting: [Float]) -> ComputedForm { Self.form(gradientTables, setting) }

  private static func form(_ kind: Kind, _ setting: [Float]) -> ComputedForm {
    switch kind {
    case .tables(let tables): tables.form(setting)
    case .refused(let reason): .function(because: reason)
    }
  }

  var forValues: SettingTables? { Self.tables(valueTables) }
  var forGradients: SettingTables? { Self.tables(gradientTables) }

  private static func tables(_ kind: Kind) -> SettingTables? {
    if case .tables(let tables) = kind { tables } else { nil }
  }

  private init(_ activation: PluginActivation) {
    let parameters = activation.parameters
    let exact = try? activation.functionKernels(Double.self, layout: ParameterLayout(parameters))
    func kind(_ role: FunctionRole, _ kernel: ActivationKernels<Double>.Value?) -> Kind {
      if let reason = activation.description.tableRefusal(role) { return .refused(reason) }
      guard let kernel else { return .refused("it cannot be called in double") }
      return .tables(SettingTables(parameters: parameters.count) { Self.fit(kernel, $0) })
    }
    valueTables = kind(.value, exact?.value)
    gradientTables = kind(.derivative, exact?.derivative)
  }

  private static func fit(
    _ kernel: @escaping ActivationKernels<Double>.Value, _ setting: [Float]
  ) -> ComputedForm {
    let parameters = setting.map(Double.init)
    func values(_ inputs: [Double]) -> [Double] {
      [Double](unsafeUninitializedCapacity: inputs.count) { results, count in
        inputs.withUnsafeBufferPointer { inputs in
          parameters.withUnsafeBufferPointer { parameters in
            kernel(
              ActivationInputs(
                rows: inputs.count, columns: 1, x: inputs.baseAddress,
                parameters: parameters.isEmpty ? nil : parameters.baseAddress),
              results.baseAddress!)
          }
        }
        count = inputs.count
      }
    }
    do {
      return .table(try ActivationTable(values))
    } catch {
      return .function(because: error.description)
    }
  }
}

/// A call of the plugin's own float32 kernels, for what a table leaves out.
///
/// The parameters are those of the one call that it is made for.
private struct TableFallback {
  let kernels: ActivationKernels<Float>
  let parameters: UnsafePointer<Float>?

  /// What a table calls: f(x), or dy f'(x) where dy is given. The context is a ``TableFallback``.
  static let call: ActivationTable.Call = { context, x, dy, y, count in
    let fallback = context!.assumingMemoryBound(to: TableFallback.self).pointee
    let inputs = ActivationInputs<Float>(
      rows: count, columns: 1, x: x, parameters: fallback.parameters)
    if let dy {
      fallback.kernels.gradient(inputs, ActivationGradients(y: nil, dy: dy, dx: y!))
    } else {
      fallback.kernels.value(inputs, y!)
    }
  }
}

extension ActivationKernels where Scalar == Float {
  /// These kernels, with tables in the place of calls where there are any.
  func tabulated(_ tables: PluginTables) -> ActivationKernels {
    let kernels = self
    var (value, gradient) = (self.value, self.gradient)
    if let values = tables.forValues {
      value = { inputs, y in
        guard let x = inputs.x, let table = values.form(inputs.parameters).table else {
          return kernels.value(inputs, y)
        }
        withUnsafePointer(to: TableFallback(kernels: kernels, parameters: inputs.parameters)) {
          table.run(x, dy: nil, y, count: inputs.count, call: TableFallback.call, context: $0)
        }
      }
    }
    if let derivatives = tables.forGradients {
      gradient = { inputs, gradients in
        guard let x = inputs.x, let table = derivatives.form(inputs.parameters).table else {
          return kernels.gradient(inputs, gradients)
        }
        withUnsafePointer(to: TableFallback(kernels: kernels, parameters: inputs.parameters)) {
          table.run(
            x, dy: gradients.dy, gradients.dx, count: inputs.count, call: TableFallback.call,
            context: $0)
        }
      }
    }
    return ActivationKernels(
      value: value, derivative: derivative, gradient: gradient, gradientInputs: gradientInputs)
  }
}

extension ActivationDescription {
  /// Why no table may take the place of calls of a function, the value or the derivative; nil where
  /// one may, if it fits.
  package func tableRefusal(_ role: FunctionRole) -> String? {
    if form != .elementwise { return "an output depends on more than one input" }
    if functions.contains(where: { $0.names("u") }) { return "it takes random numbers" }
    if let learnable = parameters.first(where: \.isLearnable) {
      return "its parameter \(learnable.name) is learnable"
    }
    if functions.contains(where: { $0.names("training") }) {
      return "it asks whether it is in training"
    }
    let array: FunctionRole = role == .value ? .valueArray : .gradientArray
    if functions.contains(where: { $0.role == array }) { return ComputedForm.hasArrayForm }
    guard let exact = function(role, .float64) else {
      return role == .value ? "it has no double function" : "it has no double derivative"
    }
    return exact.names("y") ? "its derivative is one of the value" : nil
  }
}
