import Activations
import CPluginCalls

/// y = f(x; parameters), computed by a plugin's functions.
///
/// Its kernels call the plugin's form for the caller's precision where there is one, and otherwise
/// make do: an array form is called once a stretch, a scalar one looped over; a missing precision
/// is reached through the other, converted in tiles on the stack, as IEEE 754 converts; a missing
/// gradient is the derivative times dy, a missing derivative the gradient at dy = 1. For a float
/// network beside a double-only plugin, each result is rounded once.
///
/// Kernels may be run by any number of threads at once and allocate nothing, with one exception: a
/// row function in the other precision borrows memory for a row too long for the stack (about a
/// thousand elements).
public struct PluginActivation: Activation {
  /// The library's file.
  public let library: PluginLibrary
  /// What the plugin says of itself.
  public let description: ActivationDescription
  /// Whether calls take the fastest path.
  public let callPath: CallPath
  /// Whether tables take the place of calls, where a table is right (see ``computedForms(_:)``).
  public private(set) var usesTables: Bool

  /// The process that its functions run in, where that is not this one.
  private let isolated: IsolatedPlugin?

  /// Whether its functions run in a process of their own.
  var isIsolated: Bool { isolated != nil }

  /// What became of the process that its functions run in; nil where that lives, or is this one. Where
  /// it has ended, results are no numbers.
  public var failure: HostError? { isolated?.failure }

  /// Loads the library, unless it is loaded, and finds every declared function in it.
  ///
  /// - Parameters:
  ///   - library: the library, as read from its file.
  ///   - activation: one of its activations.
  ///   - callPath: how functions are called; only tests and benchmarks choose.
  ///   - usesTables: whether kernels may use tables instead of calling scalar functions.
  /// - Throws: ``HostError``: `notReadable`, `loadFailed` (with the loader's reason, or because the
  ///   file has changed since it was described), `missingSymbol`, `missingFunction`,
  ///   `callNotPrepared`.
  public init(
    library: LibraryDescription, activation: ActivationDescription, callPath: CallPath = .fastest,
    usesTables: Bool = false
  ) throws(HostError) {
    do throws(HostError) {
      self.library = try PluginLibrary.load(library)
      description = activation
      self.callPath = callPath
      self.usesTables = usesTables
      isolated = nil
      identity = library.identity(of: activation)
      for function in activation.allFunctions {
        _ = try self.library.address(of: function.prototype.symbol)
      }
      if activation.isBare {
        try self.library.checkTakesDoubles(activation)
        LoadingGuard.check()
      }
      // What cannot be called at all is refused here, rather than when a network is built.
      _ = try functionKernels(Float.self, layout: ParameterLayout(activation.parameters))
    } catch {
      throw error.within(file: library.path, activation: activation.name)
    }
  }

  /// Name, version and the SHA-256 of the very file that is loaded.
  public let identity: ActivationIdentity

  /// Elementwise, gated or by rows.
  public var form: ActivationForm { description.form }

  /// The declared parameters.
  public var parameters: [ActivationParameter] { description.parameters }

  /// Whether any function takes `u`.
  public var isStochastic: Bool { description.functions.contains { $0.names("u") } }

  /// Whether any function takes `training`.
  public var asksForTraining: Bool { description.functions.contains { $0.names("training") } }

