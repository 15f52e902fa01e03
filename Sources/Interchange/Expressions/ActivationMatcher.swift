import Activations
import Formulas

/// An activation that a formula may turn out to be: what a plugin states of itself.
public struct ActivationFormula: Sendable {
  /// The activation's name.
  public var name: String
  /// Its definition.
  public var text: String
  /// Its parameters.
  public var parameters: [ActivationParameter]
  /// What one output depends on.
  public var form: ActivationForm

  /// A formula from its parts.
  public init(
    name: String, text: String, parameters: [ActivationParameter], form: ActivationForm
  ) {
    self.name = name
    self.text = text
    self.parameters = parameters
    self.form = form
  }
}

/// An activation that was found for an expression.
struct ImportedActivation: Hashable {
  var name: String
  /// Values of parameters where they differ from the defaults.
  var settings: [String: Double]
  /// The learnable parameter that has a value for each channel, and the values.
  var channels: [String: [Double]]
  /// Whether the expression's gate is the activation's x.
  var isSwapped = false
  /// What the activation's values are to be multiplied by.
  var factor = 1.0
  /// The expression that it was found for.
  var formula: String
}

/// Finds the activation that an expression is: the one whose formula gives the same numbers, with
/// parameters among the numbers that the expression spells out.
final class ActivationMatcher {
  private let candidates: [ActivationCandidate]
  private var found: [String: ImportedActivation?] = [:]

  /// The largest difference, relative to a value that no cancellation made small: a few roundings of
  /// float32 constants.
  static let tolerance = 4e-6
  /// How many different expressions a file may have: each costs milliseconds.
  private static let mostExpressions = 200
  static let mostAssignments = 4000

  /// - Parameter activations: in the order of preference; those whose formula cannot be read are
  ///   passed over.
  init(_ activations: [ActivationFormula]) {
    candidates = activations.compactMap { activation in
      let variables = ActivationCandidate.variables + activation.parameters.map(\.name)
      guard let formula = try? Formula(activation.text, variables: variables),
        !formula.instructions.contains(where: { $0.operation == .variable(2) })
      else { return nil }
      return ActivationCandidate(
        activation: activation, formula: formula, numbers: FormulaNumbers(formula),
        hidden: HiddenParameters(formula))
    }
  }

  /// The activation that an expression is; nil where there is none.
  ///
  /// - Parameter isMultiple: whether a multiple of an activation will do.
  /// - Throws: where the expression is no formula, or there were too many.
  func match(
    _ expression: Expression, isGated: Bool, isMultiple: Bool = false
  ) throws -> ImportedActivation? {
    let text = expression.text()
    var channels: [Double]?
    var isOne = true
    expression.forEach { part in
      guard case .channels(let values) = part.node else { return }
      if let channels, channels != values { isOne = false }
      channels = values
    }
    guard isOne else { return nil }
    let key = (isMultiple ? "*" : "") + text + (channels.map { "/\($0.hashValue)" } ?? "")
    if let known = found[key] { return known }
    guard found.count < Self.mostExpressions else {
      throw Unsupported("more than \(Self.mostExpressions) different elementwise parts")
    }
    guard let formula = try? Formula(text, variables: ["x", "gate", "c"]) else { return nil }
    let search = ActivationSearch(
      formula: formula, text: text, channels: channels, literals: expression.literals,
      isGated: isGated, isMultiple: isMultiple)
    var best: (rank: (Int, Int, Int, Int, String), activation: ImportedActivation)?
    for candidate in candidates {
      guard let match = search.match(candidate) else { continue }
      let parameters = candidate.activation.parameters
      let rank = (
        match.settings.count, parameters.contains(where: \.isLearnable) ? 1 : 0,
        parameters.count, candidate.activation.text.utf8.count, match.name
      )
      if best.map({ rank < $0.rank }) ?? true { best = (rank, match) }
    }
    found[key] = .some(best?.activation)
    return best?.activation
  }

  /// What is said of an expression that no activation is.
  func unmatched(_ expression: Expression) -> String {
    let text = expression.text()
    guard !expression.hasChannels else {
      return "no activation is \"\(text)\" with another c for each channel"
    }
    return "no activation is \"\(text)\"; a plugin of that formula would be taken: "
      + "hillock new NAME --formula \"\(text)\""
  }
}
