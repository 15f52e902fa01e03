import Activations
import Synchronization
import Tabulation

/// How an activation's values, or its gradients, are computed in float32.
public enum ComputedForm: Sendable {
  /// By polynomials in tables, fitted to the plugin's double function.
  case table(ActivationTable)
  /// By the plugin's own function, and why there is no table.
  case function(because: String)

  /// The reason where nothing would be gained.
  public static let hasArrayForm = "the plugin has an array form"

  var table: ActivationTable? {
    if case .table(let table) = self { table } else { nil }
  }
}

/// The tables of one activation, for value and derivative.
public struct PluginTables: Sendable {
  /// y = f(x)
  public let value: ComputedForm
  /// dx = dy f'(x)
  public let gradient: ComputedForm

  /// What was fitted already in this process: a file's hash and the activation's name say which
  /// function it is, and layers share.
  private static let fitted = Mutex<[ActivationIdentity: PluginTables]>([:])

  /// The tables of `activation`, fitted at the first request.
  static func of(_ activation: PluginActivation) -> PluginTables {
    fitted.withLock { fitted in
      if let tables = fitted[activation.identity] { return tables }
      let tables = PluginTables(fitting: activation)
      LoadingGuard.check()
      fitted[activation.identity] = tables
      return tables
    }
  }

  private init(fitting activation: PluginActivation) {
    let description = activation.description
    func has(_ role: FunctionRole) -> Bool { description.functions.contains { $0.role == role } }
    var refusal: String?
    if activation.form != .elementwise {
      refusal = "an output depends on more than one input"
    } else if activation.isStochastic {
      refusal = "it takes random numbers"
    } else if !activation.parameters.isEmpty {
      refusal = "it has parameters"
    } else if description.functions.contains(where: { $0.names("training") }) {
      refusal = "it asks whether it is in training"
    }
    let layout = ParameterLayout([])
    guard refusal == nil,
      let exact = try? activation.functionKernels(Double.self, layout: layout)
    else {
      let reason = refusal ?? "it cannot be called in double"
      (value, gradient) = (.function(because: reason), .function(because: reason))
      return
    }
    value =
      if has(.valueArray) {
        .function(because: ComputedForm.hasArrayForm)
      } else if description.function(.value, .float64) == nil {
        .function(because: "it has no double function")
      } else {
        Self.fit(exact.value)
      }
    gradient =
      if has(.gradientArray) {
        .function(because: ComputedForm.hasArrayForm)
      } else if description.function(.derivative, .float64) == nil {
        .function(because: "it has no double derivative")
      } else if exact.gradientInputs != .x {
        .function(because: "its derivative is one of the value")
      } else if let derivative = exact.derivative {
        Self.fit(derivative)
      } else {
        .function(because: "it has no derivative")
      }
  }

  private static func fit(_ kernel: @escaping ActivationKernels<Double>.Value) -> ComputedForm {
    func values(_ inputs: [Double]) -> [Double] {
      [Double](unsafeUninitializedCapacity: inputs.count) { results, count in
        inputs.withUnsafeBufferPointer { inputs in
          kernel(
            ActivationInputs(rows: inputs.count, columns: 1, x: inputs.baseAddress),
            results.baseAddress!)
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

/// The plugin's own float32 calls, for what a table leaves out.
///
/// The kernels that use it hold it, so that a C function may be given its address.
final class TableFallback: Sendable {
  let kernels: ActivationKernels<Float>

  init(_ kernels: ActivationKernels<Float>) { self.kernels = kernels }

  /// Its address, for as long as the caller holds it.
  var address: UnsafeRawPointer { UnsafeRawPointer(Unmanaged.passUnretained(self).toOpaque()) }

  /// What a table calls: f(x), or dy f'(x) where dy is given.
  static let call: ActivationTable.Call = { context, x, dy, y, count in
    let kernels = Unmanaged<TableFallback>.fromOpaque(context!).takeUnretainedValue().kernels
    let inputs = ActivationInputs<Float>(rows: count, columns: 1, x: x)
    if let dy {
      kernels.gradient(inputs, ActivationGradients(y: nil, dy: dy, dx: y!))
    } else {
      kernels.value(inputs, y!)
    }
  }
}

extension ActivationKernels where Scalar == Float {
  /// These kernels, with tables in the place of calls where there are any.
  func tabulated(_ tables: PluginTables) -> ActivationKernels {
    let fallback = TableFallback(self)
    var (value, gradient) = (self.value, self.gradient)
    if let table = tables.value.table {
      value = { inputs, y in
        guard let x = inputs.x else { return }
        table.run(
          x, dy: nil, y, count: inputs.rows * inputs.columns, call: TableFallback.call,
          context: fallback.address)
      }
    }
    if let table = tables.gradient.table {
      gradient = { inputs, gradients in
        guard let x = inputs.x else { return }
        table.run(
          x, dy: gradients.dy, gradients.dx, count: inputs.rows * inputs.columns,
          call: TableFallback.call, context: fallback.address)
      }
    }
    return ActivationKernels(
      value: value, derivative: derivative, gradient: gradient, gradientInputs: gradientInputs)
  }
}
