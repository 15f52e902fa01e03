import Activations
import DataFixtures
import Datasets
import NeuralNetwork
import Testing

/// New data made ready for a model.
struct ModelDataTests {
  let directory: TemporaryDirectory
  let path: String

  init() throws {
    directory = try TemporaryDirectory()
    let rows = (0..<100).map { "\($0),\($0 * $0 % 17),\($0 % 3 == 0 ? "p" : "q")\n" }.joined()
    path = try directory.file("t.csv", "a,b,kind\n" + rows)
  }

  @Test(arguments: [0, 1 << 30])
  func aModelReadsItsColumns(_ memoryLimit: Int) throws {
    let file = try DataFile.open(path)
    let data = try TrainingData<Float>(file, test: .last(20))
    let network = try Network<Float>(
      NetworkArchitecture(widths: [2, 2], activation: "identity"),
      activations: TestActivations.named)
    let model = try Model(
      network: network, preparation: data.preparation, targets: file.targetKind,
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
      of: DataFile.open(other, options: model.description.predictionOptions()),
      memoryLimit: memoryLimit)
    #expect(try readAll(unlabelled).inputs == expected.inputs)
    let array = "\(directory.path)/wide.npy"
    try NumpyArray<Float>(shape: [1, 3], values: [1, 2, 3]).write(to: array)
    do {
      _ = try model.samples(
        of: DataFile.open(array, options: model.description.predictionOptions()))
      Issue.record("no error")
    } catch {
      #expect("\(error)" == "\(array): expected 2 inputs, as the model has, found 3")
    }
  }
}
