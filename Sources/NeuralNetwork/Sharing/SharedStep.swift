import Activations
import CKernels

/// One step of training on a batch that is cut into shares, which several processes may have between
/// them: the same bits whoever has which.
///
/// 1. *Gradients.* Each rank takes its shares forward and backward, one after another, and merges
///    their gradients (``GradientTree``).
/// 2. *Outcomes.* All ranks learn every share's loss, and whether one of them wants to stop, so that
///    all do the same.
/// 3. *Sums.* Each rank owns some of the parameters: it is sent their gradients by the others, adds
///    all in the tree's order, and where the norm is clipped, learns everybody's squares.
/// 4. *Update.* Each rank moves what it owns, of which it alone has the optimizer's state, and the
///    others are sent what became of it.
///
/// Ranks of one machine send each other neither: they have the weights, and all their gradients, in
/// common (``Neighbourhood``). No rank moves weights before all have sent their outcomes, and so are
/// done with them.
final class SharedStep<Scalar: ActivationScalar>: ParallelWork {
  /// What a step came to.
  struct Outcome {
    /// The mean loss; not finite where the step was given up before the update.
    var loss = 0.0
    /// How many samples' classes were right; 0 where targets are numbers.
    var correct = 0
    /// The first layer of the first share with an output that is not finite, where the loss is not.
    var layerNotFinite: Int?
    /// Whether some rank wants to stop.
    var isToStop = false
  }

  /// A share's, as it travels.
  private struct ShareOutcome {
    var loss = 0.0
    var correct: Int32 = 0
    /// -1 for none.
    var layerNotFinite: Int32 = -1
    var isToStop: Int32 = 0
    var unused: Int32 = 0
  }

  /// What the tasks of a job do with a chunk.
  private enum Job {
    case add
    case update
    case addAndUpdate
  }

  let engine: TrainingStep<Scalar>
  let communicator: any Communicator
  private let network: Network<Scalar>
  private let optimizer: OptimizerKernel<Scalar>
  private let tree: GradientTree<Scalar>
  private let shape: ShareTree
  private let chunks: ParameterChunks
  private let neighbourhood: Neighbourhood<Scalar>
  private let clipNorm: Double?
  /// Where the time of the last step went.
  private(set) var times = SharingBenchmark.Times()
  private let pool: ThreadPool
  /// Of each rank: its shares, and the chunks and parameters that it owns.
  private let shares: [Range<Int>]
  private let ownedChunks: [Range<Int>]
  private let owned: [Range<Int>]
  // Memory, not arrays: what messages fill, and what tasks on several threads write.
  private let outcomes: UnsafeMutableBufferPointer<ShareOutcome>
  private let squares: UnsafeMutableBufferPointer<Double>
  /// What other ranks' nodes hold of what this one owns.
  private var received: [AlignedBuffer<Scalar>] = []

  private var job = Job.add
  /// Where the nodes of all ranks have parameter 0, from the first leaf to the last.
  private var sources: [UnsafeMutablePointer<Scalar>] = []
  private var additions: [ShareTree.Addition] = []

  init(
    _ network: Network<Scalar>, loss: Loss, optimizer: OptimizerKernel<Scalar>, batch: Int,
    shares: Int, clipNorm: Double?, seed: UInt64, pool: ThreadPool,
    communicator: any Communicator, classWeights: [Double]? = nil
  ) throws {
    guard communicator.size <= shares else {
      throw NetworkError(
        .invalidOption,
        "shares: expected one a rank at least, which is \(communicator.size), found \(shares)")
    }
    let ranks = communicator.size
    self.network = network
    self.optimizer = optimizer
    self.clipNorm = clipNorm
    self.pool = pool
    self.communicator = communicator
    shape = ShareTree(batch: batch, shares: shares)
    chunks = ParameterChunks(network)
    let parts = shape.parts(ranks: ranks)
    self.shares = parts
    ownedChunks = chunks.parts(ranks: ranks)
    owned = ownedChunks.map(chunks.scalars)
    neighbourhood = try Neighbourhood(
      network, places: parts.map { NodeStack($0).places }, communicator: communicator)
    tree = GradientTree(neighbourhood.places, numerics: .make())
    engine = try TrainingStep(
      network, loss: loss, optimizer: nil, tree: tree, batch: shape.rows, clipNorm: nil,
      seed: seed, pool: pool, classWeights: classWeights)
    outcomes = .allocate(capacity: shares)
    outcomes.initialize(repeating: ShareOutcome())
    squares = .allocate(capacity: chunks.segments.count)
    squares.initialize(repeating: 0)
  }

