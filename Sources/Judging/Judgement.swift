import Activations

/// What was found of a function, whole.
public struct Judgement: Sendable, Codable {
  /// The layout of this report.
  public var version = 1
  /// The function, as it was named.
  public var function: String
  /// What it ran on: versions, or a library's file.
  public var environment: String
  /// What it is held to.
  public var formula: String
  /// What it computes in.
  public var format: NumberFormat
  /// How many inputs were looked at.
  public var level: JudgementLevel
  /// Where a sample came from.
  public var seed: UInt64
  /// What was found of the value.
  public var value: Findings
  /// What was found of the derivative, where there is one.
  public var derivative: Findings?
  /// How many seconds it took.
  public var seconds: Double
}

/// What was found of one output.
public struct Findings: Sendable, Codable {
  /// A result, and what it should have been.
  public struct Example: Sendable, Codable, Hashable {
    /// The input.
    public var x: Double
    /// The nearest number of the format to the truth; NaN where there is no truth.
    public var expected: Double
    /// What the function gave; nil where it gave nothing.
    public var got: Double?
    /// How far that is from the truth, in units in the last place; nil where that is no number.
    public var ulp: Double?
  }

  /// A kind of result that no number of units describes.
  public enum FaultKind: String, Sendable, Codable, CaseIterable {
    /// NaN where there is a number.
    case notANumber = "nan"
    /// A number where there is none.
    case number
    /// 0 where the truth rounds to another number.
    case zero
    /// A number of the other sign.
    case sign
    /// An infinity where the truth is within the format.
    case infinity
    /// The function ended its process.
    case crash
    /// The function did not come back.
    case hang
  }

  /// A kind of fault, and where it is.
  public struct Fault: Sendable, Codable {
    /// The kind.
    public var kind: FaultKind
    /// At how many of the inputs.
    public var count: Int
    /// The lowest of them, and the highest; NaN where only NaN has it.
    public var from: Double
    /// The highest of them.
    public var to: Double
    /// One of them.
    public var example: Example
    /// What the system says of it: the signal's name.
    public var words: String?
  }

  /// The worst of a binade.
  public struct Binade: Sendable, Codable {
    /// Whether x is negative.
    public var isNegative: Bool
    /// The exponent of x: 2^exponent <= |x| < 2^(exponent + 1). Of the subnormals, 0 among them,
    /// the exponent of the smallest normal number less 1; of infinity, that of the largest and 1.
    public var exponent: Int
    /// The worst result in it.
    public var worst: Example
  }

  /// At how many inputs the function was called.
  public var asked = 0
  /// At how many of them the truth is known, so that the result was judged.
  public var judged = 0
  /// At how many the result is the truth's nearest number, or has no truth to be near to and is NaN.
  public var correctlyRounded = 0
  /// The largest error; nil where no result is a number.
  public var worst: Example?
  /// The worst of each binade, x ascending.
  public var binades: [Binade] = []
  /// What else is wrong.
  public var faults: [Fault] = []

  /// Whether no error exceeds `limit` and nothing else is wrong.
  public func holds(_ limit: Double) -> Bool {
    faults.isEmpty && judged == asked && (worst?.ulp ?? 0) <= limit
  }
}
