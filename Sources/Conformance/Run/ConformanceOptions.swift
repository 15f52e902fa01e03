import Activations

/// How thoroughly to check.
public enum ConformanceLevel: String, Sendable, Codable, CaseIterable, Comparable {
  /// About 10^5 points: for a save hook.
  case quick
  /// About 10^6 points and every special one.
  case standard
  /// All 2^32 floats, value and derivative.
  case exhaustive

  /// Quick before standard before exhaustive.
  public static func < (left: Self, right: Self) -> Bool {
    allCases.firstIndex(of: left)! < allCases.firstIndex(of: right)!
  }

  /// Points for functions of one float, whose truth comes from polynomials.
  var floatPoints: Int { self == .quick ? 60_000 : 600_000 }
  /// Points for functions of one double, likewise.
  var doublePoints: Int { self == .quick ? 100_000 : 1_000_000 }
  /// Points for functions of more than that, each of which takes MPFR.
  var exactPoints: Int { self == .quick ? 6_000 : 40_000 }
  /// Points for each setting of the parameters, and for functions of more than one input.
  var settingPoints: Int { self == .quick ? 500 : 2000 }
  /// Values of f for each of which all inputs that round to it are searched.
  var valueCases: Int { self == .quick ? 250 : 600 }
}

/// A part of the floats: `index` of `count`, from 1.
public struct ConformanceShard: Sendable, Codable, Hashable, CustomStringConvertible {
  /// Which of them.
  public var index: Int
  /// How many there are.
  public var count: Int

  /// The most that there can be: one a sign and binade.
  public static let greatestCount = ExhaustiveSweep.chunkCount

  /// A part; nil where there is none such.
  public init?(_ index: Int, of count: Int) {
    guard (1...Self.greatestCount).contains(count), (1...count).contains(index) else { return nil }
    self.init(index: index, count: count)
  }

  init(index: Int, count: Int) { (self.index, self.count) = (index, count) }

  /// `3/8`
  public var description: String { "\(index)/\(count)" }
}

/// What to check, and how.
public struct ConformanceOptions: Sendable {
  /// How thoroughly.
  public var level = ConformanceLevel.standard
  /// Only these checks; empty for all.
  public var only: Set<String> = []
  /// Not these.
  public var skip: Set<String> = []
  /// What random points come from: the same seed, the same points.
  public var seed: UInt64 = 1
  /// How long one request to a plugin may take, in seconds.
  public var timeout = 10.0
  /// Check only at this input.
  public var point: Double?
  /// Which part of the floats an exhaustive run covers.
  public var shard = ConformanceShard(index: 1, count: 1)
  /// Who takes part in an exhaustive run's sweeps; nil for this process alone.
  public var ranks: ConformanceRanks?
  /// What other runs have found of all floats, where none are to be swept here.
  public var parts: ExhaustiveParts?
  /// A file that keeps how far an exhaustive run has come.
  public var progressFile: String?
  /// Whether the reports are to have ``PluginReport/errorCurves``.
  public var wantsErrorCurves = false
  /// The program that becomes a probe: one that calls ``Conformance/serveProbe()`` first of all where
  /// ``Conformance/isProbe`` holds.
  public var executable = "/proc/self/exe"
  /// Told how far an exhaustive sweep has come, from 0 to 1; false ends it early.
  public var progress: (@Sendable (_ function: String, _ fraction: Double) -> Bool)?

  /// The defaults.
  public init() {}

  /// Whether a check is asked for.
  func includes(_ check: Check) -> Bool {
    (only.isEmpty || only.contains(check.id)) && !skip.contains(check.id)
  }

  var probe: Probe.Configuration {
    Probe.Configuration(executable: executable, seconds: timeout)
  }
}
