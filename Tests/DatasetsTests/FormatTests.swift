import DataFixtures
import Datasets
import Foundation
import Testing

/// Tables in other formats than CSV, packed, and through pipes.
struct FormatTests {
  let directory: TemporaryDirectory

  init() throws { directory = try TemporaryDirectory() }

  private func message(_ name: String, _ text: String) -> String? {
    do {
      _ = try DataFile.open(directory.file(name, text)).load(Double.self)
      return nil
    } catch {
      return String("\(error)".dropFirst(directory.path.count + 1))
    }
  }

  @Test(arguments: [
    "{\"a\": 1.5, \"k\": \"p\", \"y\": \"u\"}\n{\"k\": \"q\", \"a\": null, \"y\": \"v\"}\n",
    "[{\"a\":1.5,\"k\":\"p\",\"y\":\"u\"},\n {\"y\":\"v\",\"k\":\"q\"}]\n",
    "[\n {\n  \"a\": 1.5,\n  \"k\": \"\\u0070\",\n  \"y\": \"u\"\n }, {\"y\": \"v\", \"k\": \"q\"}\n]",
  ])
  func json(_ text: String) throws {
    let file = try DataFile.open(directory.file("t.json", text))
    #expect(file.featureNames == ["a", "k"] && file.classNames == ["u", "v"])
    let data = try file.load(Double.self)
    #expect(data.inputs[0] == 1.5 && data.inputs[2].isNaN)
    #expect(data.inputs[1] == 0 && data.inputs[3] == 1)
  }

