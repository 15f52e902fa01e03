import Activations
import Formulas

/// What a source says of itself: the comment at its head, and the records.
extension PluginSource {
  /// The mathematics, and how the code came about.
  var comment: String {
    var forms = [
      "The double forms are rounded from long double, the float forms from double. What holds far",
      "out, at the infinities and at NaN is chosen at the head of each function.",
    ]
    if design.functions.contains(where: { !$0.wideGuards.nodes.isEmpty }) {
      forms.append("Where little is left of a sum, the double forms take 113 bits.")
    }
    if design.functions.contains(where: { !$0.narrowGuards.nodes.isEmpty }) {
      forms.append("Where very little is left of one, the float forms are the double ones.")
    }
    if arrays == .none {
      forms.append("Arrays of floats are a host's, which tabulates the double forms.")
    }
    let lines = comment(of: forms)
    return "/*\n" + lines.map { $0.isEmpty ? " *" : " * \($0)" }.joined(separator: "\n") + "\n */"
  }

  /// The same lines in any language.
  func comment(of forms: [String]) -> [String] {
    var lines = [design.definition.name, ""]
    for function in design.functions {
      var writer = ExpressionText(.formula)
      lines += Self.wrapped("\(Self.sign(function.output)) = \(writer.text(function.expression))")
    }
    lines += ["", "stated as"] + Self.wrapped("  \(design.definition.formula.text)")
    let rules = Forms.ordered(Set(design.functions.flatMap(\.rules)))
    if !rules.isEmpty {
      lines += ["", "Rewritten, where that lost least against 128 bits and more, by"]
      lines += rules.flatMap { Self.wrapped("  \($0)") }
    }
    lines += [""] + forms
    let found = findings
    if !found.isEmpty {
      lines += ["", "Found:"] + found.flatMap(Self.wrapped)
    }
    return lines
  }

  /// Properties as lines for people.
  public var findings: [String] {
    let properties = design.properties
    var lines: [String] = []
    func add(_ key: String, _ text: String?) {
      guard let text else { return }
      lines.append("  \(key): \(text)" + (properties.basis[key].map { " (\($0))" } ?? ""))
    }
    add("domain", properties.basis["domain"] == nil ? nil : "a real number everywhere")
    add("range", properties.range)
    add("monotonic", properties.monotonic)
    add("symmetry", properties.symmetry)
    if !properties.kinks.isEmpty { add("kinks", properties.kinks.joined(separator: " ")) }
    add("limit at -inf", properties.limits.0.map(Self.number))
    add("limit at inf", properties.limits.1.map(Self.number))
    add(
      "gain",
      properties.gain.map { "\(($0 * 1e4).rounded() / 1e4), 1 / sqrt(E f(z)^2) of normal z" })
    if let errors { add("errors", errors.basis) }
    return lines
  }

  /// Range, monotony, gain and errors on a line: how each is known stands in the file.
  public var summary: String? {
    let properties = design.properties
    let promises = [
      ("float32", errors?.value.float, errors?.derivative.float),
      ("float64", errors?.value.double, errors?.derivative.double),
    ].compactMap { format, value, derivative in
      value.flatMap { a in derivative.map { "\(max(a, $0)) ULP in \(format)" } }
    }
    let facts = [
      properties.range.map { "range \($0)" }, properties.monotonic.map { "monotonic \($0)" },
      properties.symmetry, properties.gain.map { "gain \(($0 * 1e3).rounded() / 1e3)" },
      promises.isEmpty ? nil : "off by at most \(promises.joined(separator: ", "))",
    ].compactMap(\.self)
    return facts.isEmpty ? nil : facts.joined(separator: "; ")
  }

