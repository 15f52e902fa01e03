import FileNames

/// What is wrong with a data file or a data set: where, what was expected and what was found.
///
/// The description is one line, whatever the file holds: what was found is shortened and its
/// control characters are escaped.
public struct DataError: Error, Sendable, Hashable, CustomStringConvertible {
  /// The kind of fault.
  public enum Code: Sendable, Hashable {
    /// The operating system refused to open, read or write.
    case inputOutput
    /// The file is not of a format that is read here, or breaks its format's rules.
    case malformed
    /// No samples.
    case empty
    /// Text where a number belongs.
    case notANumber
    /// NaN or an infinity, or a number too large for the precision.
    case notFinite
    /// A column, label or class that is not there.
    case missing
    /// Sizes that do not fit together, or a split that leaves nothing.
    case mismatch
  }

  /// The kind of fault.
  public var code: Code
  /// The file; nil where the data never was in one.
  public var file: String?
  /// The line in the file, from 1; that on which the field starts.
  public var line: Int?
  /// The column (field) in the line, from 1.
  public var column: Int?
  /// The column's name in the header.
  public var columnName: String?
  /// What belongs there.
  public var expected: String
  /// What is there instead.
  public var found: String
  /// What may help, appended as it stands: `; did you mean "width"?`
  public var hint: String

  /// An error from its parts.
  public init(
    _ code: Code, file: String? = nil, line: Int? = nil, column: Int? = nil,
    columnName: String? = nil, expected: String, found: String, hint: String = ""
  ) {
    self.code = code
    self.file = file
    self.line = line
    self.column = column
    self.columnName = columnName
    self.expected = expected
    self.found = found
    self.hint = hint
  }

  /// `iris.csv: line 3, column 2 ("width"): expected a number, found "wide"`
  public var description: String {
    var place: [String] = []
    if let line { place.append("line \(line)") }
    if let column {
      place.append("column \(column)" + (columnName.map { " (\(Self.quoted($0)))" } ?? ""))
    }
    let parts: [String?] = [
      file.map { Self.line($0) }, place.isEmpty ? nil : place.joined(separator: ", "),
      "expected \(Self.line(expected)), found \(Self.line(found))" + Self.line(hint),
    ]
    return parts.compactMap { $0 }.joined(separator: ": ")
  }

  /// `text` between quotation marks, on one line, at most 40 characters of it.
  package static func quoted(_ text: String) -> String {
    let start = text.unicodeScalars.prefix(40)
    return "\"\(line(String(start)))\(start.endIndex < text.unicodeScalars.endIndex ? "…" : "")\""
  }

  /// `text` with its control characters escaped, and bytes that are no characters.
  package static func line(_ text: String) -> String {
    func isEscaped(_ scalar: Unicode.Scalar) -> Bool {
      scalar.properties.generalCategory == .control || scalar.fileNameByte != nil
    }
    guard text.unicodeScalars.contains(where: isEscaped) else { return text }
    return text.unicodeScalars.map { isEscaped($0) ? $0.escapedForDisplay : String($0) }.joined()
  }
}
