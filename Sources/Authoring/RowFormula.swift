import Activations
import Formulas

/// A formula over a row, cut at what ranges over the row: each of these is a number, which later ones
/// and the value name as they name a parameter.
package struct RowFormula: Sendable, Equatable {
  enum Reduction: String, Sendable {
    case sum, mean
    case maximum = "most"
    /// The x at which a term is greatest.
    case place = "top"
    /// No reduction: a number made of earlier ones.
    case number = "scale"
  }

  struct Stage: Sendable, Equatable {
    var name: String
    var reduction: Reduction
    /// What is added up, or the greatest of.
    var term: Expression
    /// Put in so that nothing overflows: the value does not depend on it.
    var isShift = false
  }

  var stages: [Stage] = []
  var value = Expression.zero

  /// Cuts a formula.
  package init(_ formula: Formula) throws(AuthoringError) {
    var stages: [Stage] = []
    value = try Expression(
      formula,
      reducing: { operation, term in
        let reduction: Reduction =
          switch operation {
          case .rowSum: .sum
          case .rowMean: .mean
          default: .maximum
          }
        let term = term.simplified
        let known = stages.first { $0.reduction == reduction && $0.term == term }
        if let known { return .variable(known.name) }
        let name = Self.name(reduction, beside: stages.map(\.name) + formula.variables)
        stages.append(Stage(name: name, reduction: reduction, term: term))
        return .variable(name)
      }
    ).simplified
    self.stages = stages
  }

  init(_ stages: [Stage], _ value: Expression) { (self.stages, self.value) = (stages, value) }

  static func name(_ reduction: Reduction, beside taken: [String]) -> String {
    let stem = reduction.rawValue
    if !taken.contains(stem) { return stem }
    var number = 2
    while taken.contains("\(stem)\(number)") { number += 1 }
    return "\(stem)\(number)"
  }

  /// Whether a name occurs.
  func contains(_ name: String) -> Bool {
    value.contains(name) || stages.contains { $0.term.contains(name) }
  }

  /// Without the stages that nothing names any more.
  var pruned: RowFormula {
    var result = self
    for stage in stages.reversed() where !result.isNamed(stage.name) {
      result.stages.removeAll { $0.name == stage.name }
    }
    return result
  }

  private func isNamed(_ name: String) -> Bool {
    value.contains(name) || stages.contains { $0.name != name && $0.term.contains(name) }
  }

  /// What was subtracted in powers of e that the value divides by their sum, so that the row's results
  /// add up to 1: a change of all dy alike changes no dx then, and the difference of two nearly equal
  /// numbers can be taken of dy before.
  var normalisingShift: Stage? {
    guard case .binary(.divide, .function(.exp, let u), .variable(let name)) = value,
      stages.contains(where: {
        $0.name == name && $0.reduction == .sum && $0.term == .function(.exp, u)
      })
    else { return nil }
    return stages.first { $0.isShift && $0.reduction != .number }
  }
}

/// Reverse differentiation, from the value back through the stages.
extension RowFormula {
  /// The variable of what arrives.
  static let arriving = "dy"

  /// The name of the derivative of the loss by a stage's number.
  static func adjoint(_ stage: Stage) -> String { "by_\(stage.name)" }

  /// Of dL/dx, what comes by one element itself: its own value, and the sums that it is a term of.
  var slope: Expression {
    let through = stages.filter { [.sum, .mean].contains($0.reduction) && !$0.isShift }
    return flow(by: "x", through)
  }

  /// What an element adds to the derivative by a stage, itself and by later sums.
  func adjointTerm(_ index: Int) -> Expression {
    let later = stages[(index + 1)...].filter {
      [.sum, .mean].contains($0.reduction) && !$0.isShift
    }
    return flow(by: stages[index].name, Array(later))
  }

  /// Whether the loss depends on a stage's number at all.
  func hasAdjoint(_ index: Int) -> Bool {
    !stages[index].isShift && !(adjointTerm(index) == .zero && topTerms(index).isEmpty)
  }

  /// The maxima after a stage whose term names it, and the term's derivative: of the one element that
  /// is greatest.
  func topTerms(_ index: Int) -> [(stage: Stage, slope: Expression)] {
    stages[(index + 1)...].filter { $0.reduction == .maximum && !$0.isShift }.compactMap {
      let slope = $0.term.derivative(by: stages[index].name).simplified
      return slope == .zero ? nil : ($0, slope)
    }
  }

  private func flow(by name: String, _ through: [Stage]) -> Expression {
    let direct = .variable(Self.arriving) * value.derivative(by: name)
    let sum = through.reduce(direct) { sum, stage in
      sum + .variable(Self.adjoint(stage)) * stage.term.derivative(by: name)
    }.simplified
    // Whichever a reader has less of.
    let fraction = sum.asOneFraction
    return fraction.description.utf8.count < sum.description.utf8.count ? fraction : sum
  }
}
