import ActivationHost
import Activations
import Datasets
import Foundation
import NeuralNetwork
import Testing

/// What the article on embedding shows, compiled and run.
@Suite struct EmbeddingTests {
  private let plugins: String
  private let table = "\(Catalogue.package)/Tests/DataFixtures/houses.csv"

  init() throws { plugins = try Catalogue.activation("relu").library.path }

  @Test func aTableIsLearnedSavedAndPredicted() throws {
    let output = Catalogue.directory("houses.safetensors")
    defer { try? FileManager.default.removeItem(atPath: output) }

    let registry = try Registry(searchPath: SearchPath(explicit: [plugins]))
    func activation(named name: String) throws -> any Activation {
      name == "identity" ? IdentityActivation() : try registry.activation(named: name)
    }

    let file = try DataFile.open(table, options: DataOptions(label: ColumnReference("price")))
    let data = try TrainingData<Float>(
      file, test: .share(0.25, seed: 1), standardizesTargets: true)
    let network = try Network<Float>(
      NetworkArchitecture(widths: [data.training.inputWidth, 64, 1], activation: "relu"),
      activations: activation(named:))
    let options = TrainingOptions(epochs: 100)
    let result = try Trainer(network, options: options).train(on: data.training)
    try Model(
      network: network, preparation: data.preparation, targets: file.targetKind,
      featureNames: file.featureNames, classNames: file.classNames, labelName: file.labelName,
      training: TrainingRecord(
        options: options, epochs: result.history.count, samples: data.training.count ?? 0)
    ).save(to: output)

    if let test = data.test {
      let evaluation = try network.evaluate(test, scaling: data.preparation.targets)
      print(evaluation.r2 ?? .nan, evaluation.rmse ?? .nan)
    }

    let saved = try ModelFile.open(output)
    let model = try saved.load(Float.self) { identity in
      if identity.name == "identity" { return (IdentityActivation(), nil) }
      let found = try registry.activation(named: identity.name)
      return (found, found.library.path)
    }
    let rows = try DataFile.open(table, options: saved.description.predictionOptions())
    let samples = try model.samples(of: rows)
    var inputs = [Float](repeating: 0, count: 100 * samples.inputWidth)
    try samples.restart(shuffleSeed: nil)
    let count = try samples.read(100, inputs: &inputs, targets: .none)
    var prices = try model.network.predict(Array(inputs[..<(count * samples.inputWidth)]))
    model.preparation.targets?.undo(in: &prices, rows: count)

    guard case .values(let right, _) = try file.load(Float.self).targets else {
      throw Catalogue.Failure(message: "the prices are no numbers")
    }
    let mean = right[..<count].reduce(0, +) / Float(count)
    func squares(_ differences: some Sequence<Float>) -> Float {
      differences.reduce(0) { $0 + $1 * $1 }
    }
    let residues = squares(zip(prices, right).map { $0 - $1 })
    #expect(count == 100 && prices.count == 100)
    #expect(residues < 0.2 * squares(right[..<count].map { $0 - mean }))
  }

  @Test func errorsAreALine() {
    do {
      _ = try DataFile.open("nowhere.csv")
    } catch {
      print(error)
    }
    #expect(throws: DataError.self) { try DataFile.open("nowhere.csv") }
  }

  /// Every block of the article stands in this file, line by line.
  @Test func theArticleShowsWhatIsTested() throws {
    func lines(_ text: String) -> [String] {
      text.split(separator: "\n").map { $0.trimmingCharacters(in: .whitespaces) }
    }
    let source = lines(try String(contentsOfFile: #filePath, encoding: .utf8))
    let path = "\(Catalogue.package)/Sources/Documentation.docc/EmbeddingInSwift.md"
    var blocks: [[String]] = [[]]
    for line in try String(contentsOfFile: path, encoding: .utf8).split(separator: "\n") {
      if line.hasPrefix("    ") {
        blocks[blocks.count - 1] += lines(String(line))
      } else {
        blocks.append([])
      }
    }
    blocks.removeAll { $0.isEmpty || $0[0].hasPrefix("import ") }
    #expect(blocks.count == 4)
    for block in blocks {
      let isThere = source.indices.contains { source[$0...].starts(with: block) }
      #expect(isThere, "\(block)")
    }
  }
}
