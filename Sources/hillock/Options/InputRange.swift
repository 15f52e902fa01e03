import ArgumentParser
import NeuralNetwork

/// Where a benchmark's inputs lie: `LOW,HIGH`.
struct InputRange: ExpressibleByArgument {
  var low: Float
  var high: Float

  init(low: Float, high: Float) { (self.low, self.high) = (low, high) }

  init?(argument: String) {
    let ends = argument.split(separator: ",", omittingEmptySubsequences: false).map {
      Float($0)
    }
    guard ends.count == 2, let low = ends[0], let high = ends[1], low < high,
      (high - low).isFinite
    else { return nil }
    self.init(low: low, high: high)
  }

  var defaultValueDescription: String { "\(low),\(high)" }
}

/// How a benchmark's inputs are distributed over a range.
enum InputDistribution: String, ExpressibleByArgument, CaseIterable {
  case uniform, normal

  func inputs(over range: InputRange) -> ActivationBenchmark.Inputs {
    switch self {
    case .uniform: .uniform(range.low..<range.high)
    case .normal:
      .normal(mean: range.low / 2 + range.high / 2, deviation: (range.high - range.low) / 4)
    }
  }
}
