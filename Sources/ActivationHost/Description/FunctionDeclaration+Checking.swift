import Activations

/// What the argument names and types of each role may be: the tables of the interface.
extension FunctionDeclaration {
  /// An argument that a role may have.
  private struct Rule {
    var meaning: ArgumentMeaning
    var types: [Prototype.CType]
    var isRequired = false
  }

  /// The declaration of `role` by `prototype`, its precision derived from the types.
  ///
  /// - Throws: ``HostError`` `wrongType` where the result is not the role's, or
  ///   `missingArgument` where nothing says which precision it is.
  init(role: FunctionRole, prototype: Prototype) throws(HostError) {
    let precision: Precision?
    if role.isScalar {
      guard case .scalar = prototype.result else {
        throw HostError(
          .wrongType, "the result has the wrong type", expected: "float or double",
          found: prototype.result.description)
      }
      precision = prototype.result.precision
    } else {
      guard prototype.result == .void else {
        throw HostError(
          .wrongType, "the result has the wrong type", expected: "void",
          found: prototype.result.description)
      }
      precision = prototype.arguments.lazy.compactMap(\.type.precision).first
    }
    guard let precision else {
      throw HostError(
        .missingArgument, "no argument says whether it computes in float or double",
        expected: "const T *x")
    }
    self.init(role: role, precision: precision, prototype: prototype)
  }

  /// The declaration of an array form in half precision.
  ///
  /// - Throws: ``HostError`` `wrongType` where the result is not void, or `missingArgument` where no
  ///   argument is an array of halves.
  init(half role: FunctionRole, prototype: Prototype) throws(HostError) {
    guard prototype.result == .void else {
      throw HostError(
        .wrongType, "the result has the wrong type", expected: "void",
        found: prototype.result.description)
    }
    guard let format = prototype.arguments.lazy.compactMap(\.type.half).first else {
      throw HostError(
        .missingArgument, "no argument is an array in half precision",
        expected: "const _Float16 *x or const __bf16 *x")
    }
    self.init(role: role, precision: .float32, half: format, prototype: prototype)
  }

  /// Checks each argument's name and type against the role and the parameters.
  ///
  /// - Throws: ``HostError``: `unknownArgument`, `wrongType` or `missingArgument`.
  func checkArguments(parameters: [ActivationParameter], isGated: Bool) throws(HostError) {
    let rules = rules(parameters: parameters, isGated: isGated)
    let byName = Dictionary(uniqueKeysWithValues: rules.map { ($0.meaning.name, $0) })
    for argument in prototype.arguments {
      guard let rule = byName[argument.name] else {
        throw unknown(argument, rules: rules, parameters: parameters)
      }
      guard rule.types.contains(argument.type) else {
        throw HostError(
          .wrongType, "argument '\(argument.name)' has the wrong type",
          expected: rule.types.map(\.description).joined(separator: " or "),
          found: argument.type.description)
      }
    }
    let given = Set(prototype.arguments.map(\.name))
    if let missing = rules.first(where: { $0.isRequired && !given.contains($0.meaning.name) }) {
      throw HostError(
        .missingArgument, "argument '\(missing.meaning.name)' is missing",
        expected: "\(missing.types[0]) \(missing.meaning.name)")
    }
  }

  private func rules(parameters: [ActivationParameter], isGated: Bool) -> [Rule] {
    let scalar = Prototype.CType.scalar(precision)
    let input = half.map(Prototype.CType.halfInput) ?? .input(precision)
    let output = half.map(Prototype.CType.halfOutput) ?? .output(precision)
    let element = role.isScalar ? scalar : input
    var rules: [Rule]
    switch role {
    case .value: rules = [Rule(meaning: .x, types: [scalar], isRequired: true)]
    case .derivative, .partial:
      rules = [Rule(meaning: .x, types: [scalar]), Rule(meaning: .y, types: [scalar])]
    case .valueArray, .valueRow:
      rules = [
        Rule(meaning: .x, types: [input], isRequired: true),
        Rule(meaning: .y, types: [output], isRequired: true),
      ]
    case .gradientArray, .gradientRow:
      rules = [
        // A y of 8 or 11 bits has lost what a derivative far out is made of.
        Rule(meaning: .x, types: [input], isRequired: half != nil),
        Rule(meaning: .y, types: half == nil ? [input] : []),
        Rule(meaning: .dy, types: [input], isRequired: true),
        Rule(meaning: .dx, types: [output], isRequired: true),
      ]
    }
    if !role.isScalar { rules.append(Rule(meaning: .n, types: [.size], isRequired: true)) }
    if !role.isRow {
      let isValue = role == .value || role == .valueArray
      rules.append(Rule(meaning: .gate, types: [element], isRequired: isGated && isValue))
      if role == .gradientArray { rules.append(Rule(meaning: .dgate, types: [output])) }
    }
    if half == nil { rules.append(Rule(meaning: .u, types: [element])) }
    rules.append(Rule(meaning: .training, types: [.int]))
    for parameter in parameters {
      rules.append(
        Rule(
          meaning: .parameter(parameter.name),
          types: role.isScalar || half != nil ? [scalar] : [scalar, input]))
      if parameter.isLearnable, half == nil, role == .gradientArray || role == .gradientRow {
        rules.append(Rule(meaning: .parameterGradient(parameter.name), types: [output]))
      }
    }
    return rules.filter { !$0.types.isEmpty }
  }

  private func unknown(
    _ argument: Prototype.Argument, rules: [Rule], parameters: [ActivationParameter]
  ) -> HostError {
    var message = "argument '\(argument.name)' means nothing in \(key)"
    if let fixed = parameters.first(where: {
      !$0.isLearnable && ArgumentMeaning.parameterGradient($0.name).name == argument.name
    }) {
      message += ", as parameter '\(fixed.name)' is not learnable"
    }
    let names = NearestNames.sorted(rules.map(\.meaning.name), to: argument.name)
    return HostError(
      .unknownArgument, message,
      expected: "one of "
        + names.joined(separator: ", "), found: "'\(argument.name)'")
  }
}