  /// Prepares the calls for one precision and one arrangement of parameter values.
  ///
  /// The matrices that the kernels are given must have `layout.channels` columns where a parameter
  /// has a value for each channel; any number otherwise.
  ///
  /// - Throws: ``HostError``: `missingFunction` where the plugin has no form that takes `layout` (a
  ///   row function with one value for a parameter that has one for each channel).
  /// - Complexity: a few microseconds. Where tables are used, the first call of a kernel with a
  ///   setting of the parameters that no layer had before takes some milliseconds, and fits one.
  public func kernels<Scalar: ActivationScalar>(
    _ scalar: Scalar.Type, layout: ParameterLayout
  ) throws(HostError) -> ActivationKernels<Scalar> {
    let kernels = try functionKernels(scalar, layout: layout)
    guard usesTables, !layout.slots.contains(where: \.isPerChannel) else { return kernels }
    let tabulated: Any? =
      switch kernels {
      case let kernels as ActivationKernels<Float>: kernels.tabulated(PluginTables.of(self).float)
      case let kernels as ActivationKernels<Double>:
        kernels.tabulated(PluginTables.of(self).double)
      default: nil
      }
    return tabulated as? ActivationKernels<Scalar> ?? kernels
  }

  /// The same activation, each of whose results is the plugin's own.
  public func withoutTables() -> PluginActivation {
    var activation = self
    activation.usesTables = false
    return activation
  }

  /// How values and gradients are computed with these parameters, where tables may be used; nil where
  /// they may not. Fits the tables that were not asked for before.
  ///
  /// - Parameters:
  ///   - settings: values by parameter name; the defaults of those that are not named.
  ///   - precision: what the kernels compute in.
  public func computedForms(
    _ settings: [String: Double] = [:], precision: Precision = .float32
  ) -> (value: ComputedForm, gradient: ComputedForm)? {
    guard usesTables else { return nil }
    defer { LoadingGuard.check() }
    let tables = PluginTables.of(self)
    switch precision {
    case .float32: return forms(tables.float, settings)
    case .float64: return forms(tables.double, settings)
    }
  }

  private func forms<Scalar: TabulatedScalar>(
    _ tables: RoleTables<Scalar>, _ settings: [String: Double]
  ) -> (value: ComputedForm, gradient: ComputedForm) {
    let setting: [Scalar] = ParameterLayout(parameters).initialValues(
      parameters, overrides: settings)
    return (tables.value(setting), tables.gradient(setting))
  }

  /// Kernels that call the plugin's functions, whether or not there are tables.
  func functionKernels<Scalar: ActivationScalar>(
    _ scalar: Scalar.Type, layout: ParameterLayout
  ) throws(HostError) -> ActivationKernels<Scalar> {
    if let isolated { return try isolated.kernels(scalar, layout: layout) }
    do {
      let precision = Scalar.precision
      let choice = FunctionChoice(activation: description, precision: precision, layout: layout)
      let value = try prepare(choice.value(), storage: precision)
      let gradient = try choice.gradient()
      let main = try prepare(gradient.main, storage: precision)
      var partials: [PreparedCall] = []
      for partial in gradient.partials {
        partials.append(try prepare(partial, storage: precision))
      }
      return ActivationKernels(
        value: Self.valueKernel(value, choice.columns),
        derivative: try derivativeKernel(choice),
        gradient: Self.gradientKernel(main, PreparedCalls(partials), choice.columns),
        gradientInputs: gradient.inputs)
    } catch {
      throw error.within(file: library.path, activation: description.name)
    }
  }

  /// Starts a process in which the library is loaded, and the activation's functions run.
  ///
  /// - Throws: ``HostError``: `loadFailed` where it cannot be started; `processEnded`; and what
  ///   loading throws there.
  init(
    library: LibraryDescription, activation: ActivationDescription,
    isolation: LoadingPolicy.Isolation, usesTables: Bool
  ) throws(HostError) {
    do throws(HostError) {
      self.library = PluginLibrary(elsewhere: library)
      description = activation
      callPath = .fastest
      self.usesTables = usesTables
      identity = library.identity(of: activation)
      isolated = try IsolatedPlugin(library, activation, isolation)
      _ = try functionKernels(Float.self, layout: ParameterLayout(activation.parameters))
    } catch {
      throw error.within(file: library.path, activation: activation.name)
    }
  }

  private func prepare(
    _ binding: FunctionBinding, storage: Precision, yStorage: Precision? = nil
  ) throws(HostError) -> PreparedCall {
    try binding.prepare(in: library, storage: storage, yStorage: yStorage, path: callPath)
  }

