import Formulas

extension Formula {
  /// The expressions of a `kinks` record, each a formula of `variables`; those that are none are
  /// left out.
  package static func kinks(_ text: String, variables: [String]) -> [Formula] {
    Subject.expressions(text, variables).compactMap { try? Formula($0, variables: variables) }
  }
}
