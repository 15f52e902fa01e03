import Foundation
import Testing

/// Labels and names as they were written, whatever bytes they are made of.
@Suite struct SpellingTests {
  /// Trains on rows of two inputs with these labels, and predicts the same.
  private func predictions(
    _ labels: [String], _ more: String..., encoding: String.Encoding = .utf8
  ) throws -> (train: CommandRun, predict: CommandRun) {
    let workspace = try Workspace()
    let rows = (0..<40).map { "\($0 % labels.count),\($0 % 3),\(labels[$0 % labels.count])" }
    try ("a,b,label\n" + rows.joined(separator: "\n") + "\n").write(
      toFile: workspace["data.csv"], atomically: false, encoding: encoding)
    let train = try CommandRun.hillock(
      [
        "train", "data.csv", "--activation", "tanh", "--epochs", "60", "--learning-rate", "0.02",
        "--output", "model", "--plugins", Fixtures.plugins,
      ] + more, in: workspace)
    let predict = try CommandRun.hillock(
      ["predict", "model", "data.csv", "--plugins", Fixtures.plugins] + more, in: workspace)
    return (train, predict)
  }

  private func classes(_ run: CommandRun) -> Set<String> {
    Set(
      run.output.split(separator: "\n").dropFirst().compactMap {
        $0.split(separator: ",").first.map(String.init)
      })
  }

  @Test func labelsAreSpeltAsTheyWere() throws {
    #expect(classes(try predictions(["007", "042"]).predict) == ["007", "042"])
    // Where one number is spelt in two ways, it has its own.
    #expect(classes(try predictions(["7", "007", "12"]).predict) == ["7", "12"])
  }

  /// A comma and the mark that follows it are one character, but two fields.
  @Test func fieldsAreQuotedByBytes() throws {
    let run = try predictions(["\"a,\u{301}\"", "\"b\"\"\u{301}\"", "c"]).predict
    #expect(run.output.contains("\"a,\u{301}\","), "\(run.output)")
    #expect(run.output.contains("\"b\"\"\u{301}\","), "\(run.output)")
  }

  @Test func labelsInLatin1AreRefusedOrReadAsSuch() throws {
    let refused = try predictions(["rosé", "rosí"], encoding: .isoLatin1).train
    #expect(refused.status == 1 && refused.errorLines.count == 1)
    #expect(refused.errors.contains("line 2, column 3"), "\(refused.errors)")
    #expect(refused.errors.contains("--encoding latin1"), "\(refused.errors)")
    let read = try predictions(["rosé", "rosí"], "--encoding", "latin1", encoding: .isoLatin1)
    #expect(classes(read.predict) == ["rosé", "rosí"], "\(read.predict.errors)")
  }

  /// What a class is called reaches a terminal escaped, and a file as it is.
  @Test func controlCharactersAreEscapedOnTerminalsOnly() throws {
    let workspace = try Workspace()
    let rows = (0..<40).map { "\($0 % 2),\($0 % 3),\($0 % 2 == 0 ? "\u{1B}[31mred" : "\u{9B}2J")" }
    try workspace.write("data.csv", "a,b,label\n" + rows.joined(separator: "\n") + "\n")
    let train = try workspace.hillock(
      "train", "data.csv", "--activation", "tanh", "--epochs", "3", "--output", "model",
      "--plugins", Fixtures.plugins)
    try #require(train.status == 0, "\(train.errors)")
    let predict =
      "'\(CommandRun.executable)' predict model data.csv --plugins '\(Fixtures.plugins)'"
    let file = try workspace.shell(predict)
    #expect(file.output.contains("\u{1B}[31mred") || file.output.contains("\u{9B}2J"))
    for format in ["text", "json"] {
      let terminal = try workspace.shell(
        "script -qec \"\(predict) --format \(format)\" /dev/null")
      #expect(terminal.status == 0, "\(terminal.errors)")
      #expect(terminal.output.contains("prediction"))
      let obeyed = terminal.output.unicodeScalars.filter {
        $0.properties.generalCategory == .control && $0 != "\n" && $0 != "\r"
      }
      #expect(obeyed.isEmpty, "\(format): \(obeyed.map(\.value))")
    }
  }
}
