import Activations
import Authoring
import Formulas

/// A request for what `hillock new` would write of a formula.
struct ShapeRequest: Decodable {
  var name: String
  var formula: String
  /// The parameters' defaults.
  var parameters: [String: Double]?
}

/// A formula and its derivatives as mathematics, and the plugin that computes them.
struct ShapeReply: Encodable {
  struct Derivative: Encodable {
    /// By which variable.
    var variable: String
    /// In the language of formulas.
    var text: String
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
  /// What `hillock new --no-check` writes: the source first.
  var files: [File]

  /// The longest formula, in bytes: forms are searched for, which takes its time.
  static let longest = 400

  /// - Throws: ``PlaygroundError`` with the place of the fault.
  init(_ request: ShapeRequest) throws {
    guard request.formula.utf8.count <= Self.longest else {
      throw PlaygroundError(
        .limit, "the formula is longer than \(Self.longest) bytes; hillock new takes longer ones")
    }
    let values = request.parameters ?? [:]
    let names = values.keys.sorted()
    // Told first, and with its place.
    _ = try Formula(request.formula, variables: ["x", "gate"] + names)
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
    files = PluginFolder(PluginSource(design), language: .c).files
      .map { File(name: $0.name, text: $0.text) }
  }
}
