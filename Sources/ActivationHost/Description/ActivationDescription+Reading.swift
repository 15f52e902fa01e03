import Activations

/// From records to a description that holds together.
extension ActivationDescription {
  /// The version of the interface that this host speaks (`ACTIVATION_ABI` of `activation.h`).
  public static let interfaceVersion = 1

  /// The most parameters that an activation may declare.
  private static let maximumParameters = 256

  /// The keys that the interface gives a meaning, beside functions and parameters.
  private static let singleKeys: Set = [
    "abi", "abi_min", "version", "summary", "author", "license", "url", "aliases", "formula",
    "range", "monotonic", "symmetry", "kinks", "max_ulp", "max_ulp_derivative",
    "max_ulp_double", "max_ulp_derivative_double", "tables",
  ]

  /// An activation from its records and the symbols that its library exports.
  ///
  /// - Throws: ``HostError`` with the activation and the key, for the first thing that is wrong.
  init(
    name: String, records: [Record], exports: [String: ElfImage.Symbol]
  ) throws(HostError) {
    do throws(HostError) {
      self.init(
        name: name, isBare: false, form: .elementwise, parameters: [], functions: [], aliases: [],
        records: records)
      let isNewer = try Self.checkInterface(records)
      parameters = try Self.parameters(records)
      functions = try Self.functions(
        records, parameters: parameters, exports: exports, isNewer: isNewer)
      halves = try Self.halves(records, exports: exports)
      try readValues()
      try settleForm()
    } catch {
      throw error.within(activation: name)
    }
  }

  /// A bare plugin: `activation_value` and `activation_derivative`, in either precision or both.
  ///
  /// Returns nil where the library exports none of them.
  ///
  /// - Throws: ``HostError`` where one of the two is missing or is no function.
  init?(bare name: String, exports: [String: ElfImage.Symbol]) throws(HostError) {
    var functions: [FunctionDeclaration] = []
    for (role, stem) in [
      (FunctionRole.value, "activation_value"),
      (FunctionRole.derivative, "activation_derivative"),
    ] {
      for (precision, suffix) in [(Precision.float64, ""), (.float32, "f")] {
        guard exports[stem + suffix] != nil else { continue }
        let prototype = Prototype(
          result: .scalar(precision), symbol: stem + suffix,
          arguments: [.init(type: .scalar(precision), name: "x")])
        try Self.checkSymbol(prototype.symbol, exports: exports)
        functions.append(
          FunctionDeclaration(role: role, precision: precision, prototype: prototype))
      }
    }
    guard !functions.isEmpty else { return nil }
    self.init(
      name: name, isBare: true, form: .elementwise, parameters: [], functions: functions,
      aliases: [], records: [])
    for (role, stem) in [
      (FunctionRole.value, "activation_value"),
      (.derivative, "activation_derivative"),
    ] where !functions.contains(where: { $0.role == role }) {
      throw HostError(
        .missingFunction, "the \(role) is missing", activation: name,
        expected: "an exported function 'double \(stem)(double x)'",
        found: "only \(functions.map(\.prototype.symbol).joined(separator: " and "))")
    }
  }

  // MARK: Steps

  /// Whether the plugin is for a newer interface that includes this one.
  private static func checkInterface(_ records: [Record]) throws(HostError) -> Bool {
    func number(_ key: String) throws(HostError) -> Int? {
      guard let record = records.first(where: { $0.key == key }) else { return nil }
      do throws(HostError) {
        return try MetadataValues.positiveInteger(record.text)
      } catch {
        throw error.within(key: key)
      }
    }
    let version = try number("abi") ?? 1
    let minimum = try number("abi_min") ?? version
    guard minimum <= version else {
      throw HostError(
        .malformedRecord, "exceeds abi", key: "abi_min", expected: "at most \(version)",
        found: "\(minimum)")
    }
    guard minimum <= interfaceVersion else {
      throw HostError(
        .newerInterface, "needs a newer host", key: minimum < version ? "abi_min" : "abi",
        expected: "at most \(interfaceVersion), this host's interface", found: "\(minimum)")
    }
    return version > interfaceVersion
  }

