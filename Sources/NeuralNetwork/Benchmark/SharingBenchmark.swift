import Activations
import CKernels

/// How long a training step takes on several processes, where the time goes, and what that says of
/// another number of them.
///
/// A step is that of ``NetworkBenchmark``, on a batch of so many samples a rank, each rank's one
/// share. Times are medians of rank 0.
public struct SharingBenchmark: Sendable {
  /// The seconds of one step, by what is done.
  public struct Times: Sendable {
    /// Forward and backward, of this rank's share.
    public var gradients = 0.0
    /// Until every rank has come as far: outcomes are exchanged.
    public var waiting = 0.0
    /// The exchange of gradients.
    public var gradientExchange = 0.0
    /// Sums, and the update of what this rank owns.
    public var update = 0.0
    /// The exchange of weights.
    public var weightExchange = 0.0

    /// All of it.
    public var step: Double { gradients + waiting + gradientExchange + update + weightExchange }
  }

  /// How many processes there are.
  public let ranks: Int
  /// How many of them, this one among them, have weights and gradients in common.
  public let neighbours: Int
  /// The samples of each rank's share.
  public let samples: Int
  /// The values that learn, with what lies between them.
  public let parameters: Int
  /// The bytes of each.
  public let valueBytes: Int
  /// What was measured.
  public let times: Times
  /// The median seconds of a whole step.
  public let stepSeconds: Double
  /// The seconds of an exchange of a few bytes with each of the others; nil where there are none.
  public let latency: Double?
  /// The bytes a second that a rank sends while it receives as many; nil where there is none other.
  public let bandwidth: Double?
  /// The seconds of adding a value of another rank's gradient.
  public let additionSeconds: Double

  /// Measures.
  ///
  /// - Parameters:
  ///   - setup: the widths, and the samples of each rank's share as its batch.
  ///   - communicator: the processes; each calls this. Nil for this one alone.
  /// - Throws: ``NetworkError`` for widths that make no network, and what the communicator throws.
  public init<Scalar: ActivationScalar>(
    _ setup: NetworkBenchmark.Setup, activation: any Activation, scalar: Scalar.Type,
    pool: ThreadPool, communicator: (any Communicator)?
  ) throws {
    try setup.validate()
    let communicator = communicator ?? SoleProcess()
    let network = try Network<Scalar>(
      NetworkArchitecture(widths: setup.widths, activation: "hidden", outputActivation: "output"),
      seed: 1
    ) { $0 == "hidden" ? activation : IdentityActivation() }
    ranks = communicator.size
    samples = setup.batch
    parameters = network.parameters.count
    valueBytes = MemoryLayout<Scalar>.stride
    let batch = setup.batch * ranks
    let step = try SharedStep(
      network, loss: .softmaxCrossEntropy,
      optimizer: OptimizerKernel(
        .sgd(momentum: 0.9), weightDecay: 0, parameters: network.parameters.count),
      batch: batch, shares: ranks, clipNorm: nil, seed: 1, pool: pool, communicator: communicator)
    neighbours = step.neighbours
    let samples = RandomSamples(network, count: batch)
    var steps = 0
    func run() throws {
      _ = try step.run(
        inputs: samples.inputs, targets: samples.targets, rows: batch, step: steps,
        learningRate: 1e-3, isToStop: false)
      steps += 1
    }
    // As often on all ranks, whatever their clocks say.
    let first = hillock_nanoseconds()
    for _ in 0..<3 { try run() }
    let once = Double(hillock_nanoseconds() - first) * 1e-9 / 3
    let count = try communicator.broadcast(max(5, min(Int(setup.seconds / once), 100_000)))
    var whole: [Double] = []
    var parts: [Times] = []
    for _ in 0..<count {
      let start = hillock_nanoseconds()
      try run()
      whole.append(Double(hillock_nanoseconds() - start) * 1e-9)
      parts.append(step.times)
    }
    stepSeconds = whole.median
    times = Times(
      gradients: parts.map(\.gradients).median, waiting: parts.map(\.waiting).median,
      gradientExchange: parts.map(\.gradientExchange).median, update: parts.map(\.update).median,
      weightExchange: parts.map(\.weightExchange).median)
    (latency, bandwidth) = try Self.network(communicator, bytes: parameters * valueBytes)
    let sum = AlignedBuffer<Scalar>(count: parameters)
    let other = AlignedBuffer<Scalar>(count: parameters)
    additionSeconds =
      medianSeconds(over: setup.seconds / 10) {
        step.engine.numerics.add(sum.start, UnsafePointer(other.start), sum.count)
      } / Double(parameters)
  }

  /// How long messages take, with as many bytes in all as the parameters have.
  private static func network(
    _ communicator: any Communicator, bytes: Int
  ) throws -> (latency: Double?, bandwidth: Double?) {
    guard communicator.size > 1 else { return (nil, nil) }
    let ranks = communicator.size
    let part = max(bytes / ranks, 1)
    let memory = UnsafeMutableBufferPointer<UInt8>.allocate(capacity: part * ranks)
    memory.initialize(repeating: 0)
    defer { memory.deallocate() }
    func seconds(_ count: Int, _ times: Int) throws -> Double {
      let parts = (0..<ranks).map { $0 * part..<$0 * part + count }
      return try (0..<times).map { _ in
        let start = hillock_nanoseconds()
        try communicator.share(memory, parts: parts)
        return Double(hillock_nanoseconds() - start) * 1e-9
      }.median
    }
    let latency = try seconds(1, 1000)
    let whole = try seconds(part, 30)
    return (latency, Double(part * (ranks - 1)) / max(whole - latency, 1e-9))
  }

  /// The seconds of a step of so many ranks, each with as many samples, as many of which are on one
  /// machine as were measured: gradients as measured, plus sums and updates that are shared out, plus
  /// three exchanges by latency and, between machines, two by bandwidth.
  ///
  /// - Parameters:
  ///   - latency: of an exchange of a few bytes between two ranks.
  ///   - bandwidth: the bytes a second that a rank sends while it receives as many.
  public func stepSeconds(ranks: Int, latency: Double, bandwidth: Double) -> Double {
    let values = Double(parameters)
    let others = Double(ranks - 1)
    let sums = Double(self.ranks - 1) * additionSeconds * values / Double(self.ranks)
    let update = max(times.update - sums, 0) * Double(self.ranks)
    let elsewhere = Double(max(ranks - neighbours, 0))
    // A part of its gradients to each rank elsewhere, and what it owns of the weights to each machine.
    let sent = values / Double(ranks) * (elsewhere + elsewhere / Double(neighbours))
    let exchange = 3 * others * latency + sent * Double(valueBytes) / bandwidth
    return times.gradients
      + (update + others * additionSeconds * values) / Double(ranks) + exchange
  }
}

extension [Double] {
  /// The value in the middle.
  fileprivate var median: Double { sorted()[count / 2] }
}
