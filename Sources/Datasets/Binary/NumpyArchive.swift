/// The arrays of a `.npz` file that are samples: inputs, and labels where these are an array.
///
/// Labels are the array that the label's option names, or one with a name that is usual for them;
/// inputs are one with a name that is usual, or the only one beside the labels.
struct NumpyArchive {
  let inputs: MatrixFile
  let labels: MatrixFile?

  private static let inputNames = ["x", "data", "inputs", "features", "images", "x_train"]
  private static let labelNames = ["y", "target", "targets", "label", "labels", "y_train"]

  init(_ archive: ZipArchive, label: ColumnReference?) throws(DataError) {
    let suffix = ".npy"
    let members = archive.members.filter { $0.name.hasSuffix(suffix) }
    func name(_ member: ZipArchive.Member) -> String {
      String(member.name.dropLast(suffix.count))
    }
    guard !members.isEmpty else {
      let isWorkbook = archive.members.contains { $0.name.hasPrefix("xl/") }
      throw DataError(
        .malformed, file: archive.path, expected: "CSV, IDX, .npy or .npz",
        found: isWorkbook ? "an Excel workbook" : "a ZIP archive without arrays",
        hint: isWorkbook ? "; save it as CSV" : "; unpack it")
    }
    func usual(_ names: [String]) -> ZipArchive.Member? {
      names.lazy.compactMap { wanted in
        members.first { name($0).lowercased() == wanted }
      }.first
    }
    let labelled =
      members.count == 1
      ? nil
      : members.first { name($0) == label?.description } ?? usual(Self.labelNames)
    let others = members.filter { $0.name != labelled?.name }
    guard
      let chosen = usual(Self.inputNames).flatMap({ $0.name == labelled?.name ? nil : $0 })
        ?? (others.count == 1 ? others.first : nil)
    else {
      throw DataError(
        .missing, file: archive.path,
        expected:
          "an array called \(ColumnReference.list(Self.inputNames)), or one beside the labels",
        found: ColumnReference.list(members.map(name)),
        hint: "; --label names the array of the labels")
    }
    inputs = try NumpyFile.matrix(archive.unpacked(chosen))
    labels =
      if let labelled, label != nil { try NumpyFile.matrix(archive.unpacked(labelled)) } else {
        nil
      }
  }
}
