import Activations
import DataFixtures
import Datasets
import Testing

/// Files that stream: the same samples as in memory, bounded shuffling, splits.
struct DataStreamTests {
  let directory: TemporaryDirectory
  let file: DataFile

  init() throws {
    directory = try TemporaryDirectory()
    let rows = (0..<500).map { "\($0),\(Double($0) / 8),\($0)\n" }.joined()
    let path = try directory.file("rows.csv", "a,b,y\n" + rows)
    file = try DataFile.open(path, options: DataOptions(labelKind: .numbers))
  }

  @Test func inTheFilesOrderItIsTheDataSet() throws {
    let dataset = try file.load(Float.self)
    let source = try file.stream(Float.self)
    #expect(source.count == 500)
    let all = try readAll(source)
    #expect(all.inputs == dataset.inputs)
    #expect(dataset.targets == .values(all.values, width: 1))
    #expect(try readAll(source).inputs.isEmpty)
  }

  @Test(arguments: [1, 600, 1 << 20])
  func aShuffleGivesEachSampleOnce(_ windowBytes: Int) throws {
    let source = try file.stream(Double.self, windowBytes: windowBytes)
    try source.restart(shuffleSeed: 9)
    let first = try readAll(source)
    #expect(first.values.sorted() == (0..<500).map(Double.init))
    #expect(first.inputs == first.values.flatMap { [$0, $0 / 8] })
    let window = max(1, min(500, windowBytes / 24))
    #expect(first.values.enumerated().allSatisfy { $1 < Double($0 + window) })
    #expect((first.values != first.values.sorted()) == (window > 1))
    try source.restart(shuffleSeed: 9)
    #expect(try readAll(source, batch: 64).values == first.values)
    try source.restart(shuffleSeed: nil)
    #expect(try readAll(source).values == first.values.sorted())
  }

  @Test func classesAreShuffledWithTheirInputs() throws {
    let text = "a,kind\n" + (0..<40).map { "\($0),\($0 % 2 == 0 ? "even" : "odd")\n" }.joined()
    let file = try DataFile.open(directory.file("kinds.csv", text))
    let source = try file.stream(Float.self, windowBytes: 100)
    try source.restart(shuffleSeed: 1)
    let all = try readAll(source)
    #expect(all.inputs.sorted() == (0..<40).map { Float($0) })
    #expect(all.classes == all.inputs.map { Int32($0) % 2 })
  }

  @Test func splitsOfRows() throws {
    let (training, test) = try file.rows.split(.last(100))
    #expect(
      try readAll(file.stream(Float.self, rows: test)).values == (400..<500).map { Float($0) })
    let (fit, validation) = try training.split(.share(0.25, seed: 2))
    #expect(fit.count + validation.count == 400)
    #expect((70...130).contains(validation.count))
    let a = try readAll(file.stream(Float.self, rows: fit)).values
    let source = try file.stream(Float.self, rows: validation, windowBytes: 120)
    try source.restart(shuffleSeed: 4)
    let b = try readAll(source).values
    #expect(source.count == b.count)
    #expect((a + b).sorted() == (0..<400).map { Float($0) })
    let last = try validation.split(.last(5)).heldOut
    #expect(try readAll(file.stream(Float.self, rows: last)).values == b.sorted().suffix(5))
    for bad in [HeldOut.last(0), .last(500), .share(1, seed: 0), .share(1e-9, seed: 0)] {
      #expect(throws: DataError.self) { try file.rows.split(bad) }
    }
  }

  @Test func aFaultStopsTheStreamAtItsLine() throws {
    let path = try directory.file("bad.csv", "a,y\n1,2\n3,4\nx,5\n")
    // A model's columns are known, so that opening looks at no number.
    let options = DataOptions(columns: [InputColumn(name: "a")])
    let source = try DataFile.open(path, options: options).stream(Float.self)
    do {
      _ = try readAll(source, batch: 2)
      Issue.record("no error")
    } catch {
      #expect("\(error)" == "\(path): line 4, column 1 (\"a\"): expected a number, found \"x\"")
    }
  }

  @Test func standardization() throws {
    let dataset = try Dataset<Float>(
      inputs: [1, 7, 1e6, 3, 7, 1e6 + 2, 5, 7, 1e6 + 4], inputWidth: 3,
      targets: .values([], width: 0))
    let measured = try Standardization(DatasetSource(dataset))
    #expect(measured.mean == [3, 7, 1e6 + 2])
    #expect(measured.scale[1] == 1)
    #expect(abs(measured.scale[0] - (8.0 / 3).squareRoot()) < 1e-15)
    #expect(abs(measured.scale[2] - (8.0 / 3).squareRoot()) < 1e-9)
    let result = try measured.apply(to: dataset)
    #expect(result.inputs[0] == Float(-2 / measured.scale[0]) && result.inputs[4] == 0)
    let other = try Dataset<Float>(inputs: [1], inputWidth: 1, targets: .values([], width: 0))
    #expect(throws: DataError.self) { try measured.apply(to: other) }
    let preparation = try Preparation(width: 3, inputs: measured)
    let doubles = try Dataset<Double>(
      inputs: dataset.inputs.map { Double($0) }, inputWidth: 3, targets: .values([], width: 0))
    let source = try PreparedSource<Float>(
      DatasetSource(doubles), preparation, of: preparation.columns)
    #expect(try readAll(source).inputs == result.inputs)
    #expect(throws: DataError.self) { try Standardization(mean: [0], scale: [0]) }
    #expect(throws: DataError.self) { try Standardization(mean: [.nan], scale: [1]) }
    let streamed = try Standardization(file.stream(Double.self))
    #expect(abs(streamed.mean[0] - 249.5) < 1e-12)
    #expect(abs(streamed.scale[0] - (Double(500 * 500 - 1) / 12).squareRoot()) < 1e-10)
  }
}
