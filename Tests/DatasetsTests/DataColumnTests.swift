import DataFixtures
import Datasets
import Testing

/// Which columns a file has, what they are called, and which of them are inputs.
struct DataColumnTests {
  let directory: TemporaryDirectory

  init() throws { directory = try TemporaryDirectory() }

  private func open(_ text: String, _ options: DataOptions = DataOptions()) throws -> DataFile {
    try DataFile.open(directory.file("data.csv", text), options: options)
  }

  /// The message without the temporary directory's name.
  private func message(_ bytes: some Sequence<UInt8>, _ options: DataOptions = DataOptions()) throws
    -> String?
  {
    let path = try directory.file("data.csv", bytes)
    do {
      _ = try TrainingData<Float>(DataFile.open(path, options: options))
      return nil
    } catch {
      return String("\(error)".dropFirst(directory.path.count + 1))
    }
  }

  @Test func aFirstLineOfNumbersIsARow() throws {
    let file = try open("1,2,0\n3,1,1\n2,2,0\n4,1,1\n")
    #expect(file.count == 4)
    #expect(file.featureNames == ["column1", "column2"])
    #expect(file.labelName == "column3")
    #expect(file.findings.notes.count == 1)
    let data = try file.load(Double.self)
    #expect(data.inputs == [1, 2, 3, 1, 2, 2, 4, 1])
    #expect(data.targets == .classes([0, 1, 0, 1], count: 2))
    #expect(try readAll(file.stream(Double.self)).inputs == data.inputs)
  }

  @Test func numbersThatAreNamesStayNames() throws {
    let text = "0,1,2\n5,6,7\n8,9,7.5\n"
    #expect(try open(text).count == 2)
    #expect(try open(text, DataOptions(header: .absent)).count == 3)
    let asked = try open("7,5\n1,2.5\n", DataOptions(header: .present))
    #expect(asked.featureNames == ["7"] && asked.count == 1)
    let named = try open("7,5\n1,2.5\n", DataOptions(label: nil, featureNames: ["5"]))
    #expect(try named.load(Double.self).inputs == [2.5])
    let text2 = try open(
      "red,1\nblue,2\n", DataOptions(label: ColumnReference("0"), header: .absent))
    #expect(text2.classNames == ["blue", "red"])
  }

  /// A table as pandas and R write it: the rows' numbers before the columns, under no name.
  @Test(arguments: ["", "Unnamed: 0", "id", "rownames"])
  func whatOnlyNumbersTheRowsIsLeftOut(_ name: String) throws {
    let rows = (0..<20).map { "\($0 + 1),\($0 % 7),\($0 < 10 ? "a" : "b")\n" }.joined()
    let file = try open("\(name),x,kind\n" + rows)
    #expect(file.featureNames == ["x"])
    #expect(file.findings.leftOut.map(\.reason) == ["it only numbers the rows"])
    #expect(try file.load(Float.self).inputs == (0..<20).map { Float($0 % 7) })
    let wanted = try open(
      "\(name),x,kind\n" + rows, DataOptions(selectedNames: [name, "x"]))
    #expect(wanted.featureNames == [name, "x"] && wanted.findings.leftOut.isEmpty)
    // New rows are read by name, and need no numbers.
    let model = try open("x,kind\n3,a\n", DataOptions(featureNames: file.featureNames))
    #expect(try model.load(Float.self).inputs == [3])
  }

  @Test func whatMayBeADatumIsKeptAndSaid() throws {
    let rows = (0..<20).map { "\($0),\($0 % 3)\n" }.joined()
    let year = try open("year,y\n" + rows)
    #expect(year.featureNames == ["year"])
    let two = try open("x,year,y\n" + (0..<20).map { "\($0 % 5),\($0),\($0 % 3)\n" }.joined())
    #expect(two.featureNames == ["x", "year"])
    #expect(two.findings.notes.count == 1 && two.findings.notes[0].contains("is it an index?"))
    // With a gap it is no numbering.
    let gap = (0..<20).map { "\($0 < 9 ? $0 : $0 + 1),\($0 % 5),\($0 % 3)\n" }.joined()
    #expect(try open("no,x,y\n" + gap.replacing("19,", with: "18,")).featureNames == ["no", "x"])
    // Without order it still has another number in every row.
    #expect(try open("id,x,y\n" + gap).findings.leftOut.map(\.name) == ["id"])
  }

  @Test func inputsAreChosenAndDropped() throws {
    let text = "a,b,c,y\n1,u,3,p\n4,v,6,q\n"
    #expect(
      try open(text, DataOptions(droppedNames: ["b"])).load(Float.self).inputs == [1, 3, 4, 6])
    #expect(
      try open(text, DataOptions(selectedNames: ["c", "a"])).load(Float.self).inputs == [
        3, 1, 6, 4,
      ])
    #expect(
      try message(text.utf8, DataOptions(droppedNames: ["d"]))
        == "data.csv: line 1: expected a column \"d\", to be dropped, found \"a\", \"b\", \"c\", "
        + "\"y\"; did you mean \"a\" or \"b\" or \"c\"?")
    #expect(
      try message(text.utf8, DataOptions(selectedNames: ["a", "y"]))
        == "data.csv: expected inputs other than the label, found \"y\" among them")
    #expect(try message(text.utf8, DataOptions(droppedNames: ["a", "b", "c"])) != nil)
  }

  @Test func labelsThatAreMissingOrAllTheSameAreRefused() throws {
    #expect(
      try message("x,y\n1,1.5\n2,NA\n3,2.5\n4,3.5\n".utf8)
        == "data.csv: line 3, column 2 (\"y\"): expected a label, found \"NA\"; leave such "
        + "rows out with --skip-unlabelled, or take it for a class with --label-kind classes")
    #expect(
      try message("x,y\n1,a\n2,NA\n".utf8, DataOptions(labelKind: .classes)) == nil)
    #expect(
      try message("a,b,y\n1,2,no\n2,3,no\n3,1,no\n4,4,no\n".utf8)
        == "data.csv: expected at least two classes, found only no")
  }

  @Test func textInAnotherEncodingIsRefused() throws {
    let bytes = Array("a,name\n1,s".utf8) + [0xED] + Array("tosa\n2,s".utf8) + [0xE8]
    let found = try message(bytes + Array("tosa\n".utf8))
    #expect(found?.hasPrefix("data.csv: line 2, column 2: expected UTF-8 text") == true)
    let latin = try message(
      bytes + Array("tosa\n".utf8), DataOptions(encoding: .latin1))
    #expect(latin == nil)
  }

  @Test func fieldsBetweenBars() throws {
    #expect(try open("a|y\n1|2.5\n3|4\n").load(Float.self).inputs == [1, 3])
  }
}