  private static func valueKernel<Scalar: ActivationScalar>(
    _ value: PreparedCall, _ columns: Int?
  ) -> ActivationKernels<Scalar>.Value {
    // The common shapes without parameters: the function itself, and little else.
    if value.takes(HILLOCK_X, HILLOCK_Y) {
      return { inputs, y in hillock_run_on_two(value.pointer, inputs.x, y, inputs.elements) }
    }
    return { inputs, y in
      var operands = hillock_operands(inputs, columns)
      operands.y = UnsafeMutableRawPointer(y)
      hillock_run_value(value.pointer, &operands)
    }
  }

  private static func gradientKernel<Scalar: ActivationScalar>(
    _ main: PreparedCall, _ partials: PreparedCalls, _ columns: Int?
  ) -> ActivationKernels<Scalar>.Gradient {
    if partials.count == 0 {
      if main.takes(HILLOCK_X, HILLOCK_DY, HILLOCK_DX) {
        return { inputs, gradients in
          hillock_run_on_three(main.pointer, inputs.x, gradients.dy, gradients.dx, inputs.elements)
        }
      }
      if main.takes(HILLOCK_Y, HILLOCK_DY, HILLOCK_DX) {
        return { inputs, gradients in
          hillock_run_on_three(
            main.pointer, gradients.y, gradients.dy, gradients.dx, inputs.elements)
        }
      }
    }
    return { inputs, gradients in
      var operands = hillock_operands(inputs, columns)
      operands.y = UnsafeMutableRawPointer(mutating: gradients.y)
      operands.dy = UnsafeRawPointer(gradients.dy)
      operands.dx = UnsafeMutableRawPointer(gradients.dx)
      operands.dgate = UnsafeMutableRawPointer(gradients.dgate)
      operands.gradients = UnsafeMutableRawPointer(gradients.parameters)
      hillock_run_gradient(main.pointer, partials.pointers, partials.count, &operands)
    }
  }

  private func derivativeKernel<Scalar: ActivationScalar>(
    _ choice: FunctionChoice
  ) throws(HostError) -> ActivationKernels<Scalar>.Value? {
    guard let binding = try choice.derivative() else { return nil }
    // The y that a derivative reads stays in its own precision: rounded, it would lose the tails.
    let working = binding.function.precision
    let derivative = try prepare(binding, storage: Scalar.precision, yStorage: working)
    let value =
      binding.names("y")
      ? try prepare(choice.value(for: working), storage: Scalar.precision, yStorage: working) : nil
    let columns = choice.columns
    return { inputs, result in
      var operands = hillock_operands(inputs, columns)
      operands.dx = UnsafeMutableRawPointer(result)
      hillock_run_derivative(value?.pointer, derivative.pointer, &operands)
    }
  }
}

extension ActivationInputs {
  /// `count`, in place: a call of it takes longer than the rest of a direct call.
  @inline(__always) fileprivate var elements: Int { rows * columns }
}

extension hillock_operands {
  /// What every call is given; outputs are the caller's to add.
  ///
  /// `columns` is what the layout says where a parameter has a value for each channel: with another
  /// width a call would read beyond the parameters.
  fileprivate init<Scalar: ActivationScalar>(
    _ inputs: ActivationInputs<Scalar>, _ columns: Int?
  ) {
    precondition(
      columns == nil || inputs.columns == columns, "not the columns that the layout says")
    self.init(
      x: UnsafeRawPointer(inputs.x), y: nil, gate: UnsafeRawPointer(inputs.gate),
      u: UnsafeRawPointer(inputs.u), dy: nil, dx: nil, dgate: nil,
      parameters: UnsafeRawPointer(inputs.parameters), gradients: nil, rows: inputs.rows,
      columns: inputs.columns, training: inputs.isTraining ? 1 : 0)
  }
}
