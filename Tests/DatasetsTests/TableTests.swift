import DataFixtures
import Datasets
import Testing

/// What is made of text, dates and gaps in the columns of a table.
struct TableTests {
  let directory: TemporaryDirectory

  init() throws { directory = try TemporaryDirectory() }

  private func open(_ text: String, _ options: DataOptions = DataOptions()) throws -> DataFile {
    try DataFile.open(directory.file("data.csv", text), options: options)
  }

  private func message(_ text: String, _ options: DataOptions = DataOptions()) -> String? {
    do {
      _ = try TrainingData<Double>(open(text, options))
      return nil
    } catch {
      return String("\(error)".dropFirst(directory.path.count + 1))
    }
  }

  /// The prepared inputs of all rows, unscaled.
  private func inputs(
    _ text: String, _ options: DataOptions = DataOptions()
  ) throws -> (names: [String], rows: [[Double]]) {
    let data = try TrainingData<Double>(open(text, options), standardizes: false)
    let all = try readAll(data.training).inputs
    let width = data.preparation.inputWidth
    return (
      data.preparation.inputNames,
      stride(from: 0, to: all.count, by: width).map { Array(all[$0..<$0 + width]) }
    )
  }

  @Test func textBecomesCategories() throws {
    let found = try inputs("size,colour,y\n1,red,a\n2,blue,b\n3,red,a\n4,blue,b\n")
    #expect(found.names == ["size", "colour = blue", "colour = red"])
    #expect(found.rows == [[1, 0, 1], [2, 1, 0], [3, 0, 1], [4, 1, 0]])
  }

