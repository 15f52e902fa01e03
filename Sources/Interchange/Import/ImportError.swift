import Datasets

/// Why a file is not taken: every reason at once, by node.
public struct ImportError: Error, CustomStringConvertible {
  /// One thing that stands in the way.
  public struct Reason: Sendable, Hashable {
    /// The node's name, or the value's.
    public var node: String
    /// The operator.
    public var operation: String
    /// What is wrong with it.
    public var text: String

    /// A reason from its parts.
    public init(node: String, operation: String, text: String) {
      self.node = node
      self.operation = operation
      self.text = text
    }
  }

  /// The file.
  public var file: String
  /// What stands in the way, in the order of the graph.
  public var reasons: [Reason]
  /// How many more there are.
  public var others: Int

  /// An error from its parts.
  public init(file: String, reasons: [Reason], others: Int = 0) {
    self.file = file
    self.reasons = reasons
    self.others = others
  }

  /// A line for the file, and one for each reason.
  public var description: String {
    let count = reasons.count + others
    var lines = ["\(file): no dense network, for \(count) reason\(count == 1 ? "" : "s"):"]
    lines += reasons.map { reason in
      let node = reason.node.isEmpty ? "" : " \(DataError.quoted(reason.node))"
      let operation = DataError.quoted(reason.operation).dropFirst().dropLast()
      return "  \(operation)\(node): \(DataError.line(reason.text))"
    }
    if others > 0 { lines.append("  and \(others) more") }
    return lines.joined(separator: "\n")
  }
}
