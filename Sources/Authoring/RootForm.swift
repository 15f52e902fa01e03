import Activations
import Formulas
import Glibc

/// A polynomial about a root that even 113 bits do not resolve, because doubles lie close there: the
/// root of log(1 + e^(x - 1)) - 0.08 x - 0.313261687 is 4e-10. With the nearest double x0 and the rest
/// d of the root, x - x0 is exact and x - x0 - d as good as exact, and f is it times a polynomial.
struct RootForm {
  private let oracle: FormulaOracle
  /// Beyond this distance 113 bits serve; within it four terms do.
  private static let reach = 0x1p-22

  /// - Returns: nil where the output has parameters, whose roots move.
  init?(_ output: Expression, _ definition: Definition) {
    guard definition.parameters.isEmpty, !definition.isGated,
      let formula = try? Formula(output.description, variables: ["x"])
    else { return nil }
    oracle = FormulaOracle(formula, derivatives: ["x"])
  }

  /// A form with the polynomial beside each of these doubles, which are next to roots.
  func complete(_ expression: Expression, beside places: [Double]) -> Expression {
    var known: [Double] = []
    var result = expression
    for place in places where !known.contains(where: { abs($0 - place) < Self.reach }) {
      known.append(place)
      if let polynomial = polynomial(place) {
        let x0 = Self.number(Extended(place))
        let distance = Expression.function(.abs, .variable("x") - x0)
        result = .select(
          .binary(.less, distance, Self.number(Extended(Self.reach))), polynomial, result)
      }
    }
    return result
  }

  /// t (c1 + t (c2 + t c3)), t = (x - x0) - d.
  private func polynomial(_ place: Double) -> Expression? {
    let middle = oracle.evaluate([place], for: .float64)
    guard middle.allSatisfy(\.isNumber), middle[1].head != 0 else { return nil }
    func value(_ truth: TrueValue) -> Extended { Extended(truth.head) + Extended(truth.tail) }
    let slope = value(middle[1])
    let rest = -value(middle[0]) / slope
    guard rest.magnitude < 0x1p-30 else { return nil }
    func slopes(_ step: Double) -> (Extended, Extended)? {
      let sides = [place - step, place + step].map { oracle.evaluate([$0], for: .float64)[1] }
      guard sides.allSatisfy({ $0.isNumber && $0.piece == middle[1].piece }) else { return nil }
      // What was added is not always what came out.
      let width = Extended(place + step) - Extended(place - step)
      return (value(sides[1]) - value(sides[0]), width)
    }
    guard let near = slopes(0x1p-26), slopes(0x1p-12) != nil else { return nil }
    let second = near.0 / near.1
    let far = [-0x1p-12, 0x1p-12].map { value(oracle.evaluate([place + $0], for: .float64)[1]) }
    let third = ((far[0] - slope) + (far[1] - slope)) / 0x1p-24
    // No term may outweigh the first within reach.
    guard second.magnitude < 64 * slope.magnitude, third.magnitude < 4096 * slope.magnitude else {
      return nil
    }
    let t = (.variable("x") - Self.number(Extended(place))) - Self.number(rest)
    let inner = Self.number(second / 2) + t * Self.number(third / 6)
    return t * (Self.number(slope + second * rest) + t * inner)
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