  private static func parameters(_ records: [Record]) throws(HostError) -> [ActivationParameter] {
    var parameters: [ActivationParameter] = []
    var names: Set<String> = []
    for record in records where record.key == "parameter" {
      do throws(HostError) {
        let parameter = try ActivationParameter(parsing: record.text)
        guard names.insert(parameter.name).inserted else {
          throw HostError(.duplicateKey, "parameter '\(parameter.name)' is declared twice")
        }
        guard parameters.count < maximumParameters else {
          throw HostError(
            .malformedRecord, "too many parameters", expected: "at most \(maximumParameters)")
        }
        parameters.append(parameter)
      } catch {
        throw error.within(key: record.key)
      }
    }
    for parameter in parameters where parameter.isLearnable {
      let gradient = ArgumentMeaning.parameterGradient(parameter.name).name
      guard !names.contains(gradient), ArgumentMeaning.fixed[gradient] == nil else {
        throw HostError(
          .malformedRecord,
          "the gradient of '\(parameter.name)' would be called '\(gradient)', which is taken",
          key: "parameter")
      }
    }
    return parameters
  }

  private static func functions(
    _ records: [Record], parameters: [ActivationParameter],
    exports: [String: ElfImage.Symbol], isNewer: Bool
  ) throws(HostError) -> [FunctionDeclaration] {
    var functions: [FunctionDeclaration] = []
    for record in records {
      guard let role = FunctionRole(key: record.key) else { continue }
      do throws(HostError) {
        if case .partial(let variable) = role, variable != ArgumentMeaning.gate.name,
          !parameters.contains(where: { $0.name == variable })
        {
          // A newer interface may have given the key a meaning that this one does not know.
          if isNewer { continue }
          throw HostError(
            .unknownParameter, "'\(variable)' is neither a parameter nor the gate",
            expected: NearestNames.sorted(parameters.map(\.name) + ["gate"], to: variable)
              .map { "derivative_\($0)" }.joined(separator: " or "))
        }
        let function = try FunctionDeclaration(
          role: role, prototype: Prototype(parsing: record.text))
        guard
          !functions.contains(where: { $0.role == role && $0.precision == function.precision })
        else {
          throw HostError(
            .duplicateKey, "is stated twice for \(function.precision.cName)",
            found: function.prototype.symbol)
        }
        try checkSymbol(function.prototype.symbol, exports: exports)
        functions.append(function)
      } catch {
        throw error.within(key: record.key)
      }
    }
    return functions
  }

  private static func halves(
    _ records: [Record], exports: [String: ElfImage.Symbol]
  ) throws(HostError) -> [FunctionDeclaration] {
    var halves: [FunctionDeclaration] = []
    for record in records {
      guard let role = FunctionRole(halfKey: record.key) else { continue }
      do throws(HostError) {
        let function = try FunctionDeclaration(
          half: role, prototype: Prototype(parsing: record.text))
        guard !halves.contains(where: { $0.role == role && $0.half == function.half }) else {
          throw HostError(
            .duplicateKey, "is stated twice for \(function.format.cName)",
            found: function.prototype.symbol)
        }
        try checkSymbol(function.prototype.symbol, exports: exports)
        halves.append(function)
      } catch {
        throw error.within(key: record.key)
      }
    }
    return halves
  }

  private static func checkSymbol(
    _ name: String, exports: [String: ElfImage.Symbol]
  ) throws(HostError) {
    guard let symbol = exports[name] else {
      // Bounded, as a hostile library may export very many.
      let near = NearestNames.near(
        exports.values.lazy.filter(\.isCallable).prefix(1024).map(\.name).sorted(), to: name)
      throw HostError(
        .missingSymbol, "the library does not export '\(name)'",
        expected: "an exported function",
        found: near.isEmpty ? nil : near.joined(separator: ", "))
    }
    guard symbol.isCallable else {
      throw HostError(
        .missingSymbol, "'\(name)' is exported, but not as a function",
        expected: "an exported function", found: "data")
    }
  }

