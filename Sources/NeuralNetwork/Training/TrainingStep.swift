import Activations

/// One step of training on a batch: forward, loss, backward, update, each cut into tasks that a
/// pool's threads share. After the first step nothing is allocated.
///
/// A batch is taken in parts of at most ``capacity`` samples, which bounds the memory. For each:
///
/// 1. *Forward and loss.* A task takes a tile of samples, or two side by side, through all layers, to
///    dL/dz of the last.
/// 2. *Backward*, from the last layer l to the first. A task either takes a tile from dL/dz of l to
///    that of l - 1, or makes a block of the gradient of the weights of l + 1, and as no one needs
///    those weights any longer, moves them at once while the gradient is in cache.
///
/// Weights wait where their gradients must first be complete: for the norm that clipping takes, for
/// a batch of several parts, and where only gradients are wanted. They do not move at all where
/// what is taken is a share of a batch, whose gradient goes to a tree.
final class TrainingStep<Scalar: ActivationScalar>: ParallelWork {
  /// What a step came to.
  struct Outcome {
    /// The mean loss; not finite where the step was given up before the update.
    var loss = 0.0
    /// How many samples' classes were right; 0 where targets are numbers.
    var correct = 0
  }

  /// What the tasks of a job are.
  private enum Job {
    case forward
    case backward(layer: Int)
    case squares
    case update
  }

  let network: Network<Scalar>
  let capacity: Int
  let buffers: TrainingBuffers<Scalar>
  let gradients: AlignedBuffer<Scalar>?
  let layers: [Layer<Scalar>]
  let numerics: NumericKernels<Scalar>
  let loss: LossKernel<Scalar>
  let optimizer: OptimizerKernel<Scalar>?
  /// Takes the gradients of shares, in the place of an optimizer.
  let tree: GradientTree<Scalar>?
  let plan: WeightPlan<Scalar>
  let partition: Partition
  let scratch: TrainingScratch<Scalar>
  /// Of each layer.
  let products: [LayerProducts<Scalar>]
  let seed: UInt64
  /// Set to learn where the time goes.
  var profile: StepProfile?
  private let pool: ThreadPool
  private let clipNorm: Double?
  // Memory, not arrays, because tasks on several threads write their own elements.
  let outcomes: UnsafeMutableBufferPointer<Outcome>
  private let squares: UnsafeMutableBufferPointer<Double>

  private var job = Job.forward
  var rows = 0
  private var tilesTogether = 1
  var step = 0
  var inputs: UnsafePointer<Scalar>?
  var targets: TargetPointer<Scalar>?
  var weight = 0.0
  /// Where the share that is taken begins in the whole batch.
  var firstSample = 0
  /// Which part of the batch this is.
  var part = 0
  /// Whether this part adds to the gradients of those before it.
  var accumulates: Bool { part > 0 }

  /// The most samples that are taken at once.
  static var largestPart: Int { 512 }

  /// - Parameters:
  ///   - batch: the samples of a batch, or of a share, but for the last.
  ///   - optimizer: nil where only gradients are wanted.
  ///   - tree: where the gradients of shares go.
  init(
    _ network: Network<Scalar>, loss: Loss, optimizer: OptimizerKernel<Scalar>?,
    tree: GradientTree<Scalar>? = nil, batch: Int, clipNorm: Double?, seed: UInt64,
    pool: ThreadPool, classWeights: [Double]? = nil
  ) throws {
    try MatrixProduct.load()
    self.network = network
    self.optimizer = optimizer
    self.tree = tree
    self.clipNorm = clipNorm
    self.seed = seed
    self.pool = pool
    layers = network.layers
    numerics = NumericKernels.make()
    capacity = min(batch, Self.largestPart)
    partition = Partition(rows: capacity, work: 3 * network.work)
    buffers = TrainingBuffers(layers, capacity: capacity)
    self.loss = LossKernel(
      loss: loss, outputs: network.architecture.outputs, numerics: numerics,
      classWeights: classWeights)
    let waits = (optimizer == nil && tree == nil) || clipNorm != nil || batch > capacity
    plan = WeightPlan(layers, samples: waits ? 0 : capacity, workers: pool.threads)
    gradients = waits ? AlignedBuffer(count: network.parameters.count) : nil
    let tileRows = partition.tileRows
    products = layers.enumerated().map { index, layer in
      LayerProducts(
        layer, rows: tileRows, workers: pool.threads, packs: false, passesDown: index > 0)
    }
    let tiles = partition.tiles(capacity)
    scratch = TrainingScratch(
      layers, loss: self.loss, partition: partition, tiles: tiles, workers: pool.threads)
    outcomes = .allocate(capacity: tiles)
    outcomes.initialize(repeating: Outcome())
    squares = .allocate(capacity: plan.blocks.count)
    squares.initialize(repeating: 0)
  }

  deinit {
    outcomes.deallocate()
    squares.deallocate()
  }

  /// Takes one step.
  ///
  /// - Parameters:
  ///   - inputs: `[rows, inputs]`
  ///   - step: the number of this step, which decides its random numbers.
  ///   - learningRate: of the update.
  @specialized(where Scalar == Float)
  @specialized(where Scalar == Double)
  func run(
    inputs: UnsafePointer<Scalar>, targets: TargetPointer<Scalar>, rows: Int, step: Int,
    learningRate: Double
  ) -> Outcome {
    network.version += 1
    if gradients == nil { optimizer?.begin(learningRate: learningRate) }
    let total = mean(of: rows) {
      forEachPart(inputs: inputs, targets: targets, rows: rows, step: step) {
        backward()
      }
    }
    if total.loss.isFinite, gradients != nil, let optimizer {
      optimizer.begin(learningRate: learningRate, scale: clippingScale())
      start(.update, tasks: plan.blocks.count)
    }
    return total
  }

