import Activations
import Formulas

/// The source of an activation whose results depend on a whole row, as softmax's do: the row's sums and
/// maxima, then each element; and dy times the row's Jacobian, by reverse differentiation.
public struct RowSource: Sendable {
  let definition: Definition
  private let row: RowFormula
  /// Whether exponentials were changed.
  private let isShifted: Bool

  /// Looks at some rows, and finds the form that does not overflow.
  ///
  /// - Throws: an ``AuthoringError`` where the formula is none of rows of numbers, or asks for what is
  ///   not written.
  public init(_ definition: Definition) throws(AuthoringError) {
    guard let typed = definition.row else {
      throw AuthoringError("formula: '\(definition.formula.text)' ranges over no row")
    }
    if definition.isGated {
      throw AuthoringError("formula: a row takes no gate: expected x and parameters")
    }
    if let learned = definition.parameters.first(where: \.isLearnable) {
      throw AuthoringError(
        "--parameter \(learned.name): learnable, which 'hillock new' does not write of a row: expected "
          + "a fixed one")
    }
    let words = ["i", "r", "most", "centre", "term", "SUM"]
    if let taken = definition.parameters.map(\.name).first(where: words.contains) {
      throw AuthoringError("--parameter \(taken): a word of the loops; expected another name")
    }
    try Self.check(definition)
    self.definition = definition
    row = typed.stable
    isShifted = row.stages.contains(where: \.isShift)
  }

  /// What is known of it, on a line.
  public var summary: String {
    "over a row"
      + (isShifted ? "; the greatest exponent is subtracted before e is raised to it" : "")
  }

  /// Rows of ordinary numbers have a value.
  private static func check(_ definition: Definition) throws(AuthoringError) {
    let defaults = definition.parameters.map(\.defaultValue)
    var generator = SeededGenerator(seed: 1)
    for count in [1, 2, 5] {
      let xs = (0..<count).map { _ in Double.random(in: -6...6, using: &generator) }
      let oracle = FormulaOracle(definition.formula, [.value], lanes: count)
      let truths = oracle.evaluateRow({ $0 == 0 ? xs[$1] : defaults[$0 - 1] }, for: .float64)[0]
      guard truths.allSatisfy(\.isNumber) else {
        let text = xs.map { PluginSource.number($0) }.joined(separator: ", ")
        throw AuthoringError(
          "formula: not a real number for the row \(text): expected a value of every row")
      }
    }
  }

  // MARK: The file

  /// The described plugin, in C.
  public var text: String {
    var called: Set<String> = []
    let forms = [("double", Dialect.wide), ("float", .narrow)].flatMap {
      form($0, $1, &called)
    }
    let own = AuthorFunction.order.filter(called.contains).compactMap { AuthorFunction.texts[$0] }
    let opening = [comment, "#include <activation.h>\n#include <activation_math.h>", records]
    return (opening + [Self.sums] + own + forms).joined(separator: "\n\n") + "\n"
  }

  private var comment: String {
    var lines = [definition.name, ""]
    for stage in row.stages {
      let words =
        switch stage.reduction {
        case .sum: "the sum over the row of "
        case .mean: "the mean over the row of "
        case .maximum: "the greatest in the row of "
        case .place: "the x in the row of the greatest "
        case .number: ""
        }
      lines += PluginSource.wrapped("\(stage.name) = \(words)\(stage.term)")
    }
    lines += PluginSource.wrapped("f = \(row.value)")
    for (index, stage) in row.stages.enumerated() where row.hasAdjoint(index) {
      lines += PluginSource.wrapped(
        "\(RowFormula.adjoint(stage)) = dL/d\(stage.name) = the sum over the row of "
          + "\(row.adjointTerm(index))")
    }
    lines += PluginSource.wrapped("dL/dx = \(row.slope)")
    lines += ["", "stated as"] + PluginSource.wrapped("  \(definition.formula.text)")
    if isShifted {
      lines += [
        "", "The greatest exponent is subtracted before e is raised to it, and cancels out.",
      ]
    }
    if row.normalisingShift != nil {
      lines += [
        "The results add up to 1, so that of all dy the one at the greatest x may be subtracted: near",
        "1 its own part would be the difference of equal numbers.",
      ]
    }
    lines += [
      "", "The double forms are rounded from long double, the float forms from double.",
    ]
    return "/*\n" + lines.map { $0.isEmpty ? " *" : " * \($0)" }.joined(separator: "\n") + "\n */"
  }

  private var records: String {
    let name = definition.name
    let text = PluginSource.quoted(definition.formula.text)
    return
      ([
        "ACTIVATION(\(name), \"1.0.0\", \(PluginSource.quoted(definition.summary)))",
        "ACTIVATION_LICENSE(\(name), \"MIT\")", "ACTIVATION_FORMULA(\(name), \(text))",
      ] + definition.parameters.map { PluginSource.record(of: $0, name) }).joined(separator: "\n")
  }

  /// A sum over a row as a vector has it.
  private static let sums = """
    /* The sum of `term`, a function of x[i], over the row: eight sums side by side, as a vector has
     * them. */
    #define SUM(T, sum, term)                                                 \\
      do {                                                                    \\
        enum { tile_ = 64, width_ = 8 };                                      \\
        T parts_[tile_], sums_[width_] = {0};                                 \\
        for (size_t start_ = 0; start_ < n; start_ += tile_) {                \\
          size_t end_ = n - start_ < tile_ ? n : start_ + tile_;              \\
          for (size_t k_ = end_ - start_; k_ < tile_; k_++) parts_[k_] = 0;   \\
          ACTIVATION_LOOP                                                     \\
          for (size_t i = start_; i < end_; i++) parts_[i - start_] = term;   \\
          for (size_t k_ = 0; k_ < tile_; k_ += width_) {                     \\
            for (size_t j_ = 0; j_ < width_; j_++) sums_[j_] += parts_[k_ + j_]; \\
          }                                                                   \\
        }                                                                     \\
        for (size_t k_ = 1; k_ < width_; k_++) sums_[0] += sums_[k_];         \\
        (sum) = sums_[0];                                                     \\
      } while (0)
    """

  /// Everything of one precision.
  private func form(_ type: String, _ dialect: Dialect, _ called: inout Set<String>) -> [String] {
    var writer = RowWriter(definition, row, type, dialect)
    let loops = [writer.reduced(), writer.value(), writer.gradient()]
    called.formUnion(writer.called)
    return writer.functions + loops
  }
}
