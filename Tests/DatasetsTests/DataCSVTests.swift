import DataFixtures
import Datasets
import Testing

/// CSV as people write it, and the error that each fault of it gives.
struct DataCSVTests {
  let directory: TemporaryDirectory

  init() throws { directory = try TemporaryDirectory() }

  private func load(
    _ text: String, _ options: DataOptions = DataOptions()
  ) throws -> Dataset<Double> {
    let path = try directory.file("data.csv", text)
    return try DataFile.open(path, options: options).load(Double.self)
  }

  /// The message without the temporary directory's name.
  private func message(_ text: String, _ options: DataOptions = DataOptions()) -> String? {
    do {
      _ = try load(text, options)
      return nil
    } catch {
      let text = "\(error)"
      #expect(!text.contains("\n"))
      return text.hasPrefix(directory.path)
        ? String(text.dropFirst(directory.path.count + 1)) : text
    }
  }

  @Test func textLabelsBecomeClassesInOrder() throws {
    let data = try load("a,b,kind\n1,2,pear\n-3.5,4e2,apple\n0,.5,pear\n")
    #expect(data.inputs == [1, 2, -3.5, 400, 0, 0.5])
    #expect(data.targets == .classes([1, 0, 1], count: 2))
    #expect(data.classNames == ["apple", "pear"])
    #expect(data.featureNames == ["a", "b"])
    #expect(data.count == 3)
  }

  @Test(arguments: [
    "a,b\r\n1,2\r\n3,4\r\n", "a,b\n1,2\n3,4", "\u{FEFF}a,b\n1,2\n3,4\n", "a,b\r1,2\r3,4\r",
    "a;b\n1;2\n3;4\n", "a\tb\n1\t2\n3\t4", "a,b\n\n1,2\n\n\n3,4\n\n", " a , b \n 1 , 2 \n3,\t4",
    "\"a\",\"b\"\n\"1\",2\n3,\"4\"",
  ])
  func spellings(_ text: String) throws {
    let data = try load(text, DataOptions(labelKind: .numbers))
    #expect(data.inputs == [1, 3])
    #expect(data.targets == .values([2, 4], width: 1))
    #expect(data.featureNames == ["a"])
  }

