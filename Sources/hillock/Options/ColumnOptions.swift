import ArgumentParser
import Datasets

/// Which columns are inputs, and what they are.
struct ColumnOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "The columns to take as inputs, by name or index from 0: all but the label unless given.",
      valueName: "name[,name…]"))
  var features: ColumnNames?

  @Option(help: ArgumentHelp("Columns to leave out.", valueName: "name[,name…]"))
  var drop: ColumnNames?

  @Option(
    help: ArgumentHelp(
      "Columns to take as categories although they hold numbers, or many texts.",
      valueName: "name[,name…]"))
  var categorical: ColumnNames?

  @Option(
    help: ArgumentHelp(
      "Inputs that are missing: refuse them, or impute the median and say where.",
      valueName: "refuse|impute"))
  var missing = DataOptions.MissingInputs.impute

  /// Writes the choice down.
  func choose(_ options: inout DataOptions) {
    options.selectedNames = features?.values
    options.droppedNames = drop?.values ?? []
    options.categoricalNames = categorical?.values ?? []
    options.missing = missing
  }
}

/// `width,length`: columns by name.
struct ColumnNames: ExpressibleByArgument {
  let values: [String]

  init?(argument: String) {
    values = argument.split(separator: ",", omittingEmptySubsequences: false)
      .map { Real.unprotected(String($0)) }
    guard Set(values).count == values.count else { return nil }
  }
}
