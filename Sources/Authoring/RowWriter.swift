import Activations

/// Writes one precision of a row's functions in C: one small function for each expression, and the
/// loops that call them.
struct RowWriter {
  private let definition: Definition
  private let row: RowFormula
  /// What arrays are of, and what it is computed in.
  private let type: String
  private let dialect: Dialect

  /// The expressions' functions.
  private(set) var functions: [String] = []
  /// The functions of ``AuthorFunction`` that they call.
  private(set) var called: Set<String> = []

  init(_ definition: Definition, _ row: RowFormula, _ type: String, _ dialect: Dialect) {
    (self.definition, self.row, self.type, self.dialect) = (definition, row, type, dialect)
  }

  private var parameters: [String] { definition.parameters.map(\.name) }
  /// Parameters behind others, declared and as arguments.
  private var list: String { parameters.map { ", \(type) \($0)" }.joined() }
  private var tail: String { parameters.map { ", \($0)" }.joined() }

  private var variables: [String] {
    ["x", RowFormula.arriving] + row.stages.map(\.name) + row.stages.map(RowFormula.adjoint)
      + parameters
  }

  /// A call of an expression's function at an element; the function is written with it.
  private mutating func call(
    _ name: String, _ expression: Expression, at element: String = "i"
  ) -> String {
    let expression = RewritingRule.rewrite(expression.simplified, by: RewritingRule.all).expression
    let arguments = variables.filter { expression.contains($0) }
    let body = FunctionBody(
      expression, dialect, taken: variables + ["exp", "y", "n", "i", definition.name])
    called.formUnion(body.called)
    let symbol = "\(dialect)_\(name)"
    functions.append(PluginSource.function(symbol, dialect, arguments, body))
    let texts = arguments.map { variable in
      switch variable {
      case "x": "x[\(element)]"
      case RowFormula.arriving:
        row.normalisingShift == nil
          ? "dy[\(element)]" : "(\(dialect.type))dy[\(element)] - \(Self.centre)"
      case _ where row.stages.contains { $0.name == variable }: "r.\(variable)"
      default: variable
      }
    }
    return "\(symbol)(\(texts.joined(separator: ", ")))"
  }

  /// What is subtracted from each dy where the results add up to 1.
  private static let centre = "centre"

  /// What ranges over the row: a structure, and the function that makes it.
  mutating func reduced() -> String {
    var members: [String] = []
    var lines: [String] = []
    for stage in row.stages {
      members.append("\(dialect.type) \(stage.name);")
      let call = call("\(stage.name)_term", stage.term)
      switch stage.reduction {
      case .sum: lines.append("SUM(\(dialect.type), r.\(stage.name), \(call));")
      case .mean:
        lines.append("SUM(\(dialect.type), r.\(stage.name), \(call));")
        lines.append("r.\(stage.name) /= (\(dialect.type))n;")
      case .number: lines.append("r.\(stage.name) = \(call);")
      case .maximum:
        members.append("size_t \(stage.name)_at;")
        lines += greatest(stage.name, call, into: "r.\(stage.name)")
      case .place:
        members.append("size_t \(stage.name)_at;")
        lines.append("\(dialect.type) most;")
        lines += greatest(stage.name, call, into: "most")
        lines.append("r.\(stage.name) = n ? x[r.\(stage.name)_at] : 0;")
      }
    }
    return """
      typedef struct {
      \(members.map { "  \($0)" }.joined(separator: "\n"))
      } \(type)_row;

      static inline \(type)_row \(type)_reduced(const \(type) *x, size_t n\(list)) {
        \(type)_row r;
      \(lines.map { "  \($0)" }.joined(separator: "\n"))
        return r;
      }
      """
  }

  /// A loop that finds the first of the greatest terms.
  private func greatest(_ name: String, _ term: String, into most: String) -> [String] {
    [
      "\(most) = -INFINITY;", "r.\(name)_at = 0;", "for (size_t i = 0; i < n; i++) {",
      "  \(dialect.type) term = \(term);", "  if (term > \(most) || term != term) {",
      "    \(most) = term;", "    r.\(name)_at = i;", "  }", "}",
    ]
  }

  mutating func value() -> String {
    let call = call("element", row.value)
    return """
      static ACTIVATION_CLONES void \(type)_values(const \(type) *x, \(type) *y, size_t n\(list)) {
        \(type)_row r = \(type)_reduced(x, n\(tail));
        ACTIVATION_LOOP
        for (size_t i = 0; i < n; i++) y[i] = (\(type))\(call);
      }
      ACTIVATION_VALUE_ROW(\(definition.name), \(type), (const \(type) *x, \(type) *y, size_t n\(list))) {
        \(type)_values(x, y, n\(tail));
      }
      """
  }

  mutating func gradient() -> String {
    let number = dialect.type
    var lines: [String] = []
    if let shift = row.normalisingShift {
      lines.append("\(number) \(Self.centre) = n ? dy[r.\(shift.name)_at] : 0;")
    }
    // From the last stage to the first: each needs the later ones.
    for (index, stage) in row.stages.enumerated().reversed() where row.hasAdjoint(index) {
      let adjoint = RowFormula.adjoint(stage)
      lines.append("\(number) \(adjoint);")
      lines.append(
        "SUM(\(number), \(adjoint), \(call("\(adjoint)_term", row.adjointTerm(index))));")
      for (later, slope) in row.topTerms(index) {
        let call = call("\(adjoint)_\(later.name)", slope, at: "r.\(later.name)_at")
        lines.append("if (n) \(adjoint) += \(RowFormula.adjoint(later)) * \(call);")
      }
      if stage.reduction == .mean { lines.append("\(adjoint) /= (\(number))n;") }
    }
    var ends: [String] = []
    for (index, stage) in row.stages.enumerated()
    where stage.reduction == .maximum && row.hasAdjoint(index) {
      let place = "r.\(stage.name)_at"
      let slope = call("\(stage.name)_slope", stage.term.derivative(by: "x"), at: place)
      // dx may be x: what the greatest element adds is computed before.
      lines.append(
        "\(number) at_\(stage.name) = n ? \(RowFormula.adjoint(stage)) * \(slope) : 0;")
      ends.append("if (n) dx[\(place)] = (\(type))(dx[\(place)] + at_\(stage.name));")
    }
    let slope = call("slope", row.slope)
    if (lines + ends + [slope]).contains(where: { $0.contains("r.") }) {
      lines.insert("\(type)_row r = \(type)_reduced(x, n\(tail));", at: 0)
    } else {
      lines += (["x"] + parameters).map { "(void)\($0);" }
    }
    return """
      static ACTIVATION_CLONES void \(type)_gradients(
          const \(type) *x, const \(type) *dy, \(type) *dx, size_t n\(list)) {
      \(lines.map { "  \($0)\n" }.joined())  ACTIVATION_LOOP
        for (size_t i = 0; i < n; i++) dx[i] = (\(type))\(slope);
      \(ends.map { "  \($0)\n" }.joined())}
      ACTIVATION_GRADIENT_ROW(\(definition.name), \(type),
                              (const \(type) *x, const \(type) *dy, \(type) *dx, size_t n\(list))) {
        \(type)_gradients(x, dy, dx, n\(tail));
      }
      """
  }
}
