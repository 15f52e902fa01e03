/// The texts of some columns of a table, row after row, as they stand in the file.
///
/// Not safe for use from several threads at once.
public final class ColumnTexts {
  /// What the columns are called.
  public let names: [String]
  private let csv: CSVFile
  private let tokenizer: CSVTokenizer
  private let places: [Int]

  init(_ csv: CSVFile, columns: [String]) throws(DataError) {
    self.csv = csv
    places = try ColumnChoice.places(
      columns, among: csv.names, isByName: false, "to keep", path: csv.path)
    names = places.map { csv.names[$0] }
    tokenizer = try CSVTokenizer(InputFile(csv.file), csv.dialect)
    try csv.header.rewind(tokenizer)
  }

  /// The texts of the next row; nil after the last.
  ///
  /// - Throws: ``DataError`` where the file is at fault.
  public func next() throws(DataError) -> [String]? {
    guard try csv.next(tokenizer) else { return nil }
    return places.map { tokenizer.text(tokenizer.fields[$0]) }
  }
}