  @Test func quotedFieldsHoldDelimitersLineEndsAndQuotes() throws {
    let text = "\"a, or\nb\",label\n1,\"x \"\"y\"\", z\"\n2,\"two\r\nlines\"\n"
    let data = try load(text)
    #expect(data.featureNames == ["a, or\nb"])
    #expect(data.classNames == ["two\r\nlines", "x \"y\", z"])
    #expect(
      message(text + "z,w\n")
        == "data.csv: line 6, column 1 (\"a, or\\nb\"): expected a number, found \"z\", where 2 other "
        + "fields are numbers; --categorical or --drop would take or leave the column as it is")
  }

  @Test(arguments: ["first", "0", "-3"])
  func labelByNameOrIndex(_ label: String) throws {
    let data = try load("first,b,c\nu,1,2\nv,3,4\n", DataOptions(label: ColumnReference(label)))
    #expect(data.inputs == [1, 2, 3, 4])
    #expect(data.targets == .classes([0, 1], count: 2))
  }

  @Test func withoutALabelAllColumnsAreInputs() throws {
    let data = try load("a,b\n1,2\n", DataOptions(label: nil))
    #expect(data.inputs == [1, 2])
    #expect(data.targets == .values([], width: 0))
  }

  @Test func integersAreClassesUntilTooManyDiffer() throws {
    #expect(try load("a,b\n0,10\n0,9\n0,10.0\n").classNames == ["9", "10"])
    #expect(try load("a,b\n0,1.5\n0,2\n").targets == .values([1.5, 2], width: 1))
    let many = "a,b\n" + (0..<101).map { "0,\($0)\n" }.joined()
    #expect(try load(many).targets == .values((0..<101).map(Double.init), width: 1))
    #expect(
      try load(many, DataOptions(labelKind: .classes)).targets
        == .classes((0..<101).map { Int32($0) }, count: 101))
  }

  @Test func aModelFixesClassesAndInputs() throws {
    let options = DataOptions(
      label: ColumnReference("kind"), classNames: ["pear", "apple", "fig"],
      featureNames: ["b", "a"])
    let data = try load("a,extra,b,kind\n1,x,2,apple\n", options)
    #expect(data.inputs == [2, 1])
    #expect(data.targets == .classes([1], count: 3))
    #expect(
      message("a,extra,b,kind\n1,x,2,aple\n", options)
        == "data.csv: line 2, column 4 (\"kind\"): expected a class: \"pear\", \"apple\", \"fig\", "
        + "found \"aple\"; did you mean \"apple\"?")
    #expect(
      message("a,c,kind\n1,2,fig\n", options)
        == "data.csv: line 1: expected a column \"b\", an input of the model, "
        + "found \"a\", \"c\", \"kind\"; did you mean \"a\" or \"c\"?")
  }

  @Test(arguments: [
    ("a,b\n1,2\n3\n", "line 3, column 1: expected 2 fields, as in the header, found 1"),
    ("a,b\n1,2,3\n", "line 2, column 3: expected 2 fields, as in the header, found 3"),
    ("a,b\n1,2\nx,3\n", "line 3, column 1 (\"a\"): expected a number, found \"x\""),
    (
      "a,b\n1,3\n2,3\n1.2.3,3\n",
      "line 4, column 1 (\"a\"): expected a number, found \"1.2.3\", where 2 other fields are numbers; "
        + "--categorical or --drop would take or leave the column as it is"
    ),
    (
      "a,b\n1,3\n2,3\n0x10,3\n",
      "line 4, column 1 (\"a\"): expected a number, found \"0x10\", where 2 other fields are numbers; "
        + "--categorical or --drop would take or leave the column as it is"
    ),
    (
      "a,b\n1,3\n2,3\n1e,3\n",
      "line 4, column 1 (\"a\"): expected a number, found \"1e\", where 2 other fields are numbers; "
        + "--categorical or --drop would take or leave the column as it is"
    ),
    ("a,b\n-inf,3\n", "line 2, column 1 (\"a\"): expected a finite number, found \"-inf\""),
    (
      "a,b\n1e999,3\n",
      "line 2, column 1 (\"a\"): expected a number within the range of float64, found \"1e999\""
    ),
    (
      "a,b\n1,\n",
      "line 2, column 2 (\"b\"): expected a label, found an empty field; leave such rows out with "
        + "--skip-unlabelled"
    ),
    ("", "expected a header line, found no data"),
    ("\n\n", "expected a header line, found no data"),
    ("a,b\n", "expected rows of data, found only a header"),
    ("a\n1\n", "line 1: expected a column beside the label, found \"a\""),
    (
      "a,b,a\n1,2,3\n",
      "line 1, column 3: expected column names that differ, found \"a\" again, "
        + "the name of column 1"
    ),
    (
      "a,b\n1,2\n3,\"4\n5,6\n",
      "line 3, column 2: expected a closing quote, found the end of the file"
    ),
    (
      "a,b\n\"1\"2,3\n",
      "line 2, column 1: expected the delimiter or the line's end after the closing quote, "
        + "found \"2\""
    ),
  ])
  func faults(_ text: String, _ expected: String) {
    let found = message(text)
    #expect(found == "data.csv: \(expected)")
  }

  @Test func aMissingLabelNamesTheNearest() {
    #expect(
      message("height,width\n1,2\n", DataOptions(label: ColumnReference("widht")))
        == "data.csv: line 1: expected a column \"widht\", found \"height\", \"width\"; "
        + "did you mean \"width\"?")
    #expect(
      message("height,width\n1,2\n", DataOptions(label: ColumnReference("2")))
        == "data.csv: line 1: expected a column \"2\", found \"height\", \"width\"")
  }

  @Test func filesThatCannotBeRead() throws {
    #expect(throws: DataError.self) { try DataFile.open("\(directory.path)/none.csv") }
    do {
      _ = try DataFile.open(directory.path)
    } catch {
      #expect("\(error)" == "\(directory.path): expected a regular file, found a directory")
    }
    #expect(message("\u{FEFF}") == "data.csv: expected a header line, found no data")
    let utf16 = try directory.file("wide.csv", [0xFF, 0xFE, 0x61, 0])
    #expect(throws: DataError.self) { try DataFile.open(utf16) }
  }

  /// Every place where a block may end: in a quote, between CR and LF, in a number.
  @Test func recordsLongerThanABlock() throws {
    let long = String(repeating: "long ", count: 60_000)
    let text = "a,b,c\r\n" + (0..<8).map { "\($0).25,\"\(long)\"\"\($0)\",7\r\n" }.joined()
    let options = DataOptions(label: ColumnReference("b"), featureNames: ["a", "c"])
    let data = try load(text, options)
    #expect(data.count == 8)
    #expect(data.inputs == (0..<8).flatMap { [Double($0) + 0.25, 7] })
    #expect(Set(data.classNames!) == Set((0..<8).map { "\(long)\"\($0)" }))
  }

  /// Seeded mutations of a file that has everything: each is read or refused in one line.
  @Test func mutations() throws {
    let good = Array("a,\"b, \"\"c\"\"\nd\",y\r\n1,-2.5e3,\"x\"\r\n.5,+7,\"y\ny\"\n3,4,x".utf8)
    let alphabet = Array("\",;\t\r\n\u{FEFF}0.e-xN ".utf8) + [0, 255]
    var random = RandomStream(seed: 5)
    var read = 0
    for _ in 0..<3000 {
      var mutant = good
      for _ in 0...random.below(5) {
        let place = random.below(mutant.count)
        switch random.below(3) {
        case 0: mutant[place] = alphabet[random.below(alphabet.count)]
        case 1: mutant.insert(alphabet[random.below(alphabet.count)], at: place)
        default: mutant.remove(at: place)
        }
      }
      let path = try directory.file("mutant.csv", mutant)
      do throws(DataError) {
        let data = try DataFile.open(path).load(Float.self)
        #expect(data.inputs.allSatisfy { !$0.isInfinite } && data.count > 0)
        read += 1
      } catch {
        #expect(!"\(error)".contains { $0.isNewline })
      }
    }
    #expect(read > 100 && read < 2900)
  }

  @Test func digits() throws {
    let options = DataOptions(label: ColumnReference("digit"))
    let file = try DataFile.open(digitsPath, options: options)
    let digits = try file.load(Float.self)
    #expect(digits.count == 1797)
    #expect(digits.inputWidth == 64)
    #expect(digits.classNames == (0...9).map(String.init))
    #expect(digits.inputs.prefix(8) == [0, 0, 5, 13, 9, 1, 0, 0])
    #expect(digits.inputs.reduce(0, +) == 561_718)
    guard case .classes(let classes, 10) = digits.targets else { throw Unexpected() }
    #expect(classes.prefix(3) == [0, 1, 2])
    let (training, test) = try digits.split(.last(360))
    #expect(training.count == 1437 && test.count == 360)
    #expect(test.inputs.elementsEqual(digits.inputs.suffix(360 * 64)))
  }
}

/// What a test did not expect.
struct Unexpected: Error {}
