import CDigits
import CProcess
import Datasets
import Glibc

/// The samples of a run: its data file, read as `hillock train` would read it.
struct RunData {
  /// A sample of two inputs, for the page to draw.
  struct Point: Encodable {
    var x: Double
    var y: Double
    var label: Int
    var isTest: Bool
  }

  /// The file's name and text, for who wants to train with the command.
  let name: String
  let text: String
  let samples: TrainingData<Float>
  let file: DataFile
  /// The columns that are inputs, where the file has more.
  let columns: [String]?
  let label: String?
  /// Empty where the inputs are not two numbers.
  let points: [Point]

  /// - Throws: ``PlaygroundError`` for a file that is too much, `DataError` for one that is none,
  ///   with the line.
  init(_ setting: RunSetting) throws {
    let data = setting.data
    let seed = setting.seed ?? 1
    var isOwn = false
    if let kind = PlaneData.Kind(rawValue: data.kind) {
      name = "\(kind).csv"
      text =
        PlaneData(kind: kind, count: data.count ?? 400, noise: data.noise ?? 0, seed: seed).csv
    } else if data.kind == "digits" {
      name = "digits.csv"
      text = String(
        decoding: UnsafeBufferPointer(
          start: hillock_digits_csv_start(), count: hillock_digits_csv_size), as: UTF8.self)
    } else if data.kind == "csv", let own = data.text {
      name = Self.plainName(data.name)
      text = own
      isOwn = true
    } else {
      throw PlaygroundError(
        .invalid,
        "no data are called '\(data.kind)'; expected "
          + (PlaneData.Kind.allCases.map(\.rawValue) + ["digits", "or csv with its text"])
          .joined(separator: ", "))
    }
    label = isOwn ? data.label : nil
    var options = DataOptions(
      format: .csv, label: label.map { ColumnReference($0) } ?? .last, labelKind: .classes)
    options.selectedNames = isOwn ? data.columns : nil
    let temporary = try TemporaryText(text)
    do {
      var file = try DataFile.open(temporary.path, options: options)
      if isOwn, options.selectedNames == nil, let names = file.featureNames, names.count > 2 {
        // Two columns make a plane: the first two, unless others are asked for.
        options.selectedNames = Array(names.prefix(2))
        file = try DataFile.open(temporary.path, options: options)
      }
      columns = options.selectedNames
      try Self.check(file)
      samples = try TrainingData<Float>(file, test: setting.heldOut)
      self.file = file
      let inputs = samples.training.inputWidth
      guard inputs <= RunSetting.mostInputs else {
        throw PlaygroundError(
          .limit, "\(inputs) inputs; expected at most \(RunSetting.mostInputs)")
      }
      // A category, or a gap that is told, is no coordinate.
      let isPlane = file.columns.count == 2 && samples.preparation.columns.allSatisfy(\.isPlain)
      points = isPlane ? try Self.points(file, setting.heldOut) : []
    } catch var error as DataError {
      if error.file == temporary.path { error.file = name }
      throw error
    }
  }

  private static func check(_ file: DataFile) throws {
    guard file.count <= RunSetting.mostSamples else {
      throw PlaygroundError(
        .limit, "\(file.count) samples; expected at most \(RunSetting.mostSamples)")
    }
    let classes = file.targetKind.outputWidth
    guard classes <= RunSetting.mostClasses else {
      throw PlaygroundError(
        .limit, "\(classes) classes; expected at most \(RunSetting.mostClasses)")
    }
  }

  private static func points(_ file: DataFile, _ heldOut: HeldOut) throws -> [Point] {
    let (training, test) = try file.load(Double.self).split(heldOut)
    return [(training, false), (test, true)].flatMap { dataset, isTest -> [Point] in
      guard case .classes(let labels, _) = dataset.targets else { return [] }
      return labels.indices.map { row in
        Point(
          x: dataset.inputs[2 * row], y: dataset.inputs[2 * row + 1], label: Int(labels[row]),
          isTest: isTest)
      }
    }
  }

  /// A file's name without what a shell or a path would make of it.
  private static func plainName(_ name: String?) -> String {
    let plain = (name ?? "").filter {
      $0.isASCII && ($0.isLetter || $0.isNumber || "._-".contains($0))
    }
    .drop { $0 == "." || $0 == "-" }
    return plain.isEmpty ? "data.csv" : String(plain.prefix(64))
  }
}

/// Text in a file in memory that nobody else can reach, for as long as the value lives.
final class TemporaryText {
  let path: String
  let descriptor: Int32

  /// - Throws: ``PlaygroundError`` where the system refuses.
  init(_ text: String) throws {
    var text = text
    descriptor = text.withUTF8 { hillock_sealed_copy("hillock-data", $0.baseAddress, $0.count) }
    path = "/proc/self/fd/\(descriptor)"
    guard descriptor >= 0 else {
      throw PlaygroundError(
        .busy, "no room for the data: \(String(cString: strerror(-descriptor)))")
    }
  }

  deinit { if descriptor >= 0 { close(descriptor) } }
}
