import ArgumentParser
import Charts
import Datasets
import NeuralNetwork

/// Where the course of a training is written, as a table and as a picture.
struct CurveOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "Write a line of CSV for each epoch: losses, accuracies, learning rate, seconds.",
      valueName: "file.csv"), completion: .file(extensions: ["csv"]))
  var history: String?

  @Option(
    help: ArgumentHelp(
      "Draw loss, accuracy and learning rate by epoch: f.svg or f.png.", valueName: "file"),
    completion: .file(extensions: ["svg", "png"]))
  var plot: PictureArgument?

  /// Settles where they will be, before the work.
  func curves(sparing inputs: [String]) throws(DataError) -> TrainingCurves {
    TrainingCurves(
      table: try history.map { path throws(DataError) in
        try OutputPlace(path, kind: TrainingCurves.kind, sparing: inputs)
      },
      picture: try plot.map { plot throws(DataError) in
        (plot, try plot.place(sparing: inputs))
      })
  }
}

/// The course of a training, for people and for other programs.
struct TrainingCurves {
  fileprivate let table: OutputPlace?
  fileprivate let picture: (PictureArgument, OutputPlace)?

  /// What a table of it replaces.
  static let kind = FileKind("the history of a training", beginning: [heading], holding: "\n")

  private static let heading =
    "epoch,training_loss,training_accuracy,validation_loss,validation_accuracy,learning_rate,seconds"

  /// Writes what was asked for.
  ///
  /// - Parameter title: of the picture.
  func write(_ result: TrainingResult, title: String) throws {
    if let table {
      try table.write { file throws(DataError) in
        try file.write("\(Self.heading)\n".utf8)
        for record in result.history { try file.write("\(Self.line(record))\n".utf8) }
      }
    }
    if let (picture, place) = picture {
      try picture.draw(Self.chart(result, title: title), at: place)
    }
  }

  private static func line(_ record: EpochRecord) -> String {
    let numbers = [
      record.trainingLoss, record.trainingAccuracy, record.validationLoss,
      record.validationAccuracy, record.learningRate, record.seconds,
    ]
    return (["\(record.epoch)"] + numbers.map { $0.map { "\($0)" } ?? "" }).joined(separator: ",")
  }

  /// A panel for each of loss, accuracy where there are classes, and the learning rate.
  private static func chart(_ result: TrainingResult, title: String) -> Chart {
    func series(_ name: String, _ color: Int, _ value: (EpochRecord) -> Double?) -> Series? {
      let points = result.history.compactMap { record in
        value(record).map { Series.Point(x: Double(record.epoch), y: $0) }
      }
      return points.isEmpty ? nil : Series(name: name, style: .init(color: color), points: points)
    }
    let panels = [
      ("loss", [series("training", 0, \.trainingLoss), series("validation", 1, \.validationLoss)]),
      (
        "accuracy",
        [series("training", 0, \.trainingAccuracy), series("validation", 1, \.validationAccuracy)]
      ),
      ("learning rate", [series("learning rate", 2, \.learningRate)]),
    ]
    let last = Double(max(result.history.last?.epoch ?? 2, 2))
    return Chart(
      title: title,
      panels: panels.compactMap { name, series in
        let series = series.compactMap(\.self)
        return series.isEmpty
          ? nil : Panel(title: name, xLabel: "epoch", series: series, xRange: 1...last)
      })
  }
}