  deinit {
    outcomes.deallocate()
    squares.deallocate()
  }

  /// Takes one step, as ``TrainingStep/run(inputs:targets:rows:step:learningRate:)`` does, with all
  /// ranks.
  ///
  /// - Parameters:
  ///   - inputs: those of the whole batch.
  ///   - isToStop: whether this rank wants to stop.
  /// - Throws: what the communicator throws.
  func run(
    inputs: UnsafePointer<Scalar>, targets: TargetPointer<Scalar>, rows: Int, step: Int,
    learningRate: Double, isToStop: Bool
  ) throws -> Outcome {
    network.version += 1
    var clock = hillock_nanoseconds()
    func note(_ part: WritableKeyPath<SharingBenchmark.Times, Double>) {
      let now = hillock_nanoseconds()
      times[keyPath: part] = Double(now - clock) * 1e-9
      clock = now
    }
    takeShares(inputs: inputs, targets: targets, rows: rows, step: step, isToStop: isToStop)
    note(\.gradients)
    try communicator.share(outcomes, parts: shares)
    note(\.waiting)
    let outcome = total(rows: rows)
    guard outcome.loss.isFinite else { return outcome }
    try exchangeGradients(leaves: shape.leaves(rows))
    note(\.gradientExchange)
    let chunks = ownedChunks[communicator.rank]
    if let clipNorm {
      start(.add, chunks)
      try communicator.share(squares, parts: ownedChunks)
      let norm = squares.reduce(0, +).squareRoot()
      optimizer.begin(learningRate: learningRate, scale: norm > clipNorm ? clipNorm / norm : 1)
      start(.update, chunks)
    } else {
      optimizer.begin(learningRate: learningRate)
      start(.addAndUpdate, chunks)
    }
    note(\.update)
    try neighbourhood.exchange(network.parameters, owned: owned)
    note(\.weightExchange)
    return outcome
  }

  /// How many ranks, this one among them, have weights and gradients in common.
  var neighbours: Int { neighbourhood.size }

  /// Collects the optimizer's state of all parameters on rank 0.
  func collectOptimizer() throws {
    for state in optimizer.states { try communicator.collect(state.buffer, parts: owned) }
  }

  /// Takes this rank's shares forward and backward.
  private func takeShares(
    inputs: UnsafePointer<Scalar>, targets: TargetPointer<Scalar>, rows: Int, step: Int,
    isToStop: Bool
  ) {
    tree.begin()
    let shares = shares[communicator.rank]
    for share in shares { outcomes[share] = ShareOutcome(isToStop: isToStop ? 1 : 0) }
    for share in shares.clamped(to: 0..<shape.leaves(rows)) {
      let samples = shape.samples(share, of: rows)
      tree.begin(leaf: share)
      let sum = engine.addGradient(
        inputs: inputs + samples.lowerBound * network.architecture.inputs,
        targets: targets.advanced(rows: samples.lowerBound, width: engine.loss.outputs),
        of: samples, rows: rows, step: step)
      outcomes[share].loss = sum.loss
      outcomes[share].correct = Int32(sum.correct)
      guard sum.loss.isFinite else {
        outcomes[share].layerNotFinite = Int32(engine.firstLayerNotFinite ?? -1)
        return
      }
    }
  }

