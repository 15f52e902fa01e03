import ArgumentParser
import Datasets

/// The samples to learn from, for every command that trains: where they are, how they are read, and
/// which of them are held out.
struct SampleOptions: ParsableArguments {
  @Argument(help: "The data: a table, .npy, .npz or IDX.", completion: .file())
  var data: String

  @OptionGroup(title: "Data") var labels: LabelOptions

  @OptionGroup(title: "Data") var table: TableOptions

  @OptionGroup(title: "Data") var columns: ColumnOptions

  @Option(help: "What a label is: automatic, classes or numbers.")
  var labelKind = DataOptions.LabelKind.automatic

  @Option(
    help: ArgumentHelp(
      "A column of numbers, not below 0, that says how much each sample counts in training; it is no "
        + "input.", valueName: "column"))
  var sampleWeight: String?

  @Option(help: "Test on the last so many samples.")
  var testLast: Int?

  @Option(help: "Test on a share of the samples, drawn by the seed.")
  var testShare: Double?

  @Option(help: "Keep a share of the others to watch the loss on.")
  var validationShare: Double?

  @Flag(
    inversion: .prefixedNo,
    help: "Bring inputs, and targets that are numbers, to mean 0 and variance 1.")
  var standardize = true

  func validate() throws {
    if testLast != nil, testShare != nil {
      throw ValidationError("Give --test-last or --test-share, not both.")
    }
  }

  /// The files that are read, and must not be written.
  var files: [String] { [data, labels.labels].compactMap(\.self) }

  /// How the data are read.
  var options: DataOptions {
    var options = table.options(label: labels.column ?? .last, labels: labels.labels)
    options.labelKind = labelKind
    options.weight = sampleWeight.map { ColumnReference(Real.unprotected($0)) }
    options.skipsUnlabelled = labels.skipUnlabelled
    columns.choose(&options)
    return options
  }
}
