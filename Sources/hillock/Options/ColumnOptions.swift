import ArgumentParser
import Datasets

/// Which columns of a CSV file are inputs, and what they are called.
struct ColumnOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "The columns to take as inputs: all but the label unless given.", valueName: "name[,name…]"))
  var features: ColumnNames?

  @Option(help: ArgumentHelp("Columns to leave out.", valueName: "name[,name…]"))
  var drop: ColumnNames?

  @Flag(
    help: ArgumentHelp(
      "The first line is a row, and the columns are called column1, column2 and so on; a first line "
        + "of numbers alone is taken for one unasked."))
  var noHeader = false

  /// Writes the choice down.
  func choose(_ options: inout DataOptions) {
    options.selectedNames = features?.values
    options.droppedNames = drop?.values ?? []
    if noHeader { options.header = .absent }
  }
}

/// `width,length`: columns by name.
struct ColumnNames: ExpressibleByArgument {
  let values: [String]

  init?(argument: String) {
    values = argument.split(separator: ",", omittingEmptySubsequences: false).map(String.init)
    guard Set(values).count == values.count else { return nil }
  }
}
