import Activations
import Datasets
import NeuralNetwork

/// Predictions as lines of CSV, or as one JSON object a line.
struct PredictionWriter {
  private let format: OutputFormat
  private let loss: Loss
  private let targets: TargetKind
  private let classNames: [String]
  private let outputs: Int
  private let hasAllProbabilities: Bool
  private let kept: [String]
  private let isShown: Bool

  /// A writer for the predictions of a model.
  ///
  /// - Parameters:
  ///   - kept: the columns of the data that go with them.
  ///   - isShown: whether they go to a terminal, which must not obey what a class is called.
  init(
    _ model: ModelDescription, kept: [String] = [], format: OutputFormat,
    hasAllProbabilities: Bool, isShown: Bool
  ) {
    self.format = format
    self.kept = kept
    self.isShown = isShown && format == .text
    self.hasAllProbabilities = hasAllProbabilities
    targets = model.targets
    loss = model.training.options.loss ?? Loss(suiting: targets)
    outputs = model.architecture.outputs
    let names =
      switch targets {
      case .classes(let count): model.classNames ?? (0..<count).map(String.init)
      case .values: [String]()
      }
    classNames = self.isShown ? names.map { DisplayText.line($0) } : names
  }

  /// The first line of CSV; nil as JSON.
  var header: String? {
    guard format == .text else { return nil }
    let columns =
      switch targets {
      case .classes where !hasProbabilities: ["prediction"]
      case .classes where hasAllProbabilities: ["prediction"] + classNames
      case .classes: ["prediction", "probability"]
      case .values where outputs == 1: ["prediction"]
      case .values: (0..<outputs).map { "prediction_\($0)" }
      }
    return Self.row(columns + shown(kept))
  }

  /// The line for one sample's outputs.
  ///
  /// - Parameter texts: what the columns hold that go with it.
  func line<Scalar: ActivationScalar>(
    _ outputs: ArraySlice<Scalar>, kept texts: [String] = []
  ) throws -> String {
    let beside =
      texts.isEmpty ? nil : Dictionary(zip(kept, texts), uniquingKeysWith: { first, _ in first })
    guard case .classes = targets else {
      switch format {
      case .json:
        return try NumberPrediction(prediction: Array(outputs), kept: beside)
          .json(isOneLine: true) + "\n"
      case .text: return Self.row(outputs.map { "\($0)" } + shown(texts))
      }
    }
    let prediction = ClassPrediction(outputs: outputs, loss: loss)
    let probabilities = prediction.probabilities
    let best = probabilities?[prediction.index]
    switch format {
    case .json:
      return try ClassReport(
        prediction: classNames[prediction.index], probability: best,
        probabilities: hasAllProbabilities
          ? probabilities.map { Dictionary(uniqueKeysWithValues: zip(classNames, $0)) } : nil,
        kept: beside
      ).json(isOneLine: true) + "\n"
    case .text:
      let numbers = hasAllProbabilities ? probabilities ?? [] : [best].compactMap(\.self)
      return Self.row([classNames[prediction.index]] + numbers.map { "\($0)" } + shown(texts))
    }
  }

  /// Texts of the data as a terminal may have them.
  private func shown(_ texts: [String]) -> [String] {
    isShown ? texts.map { DisplayText.line($0) } : texts
  }

  private struct NumberPrediction<Scalar: ActivationScalar>: Encodable {
    var prediction: [Scalar]
    var kept: [String: String]?
  }

  private struct ClassReport: Encodable {
    var prediction: String
    var probability: Double?
    var probabilities: [String: Double]?
    var kept: [String: String]?
  }

  private var hasProbabilities: Bool {
    loss == .softmaxCrossEntropy || (loss == .binaryCrossEntropy && outputs == 1)
  }

  /// A line of CSV, fields quoted where they must be.
  private static func row(_ fields: [String]) -> String {
    fields.map { field in
      // By bytes: a comma that a combining mark follows is one character with it, and still a comma.
      let special = Array(",\"\r\n".utf8)
      guard field.utf8.contains(where: special.contains) else { return field }
      let quote = UInt8(ascii: "\"")
      let doubled = field.utf8.flatMap { $0 == quote ? [quote, quote] : [$0] }
      return "\"" + String(decoding: doubled, as: UTF8.self) + "\""
    }.joined(separator: ",") + "\n"
  }
}