  @Test func faultsOfJSONHaveTheirLine() {
    #expect(
      message("t.json", "{\"a\":1,\"y\":2}\n{\"a\":[1],\"y\":2}\n")
        == "t.json: line 2: expected a number, a text, true, false or null, found a nested value")
    #expect(
      message("t.json", "{\"a\":1,\"y\":2}\n{\"a\":2,\"y\":2}\n{\"a\":\"x\",\"y\":2}\n")?
        .hasPrefix("t.json: line 3, column 1 (\"a\"): expected a number, found \"x\"") == true)
    #expect(message("t.json", "{\"a\":1,\"y\":2")?.contains("the end of the file") == true)
    #expect(message("t.json", "{\"a\":1,\"y\":\"\\ud800") != nil)
  }

  @Test func arff() throws {
    let text = """
      % iris, a part
      @RELATION iris
      @attribute 'sepal length' NUMERIC
      @ATTRIBUTE kind {1, 2}
      @attribute class {Iris-setosa, 'Iris versicolor'}
      @data
      5.1, 1, Iris-setosa
      % in between
      ?, 2, 'Iris versicolor'
      """
    let file = try DataFile.open(directory.file("iris.arff", text))
    #expect(file.featureNames == ["sepal length", "kind"])
    #expect(file.classNames == ["Iris versicolor", "Iris-setosa"])
    #expect(file.columns[1].levels == ["1", "2"])
    #expect(try file.load(Double.self).inputs[2].isNaN)
    #expect(
      message("i.arff", text + "\n1,2\n")
        == "i.arff: line 10, column 2: expected 3 fields, as in the header, found 2")
    #expect(message("i.arff", text + "\n{0 1}\n")?.contains("a sparse one") == true)
  }

  @Test func libsvm() throws {
    let file = try DataFile.open(
      directory.file("a.svm", "+1 1:0.5 3:2 # first\n-1 2:1e-1\n\n+1 4:7\n"))
    #expect(file.featureNames == ["1", "2", "3", "4"] && file.labelName == "label")
    #expect(try file.load(Double.self).inputs == [0.5, 0, 2, 0, 0, 0.1, 0, 0, 0, 0, 0, 7])
    #expect(file.count == 3 && file.classNames == ["-1", "+1"])
    #expect(
      message("b.svm", "1 1:2\n1 x:3\n")
        == "b.svm: line 2: expected index:value, found \"x:3\"")
    #expect(message("b.svm", "1 1:2\n1 99999999:3\n")?.contains("zeros included") == true)
  }

  @Test func packedFiles() throws {
    let text = "a,y\n" + (0..<9000).map { "\($0 % 77),\($0 % 3)\n" }.joined()
    let plain = try directory.file("t.csv", text)
    let expected = try DataFile.open(plain).load(Double.self)
    for tool in ["gzip", "zstd"] {
      let process = Process()
      process.executableURL = URL(fileURLWithPath: "/bin/sh")
      process.arguments = [
        "-c",
        "command -v \(tool) >/dev/null || exit 7; \(tool) -c < '\(plain)' > '\(plain).\(tool)'",
      ]
      try process.run()
      process.waitUntilExit()
      // Compressing needs the program; reading does not.
      if process.terminationStatus == 7 { continue }
      let packed = try [UInt8](Data(contentsOf: URL(fileURLWithPath: "\(plain).\(tool)")))
      #expect(try DataFile.open("\(plain).\(tool)").load(Double.self) == expected)
      // Two of them, one after another, are one file.
      let twice = try directory.file("twice", packed + packed)
      #expect(throws: DataError.self) { try DataFile.open(twice).load(Double.self) }
      let cut = try directory.file("cut", packed.dropLast(packed.count / 3))
      #expect(throws: DataError.self) { try DataFile.open(cut) }
      var damaged = packed
      damaged[packed.count / 2] ^= 0x55
      #expect(throws: DataError.self) {
        try DataFile.open(directory.file("damaged", damaged)).load(Double.self)
      }
    }
  }

  @Test func arraysOfAnyOrderAndType() throws {
    func array(_ type: String, _ bytes: [UInt8], fortran: Bool = false, shape: String = "(2, 3)")
      throws -> [Double]
    {
      let order = fortran ? "True" : "False"
      var header = "{'descr': '\(type)', 'fortran_order': \(order), 'shape': \(shape), }"
      header += String(repeating: " ", count: 117 - header.count) + "\n"
      let path = try directory.file(
        "x.npy", [0x93] + Array("NUMPY".utf8) + [1, 0, 118, 0] + Array(header.utf8) + bytes)
      return try NumpyFile.read(path, as: Double.self).values
    }
    #expect(try array("|b1", [1, 0, 0, 1, 1, 0]) == [1, 0, 0, 1, 1, 0])
    #expect(try array("|u1", [1, 2, 3, 4, 5, 6], fortran: true) == [1, 3, 5, 2, 4, 6])
    #expect(
      try array("|i1", [0, 1, 2, 3, 4, 5, 6, 7], fortran: true, shape: "(2, 2, 2)")
        == [0, 4, 2, 6, 1, 5, 3, 7])
    // 1, -2, 65504, 2^-24, 0.333251953125, infinity
    let halves: [UInt16] = [0x3C00, 0xC000, 0x7BFF, 1, 0x3555, 0x7C00]
    let values: [Double] = [1, -2, 65504, 0x1p-24, 0.333251953125, .infinity]
    #expect(try array("<f2", halves.flatMap { [UInt8($0 & 255), UInt8($0 >> 8)] }) == values)
    #expect(try array(">f2", halves.flatMap { [UInt8($0 >> 8), UInt8($0 & 255)] }) == values)
  }

  @Test func columnsOfAnArrayAreChosenByIndex() throws {
    let path = "\(directory.path)/m.npy"
    try NumpyArray<Float>(shape: [2, 4], values: [1, 2, 3, 0, 5, 6, 7, 1]).write(to: path)
    let chosen = try DataFile.open(path, options: DataOptions(selectedNames: ["2", "0"]))
    #expect(try chosen.load(Float.self).inputs == [3, 1, 7, 5])
    #expect(chosen.featureNames == ["2", "0"])
    let rest = try DataFile.open(path, options: DataOptions(droppedNames: ["1"]))
    #expect(try rest.load(Float.self).inputs == [1, 3, 5, 7])
  }
}
