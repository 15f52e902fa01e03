/// The mean of a few numbers, and where their true mean lies with a confidence of 95 %.
///
/// mean ± t s / sqrt(n), with s the standard deviation (divided by n - 1) and t Student's quantile for
/// n - 1 degrees of freedom. It takes the numbers as independent draws that are about normal: good for
/// runs that differ by their seeds, and no guard against three that were lucky.
public struct MeanInterval: Sendable, Hashable, Codable {
  /// How many numbers.
  public var count: Int
  /// Their mean.
  public var mean: Double
  /// How far the interval reaches to either side; nil of one number, which says nothing of others.
  public var halfWidth: Double?

  /// The interval of numbers; nil where there are none.
  public init?(_ values: [Double]) {
    guard !values.isEmpty else { return nil }
    let n = Double(values.count)
    let mean = values.reduce(0, +) / n
    count = values.count
    self.mean = mean
    guard count > 1 else { return }
    let squares = values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) }
    let t = StudentT(degrees: count - 1).twoSidedQuantile(confidence: 0.95)
    halfWidth = t * (squares / (n - 1) / n).squareRoot()
  }

  /// Whether the interval holds 0, or there is none: of a difference, that it may be chance.
  public var holdsZero: Bool { halfWidth.map { abs(mean) <= $0 } ?? true }
}
