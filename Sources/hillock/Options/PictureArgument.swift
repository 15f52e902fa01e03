import ArgumentParser
import Charts
import Datasets

/// A file for a picture, whose name says in which format.
struct PictureArgument: ExpressibleByArgument {
  let path: String
  let format: Chart.PictureFormat

  static let allValueStrings = ["FILE.svg", "FILE.png"]

  init?(argument: String) {
    guard let format = Chart.PictureFormat(file: argument) else { return nil }
    (path, self.format) = (argument, format)
  }

  /// Settles where it will be written.
  func place(sparing inputs: [String] = []) throws(DataError) -> OutputPlace {
    try OutputPlace(path, kind: format.kind, sparing: inputs)
  }

  /// Draws a chart there.
  func draw(_ chart: Chart, at place: OutputPlace) throws {
    let picture = try chart.picture(format)
    try place.write { file throws(DataError) in try file.write(picture) }
  }
}
