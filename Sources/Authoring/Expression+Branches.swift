import Formulas

/// Branches brought to the root: each is then an expression without any, to which rules apply that a
/// choice in its middle keeps out.
extension Expression {
  /// What an author reads of ``branchwise(_:)``.
  static let branchwiseRule = "each branch by itself"

  /// The expression with all choices at its root and each branch changed; nil where there are none,
  /// or too many.
  package func branchwise(_ change: (Expression) -> Expression) -> Expression? {
    guard choice != nil else { return nil }
    var left = 12
    return split(&left, change)
  }

  private func split(_ left: inout Int, _ change: (Expression) -> Expression) -> Expression? {
    left -= 1
    guard left >= 0 else { return nil }
    guard let node = choice, let (condition, yes, no) = node.alternatives else {
      return change(self)
    }
    let branches = [yes, no].map { replacing(node, by: $0).simplified }
    // Between numbers there is nothing to choose.
    if let holds = condition.decided { return branches[holds ? 0 : 1].split(&left, change) }
    guard let first = branches[0].split(&left, change),
      let second = branches[1].split(&left, change)
    else { return nil }
    return .choose(condition, first, second)
  }

  /// An innermost choice.
  private var choice: Expression? {
    for child in children {
      if let inner = child.choice { return inner }
    }
    return alternatives == nil ? nil : self
  }

  /// The condition of a choice, and what holds where it does and where not.
  private var alternatives: (Expression, Expression, Expression)? {
    switch self {
    case .select(let c, let a, let b): (c, a, b)
    case .binary(.minimum, let a, let b): (.binary(.less, a, b), a, b)
    case .binary(.maximum, let a, let b): (.binary(.less, b, a), a, b)
    case .function(.abs, let a): (.binary(.less, a, .zero), -a, a)
    default: nil
    }
  }

  /// Whether a comparison of numbers holds.
  private var decided: Bool? {
    guard case .binary(.less, let a, let b) = self, let a = a.literal, let b = b.literal else {
      return nil
    }
    return a < b
  }

  /// With another part in the place of one.
  func replacing(_ node: Expression, by other: Expression) -> Expression {
    self == node ? other : mapChildren { $0.replacing(node, by: other) }
  }
}