  @Test func gapsAreFilledWithTheMedianAndTold() throws {
    let text = "x,y\n1,a\n,b\n10,a\nNA,b\n2,a\n"
    let found = try inputs(text)
    #expect(found.names == ["x", "x is missing"])
    #expect(found.rows == [[1, 0], [2, 1], [10, 0], [2, 1], [2, 0]])
    #expect(
      message(text, DataOptions(missing: .refuse))
        == "data.csv: line 3, column 1 (\"x\"): expected a value, found a gap, one of 2; "
        + "--missing impute fills gaps")
    let category = try inputs("k,y\np,a\n,b\nq,a\np,b\nq,a\n")
    #expect(category.names == ["k = p", "k = q", "k is missing"])
    #expect(category.rows[1] == [0, 0, 1])
  }

  @Test func rareLevelsShareAnInput() throws {
    let rows = (0..<400).map { "\($0 % 2 == 0 ? "p" : "q"),\($0 % 3)\n" }.joined()
    let found = try inputs("k,y\n" + rows + "odd,1\nodder,2\n")
    #expect(found.names == ["k = p", "k = q", "k is another"])
    #expect(found.rows.suffix(2) == [[0, 0, 1], [0, 0, 1]])
  }

  @Test(arguments: [
    ("2000-02-29", "2000-03-01", 11016.0), ("2/29/2000", "3/1/2000", 11016),
    ("29.2.2000", "1.3.2000", 11016), ("Feb 29 2000", "Mar 1 2000", 11016),
    ("29 February 2000", "1 March 2000", 11016), ("2000/02/29", "2000/03/01", 11016),
    ("1970-01-01T12:00:00Z", "1970-01-02 12:00", 0.5), ("12/31/69", "1/1/70", 36524),
  ])
  func datesBecomeDays(_ first: String, _ second: String, _ day: Double) throws {
    let found = try inputs("when,y\n\"\(first)\",a\n\"\(second)\",b\n")
    #expect(found.names == ["when"])
    #expect(found.rows[0] == [day])
    if day != 36524 { #expect(found.rows[1] == [day + 1]) } else { #expect(found.rows[1] == [0]) }
  }

  @Test func whatIsNoDateIsText() throws {
    let rows = "2001-02-29,a\n2001-02-28,b\n"
    #expect(
      try inputs("when,y\n\(rows)\(rows)").names == ["when = 2001-02-28", "when = 2001-02-29"])
    // Once the form is known, a date that is none has its line.
    let options = DataOptions(
      columns: [InputColumn(name: "when", kind: .date(.yearMonthDay))])
    #expect(
      message("when,y\n2001-02-28,a\n2001-02-30,b\n", options)
        == "data.csv: line 3, column 1 (\"when\"): expected a date, 2024-02-29 as the others, found "
        + "\"2001-02-30\"")
  }

  @Test func textThatDiffersFromRowToRowIsLeftOut() throws {
    let rows = (0..<40).map { "name \($0 * 7 % 40),\($0),\($0 % 2)\n" }.joined()
    let file = try open("name,x,y\n" + rows)
    #expect(file.featureNames == ["x"])
    #expect(
      file.findings.leftOut.map(\.reason) == ["text that differs from row to row (40 in 40 rows)"])
    let asked = try open("name,x,y\n" + rows, DataOptions(selectedNames: ["name"]))
    #expect(asked.featureNames == ["name"])
  }

  @Test func numbersMayBeCategories() throws {
    let text = "class,y\n1,a\n2,b\n1,b\n2,a\n"
    #expect(try inputs(text).names == ["class"])
    let asked = try inputs(text, DataOptions(categoricalNames: ["class"]))
    #expect(asked.names == ["class = 1", "class = 2"])
    // Some levels that are numbers, each many times: a category; a stray word: a mistake.
    let doors = (0..<80).map { "\(["2", "3", "4", "5more"][$0 % 4]),\($0 % 3)\n" }.joined()
    #expect(try inputs("doors,y\n" + doors).names.count == 4)
    let rows = (0..<80).map { "\($0 * 3 % 80),\($0 % 3)\n" }.joined()
    #expect(message("x,y\n" + rows + "many,1\n")?.contains("line 82, column 1") == true)
  }

  @Test func aModelReadsRowsByNameAndTellsWhatIsNew() throws {
    let training = try TrainingData<Double>(
      open("k,x,y\np,1,a\nq,2,b\np,,a\nq,4,b\np,5,a\n"))
    let columns = training.preparation.columns
    let file = try open(
      "x,more,k\n2,?,q\n,!,r\n", DataOptions(label: nil, columns: columns))
    #expect(file.featureNames == ["k", "x"])
    #expect(
      file.findings.notes == ["\"k\" has \"r\" in 1 row, which training did not see"])
    let raw = try file.load(Double.self)
    let prepared = try training.preparation.apply(to: raw, of: file.columns, as: Double.self)
    let scaling = try #require(training.preparation.inputs)
    func scaled(_ value: Double) -> Double { (value - scaling.mean[2]) / scaling.scale[2] }
    #expect(prepared.inputs == [0, 1, scaled(2), 0, 0, 0, scaled(3), 1])
  }

  @Test func numbersThatArePredictedAreScaled() throws {
    let data = try TrainingData<Double>(
      open("x,y\n1,100.5\n2,200.5\n3,300.5\n"), standardizesTargets: true)
    let scaling = try #require(data.preparation.targets)
    #expect(scaling.mean == [200.5])
    let targets = try readAll(data.training).values
    #expect(abs(targets[0] + 1.5.squareRoot()) < 1e-12 && targets[1] == 0)
    var back = targets
    back.withUnsafeMutableBufferPointer { scaling.undo(in: $0.baseAddress!, rows: 3) }
    #expect(back == [100.5, 200.5, 300.5])
    #expect(data.summary.target.minimum == 100.5 && data.summary.target.maximum == 300.5)
  }

  @Test func spellingsOfTables() throws {
    let expected = [[1.5, 2], [2.5, 3]]
    for text in [
      "a;b;y\n1,5;2;u\n2,5;3;v\n", "a b y\n1.5  2 u\n  2.5\t3 v \n",
      "# made by hand\na,b,y\n1.5,2,u\n# in between\n2.5,3,v\n", "# a b y\n1.5 2 u\n2.5 3 v\n",
      "1.5,2,u\n2.5,3,v\n", "a,b,y\nrow1,1.5,2,u\nrow2,2.5,3,v\n",
    ] {
      let found = try inputs(text, DataOptions(droppedNames: text.contains("row1") ? [""] : []))
      #expect(found.rows == expected, "\(text)")
    }
    #expect(try open("place,2001,2002,y\nhere,1,2,a\nthere,3,4,b\n").count == 2)
    #expect(
      try inputs("a;y\n1,5;u\n2,5;v\n", DataOptions(decimal: .comma)).rows == [[1.5], [2.5]])
    #expect(message("a,y\n1,2\n", DataOptions(delimiter: .comma, decimal: .comma)) != nil)
    let prices = try open("a;y\n1,5;-4,25\n2,5;1000\n3,5;7,5\n")
    #expect(try prices.load(Double.self).targets == .values([-4.25, 1000, 7.5], width: 1))
    // Whole numbers are classes, one however it is written; what has a point is no number here.
    let classes = try open("a;y\n1,5;7\n2,5;7,0\n3,5;8\n")
    #expect(try classes.load(Double.self).targets == .classes([0, 0, 1], count: 2))
    #expect(try open("a;y\n1,5;1.234\n2,5;2,5\n3,5;7\n").classNames?.count == 3)
  }

  @Test func rowsWithoutALabelMayBeLeftOut() throws {
    let file = try open("x,y\n1,1.5\n2,NA\n3,2.5\n4,\n", DataOptions(skipsUnlabelled: true))
    #expect(file.count == 2 && file.findings.unlabelled == 2)
    #expect(try file.load(Double.self).targets == .values([1.5, 2.5], width: 1))
  }

  /// In memory and streaming alike: the same preparation of the same rows.
  @Test func streamingPreparesTheSame() throws {
    let rows = (0..<300).map {
      "\($0 % 7 == 0 ? "" : "\($0 % 50)"),\(["p", "q", "r"][$0 % 3]),\($0 * $0 % 91)\n"
    }.joined()
    let file = try open("x,k,y\n" + rows, DataOptions(labelKind: .numbers))
    let memory = try TrainingData<Float>(file, test: .last(50), standardizesTargets: true)
    let stream = try TrainingData<Float>(
      file, test: .last(50), standardizesTargets: true, memoryLimit: 0)
    #expect(stream.isStreaming && !memory.isStreaming)
    #expect(memory.preparation == stream.preparation)
    for (one, other) in [
      (memory.training, stream.training), (try #require(memory.test), try #require(stream.test)),
    ] {
      try one.restart(shuffleSeed: nil)
      try other.restart(shuffleSeed: nil)
      let (a, b) = (try readAll(one), try readAll(other))
      #expect(a.inputs == b.inputs && a.values == b.values)
    }
  }
}
