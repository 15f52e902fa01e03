import Activations
import DataFixtures
import Datasets
import Testing

/// A file made ready for training.
struct DataTrainingTests {
  let directory: TemporaryDirectory
  let path: String

  init() throws {
    directory = try TemporaryDirectory()
    let rows = (0..<100).map { "\($0),\($0 * $0 % 17),\($0 % 3 == 0 ? "p" : "q")\n" }.joined()
    path = try directory.file("t.csv", "a,b,kind\n" + rows)
  }

  /// In memory and streaming: the same test samples, each sample in one part, and statistics of
  /// the training part alone.
  @Test(arguments: [0, 1 << 30])
  func partsAndStandardization(_ memoryLimit: Int) throws {
    let file = try DataFile.open(path)
    let data = try TrainingData<Double>(
      file, test: .last(20), validation: .share(0.25, seed: 3), memoryLimit: memoryLimit)
    #expect(data.isStreaming == (memoryLimit == 0))
    let standardization = try #require(data.preparation.inputs)
    func firsts(_ source: (any SampleSource<Double>)?) throws -> [Int] {
      let inputs = try readAll(try #require(source)).inputs
      return stride(from: 0, to: inputs.count, by: 2).map {
        Int((inputs[$0] * standardization.scale[0] + standardization.mean[0]).rounded())
      }
    }
    try data.training.restart(shuffleSeed: nil)
    let training = try firsts(data.training)
    let validation = try firsts(data.validation)
    #expect(try firsts(data.test) == Array(80..<100))
    #expect((training + validation).sorted() == Array(0..<80))
    #expect((10...30).contains(validation.count))
    let mean = Double(training.reduce(0, +)) / Double(training.count)
    #expect(abs(standardization.mean[0] - mean) < 1e-12)
    #expect(data.training.count == training.count)
  }

  @Test func withoutStandardizationInputsAreAsTheyAre() throws {
    let data = try TrainingData<Float>(DataFile.open(path), standardizes: false)
    #expect(data.preparation.inputs == nil && data.validation == nil && data.test == nil)
    #expect(try readAll(data.training).inputs.prefix(4) == [0, 0, 1, 1])
  }
}
