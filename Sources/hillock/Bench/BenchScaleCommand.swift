import ArgumentParser
import Clusters
import NeuralNetwork

/// `hillock bench scale`: time per sample against width, depth and batch.
struct BenchScaleCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "scale",
    abstract: "Measure how a network's time grows with its width, its depth and the batch.",
    discussion: """
      One of width, depth and batch varies, the others stay. EXPECTED is the time if it grew as the \
      work does, from the row in which the machine does most: above 1.1 times that, the last column \
      names what its size may have to do with it: what small products cost to set up, or weights and \
      what the optimizer keeps of them beyond the caches.

      With --ranks it is the number of processes that varies: a step on so many samples a rank is \
      measured on the ranks that there are, with what messages take between them, and from that \
      reckoned for others.

      EXAMPLES:
        hillock bench scale
        mpirun -n 2 hillock bench scale --ranks 1..1024
        hillock bench scale --threads 0 --activation gelu --format json
      """)

  @OptionGroup var benchmark: BenchmarkOptions
  @OptionGroup var ranksOptions: RanksOptions
  @OptionGroup var clusterOptions: ClusterOptions
  @OptionGroup var outputFormat: FormatOption

  func run() throws {
    if ranksOptions.ranks != nil { return try measureRanks() }
    let report = try ScaleReport(options: benchmark)
    switch outputFormat.format {
    case .json: try StandardOutput.line(report.json())
    case .text: try StandardOutput.write(report.text)
    }
  }

  private func measureRanks() throws {
    let cluster = try clusterOptions.join()
    let setup = NetworkBenchmark.Setup(
      widths: ranksOptions.layers.values, batch: ranksOptions.batch, seconds: benchmark.seconds)
    let find = { try benchmark.pluginOptions.registry().activation(named: benchmark.activation) }
    let activation =
      if let cluster {
        try cluster.agree(find, on: { [Cluster.Fact("the activation", "\($0.identity)")] })
      } else {
        try find()
      }
    let communicator = cluster?.communicator
    let result =
      switch benchmark.precision.precision {
      case .float32:
        try SharingBenchmark(
          setup, activation: activation, scalar: Float.self, pool: benchmark.pool,
          communicator: communicator)
      case .float64:
        try SharingBenchmark(
          setup, activation: activation, scalar: Double.self, pool: benchmark.pool,
          communicator: communicator)
      }
    guard cluster?.isFirst ?? true else { return }
    let report = RanksReport(result, layers: ranksOptions.layers.values, options: ranksOptions)
    switch outputFormat.format {
    case .json: try StandardOutput.line(report.json())
    case .text: try StandardOutput.write(report.text)
    }
  }
}

/// What `bench scale` prints.
struct ScaleReport: Encodable {
  /// One network.
  struct Row: Encodable {
    let value: Int
    let batch: Int
    let inferencePerSample: Double
    let trainingPerSample: Double
    let multiplicationsPerSample: Double
    let weightBytes: Int

    enum CodingKeys: String, CodingKey {
      case value, batch
      case inferencePerSample = "inference_us_per_sample"
      case trainingPerSample = "training_us_per_sample"
      case multiplicationsPerSample = "multiplications_per_sample"
      case weightBytes = "weight_bytes"
    }
  }

  /// What varies, and how.
  struct Series: Encodable {
    let varies: String
    let rows: [Row]
  }

  private(set) var series: [Series] = []

  init(options: BenchmarkOptions) throws {
    func row(_ value: Int, width: Int, depth: Int, batch: Int) throws -> Row {
      let widths = Array(repeating: width, count: depth + 1)
      let result = try options.measure(
        .init(widths: widths, batch: batch, seconds: options.seconds / 4))
      let weights = depth * width * width
      return Row(
        value: value, batch: batch,
        inferencePerSample: result.inferenceSeconds * 1e6 / Double(batch),
        trainingPerSample: result.trainingStepSeconds * 1e6 / Double(batch),
        multiplicationsPerSample: Double(weights),
        weightBytes: weights * (options.precision == .f32 ? 4 : 8))
    }
    series = [
      Series(
        varies: "width (depth 2, batch 128)",
        rows: try [64, 128, 256, 512, 1024, 2048, 4096].map {
          try row($0, width: $0, depth: 2, batch: 128)
        }),
      Series(
        varies: "depth (width 256, batch 128)",
        rows: try [1, 2, 4, 8, 16, 32, 64].map {
          try row($0, width: 256, depth: $0, batch: 128)
        }),
      Series(
        varies: "batch (width 256, depth 2)",
        rows: try [1, 8, 64, 256, 1024, 8192].map {
          try row($0, width: 256, depth: 2, batch: $0)
        }),
    ]
  }

  var text: String {
    series.map { series in
      var table = TextTable([
        (series.varies.uppercased(), .left), ("INFERENCE/SAMPLE", .right),
        ("× EXPECTED", .right), ("TRAINING/SAMPLE", .right), ("× EXPECTED", .right), ("", .left),
      ])
      func best(_ time: (Row) -> Double) -> Double {
        series.rows.map { time($0) / $0.multiplicationsPerSample }.min() ?? 1
      }
      let inference = best(\.inferencePerSample)
      let training = best(\.trainingPerSample)
      for row in series.rows {
        let ratios = (
          row.inferencePerSample / (inference * row.multiplicationsPerSample),
          row.trainingPerSample / (training * row.multiplicationsPerSample)
        )
        table.append([
          "\(row.value)", duration(row.inferencePerSample), rounded(ratios.0),
          duration(row.trainingPerSample), rounded(ratios.1),
          Self.reason(row, max(ratios.0, ratios.1)),
        ])
      }
      return table.text()
    }.joined(separator: "\n")
  }

  /// What, by its size alone, puts a row off the straight line; a busy machine does so as well.
  private static func reason(_ row: Row, _ ratio: Double) -> String {
    if ratio <= 1.1 { return "" }
    if row.multiplicationsPerSample * Double(row.batch) < 2e6 {
      return "small products cost their set-up"
    }
    if row.weightBytes > 4 << 20 { return "weights, gradients and momentum leave the caches" }
    return "not by its size: was the machine busy?"
  }
}
