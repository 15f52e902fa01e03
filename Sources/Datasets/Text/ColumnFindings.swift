/// What was found out about the columns of a table, for people to read.
public struct ColumnFindings: Sendable, Hashable, Codable {
  /// A column that is no input, and why.
  public struct LeftOut: Sendable, Hashable, Codable {
    /// Its name.
    public var name: String
    /// Why it is left out, for the end of a sentence.
    public var reason: String
  }

  /// The columns that were left out unasked.
  public var leftOut: [LeftOut] = []
  /// The inputs that say the same in every row.
  public var constant: [String] = []
  /// The rows that were left out because they have no label.
  public var unlabelled = 0
  /// What else whoever uses the data should know, a sentence each.
  public var notes: [String] = []
  /// The rows of each input whose field is empty.
  var gapCounts: [Int] = []
}
