import ArgumentParser
import Datasets

/// How a file of text spells its rows, for every command that reads data.
struct TableOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "What separates fields: comma, semicolon, tab, pipe, space, or the character itself; found out "
        + "unless given.", valueName: "delimiter"))
  var delimiter = DataOptions.Delimiter.automatic

  @Option(
    help: ArgumentHelp(
      "What stands before decimals: point, comma, or the character itself; found out unless given.",
      valueName: "mark"))
  var decimal = DataOptions.DecimalMark.automatic

  @Option(help: "How a CSV file's names and texts are encoded: utf8 or latin1.")
  var encoding = DataOptions.Encoding.utf8

  @Flag(
    help: ArgumentHelp(
      "The first line is a row, and the columns are called column1, column2 and so on; what is plainly "
        + "a row is taken for one unasked."))
  var noHeader = false

  /// These options and no others.
  func options(label: ColumnReference? = nil, labels: String? = nil) -> DataOptions {
    DataOptions(
      label: label, labelsPath: labels, delimiter: delimiter, encoding: encoding,
      header: noHeader ? .absent : .automatic, decimal: decimal)
  }
}

extension DataOptions.Delimiter: ExpressibleByArgument {
  /// The delimiter of a name or a character.
  public init?(argument: String) {
    let characters: [String: Self] = [
      ",": .comma, ";": .semicolon, "\t": .tab, "\\t": .tab, "|": .pipe, " ": .space,
    ]
    guard let delimiter = Self(rawValue: argument) ?? characters[argument] else { return nil }
    self = delimiter
  }
}

extension DataOptions.DecimalMark: ExpressibleByArgument {
  /// The mark of a name or a character.
  public init?(argument: String) {
    let characters: [String: Self] = [",": .comma, ".": .point]
    guard let mark = Self(rawValue: argument) ?? characters[argument] else { return nil }
    self = mark
  }
}

extension DataOptions.MissingInputs: ExpressibleByArgument {}
