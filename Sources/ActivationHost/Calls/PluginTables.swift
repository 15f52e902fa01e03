import Activations
import Synchronization
import Tabulation

/// The tables of one activation, for value and derivative, in either precision.
struct PluginTables: Sendable {
  let float: RoleTables<Float>
  let double: RoleTables<Double>

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

  private init(_ activation: PluginActivation) {
    let exact = try? activation.functionKernels(
      Double.self, layout: ParameterLayout(activation.parameters))
    float = RoleTables(activation.description, exact)
    double = RoleTables(activation.description, exact)
  }
}

/// The tables of one activation in one precision.
struct RoleTables<Scalar: TabulatedScalar>: Sendable {
  /// y = f(x), and dx = dy f'(x); or why there is no table of it.
  private enum Kind: Sendable {
    case tables(SettingTables<Scalar>)
    case refused(String)
  }

  private let valueTables: Kind
  private let gradientTables: Kind

  /// How values are computed with these parameters, in the activation's order.
  func value(_ setting: [Scalar]) -> ComputedForm { Self.form(valueTables, setting) }

  /// How gradients are computed with these parameters, in the activation's order.
  func gradient(_ setting: [Scalar]) -> ComputedForm { Self.form(gradientTables, setting) }

  private static func form(_ kind: Kind, _ setting: [Scalar]) -> ComputedForm {
    switch kind {
    case .tables(let tables): tables.form(setting).computed
    case .refused(let reason): .function(because: reason)
    }
  }

  var forValues: SettingTables<Scalar>? { Self.tables(valueTables) }
  var forGradients: SettingTables<Scalar>? { Self.tables(gradientTables) }

  private static func tables(_ kind: Kind) -> SettingTables<Scalar>? {
    if case .tables(let tables) = kind { tables } else { nil }
  }

  /// - Parameter exact: the plugin's double kernels; nil where it cannot be called so.
  fileprivate init(_ description: ActivationDescription, _ exact: ActivationKernels<Double>?) {
    func kind(_ role: FunctionRole, _ kernel: ActivationKernels<Double>.Value?) -> Kind {
      if let reason = description.tableRefusal(role, Scalar.precision) { return .refused(reason) }
      guard let kernel else { return .refused("it cannot be called in double") }
      return .tables(
        SettingTables(parameters: description.parameters.count) { setting in
          let form = Self.fit(kernel, setting)
          guard let table = form.table,
            let reason = description.refusal(of: table, role, Scalar.precision)
          else {
            return form
          }
          return .function(because: reason)
        })
    }
    valueTables = kind(.value, exact?.value)
    gradientTables = kind(.derivative, exact?.derivative)
  }

  private static func fit(
    _ kernel: @escaping ActivationKernels<Double>.Value, _ setting: [Scalar]
  ) -> SettingTables<Scalar>.Form {
    let parameters = setting.map { Double($0) }
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
      return .table(try Scalar.table(values))
    } catch {
      return .function(because: error.description)
    }
  }
}

extension ActivationDescription {
  /// Why no table may take the place of calls of a function, the value or the derivative; nil where
  /// one may, if it fits.
  ///
  /// - Parameter isInRegisters: whether tables of floats lie in registers, where they also take the
  ///   place of an array form that is left to them.
  package func tableRefusal(
    _ role: FunctionRole, _ precision: Precision = .float32,
    isInRegisters: Bool = ActivationTable.isInRegistersHere
  ) -> String? {
    if form != .elementwise { return "an output depends on more than one input" }
    if functions.contains(where: { $0.names("u") }) { return "it takes random numbers" }
    if let learnable = parameters.first(where: \.isLearnable) {
      return "its parameter \(learnable.name) is learnable"
    }
    if functions.contains(where: { $0.names("training") }) {
      return "it asks whether it is in training"
    }
    let isLeft = precision == .float32 && isInRegisters && leavesToTables(role)
    let array: FunctionRole = role == .value ? .valueArray : .gradientArray
    // A double array form is called for float32 too; a float one never for float64.
    if !isLeft,
      functions.contains(where: {
        $0.role == array && (precision == .float32 || $0.precision == .float64)
      })
    {
      return ComputedForm.hasArrayForm
    }
    guard let exact = function(role, .float64) else {
      return role == .value ? "it has no double function" : "it has no double derivative"
    }
    if exact.names("y") { return "its derivative is one of the value" }
    // A table follows what a double function means, not each of its last digits.
    guard precision == .float64,
      let most = promisedULP(.float64, isDerivative: role == .derivative)
    else { return nil }
    return "it promises its doubles within \(most) ULP"
  }

  /// Why a table that was fitted is not used; nil where it keeps what the plugin promises.
  package func refusal(
    of table: any FunctionTable, _ role: FunctionRole, _ precision: Precision = .float32
  ) -> String? {
    guard let most = promisedULP(precision, isDerivative: role == .derivative),
      table.worstError > Double(most) ?? .infinity
    else { return nil }
    return "a table was \(table.worstError) ULP off, and the plugin promises \(most)"
  }

  /// The most ULP that a table of floats may be off: one, or what the plugin promises.
  package func tableBound(_ role: FunctionRole) -> Double {
    min(promisedULP(.float32, isDerivative: role == .derivative).flatMap { Double($0) } ?? 1, 1)
  }

  /// Whether the record `tables` names the value, or the derivative.
  private func leavesToTables(_ role: FunctionRole) -> Bool {
    MetadataValues.words(text("tables") ?? "").contains(role.key)
  }
}
