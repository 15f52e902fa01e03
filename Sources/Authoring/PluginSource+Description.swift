import Activations
import Formulas

/// What a source says of itself: the comment at its head, and the records.
extension PluginSource {
  /// The mathematics, and how the code came about.
  var comment: String {
    var lines = ["\(design.definition.name)", ""]
    for function in design.functions {
      var writer = ExpressionText(.formula)
      lines += Self.wrapped("\(Self.sign(function.output)) = \(writer.text(function.expression))")
    }
    lines += ["", "stated as"] + Self.wrapped("  \(design.definition.formula.text)")
    let rules = RewritingRule.all.map(\.name).filter { name in
      design.functions.contains { $0.rules.contains(name) }
    }
    if !rules.isEmpty {
      lines += ["", "Rewritten, where that lost least against 128 bits and more, by"]
      lines += rules.flatMap { Self.wrapped("  \($0)") }
    }
    lines += [
      "",
      "The double forms are rounded from long double, the float forms from double. What holds far",
      "out, at the infinities and at NaN is chosen at the head of each function.",
    ]
    let found = findings
    if !found.isEmpty {
      lines += ["", "Found at the samples (nothing is proven between them):"] + found
    }
    return "/*\n" + lines.map { $0.isEmpty ? " *" : " * \($0)" }.joined(separator: "\n") + "\n */"
  }

  /// Properties as lines for people.
  var findings: [String] {
    let properties = design.properties
    var lines: [String] = []
    if let range = properties.range { lines.append("  range \(range)") }
    if let monotonic = properties.monotonic { lines.append("  monotonic: \(monotonic)") }
    if let symmetry = properties.symmetry { lines.append("  symmetry: \(symmetry)") }
    if !properties.kinks.isEmpty {
      lines.append("  kinks: \(Self.list(properties.kinks))")
    }
    if let low = properties.limits.0 { lines.append("  limit at -inf: \(low)") }
    if let high = properties.limits.1 { lines.append("  limit at inf: \(high)") }
    if let errors { lines.append("  errors: \(errors.basis)") }
    return lines
  }

  var records: String {
    let definition = design.definition
    let name = definition.name
    let summary = Self.escaped(definition.formula.text)
    var lines = [
      "ACTIVATION(\(name), \"1.0.0\", \"\(summary)\")", "ACTIVATION_LICENSE(\(name), \"MIT\")",
      "ACTIVATION_FORMULA(\(name), \"\(summary)\")",
    ]
    for parameter in definition.parameters {
      let interval = parameter.interval == .unbounded ? nil : "in \(parameter.interval)"
      let facts = [interval, parameter.isLearnable ? "learnable" : nil].compactMap(\.self)
      let what = Self.escaped(parameter.summary.isEmpty ? "a factor" : parameter.summary)
      let value = Self.number(parameter.defaultValue)
      lines.append(
        facts.isEmpty
          ? "ACTIVATION_PARAMETER(\(name), \(parameter.name), \(value), \"\(what)\")"
          : "ACTIVATION_PARAMETER_IN(\(name), \(parameter.name), \(value), "
            + "\"\(facts.joined(separator: " "))\", \"\(what)\")")
    }
    let properties = design.properties
    if let range = properties.range { lines.append("ACTIVATION_RANGE(\(name), \"\(range)\")") }
    if let monotonic = properties.monotonic, !dropped.contains("monotonic") {
      lines.append("ACTIVATION_MONOTONIC(\(name), \"\(monotonic)\")")
    }
    if let symmetry = properties.symmetry, !dropped.contains("symmetry") {
      lines.append("ACTIVATION_SYMMETRY(\(name), \"\(symmetry)\")")
    }
    if !properties.kinks.isEmpty {
      lines.append("ACTIVATION_KINKS(\(name), \"\(Self.list(properties.kinks))\")")
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

  static func list(_ values: [Double]) -> String {
    values.map(number).joined(separator: " ")
  }

  static func number(_ value: Double) -> String {
    value == value.rounded() && abs(value) < 1e15 ? String(Int64(value)) : "\(value)"
  }

  static func escaped(_ text: String) -> String {
    text.unicodeScalars.map {
      switch $0 {
      case "\"", "\\": "\\\($0)"
      case _ where $0.value < 0x20 || $0.value == 0x7f: " "
      default: String($0)
      }
    }.joined()
  }

  /// Lines of a comment, broken at spaces.
  private static func wrapped(_ text: String) -> [String] {
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
