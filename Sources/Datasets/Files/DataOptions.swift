import Activations

/// How a data file is to be read.
public struct DataOptions: Sendable, Hashable {
  /// The formats; found from the content and the name where none is given.
  public enum Format: String, Sendable, Hashable, CaseIterable {
    /// Text with a header line.
    case csv
    /// The MNIST files' format.
    case idx
    /// NumPy's array file.
    case npy
  }

  /// What a label is.
  public enum LabelKind: String, Sendable, Hashable, CaseIterable {
    /// Classes where a label is no number, or where all are integers and at most
    /// ``LabelEncoder/mostNumericClasses`` differ; else numbers.
    case automatic
    /// Each different label is a class.
    case classes
    /// A number, to be predicted as such.
    case numbers
  }

  /// What separates fields in a CSV file.
  public enum Delimiter: String, Sendable, Hashable, CaseIterable {
    /// Whichever of the others the header holds most of.
    case automatic
    /// `,`
    case comma
    /// `;`
    case semicolon
    /// The tabulator.
    case tab
    /// `|`
    case pipe
    /// A run of spaces and tabulators.
    case space
  }

  /// What stands before the decimals of a number in a CSV file.
  public enum DecimalMark: String, Sendable, Hashable, CaseIterable {
    /// A point, but where the delimiter is no comma and numbers with commas are there.
    case automatic
    /// `.`
    case point
    /// `,`
    case comma
  }

  /// What becomes of inputs that are missing.
  public enum MissingInputs: String, Sendable, Hashable, CaseIterable {
    /// They are an error, with line and column.
    case refuse
    /// Numbers and dates are filled with the median, and one more input says where.
    case impute
  }

  /// Whether the first line of a CSV file holds the columns' names.
  public enum Header: String, Sendable, Hashable, CaseIterable {
    /// Unless all of it are numbers.
    case automatic
    /// It does.
    case present
    /// It is a row; the columns are called column1, column2 and so on.
    case absent
  }

  /// How a CSV file's bytes stand for characters.
  public enum Encoding: String, Sendable, Hashable, CaseIterable {
    /// UTF-8; other bytes in names and labels are an error.
    case utf8
    /// ISO 8859-1, where each byte is a character.
    case latin1
  }

  /// The format, nil to find out.
  public var format: Format?
  /// The column that holds the label; nil where there is none.
  public var label: ColumnReference?
  /// What a label is.
  public var labelKind: LabelKind
  /// The classes, where a model has fixed them: a label that is none of them is an error.
  public var classNames: [String]?
  /// The columns to take as inputs, in this order, where a model has fixed them: other columns are
  /// left unread. Names that the file lacks are an error.
  public var featureNames: [String]?
  /// The same, with what the columns are; goes before ``featureNames``.
  public var columns: [InputColumn]?
  /// The columns to take as inputs, by name or index, where they were chosen by hand; nil for all but
  /// the label, what is dropped and what is of no use.
  public var selectedNames: [String]?
  /// The column that says how much a sample counts in training; nil where all count the same. It is no
  /// input.
  public var weight: ColumnReference?
  /// The columns that are no inputs, by name or index.
  public var droppedNames: [String]
  /// The columns that are categories although they hold numbers or many texts.
  public var categoricalNames: [String]
  /// What becomes of inputs that are missing.
  public var missing: MissingInputs
  /// Whether rows without a label are left out.
  public var skipsUnlabelled: Bool
  /// Whether a CSV file has a header.
  public var header: Header
  /// The file of the labels, for formats that keep them apart (`.npy`, IDX).
  public var labelsPath: String?
  /// What separates fields in a CSV file.
  public var delimiter: Delimiter
  /// What stands before the decimals of a number in a CSV file.
  public var decimal: DecimalMark
  /// How a CSV file's bytes stand for characters.
  public var encoding: Encoding

  /// Options from their parts; the last column is the label unless told otherwise.
  public init(
    format: Format? = nil, label: ColumnReference? = .last, labelKind: LabelKind = .automatic,
    classNames: [String]? = nil, featureNames: [String]? = nil, labelsPath: String? = nil,
    delimiter: Delimiter = .automatic, encoding: Encoding = .utf8, header: Header = .automatic,
    selectedNames: [String]? = nil, droppedNames: [String] = [], categoricalNames: [String] = [],
    missing: MissingInputs = .impute, skipsUnlabelled: Bool = false,
    decimal: DecimalMark = .automatic, columns: [InputColumn]? = nil
  ) {
    self.format = format
    self.label = label
    self.labelKind = labelKind
    self.classNames = classNames
    self.featureNames = featureNames
    self.labelsPath = labelsPath
    self.delimiter = delimiter
    self.encoding = encoding
    self.header = header
    self.selectedNames = selectedNames
    self.droppedNames = droppedNames
    self.categoricalNames = categoricalNames
    self.missing = missing
    self.skipsUnlabelled = skipsUnlabelled
    self.decimal = decimal
    self.columns = columns
  }
}

/// A column by its name or by its index: 0 is the first, -1 the last.
public struct ColumnReference: Sendable, Hashable, CustomStringConvertible {
  /// What the user wrote. A header's name wins over an index of the same spelling.
  public let description: String

  /// A reference from what the user wrote.
  public init(_ text: String) { description = text }

  /// The last column.
  public static let last = ColumnReference("-1")

  /// The index of the column in a file of `count` columns named `names`.
  func index(count: Int, names: [String]?, file: String) throws(DataError) -> Int {
    if let index = names?.firstIndex(of: description) { return index }
    if let index = place(count: count) { return index }
    let known = names.map { Self.list($0) } ?? "columns 0 to \(count - 1)"
    throw DataError(
      .missing, file: file, line: names == nil ? nil : 1,
      expected: "a column \(DataError.quoted(description))", found: known,
      hint: NearestNames.hint(names ?? [], to: description))
  }

  /// The index among `count` columns, where this is one.
  func place(count: Int) -> Int? {
    guard let index = Int(description), index >= -count, index < count else { return nil }
    return index < 0 ? index + count : index
  }

  /// `"a", "b", "c" and 12 more`
  static func list(_ names: [String]) -> String {
    let shown = names.prefix(12).map { DataError.quoted($0) }.joined(separator: ", ")
    return names.count > 12 ? "\(shown) and \(names.count - 12) more" : shown
  }
}
