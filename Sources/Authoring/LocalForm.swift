import Activations
import Formulas
import Glibc

/// Polynomials where even 113 bits leave too little: about a root that doubles lie close to, as that
/// of log(1 + e^(x - 1)) - 0.08 x - 0.313261687 at 4e-10, or where a formula is nearly 0 / 0, as
/// sin(x - pi) / (x - pi) is at pi, and its derivative a third power over another.
struct LocalForm {
  private let oracle: FormulaOracle
  /// Powers of t = x - centre, less the root's distance from its double.
  private static let nodes = 8
  /// The most polynomials, of which a file takes some lines each: those nearest to 0.
  private static let most = 8
  /// How far a polynomial may be off, as a part of the value: a double's unit is 2^-53 or more.
  private static let tolerance: Extended = 0x1p-57

  /// - Returns: nil where the output has parameters, whose roots move.
  init?(_ output: Expression, _ definition: Definition) {
    guard definition.parameters.isEmpty, !definition.isGated,
      let formula = try? Formula(output.description, variables: ["x"])
    else { return nil }
    oracle = FormulaOracle(formula, derivatives: ["x"])
  }

  /// A form with polynomials about these doubles, neighbours sharing one.
  func complete(_ expression: Expression, beside places: [Double]) -> Expression {
    var result = expression
    let clusters = Self.clusters(places).sorted { abs($0[0]) < abs($1[0]) }
    for cluster in clusters.prefix(Self.most) {
      guard let local = local(cluster) else { continue }
      let distance = Expression.function(.abs, .variable("x") - Self.number(local.centre))
      result = .select(
        .binary(.less, distance, Self.number(local.reach)), local.polynomial, result)
    }
    return result
  }

  private struct Local {
    var centre: Extended
    var reach: Extended
    var polynomial: Expression
  }

  /// What lies closer together than a sixty-fourth of its size.
  private static func clusters(_ places: [Double]) -> [[Double]] {
    var clusters: [[Double]] = []
    for place in places.sorted() {
      if let last = clusters.last?.last, place - last <= max(abs(place), 1) * 0x1p-6 {
        clusters[clusters.count - 1].append(place)
      } else {
        clusters.append([place])
      }
    }
    return clusters
  }

  /// The polynomial that reaches over the whole cluster, or as far as one does.
  private func local(_ cluster: [Double]) -> Local? {
    let root = root(cluster)
    let centre = root?.place ?? (cluster[0] + (cluster[cluster.count - 1] - cluster[0]) / 2)
    let farthest = cluster.map { abs($0 - centre) }.max() ?? 0
    let reaches = stride(from: -22, through: -6, by: 2).map {
      Double(sign: .plus, exponent: $0, significand: 1)
    }
    let enough = reaches.firstIndex { $0 > farthest } ?? reaches.count - 1
    for reach in reaches[...enough].reversed() {
      if let polynomial = polynomial(about: centre, root: root?.rest, reach),
        isRight(polynomial, about: centre, reach)
      {
        return Local(centre: Extended(centre), reach: Extended(reach), polynomial: polynomial)
      }
    }
    return nil
  }

  /// The double nearest to a root within the cluster, and how far the root is from it.
  private func root(_ cluster: [Double]) -> (place: Double, rest: Extended)? {
    let values = cluster.map { ($0, oracle.evaluate([$0], for: .float64)[0]) }
      .filter(\.1.isNumber)
    guard var place = values.min(by: { abs($0.1.head) < abs($1.1.head) })?.0 else { return nil }
    for _ in 0..<8 {
      let there = oracle.evaluate([place], for: .float64)
      guard there.allSatisfy(\.isNumber), there[1].head != 0 else { return nil }
      let rest = -Self.value(there[0]) / Self.value(there[1])
      if rest.magnitude <= Extended(place.ulp) { return (place, rest) }
      let next = Double(Extended(place) + rest)
      guard next.isFinite, abs(next - place) <= 0x1p-6 * max(1, abs(place)) else { return nil }
      place = next
    }
    return nil
  }

  private static func value(_ truth: TrueValue) -> Extended {
    Extended(truth.head) + Extended(truth.tail)
  }

  /// t (c0 + t (c1 + ...)) with the root in t, or c0 + t (c1 + ...), through values at Chebyshev's
  /// nodes.
  private func polynomial(
    about centre: Double, root rest: Extended?, _ reach: Double
  ) -> Expression? {
    var distances: [Extended] = [], quotients: [Extended] = []
    for node in 0..<Self.nodes {
      let x = centre + reach * cos(.pi * (Double(node) + 0.5) / Double(Self.nodes))
      let truth = oracle.evaluate([x], for: .float64)[0]
      guard truth.isNumber, truth.head.isFinite else { return nil }
      let t = (Extended(x) - Extended(centre)) - (rest ?? 0)
      distances.append(t)
      quotients.append(rest == nil ? Self.value(truth) : Self.value(truth) / t)
    }
    let coefficients = Self.interpolation(distances, quotients)
    let offset = Expression.variable("x") - Self.number(Extended(centre))
    let t = rest.map { offset - Self.number($0) } ?? offset
    let sum = coefficients.dropLast().reversed().reduce(Self.number(coefficients[Self.nodes - 1])) {
      Self.number($1) + t * $0
    }
    return rest == nil ? sum : t * sum
  }

  /// The powers' coefficients, by divided differences.
  private static func interpolation(_ t: [Extended], _ values: [Extended]) -> [Extended] {
    var differences = values
    for order in 1..<t.count {
      for index in stride(from: t.count - 1, through: order, by: -1) {
        differences[index] =
          (differences[index] - differences[index - 1]) / (t[index] - t[index - order])
      }
    }
    var powers = [Extended](repeating: 0, count: t.count)
    for index in t.indices.reversed() {
      // powers * (t - t[index]) + differences[index]
      for power in stride(from: t.count - 1, to: 0, by: -1) {
        powers[power] = powers[power - 1] - t[index] * powers[power]
      }
      powers[0] = differences[index] - t[index] * powers[0]
    }
    return powers
  }

  /// Whether it keeps the digits at falling distances on both sides.
  private func isRight(_ polynomial: Expression, about centre: Double, _ reach: Double) -> Bool {
    let evaluation = Evaluation<Extended>(polynomial, variables: ["x"])
    var registers: [Extended] = []
    let steps = (0..<50).map { reach * 0.99 * Double(sign: .plus, exponent: -$0, significand: 1) }
    return (steps + steps.map { -$0 * 0.7 }).allSatisfy { step in
      let x = centre + step
      let truth = oracle.evaluate([x], for: .float64)[0]
      guard truth.isNumber else { return false }
      let got = evaluation([x], &registers)
      let distance = (got - Extended(truth.head)) - Extended(truth.tail)
      return distance.magnitude <= Extended(abs(truth.head)) * Self.tolerance
    }
  }

  /// A number with as many digits as it takes, exactly.
  private static func number(_ value: Extended) -> Expression {
    let number = Expression.number(value.magnitude.digits)
    return value < 0 ? .negate(number) : number
  }
}

extension Extended {
  /// All decimal digits.
  fileprivate var digits: String {
    var text = [CChar](repeating: 0, count: 512)
    let count = withVaList([self]) { vsnprintf(&text, text.count, "%.120Lg", $0) }
    return String(decoding: text.prefix(Int(count)).map { UInt8(bitPattern: $0) }, as: UTF8.self)
  }
}
