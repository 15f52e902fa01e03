import Activations
import Formulas

/// The plugin in a language other than C: the double forms, one exported constant with the records.
extension PluginSource {
  /// The source in a language.
  public func text(in language: PluginLanguage) -> String {
    guard let foreign = language.foreign else { return text }
    var bodies: [String] = []
    var called: Set<String> = []
    for function in design.functions {
      let expression = foreign.dialect == .rust ? function.plain : function.wide
      let taken = arguments + words + ["select", "infinity", "result", "text", "wp", "i", "d"]
      let body = FunctionBody(expression, foreign.dialect, taken: taken)
      called.formUnion(body.called)
      bodies.append(foreign.function(exported(function.output), arguments, body))
    }
    let name = design.definition.name
    let opening = foreign.opening(
      name, records: foreignRecords, functions: FunctionList(called, in: foreign))
    let parts = [comment(foreign), opening] + bodies + [foreign.closing(name)]
    return parts.filter { !$0.isEmpty }.joined(separator: "\n\n") + "\n"
  }

  /// A linker's list of what the library exports: what a language adds is its own affair.
  public var exports: String {
    let name = design.definition.name
    return "{\n  global: activation_info*; \(name)_value*; \(name)_derivative*;\n  local: *;\n};\n"
  }

  private func exported(_ output: Samples.Output) -> String {
    let name = design.definition.name
    return switch output {
    case .value: "\(name)_value"
    case .derivative("x"): "\(name)_derivative"
    case .derivative(let variable): "\(name)_derivative_\(variable)"
    }
  }

  /// The head, without C's way of beginning and ending it and what it says of C's forms.
  private func comment(_ language: any ForeignLanguage) -> String {
    comment(of: language.dialect == .rust ? ["Computed in double."] : ["Computed in long double."])
      .map { $0.isEmpty ? language.comment : "\(language.comment) \($0)" }
      .joined(separator: "\n")
  }

  private var foreignRecords: String {
    let name = design.definition.name
    let list = arguments.map { "double \($0)" }.joined(separator: ", ")
    var lines = recordLines.map { "\($0.key): \($0.text)" }
    if let errors {
      if let value = errors.value.double { lines.append("max_ulp: \(value)") }
      if let derivative = errors.derivative.double {
        lines.append("max_ulp_derivative: \(derivative)")
      }
    }
    for function in design.functions {
      let symbol = exported(function.output)
      lines.append("\(symbol.dropFirst(name.utf8.count + 1)): double \(symbol)(\(list))")
    }
    return lines.map { "\(name).\($0)" }.joined(separator: "\n")
  }
}
