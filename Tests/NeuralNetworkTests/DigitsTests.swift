import Activations
import Datasets
import Foundation
import NeuralNetwork
import Testing

/// The handwritten digits: learning from real data, with the accuracy that is known for it.
@Suite struct DigitsTests {
  @Test(arguments: ["sigmoid", "tanh", "relu"])
  func digitsAreLearned(activation: String) throws {
    let (training, test) = try Self.digits()
    let network = try Network<Float>(
      NetworkArchitecture(widths: [64, 64, 10], activation: activation), seed: 1,
      activations: TestActivations.named)
    let result = try Trainer(
      network, options: TrainingOptions(epochs: 30, batch: 32, seed: 1)
    ).train(on: DatasetSource(training))
    #expect(result.reason == .finished)
    #expect(result.history.count == 30)
    let evaluation = try network.evaluate(DatasetSource(test))
    print(
      activation, evaluation.accuracy ?? 0, result.seconds, result.history.last?.trainingLoss ?? 0)
    #expect(try #require(evaluation.accuracy) >= 0.89)
  }

  /// The bundled digits, standardized by the training part.
  static func digits() throws -> (training: Dataset<Float>, test: Dataset<Float>) {
    let path = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
      .appendingPathComponent("../../Sources/CDigits/digits.csv").path
    let file = try DataFile.open(path, options: DataOptions(label: .last))
    let (training, test) = try file.load(Float.self).split(.last(360))
    let standardization = try Standardization(DatasetSource(training))
    return (try standardization.apply(to: training), try standardization.apply(to: test))
  }
}