  /// The records that every language writes, in order: keys and texts.
  var recordLines: [(key: String, text: String)] {
    let definition = design.definition
    var lines = [
      ("abi", "1"), ("version", "1.0.0"), ("summary", definition.summary), ("license", "MIT"),
      ("formula", definition.formula.text),
    ]
    for parameter in definition.parameters {
      let facts = Self.facts(parameter).map { " \($0)" }.joined()
      lines.append(
        (
          "parameter",
          "\(parameter.name) = \(Self.number(parameter.defaultValue))\(facts) -- \(parameter.summary)"
        ))
    }
    let properties = design.properties
    if let range = properties.range { lines.append(("range", range)) }
    if let monotonic = properties.monotonic, !dropped.contains("monotonic") {
      lines.append(("monotonic", monotonic))
    }
    if let symmetry = properties.symmetry, !dropped.contains("symmetry") {
      lines.append(("symmetry", symmetry))
    }
    if !properties.kinks.isEmpty {
      lines.append(("kinks", properties.kinks.joined(separator: ", ")))
    }
    return lines.map { ($0.0, Self.printable($0.1)) }
  }

  private static func facts(_ parameter: ActivationParameter) -> [String] {
    let interval = parameter.interval == .unbounded ? nil : "in \(parameter.interval)"
    return [interval, parameter.isLearnable ? "learnable" : nil].compactMap(\.self)
  }

  /// A parameter's record as C's macro.
  static func record(of parameter: ActivationParameter, _ name: String) -> String {
    let value = number(parameter.defaultValue)
    let what = quoted(parameter.summary)
    let facts = facts(parameter)
    return facts.isEmpty
      ? "ACTIVATION_PARAMETER(\(name), \(parameter.name), \(value), \(what))"
      : "ACTIVATION_PARAMETER_IN(\(name), \(parameter.name), \(value), "
        + "\"\(facts.joined(separator: " "))\", \(what))"
  }

  /// The records as C's macros.
  var records: String {
    let definition = design.definition
    let name = definition.name
    var lines: [String] = []
    let macros = [
      "license": "LICENSE", "formula": "FORMULA", "range": "RANGE", "monotonic": "MONOTONIC",
      "symmetry": "SYMMETRY", "kinks": "KINKS",
    ]
    var parameters = definition.parameters[...]
    for (key, text) in recordLines {
      if key == "summary" { lines.append("ACTIVATION(\(name), \"1.0.0\", \(Self.quoted(text)))") }
      if key == "parameter", let parameter = parameters.popFirst() {
        lines.append(Self.record(of: parameter, name))
      }
      if let macro = macros[key] {
        lines.append("ACTIVATION_\(macro)(\(name), \(Self.quoted(text)))")
      }
    }
    if let errors {
      func figure(_ value: Int?) -> String { value.map(String.init) ?? "none" }
      lines.append(
        "ACTIVATION_MAX_ULP(\(name), \(figure(errors.value.float)), "
          + "\(figure(errors.derivative.float)))")
      lines.append(
        "ACTIVATION_MAX_ULP_DOUBLE(\(name), \(figure(errors.value.double)), "
          + "\(figure(errors.derivative.double)))")
    }
    return lines.joined(separator: "\n")
  }

  private static func sign(_ output: Samples.Output) -> String {
    switch output {
    case .value: "f"
    case .derivative("x"): "df/dx"
    case .derivative(let name): "df/d\(name)"
    }
  }

  static func number(_ value: Double) -> String {
    value == value.rounded() && abs(value) < 1e15 ? String(Int64(value)) : "\(value)"
  }

  /// On one line.
  private static func printable(_ text: String) -> String {
    text.unicodeScalars.map { $0.value < 0x20 || $0.value == 0x7f ? " " : String($0) }.joined()
  }

  /// As a literal of C.
  static func quoted(_ text: String) -> String {
    let escaped = printable(text).replacing("\\", with: "\\\\").replacing("\"", with: "\\\"")
    return "\"\(escaped)\""
  }

  /// Lines of a comment, broken at spaces.
  static func wrapped(_ text: String) -> [String] {
    var lines: [String] = []
    var line = ""
    let plain = text.unicodeScalars.map { $0.value < 0x20 ? " " : String($0) }.joined()
    for word in plain.split(separator: " ", omittingEmptySubsequences: false) {
      if line.utf8.count + word.utf8.count > 92 {
        lines.append(line)
        line = "      "
      }
      line += line.isEmpty ? String(word) : " " + word
    }
    return lines + [line]
  }
}
