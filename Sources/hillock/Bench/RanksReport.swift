import ArgumentParser
import Charts
import Clusters
import NeuralNetwork

/// `1..1024`: how many ranks to reckon with.
struct RankRange: ExpressibleByArgument {
  let range: ClosedRange<Int>

  init?(argument: String) {
    let ends = argument.split(separator: ".", omittingEmptySubsequences: false)
    guard ends.count == 3, ends[1].isEmpty, let first = Int(ends[0]), let last = Int(ends[2]),
      1 <= first, first <= last, last <= 1 << 20
    else { return nil }
    range = first...last
  }

  /// The first, and then the powers of two.
  var values: [Int] {
    var values = [range.lowerBound]
    var next = 1
    while next <= range.upperBound {
      if next > range.lowerBound { values.append(next) }
      next *= 2
    }
    return values
  }
}

/// What `bench scale --ranks` prints: what a step took on the ranks that there are, and what that
/// says of others.
struct RanksReport: Encodable {
  /// One number of ranks.
  struct Row: Encodable {
    let ranks: Int
    let batch: Int
    let stepMilliseconds: Double
    let samplesPerSecond: Double
    /// Of what as many times one rank would do.
    let efficiency: Double

    enum CodingKeys: String, CodingKey {
      case ranks, batch, efficiency
      case stepMilliseconds = "step_ms"
      case samplesPerSecond = "samples_per_second"
    }
  }

  let layers: [Int]
  let ranks: Int
  let ranksPerMachine: Int
  let samplesPerRank: Int
  let measuredMilliseconds: Double
  let predictedMilliseconds: Double
  /// Where the milliseconds of a step went.
  let parts: [String: Double]
  let latencyMicroseconds: Double
  let gigabytesPerSecond: Double
  let isNetworkMeasured: Bool
  let rows: [Row]

  enum CodingKeys: String, CodingKey {
    case layers, ranks, parts, rows
    case ranksPerMachine = "ranks_per_machine"
    case samplesPerRank = "samples_per_rank"
    case measuredMilliseconds = "measured_ms"
    case predictedMilliseconds = "predicted_ms"
    case latencyMicroseconds = "latency_us"
    case gigabytesPerSecond = "gigabytes_per_second"
    case isNetworkMeasured = "network_measured"
  }

  /// What is taken for a network where there is none to measure: Ethernet of 10 Gbit/s.
  static let usualLatency = 20e-6
  static let usualBandwidth = 1.25e9

  init(_ result: SharingBenchmark, layers: [Int], options: RanksOptions) {
    func latency(_ others: Int) -> Double {
      options.latency.map { $0 * 1e-6 } ?? result.latency.map { $0 / Double(others) }
        ?? Self.usualLatency
    }
    let latency = latency(max(result.ranks - 1, 1))
    let bandwidth = options.bandwidth.map { $0 * 1e9 } ?? result.bandwidth ?? Self.usualBandwidth
    func seconds(_ ranks: Int) -> Double {
      result.stepSeconds(ranks: ranks, latency: latency, bandwidth: bandwidth)
    }
    self.layers = layers
    ranks = result.ranks
    ranksPerMachine = result.neighbours
    samplesPerRank = result.samples
    measuredMilliseconds = result.stepSeconds * 1e3
    predictedMilliseconds = seconds(result.ranks) * 1e3
    parts = [
      "gradients": result.times.gradients * 1e3, "waiting": result.times.waiting * 1e3,
      "gradient exchange": result.times.gradientExchange * 1e3,
      "update": result.times.update * 1e3, "weight exchange": result.times.weightExchange * 1e3,
    ]
    latencyMicroseconds = latency * 1e6
    gigabytesPerSecond = bandwidth / 1e9
    isNetworkMeasured =
      result.latency != nil && options.latency == nil && options.bandwidth == nil
    rows = (options.ranks?.values ?? []).map { ranks in
      Row(
        ranks: ranks, batch: ranks * result.samples, stepMilliseconds: seconds(ranks) * 1e3,
        samplesPerSecond: Double(ranks * result.samples) / seconds(ranks),
        efficiency: seconds(1) / seconds(ranks))
    }
  }

  var text: String {
    func number(_ value: Double) -> String { value.text(significant: 3) }
    let network = isNetworkMeasured ? "measured" : "assumed"
    var lines = [
      "layers \(layers.map(String.init).joined(separator: ",")), \(samplesPerRank) samples a rank, "
        + "\(ranks) rank\(ranks == 1 ? "" : "s"), \(ranksPerMachine) to a machine",
      "a step took \(number(measuredMilliseconds)) ms; the model says "
        + "\(number(predictedMilliseconds)) ms",
    ]
    for name in ["gradients", "waiting", "gradient exchange", "update", "weight exchange"] {
      lines.append("  \(number(parts[name] ?? 0)) ms  \(name)")
    }
    lines.append(
      "\(network): \(number(latencyMicroseconds)) us a message, \(number(gigabytesPerSecond)) GB/s "
        + "both ways")
    var table = TextTable([
      ("RANKS", .right), ("BATCH", .right), ("STEP", .right), ("SAMPLES/S", .right),
      ("OF ONE RANK'S", .right), ("", .left),
    ])
    for row in rows {
      table.append([
        "\(row.ranks)", "\(row.batch)", "\(number(row.stepMilliseconds)) ms",
        number(row.samplesPerSecond), "\(number(row.efficiency))",
        row.efficiency < 0.7 && row.ranks > 1 ? "a larger batch a rank would pay" : "",
      ])
    }
    return lines.joined(separator: "\n") + "\n\n" + table.text()
  }
}

/// The options of `bench scale --ranks`.
struct RanksOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "Say how long a training step takes on so many ranks: 1..1024. Run it by mpirun to measure "
        + "what they have between them.", valueName: "first..last"))
  var ranks: RankRange?

  @Option(help: "With --ranks: the widths of the input, the hidden layers and the output.")
  var layers = Widths([1024, 1024, 1024, 1024, 1024])

  @Option(help: "With --ranks: the samples of each rank's share of a batch.")
  var batch = 256

  @Option(
    help: ArgumentHelp(
      "With --ranks: another network's time for a small message.", valueName: "microseconds"))
  var latency: Double?

  @Option(
    help: ArgumentHelp(
      "With --ranks: what another network sends while it receives as much.",
      valueName: "GB/s"))
  var bandwidth: Double?

  func validate() throws {
    for (name, value) in [("--latency", latency), ("--bandwidth", bandwidth)] {
      if let value, !(value > 0 && value.isFinite) {
        throw ValidationError("\(name) must be above 0.")
      }
    }
  }
}
