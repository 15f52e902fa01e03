import Activations
import NeuralNetwork
import Testing

/// A file made ready for training, and new data made ready for its model.
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
    let standardization = try #require(data.standardization)
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
    #expect(data.standardization == nil && data.validation == nil && data.test == nil)
    #expect(try readAll(data.training).inputs.prefix(4) == [0, 0, 1, 1])
  }

  @Test(arguments: [0, 1 << 30])
  func aModelReadsItsColumns(_ memoryLimit: Int) throws {
    let file = try DataFile.open(path)
    let data = try TrainingData<Float>(file, test: .last(20))
    let network = try Network<Float>(
      NetworkArchitecture(widths: [2, 2], activation: "identity"),
      activations: TestActivations.named)
    let model = try Model(
      network: network, standardization: data.standardization, targets: file.targetKind,
      featureNames: file.featureNames, classNames: file.classNames, labelName: file.labelName,
      training: TrainingRecord(options: TrainingOptions(), epochs: 0, samples: 80))
    let expected = try readAll(try #require(data.test))
    let other = try directory.file(
      "other.csv",
      "kind,b,more,a\n"
        + (80..<100).map { "\($0 % 3 == 0 ? "p" : "q"),\($0 * $0 % 17),x,\($0)\n" }
        .joined())
    let evaluated = try model.samples(
      of: DataFile.open(other, options: model.description.evaluationOptions()),
      memoryLimit: memoryLimit)
    let found = try readAll(evaluated)
    #expect(found.inputs == expected.inputs && found.classes == expected.classes)
    let unlabelled = try model.samples(
      of: DataFile.open(other, options: model.description.predictionOptions),
      memoryLimit: memoryLimit)
    #expect(try readAll(unlabelled).inputs == expected.inputs)
    let array = "\(directory.path)/wide.npy"
    try NumpyArray<Float>(shape: [1, 3], values: [1, 2, 3]).write(to: array)
    do {
      _ = try model.samples(
        of: DataFile.open(array, options: model.description.predictionOptions))
      Issue.record("no error")
    } catch {
      #expect("\(error)" == "\(array): expected 2 inputs, as the model has, found 3")
    }
  }
}