  /// What all shares came to, in their order.
  private func total(rows: Int) -> Outcome {
    var outcome = Outcome(isToStop: outcomes.contains { $0.isToStop != 0 })
    for share in outcomes {
      outcome.loss += share.loss
      outcome.correct += Int(share.correct)
      guard outcome.loss.isFinite else {
        outcome.layerNotFinite = share.layerNotFinite < 0 ? nil : Int(share.layerNotFinite)
        return outcome
      }
    }
    outcome.loss /= engine.terms(rows)
    return outcome
  }

  /// Sends the others what they own of this rank's nodes, and receives theirs of what it owns.
  private func exchangeGradients(leaves: Int) throws {
    let rank = communicator.rank
    let stacks = shares.map { NodeStack($0.clamped(to: 0..<leaves)) }
    var messages: [Message] = []
    for peer in communicator.others where !neighbourhood.has(peer) {
      for node in 0..<tree.count {
        messages.append(Message(.send, peer: peer, tree.values(of: node).bytes(owned[peer])))
      }
    }
    sources.removeAll(keepingCapacity: true)
    var next = 0
    for (peer, stack) in stacks.enumerated() {
      for (index, node) in stack.nodes.enumerated() {
        if peer == rank {
          sources.append(tree.values(of: index).start)
        } else if let values = neighbourhood.values(of: peer, place: node.place) {
          sources.append(values)
        } else {
          if next == received.count { received.append(AlignedBuffer(count: owned[rank].count)) }
          let buffer = received[next]
          next += 1
          messages.append(Message(.receive, peer: peer, buffer.bytes(0..<buffer.count)))
          sources.append(buffer.start - owned[rank].lowerBound)
        }
      }
    }
    additions = ShareTree.additions(stacks.flatMap { $0.nodes.map(\.node) })
    try communicator.exchange(messages)
  }

  private func start(_ job: Job, _ chunks: Range<Int>) {
    self.job = job
    if engine.partition.isShared {
      pool.run(chunks.count, self)
    } else {
      for index in 0..<chunks.count { perform(index, worker: 0) }
    }
  }

  @specialized(where Scalar == Float)
  @specialized(where Scalar == Double)
  override func perform(_ index: Int, worker: Int) {
    let chunk = ownedChunks[communicator.rank].lowerBound + index
    if job != .update { add(chunk) }
    if job != .add { update(chunk) }
  }

  /// Adds a chunk's gradients, and where the norm is clipped, their squares.
  private func add(_ chunk: Int) {
    let range = chunks.scalars(chunk..<chunk + 1)
    for addition in additions {
      engine.numerics.add(
        sources[addition.into] + range.lowerBound,
        UnsafePointer(sources[addition.from] + range.lowerBound), range.count)
    }
    guard clipNorm != nil else { return }
    squares[chunk] = engine.numerics.sumSquares(
      UnsafePointer(sources[0] + range.lowerBound), range.count)
  }

  /// Moves a chunk's parameters.
  private func update(_ chunk: Int) {
    for segment in chunks.segments[chunk] {
      let start = segment.range.lowerBound
      optimizer.update(
        network.parameters.start, offset: start, count: segment.range.count,
        gradient: UnsafePointer(sources[0] + start), decays: segment.decays)
      guard let interval = segment.interval else { continue }
      let values = network.parameters.start
      for index in segment.range { values[index] = interval.nearest(to: values[index]) }
    }
  }
}

extension AlignedBuffer {
  /// All of it.
  var buffer: UnsafeMutableBufferPointer<Scalar> {
    UnsafeMutableBufferPointer(start: start, count: count)
  }

  /// The memory of some of its scalars.
  func bytes(_ range: Range<Int>) -> UnsafeMutableRawBufferPointer {
    UnsafeMutableRawBufferPointer(UnsafeMutableBufferPointer(rebasing: buffer[range]))
  }
}
