import Activations
import Authoring
import Formulas

/// A request for what `hillock new` would write of a formula.
struct ShapeRequest: Codable {
  var name: String
  var formula: String
  /// The parameters' defaults.
  var parameters: [String: Double]?

  /// The longest formula, in bytes: forms are searched for, which takes its time.
  static let longest = 400

  /// Refuses what is seen to be wrong without any search.
  ///
  /// - Throws: ``PlaygroundError`` for what is too long, `FormulaError` with the place of a fault.
  func check() throws {
    guard formula.utf8.count <= Self.longest else {
      throw PlaygroundError(
        .limit, "the formula is longer than \(Self.longest) bytes; hillock new takes longer ones")
    }
    _ = try Formula(formula, variables: ["x", "gate"] + (parameters ?? [:]).keys.sorted())
  }
}

/// A formula and its derivatives as mathematics, and the plugin that computes them.
struct ShapeReply: Encodable {
  struct Derivative: Encodable {
    /// By which variable.
    var variable: String
    /// In the language of formulas.
    var text: String
  }

  /// A function as it was typed, and as it is computed, both in C.
  struct Comparison: Encodable {
    var role: String
    var typed: String
    var chosen: String
    /// The largest error of each at the points tried, in ULP of double; null where no number comes
    /// out, and the x where what was typed is worst.
    var typedError: Figure
    var typedWorst: Double
    var chosenError: Figure
    var rules: [String]
  }

  struct File: Encodable {
    var name: String
    var text: String
  }

  /// What was typed, without what is superfluous.
  var formula: String
  var derivatives: [Derivative]
  var range: String?
  var monotonic: String?
  var symmetry: String?
  var kinks: [String]
  var comparisons: [Comparison]
  /// What `hillock new --no-check` writes: the source first.
  var files: [File]

  /// - Throws: ``PlaygroundError``.
  init(_ request: ShapeRequest) throws {
    let values = request.parameters ?? [:]
    let names = values.keys.sorted()
    let definition: Definition
    let design: Design
    do throws(AuthoringError) {
      definition = try Definition(
        name: request.name, formula: request.formula,
        parameters: names.map { ActivationParameter(name: $0, defaultValue: values[$0] ?? 0) })
      design = try Design(definition)
    } catch {
      throw PlaygroundError(.invalid, error.message)
    }
    formula = definition.expression.description
    derivatives = (["x"] + (definition.isGated ? ["gate"] : []) + names).map { name in
      Derivative(
        variable: name,
        text: definition.expression.derivative(by: name).simplified.description)
    }
    range = design.properties.range
    monotonic = design.properties.monotonic
    symmetry = design.properties.symmetry
    kinks = design.properties.kinks
    let source = PluginSource(design)
    comparisons = source.comparisons.map { comparison in
      Comparison(
        role: comparison.role, typed: comparison.typed, chosen: comparison.chosen,
        typedError: Figure(comparison.typedError), typedWorst: comparison.typedWorst,
        chosenError: Figure(comparison.chosenError), rules: comparison.rules)
    }
    files = PluginFolder(source, language: .c).files
      .map { File(name: $0.name, text: $0.text) }
  }
}
