/// A formula that does not say anything that could be evaluated: what is wrong, and where.
public struct FormulaError: Error, Sendable, Equatable, CustomStringConvertible {
  /// What is wrong and what was expected.
  public var reason: String
  /// The formula's text, cut to the neighbourhood of the fault where it is long.
  public var excerpt: String
  /// Where the fault lies, in characters of ``excerpt`` from 0.
  public var caret: Int
  /// The fault's column in the whole text, counted from 1.
  public var column: Int

  /// A fault of a whole formula.
  package init(_ reason: String, of text: String) {
    self.init(reason, in: Array(text.utf8), at: 0)
  }

  init(_ reason: String, in text: [UInt8], at offset: Int) {
    let reach = 40
    let start = max(0, offset - reach)
    let end = min(text.count, offset + reach)
    self.reason = reason
    // The text is a stranger's: what a terminal might obey is shown as a dot.
    excerpt = String(
      decoding: text[start..<end].map { (0x20..<0x7f).contains($0) ? $0 : UInt8(ascii: ".") },
      as: UTF8.self)
    caret = offset - start
    column = offset + 1
  }

  /// One line for a message, complete without the picture below it.
  public var summary: String { "formula, column \(column), \(place): \(reason)" }

  /// What stands at the fault.
  private var place: String {
    let rest = excerpt.dropFirst(caret)
    if rest.isEmpty { return "at the end" }
    return rest.count > 16 ? "at \"\(rest.prefix(12))…\"" : "at \"\(rest)\""
  }

  /// The reason, the formula, and a caret under the place.
  public var description: String {
    "\(summary)\n  \(excerpt)\n  \(String(repeating: " ", count: caret))^"
  }
}