  /// Checks the texts of the keys that may come once, and takes the aliases.
  private mutating func readValues() throws(HostError) {
    var seen: Set<String> = []
    for record in records where Self.singleKeys.contains(record.key) {
      do throws(HostError) {
        guard seen.insert(record.key).inserted else {
          throw HostError(.duplicateKey, "is stated twice", found: "'\(record.text)'")
        }
        try MetadataValues.check(
          key: record.key, text: record.text, parameters: parameters)
        if record.key == "aliases" { aliases = try MetadataValues.names(record.text) }
      } catch {
        throw error.within(key: record.key)
      }
    }
  }

  /// Derives the form from the functions, checks their arguments, and that none is missing.
  private mutating func settleForm() throws(HostError) {
    let isGated = functions.contains { function in
      function.role == .partial(ArgumentMeaning.gate.name)
        || function.prototype.names(.gate) || function.prototype.names(.dgate)
    }
    let isRow = functions.contains(where: \.role.isRow)
    form = isRow ? .row : isGated ? .gated : .elementwise
    if isRow, let other = allFunctions.first(where: { !$0.role.isRow }) {
      throw HostError(
        .malformedRecord, "cannot stand beside a row function", key: other.key,
        expected: "value_row and gradient_row only")
    }
    for function in allFunctions {
      do throws(HostError) {
        try function.checkArguments(parameters: parameters, isGated: isGated)
      } catch {
        throw error.within(key: function.key)
      }
    }
    try checkCompleteness()
    parameters = orderedParameters()
  }

  /// A value, a derivative, and the derivative by all that training changes or passes on.
  private func checkCompleteness() throws(HostError) {
    func has(_ roles: FunctionRole...) -> Bool {
      functions.contains { roles.contains($0.role) }
    }
    guard has(.value, .valueArray, .valueRow) else {
      throw HostError(
        .missingFunction, "the value is missing",
        expected: form == .row ? "value_row" : "value, value_array or value_row")
    }
    guard has(.derivative, .gradientArray, .gradientRow) else {
      throw HostError(
        .missingFunction, "the derivative is missing",
        expected: form == .row
          ? "gradient_row" : "derivative or gradient_array")
    }
    let gradients = functions.filter { $0.role == .gradientArray || $0.role == .gradientRow }
    var needed = parameters.filter(\.isLearnable).map {
      ($0.name, ArgumentMeaning.parameterGradient($0.name))
    }
    if form == .gated { needed.append(("gate", .dgate)) }
    for (variable, meaning) in needed where !has(.partial(variable)) {
      // Without the scalar form there is nothing to fall back on where a gradient form lacks it.
      guard !gradients.isEmpty, gradients.allSatisfy({ $0.prototype.names(meaning) }) else {
        let scalar = form == .row ? "" : "derivative_\(variable), or "
        throw HostError(
          .missingFunction, "the derivative by '\(variable)' is missing",
          expected: "\(scalar)an argument '\(meaning.name)' in every gradient function")
      }
    }
  }

  /// In the order of the value function's arguments; those that it does not take, by name.
  private func orderedParameters() -> [ActivationParameter] {
    let roles: [FunctionRole] = [.value, .valueArray, .valueRow]
    let value = roles.lazy
      .compactMap { self.function($0, .float64) ?? self.function($0, .float32) }.first
    let places = Dictionary(
      uniqueKeysWithValues: (value?.prototype.arguments ?? []).enumerated()
        .map { ($1.name, $0) })
    return parameters.sorted {
      (places[$0.name] ?? .max, $0.name) < (places[$1.name] ?? .max, $1.name)
    }
  }
}

extension Prototype {
  /// Whether an argument has this meaning.
  public func names(_ meaning: ArgumentMeaning) -> Bool {
    arguments.contains { $0.name == meaning.name }
  }
}
