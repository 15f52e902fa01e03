import Activations
import FoundationEssentials
import Glibc
import NeuralNetwork

/// What the page is shown of a run at one moment.
struct Frame: Encodable {
  /// What is there to be counted in a layer.
  struct Layer: Encodable {
    var units: Int
    /// Net inputs over some samples: how many lie in each part of the range.
    var low: Figure
    var high: Figure
    var histogram: [Int]
    /// The units whose slope is 0 at every one of them: no gradient reaches their weights.
    var dead: [Int]
    /// The units whose slope is next to nothing at nearly all of them.
    var saturated: [Int]
    /// The weights' gradients: how many lie in each power of ten from 10^-8 to 10^1, and their norm.
    var gradientHistogram: [Int]
    var gradientNorm: Figure
    /// The units' pictures, one after another; a byte for each place, 128 for 0.
    var pictures: String
  }

  struct Network: Encodable {
    var epoch: Int
    var loss: Figure?
    var accuracy: Double?
    var testLoss: Figure?
    var testAccuracy: Double?
    /// The decision surface: for each place the probability of the second of two classes, or the
    /// number of the likeliest class, and after all those its probability.
    var surface: String?
    var layers: [Layer]?
    var failure: String?
  }

  var networks: [Network]
  /// The epochs a second of the first network.
  var epochsPerSecond: Double
  var state: String
}

/// What the page is told first of a run: all that does not change.
struct RunDescription: Encodable {
  struct Curve: Encodable {
    var epochs: [Int]
    var losses: [Double]
  }

  var points: [RunData.Point]
  var classNames: [String]
  var inputs: Int
  var samples: Int
  var tests: Int
  /// The plane that is drawn: x from low to high, then y.
  var plane: [Double]
  var surfaceSize: Int
  var pictureSize: Int
  var curves: [Curve]
}

extension Frame.Layer {
  /// Units of which a picture is sent.
  static let mostPictures = 16
  /// A slope below which a unit learns next to nothing, and the share of samples that make it so.
  private static let slight: Float = 0.01
  private static let nearlyAll = 0.98

  init(
    _ observation: LayerObservation<Float>, gradients: [Float], outputs: [Float]?, places: Int
  ) {
    units = observation.units
    let finite = observation.netInputs.filter { $0.isFinite }
    let (least, greatest) = (finite.min() ?? -1, finite.max() ?? 1)
    low = Figure(Double(least))
    high = Figure(Double(greatest))
    histogram = Self.histogram(finite, bins: 24) { ($0 - least) / max(greatest - least, 1e-30) }
    (dead, saturated) = Self.idle(observation)
    let magnitudes = gradients.map { abs($0) }
    gradientHistogram = Self.histogram(magnitudes.filter { $0 > 0 && $0.isFinite }, bins: 18) {
      // 10^-8 to 10^1, in halves.
      (Float(log10(Double($0))) + 8) / 9
    }
    gradientNorm = Figure(
      gradients.reduce(0.0) { $0 + Double($1) * Double($1) }.squareRoot())
    pictures = outputs.map { Self.pictures($0, units: observation.units, places: places) } ?? ""
  }

  private static func histogram(
    _ values: [Float], bins: Int, place: (Float) -> Float
  ) -> [Int] {
    var counts = [Int](repeating: 0, count: bins)
    for value in values {
      counts[min(max(Int(place(value) * Float(bins)), 0), bins - 1)] += 1
    }
    return counts
  }

  private static func idle(
    _ observation: LayerObservation<Float>
  ) -> (dead: [Int], saturated: [Int]) {
    guard let slopes = observation.slopes, !slopes.isEmpty else { return ([], []) }
    let units = observation.units
    let rows = slopes.count / units
    var dead: [Int] = []
    var saturated: [Int] = []
    for unit in 0..<units {
      var flat = 0
      var slight = 0
      for row in 0..<rows {
        let slope = abs(slopes[row * units + unit])
        if slope == 0 { flat += 1 }
        if slope <= Self.slight { slight += 1 }
      }
      if flat == rows {
        dead.append(unit)
      } else if Double(slight) >= nearlyAll * Double(rows) {
        saturated.append(unit)
      }
    }
    return (dead, saturated)
  }

  /// Each unit on its own scale, 0 in the middle.
  private static func pictures(_ outputs: [Float], units: Int, places: Int) -> String {
    var bytes = Data(capacity: min(units, mostPictures) * places)
    for unit in 0..<min(units, mostPictures) {
      var most: Float = 1e-30
      for place in 0..<places {
        let value = abs(outputs[place * units + unit])
        if value.isFinite { most = max(most, value) }
      }
      for place in 0..<places {
        let value = outputs[place * units + unit] / most
        bytes.append(value.isFinite ? UInt8(min(max(128 + 127 * value, 0), 255)) : 128)
      }
    }
    return bytes.base64EncodedString()
  }
}

extension Frame.Network {
  /// The decision surface of outputs `[places, classes]`.
  static func surface(_ outputs: [Float], classes: Int) -> String {
    var first = Data()
    var second = Data()
    for start in stride(from: 0, to: outputs.count, by: classes) {
      let prediction = ClassPrediction(
        outputs: outputs[start..<start + classes], loss: .softmaxCrossEntropy)
      let probabilities = prediction.probabilities ?? []
      func byte(_ probability: Double) -> UInt8 {
        probability.isFinite ? UInt8(min(max(255 * probability, 0), 255)) : 0
      }
      if classes == 2 {
        first.append(byte(probabilities[1]))
      } else {
        first.append(UInt8(prediction.index))
        second.append(byte(probabilities[prediction.index]))
      }
    }
    return (first + second).base64EncodedString()
  }
}
