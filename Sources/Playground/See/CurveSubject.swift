import ActivationHost
import Activations
import Conformance
import Formulas

/// What a request names: a plugin's activation, or a formula, and the values of parameters.
struct SubjectMessage: Decodable {
  var activation: String?
  var formula: String?
  var parameters: [String: Double]?
  /// The second input of a gated activation; 1 unless given.
  var gate: Double?
}

/// The activation that a request names, ready to be looked at.
struct CurveSubject {
  let activation: any Activation
  /// Its definition, where it has one.
  let formula: Formula?
  /// The values of the formula's variables beside x, in their order.
  let constants: [Double]
  /// Settings of the activation's own parameters.
  let settings: [String: Double]
  let gate: Double
  let kinks: [Double]
  /// What is promised of the error in ULP, by precision and function.
  let promises: [String: Double]

  /// The most parameters of a formula that was typed.
  static let mostParameters = 16

  /// - Throws: what is wrong with it.
  init(_ message: SubjectMessage, in catalogue: Catalogue) throws {
    gate = message.gate ?? 1
    let values = message.parameters ?? [:]
    switch (message.activation, message.formula) {
    case (let name?, nil):
      let plugin = try catalogue.activation(named: name)
      let parameters = try plugin.validatedParameters(values)
      let names = plugin.parameters.map(\.name)
      let numbers = names.map { parameters[$0] ?? 0 }
      activation = plugin
      settings = values
      // In the order of `variables`: the middle of what a stochastic one draws, and no training.
      constants = [gate, 0.5, 0] + numbers
      let variables = ["x", "gate", "u", "training"] + names
      let formula = plugin.description.text("formula").flatMap {
        try? Formula($0, variables: variables)
      }
      self.formula = formula?.usesRow == true ? nil : formula
      kinks = Kinks(plugin.description.text("kinks") ?? "", parameters: names).places(numbers)
      promises = Dictionary(
        uniqueKeysWithValues: [
          "max_ulp", "max_ulp_derivative", "max_ulp_double", "max_ulp_derivative_double",
        ].compactMap { key in
          plugin.description.text(key).flatMap(Double.init).map { (key, $0) }
        })
    case (nil, let text?):
      guard values.count <= Self.mostParameters else {
        throw PlaygroundError(
          .limit, "\(values.count) parameters; a formula has at most \(Self.mostParameters)")
      }
      let names = values.keys.sorted()
      let parsed = try Formula(text, variables: ["x"] + names)
      activation = try FormulaActivation(parsed, constants: values)
      formula = parsed
      settings = [:]
      constants = names.map { values[$0] ?? 0 }
      kinks = []
      promises = [:]
    default: throw PlaygroundError(.invalid, "expected an activation's name or a formula")
    }
  }

  /// Refuses what has no curve.
  func requireCurve() throws {
    guard activation.form != .row else {
      throw PlaygroundError(
        .invalid, "\(activation.name) turns rows into rows: there is no curve to draw",
        activation: activation.name)
    }
  }

  /// Refuses results of a plugin whose process has ended: they are no numbers.
  ///
  /// - Throws: what became of it.
  func requireAlive() throws {
    if let failure = (activation as? PluginActivation)?.failure { throw failure }
  }

  /// Gates for `count` inputs, where the activation takes any.
  func gates<Scalar: ActivationScalar>(_ count: Int) -> [Scalar]? {
    activation.form == .gated ? [Scalar](repeating: Scalar(gate), count: count) : nil
  }

  /// The oracle of value and derivative; nil where there is no formula.
  var oracle: FormulaOracle? { formula.map { FormulaOracle($0, derivatives: ["x"]) } }
}

/// A moment until which a request may compute.
struct Deadline {
  private let end: ContinuousClock.Instant

  init(_ duration: Duration = .seconds(2)) { end = .now + duration }

  var isOver: Bool { ContinuousClock.now >= end }
}
