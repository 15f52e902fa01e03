import Activations

/// Kinks as the formula has them: where two sides of a comparison meet, or two terms of an extremum, or
/// what a sign or a size is taken of is 0.
extension Properties {
  /// More than these are kinks without end.
  private static let mostKinks = 16

  /// Places as numbers, as expressions in the parameters, or, where they recur without end, as
  /// expressions that x equals there: `floor(x)` for each whole number.
  ///
  /// - Throws: an ``AuthoringError`` where no expression says where those without end are.
  static func named(_ places: [Double], _ definition: Definition) throws(AuthoringError) -> [String]
  {
    guard places.count > mostKinks else { return places.map { exact($0, definition) } }
    let names = ["x"] + definition.parameters.map(\.name)
    let defaults = definition.parameters.map(\.defaultValue)
    var texts: [String] = []
    var rest = places
    for condition in definition.expression.recurrences where rest.count > mostKinks {
      let evaluation = Evaluation<Double>(condition, variables: names)
      var registers: [Double] = []
      let others = rest.filter { place in
        let value = evaluation([place] + defaults, &registers)
        return !(abs(value - place) <= 8 * place.ulp)
      }
      if others.count < rest.count { texts.append(condition.description) }
      rest = others
    }
    guard rest.count <= mostKinks else {
      let nearest = rest.sorted { abs($0) < abs($1) }.prefix(3).map { PluginSource.number($0) }
      throw AuthoringError(
        "formula: kinks without end, the nearest at x = \(nearest.joined(separator: ", ")): expected "
          + "finitely many, or some where a sine, cosine, tangent or floor of a multiple of x is a "
          + "constant, as those of abs(sin(x))")
    }
    return texts + rest.map { exact($0, definition) }
  }

  private static func exact(_ place: Double, _ definition: Definition) -> String {
    let defaults = definition.parameters.map(\.defaultValue)
    let names = ["x"] + definition.parameters.map(\.name)
    for meeting in definition.expression.meetings {
      guard let root = (try? RationalForm(meeting))?.rootInX else { continue }
      let evaluation = Evaluation<Double>(root, variables: names)
      var registers: [Double] = []
      let value = evaluation([0] + defaults, &registers)
      if abs(value - place) <= 1e-12 * max(1, abs(place)) {
        let depends = definition.parameters.contains { root.contains($0.name) }
        return depends ? root.description : PluginSource.number(value)
      }
    }
    return PluginSource.number(place)
  }
}

extension Expression {
  /// What is 0 where one branch meets the next: a kink may lie there, and nowhere else.
  var meetings: [Expression] {
    let own: [Expression] =
      switch self {
      case .binary(.less, let a, let b), .binary(.lessOrEqual, let a, let b),
        .binary(.equal, let a, let b), .binary(.notEqual, let a, let b),
        .binary(.minimum, let a, let b), .binary(.maximum, let a, let b):
        [.binary(.subtract, a, b)]
      case .function(.abs, let a), .function(.sign, let a): [a]
      default: []
      }
    return own + children.flatMap(\.meetings)
  }

  /// What x equals wherever a meeting with something periodic is 0, or a floor jumps.
  fileprivate var recurrences: [Expression] {
    let floors = steps.flatMap { u in
      // Halves as well: between two jumps another term may meet the step.
      [Self.floor(u + half), Self.floor(.two * u + half) / .two].compactMap { u.solved(for: $0) }
    }
    return floors + meetings.flatMap { $0.simplified.periodicRoots }
  }

  /// What a floor is taken of, anywhere.
  private var steps: [Expression] {
    let own: [Expression] = if case .function(.floor, let u) = self { [u.simplified] } else { [] }
    return own + children.flatMap(\.steps)
  }

  /// Where a sine, a cosine or a tangent is a constant.
  private var periodicRoots: [Expression] {
    switch self {
    case .negate(let a): return a.periodicRoots
    case .function(let f, let u) where [.sin, .cos, .tan].contains(f):
      return u.roots(of: f, at: .zero)
    case .binary(.subtract, .function(let f, let u), let c) where !c.contains("x"),
      .binary(.subtract, let c, .function(let f, let u)) where !c.contains("x"):
      return u.roots(of: f, at: c)
    case .binary(.add, .function(let f, let u), let c) where !c.contains("x"),
      .binary(.add, let c, .function(let f, let u)) where !c.contains("x"):
      return u.roots(of: f, at: -c)
    default: return []
    }
  }

  /// x where a periodic function of this is `value`.
  private func roots(of function: Function, at value: Expression) -> [Expression] {
    let turn = Expression.two * .pi
    /// The nearest of `start` and all that is whole periods away.
    func recurring(_ start: Expression, _ period: Expression) -> Expression? {
      solved(for: start + period * Self.floor((self - start) / period + half))
    }
    let places: [Expression?] =
      switch (function, value) {
      case (.sin, .zero), (.tan, .zero): [recurring(.zero, .pi)]
      case (.cos, .zero): [recurring(.pi / .two, .pi)]
      case (.sin, _):
        [recurring(.function(.asin, value), turn), recurring(.pi - .function(.asin, value), turn)]
      case (.cos, _):
        [recurring(.function(.acos, value), turn), recurring(-.function(.acos, value), turn)]
      case (.tan, _): [recurring(.function(.atan, value), .pi)]
      default: []
      }
    return places.compactMap(\.self)
  }

  /// x where this, a line in x, is `value`.
  private func solved(for value: Expression) -> Expression? {
    let name = "value"
    guard let root = (try? RationalForm(self - .variable(name)))?.rootInX else { return nil }
    return root.replacing(name, by: value).simplified
  }

  private static func floor(_ u: Expression) -> Expression { .function(.floor, u) }
}

private let half = Expression.one / .two
