/// A column of a table as inputs of a network: what its fields are, and how many inputs they become.
///
/// A number or a date is one input. A category is one input for each of its levels, 1 for the level
/// that a row has and 0 for the others. Where fields may be empty there is one input more, which says
/// whether this one is.
public struct InputColumn: Sendable, Hashable, Codable {
  /// What the fields of a column are.
  public enum Kind: Sendable, Hashable, Codable {
    /// Numbers.
    case number
    /// Days since 1970-01-01, spelt in one form.
    case date(DateForm)
    /// One of these texts.
    case category(levels: [String])
  }

  /// More levels than this are refused.
  public static let mostLevels = 20_000

  /// The column's name.
  public var name: String
  /// What its fields are.
  public var kind: Kind
  /// What stands for a number or date that is missing.
  public var fill: Double
  /// Whether a field may be empty.
  public var takesGaps: Bool
  /// Whether one more input says that the field is empty.
  public var tellsGaps: Bool
  /// Whether one more input stands for all the levels that are rare or not known.
  public var tellsOthers: Bool

  /// A column from its parts.
  public init(
    name: String, kind: Kind = .number, fill: Double = 0, takesGaps: Bool = false,
    tellsGaps: Bool = false, tellsOthers: Bool = false
  ) {
    self.name = name
    self.kind = kind
    self.fill = fill
    self.takesGaps = takesGaps
    self.tellsGaps = tellsGaps
    self.tellsOthers = tellsOthers
  }

  /// The levels of a category; nil of other columns.
  public var levels: [String]? {
    if case .category(let levels) = kind { levels } else { nil }
  }

  /// Whether the column is one input, which is the number itself.
  package var isPlain: Bool { kind == .number && !tellsGaps }

  /// The inputs that the column becomes.
  public var width: Int { (levels?.count ?? 1) + (tellsOthers ? 1 : 0) + (tellsGaps ? 1 : 0) }

  /// A name for each of these inputs: `age`, `age is missing`, `district = hill`.
  public var inputNames: [String] {
    var names = levels?.map { "\(name) = \($0)" } ?? [name]
    if tellsOthers { names.append("\(name) is another") }
    if tellsGaps { names.append("\(name) is missing") }
    return names
  }

  /// Checks what a file says of a column.
  ///
  /// - Throws: ``DataError`` of code `mismatch`.
  package func validate(path: String) throws(DataError) {
    func require(_ holds: Bool, _ expected: String, _ found: String) throws(DataError) {
      guard !holds else { return }
      throw DataError(
        .mismatch, file: path, expected: "\(expected) in column \(DataError.quoted(name))",
        found: found)
    }
    try require(fill.isFinite, "a finite number for gaps", "\(fill)")
    try require(takesGaps || !tellsGaps, "gaps that are told to be taken", "that they are not")
    if let levels {
      try require(
        (1...Self.mostLevels).contains(levels.count + (tellsOthers ? 1 : 0)),
        "1 to \(Self.mostLevels) levels", "\(levels.count)")
      try require(Set(levels).count == levels.count, "levels that differ", "one twice")
    } else {
      try require(!tellsOthers, "others of a category only", "others")
    }
  }
}