  /// Adds the gradient of a share of a batch to the tree, as its leaf in hand.
  ///
  /// - Parameters:
  ///   - inputs: `[samples.count, inputs]`
  ///   - samples: the share's place in the batch.
  ///   - rows: the samples of the whole batch.
  ///   - step: the number of this step, which decides its random numbers.
  /// - Returns: the sum of the loss, where that is finite; else the gradient is not.
  @specialized(where Scalar == Float)
  @specialized(where Scalar == Double)
  func addGradient(
    inputs: UnsafePointer<Scalar>, targets: TargetPointer<Scalar>, of samples: Range<Int>,
    rows: Int, step: Int
  ) -> Outcome {
    firstSample = samples.lowerBound
    weight = 1 / terms(rows)
    let sum = forEachPart(
      inputs: inputs, targets: targets, rows: samples.count, step: step
    ) {
      backward()
    }
    if sum.loss.isFinite, gradients != nil { start(.update, tasks: plan.blocks.count) }
    return sum
  }

  /// Takes a part from the last layer to the first.
  private func backward() {
    for layer in layers.indices.reversed() {
      start(.backward(layer: layer), tasks: backwardTasks(layer))
    }
  }

  /// The terms of the loss of so many samples.
  func terms(_ rows: Int) -> Double {
    Double(rows) * Double(loss.loss.terms(outputs: loss.outputs))
  }

  /// What the samples of a whole batch sum up to, as the mean.
  private func mean(of rows: Int, _ sum: () -> Outcome) -> Outcome {
    weight = 1 / terms(rows)
    var outcome = sum()
    outcome.loss /= terms(rows)
    return outcome
  }

  /// The mean loss of a batch as training sees it, without a step.
  @specialized(where Scalar == Float)
  @specialized(where Scalar == Double)
  func loss(
    inputs: UnsafePointer<Scalar>, targets: TargetPointer<Scalar>, rows: Int, step: Int
  ) -> Double {
    mean(of: rows) {
      forEachPart(inputs: inputs, targets: targets, rows: rows, step: step) {}
    }.loss
  }

  /// Takes the parts of a batch forward one after another, and each, while the loss is finite, on
  /// to `backward`; answers their sum.
  private func forEachPart(
    inputs: UnsafePointer<Scalar>, targets: TargetPointer<Scalar>, rows: Int, step: Int,
    backward: () -> Void
  ) -> Outcome {
    var total = Outcome()
    self.step = step
    for first in stride(from: 0, to: rows, by: capacity) {
      self.rows = min(capacity, rows - first)
      self.inputs = inputs + first * network.architecture.inputs
      self.targets = targets.advanced(rows: first, width: loss.outputs)
      part = first / capacity
      tilesTogether = partition.tilesTogether(
        self.rows, widest: network.widest, threads: pool.threads)
      start(.forward, tasks: (partition.tiles(self.rows) + tilesTogether - 1) / tilesTogether)
      for outcome in outcomes[..<partition.tiles(self.rows)] {
        total.loss += outcome.loss
        total.correct += outcome.correct
      }
      guard total.loss.isFinite else { return total }
      backward()
    }
    return total
  }

  /// What brings the norm of all gradients down to the largest that is allowed.
  private func clippingScale() -> Double {
    guard let clipNorm else { return 1 }
    start(.squares, tasks: plan.blocks.count)
    let norm = squares.reduce(0, +).squareRoot()
    return norm > clipNorm ? clipNorm / norm : 1
  }

  private func start(_ job: Job, tasks: Int) {
    self.job = job
    if partition.isShared {
      pool.run(tasks, self)
    } else {
      for index in 0..<tasks { perform(index, worker: 0) }
    }
  }

  /// The blocks of weights whose gradients are made while layer `layer` passes its gradient on.
  private func readyBlocks(_ layer: Int) -> Range<Int> {
    let above = layer + 1 < layers.count ? plan.blocks(of: layer + 1) : nil
    let own = layer == 0 ? plan.blocks(of: 0) : nil
    switch (own, above) {
    case (let own?, let above?): return own.lowerBound..<above.upperBound
    case (let own?, nil): return own
    case (nil, let above?): return above
    case (nil, nil): return 0..<0
    }
  }

  private func backwardTasks(_ layer: Int) -> Int {
    readyBlocks(layer).count + (layer > 0 ? partition.tiles(rows) : 0)
  }

  @specialized(where Scalar == Float)
  @specialized(where Scalar == Double)
  override func perform(_ index: Int, worker: Int) {
    switch job {
    case .forward:
      let first = index * tilesTogether
      forward(tiles: first..<min(first + tilesTogether, partition.tiles(rows)), worker: worker)
    case .backward(let layer):
      let blocks = readyBlocks(layer)
      if index < blocks.count {
        let block = blocks.lowerBound + index
        timed(.weights, layer: plan.blocks[block].layer, worker: worker) {
          makeGradient(of: block, worker: worker)
        }
      } else {
        timed(.backward, layer: layer, worker: worker) {
          backward(layer, tile: index - blocks.count, worker: worker)
        }
      }
    case .squares: squares[index] = sumOfSquares(block: index)
    case .update:
      timed(.weights, layer: plan.blocks[index].layer, worker: worker) { update(block: index) }
    }
  }
}
