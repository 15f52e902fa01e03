import Activations
import Datasets
import NeuralNetwork
import Synchronization

/// Runs what a plan asks for and is not there yet, one thread a run, on all threads of a pool.
///
/// A run has one thread to itself, and the bits of a network do not depend on who computes beside
/// it: the results are those of one run after another. Their seconds are not, of course.
public final class Comparison<Scalar: ActivationScalar>: Sendable {
  /// What is run.
  public let plan: ComparisonPlan
  private let file: DataFile
  private let descriptions: [RunDescription]
  private let runs: [ComparisonPlan.Run]
  private let state = Mutex(State())

  /// What is told after each run.
  public struct Progress: Sendable {
    /// The runs that are done, with those that were there.
    public var done: Int
    /// All of them.
    public var total: Int
    /// What the run came to.
    public var result: RunResult
  }

  private struct State {
    var results: [Int: RunResult] = [:]
    var failure: (any Error)?
    var samples: [Int: Samples] = [:]
  }

  /// The samples of a seed in memory, for runs that each read them in their own order.
  private struct Samples: Sendable {
    var training: Dataset<Scalar>
    var validation: Dataset<Scalar>?
    var test: Dataset<Scalar>
    var scaling: Standardization?
    var classWeights: [Double]?
  }

  /// A comparison on a file.
  ///
  /// - Parameters:
  ///   - file: the samples.
  ///   - options: how it was read; with the content it says which samples they are.
  /// - Throws: ``NetworkError`` for options that make no sense, ``DataError`` where a file cannot be
  ///   read again.
  public init(_ plan: ComparisonPlan, file: DataFile, options: DataOptions) throws {
    try plan.options.validate()
    self.plan = plan
    self.file = file
    let data = try RunDescription.digests(of: file)
    var reading = options
    reading.labelsPath = nil
    runs = plan.runs
    descriptions = runs.map {
      plan.description(
        $0, data: data, reading: Self.text(reading), precision: Scalar.precision)
    }
  }

  /// The fields of the options, by name.
  private static func text(_ options: DataOptions) -> String {
    Mirror(reflecting: options).children.map { "\($0.label ?? "")=\($0.value)" }
      .joined(separator: "; ")
  }

  /// Runs what is missing, and summarizes everything.
  ///
  /// - Parameters:
  ///   - store: where results are, and are kept as soon as each is there; nil for nowhere.
  ///   - pool: the threads.
  ///   - check: called after each run, on its thread; where it throws, the result is not kept.
  ///   - progress: told of every new result, on the thread that made it, one at a time.
  /// - Returns: the results, by contender, configuration and seed, of the seeds that all runs were made
  ///   of, and how many were new.
  /// - Throws: the first error of a run; the others' results are kept.
  public func run(
    store: ResultStore?, pool: ThreadPool = .allCores,
    check: @escaping @Sendable () throws -> Void = {},
    progress: @escaping @Sendable (Progress) -> Void = { _ in }
  ) throws -> ComparisonSummary {
    let missing = try missing(in: [store].compactMap(\.self))
    try make(missing, store: store, pool: pool, check: check, progress: progress)
    return summary(newRuns: missing.count)
  }

  /// Takes the results that are there.
  ///
  /// - Returns: the runs that have none, by their numbers, in the order in which they are to be made.
  public func missing(in stores: [ResultStore]) throws -> [Int] {
    try descriptions.indices.filter { index in
      for store in stores {
        guard let result = try store.result(of: descriptions[index]) else { continue }
        state.withLock { $0.results[index] = result }
        return false
      }
      return true
    }
  }

  /// Makes runs on this process's threads.
  ///
  /// - Parameter isToStop: asked again and again, on every thread; once it is true no run is begun, and
  ///   those that have begun come to nothing.
  public func make(
    _ missing: [Int], store: ResultStore?, pool: ThreadPool,
    isToStop: @escaping @Sendable () -> Bool = { false },
    check: @escaping @Sendable () throws -> Void,
    progress: @escaping @Sendable (Progress) -> Void
  ) throws {
    if !missing.isEmpty { try prepare() }
    pool.forEach(missing.count) { place in
      guard self.state.withLock({ $0.failure == nil }) else { return }
      do {
        guard let result = try self.result(of: missing[place], isToStop: isToStop) else { return }
        try check()
        try self.keep(result, of: missing[place], in: store, progress: progress)
      } catch {
        self.state.withLock { $0.failure = $0.failure ?? error }
      }
    }
    if let failure = state.withLock({ $0.failure }) { throw failure }
  }

  /// Looks once, on the thread that calls, at what a plugin brings, before many threads want it: the
  /// shapes that it takes, and the tables that are fitted to it.
  public func prepare() throws {
    for contender in plan.contenders.indices {
      _ = try network(
        ComparisonPlan.Run(contender: contender, configuration: 0, seed: 0), plan.options,
        inputs: 1)
    }
  }

  /// Takes what a run came to, wherever it was made.
  ///
  /// - Throws: ``DataError`` where it cannot be kept.
  public func keep(
    _ result: RunResult, of run: Int, in store: ResultStore?, progress: (Progress) -> Void
  ) throws {
    try store?.keep(result)
    state.withLock { state in
      state.results[run] = result
      progress(Progress(done: state.results.count, total: runs.count, result: result))
    }
  }

  /// How many runs there are.
  public var count: Int { runs.count }
  /// How many of them have a result.
  public var done: Int { state.withLock { $0.results.count } }

  /// What the results of the seeds say together that all runs were made of.
  public func summary(newRuns: Int) -> ComparisonSummary {
    ComparisonSummary(
      plan: plan, runs: runs, results: state.withLock { $0.results }, newRuns: newRuns)
  }

  /// Which runs they are, by the names of their results: the same of the same comparison anywhere.
  public var keys: [String] { get throws { try descriptions.map { try $0.key } } }

  /// Makes one run, from its samples to its result; nil where it was to stop.
  public func result(of index: Int, isToStop: () -> Bool = { false }) throws -> RunResult? {
    if isToStop() { return nil }
    let (run, description) = (runs[index], descriptions[index])
    let sources = try sources(run.seed)
    var options = description.options
    options.classWeights = sources.classWeights
    let one = ThreadPool(threads: 1)
    let network = try network(run, options, inputs: sources.training.inputWidth)
    let result = try Trainer(network, options: options, pool: one).train(
      on: sources.training, validation: sources.validation ?? sources.test,
      progress: { _ in !isToStop() })
    if result.reason == .requested { return nil }
    let samples = sources.training.count ?? 0
    let steps = result.history.count * ((samples + options.batch - 1) / max(options.batch, 1))
    var divergence: String?
    if case .diverged(let place) = result.reason { divergence = place.description }
    let test =
      divergence == nil
      ? try network.evaluate(
        sources.test, loss: options.loss, scaling: sources.scaling, pool: one) : nil
    return RunResult(
      run: description, testLoss: test?.loss, testAccuracy: test?.accuracy, testR2: test?.r2,
      divergence: divergence, history: result.history, steps: steps,
      layers: try network.inspect(sources.test, loss: options.loss, pool: one))
  }

  private func network(
    _ run: ComparisonPlan.Run, _ options: TrainingOptions, inputs: Int
  ) throws -> Network<Scalar> {
    let contender = plan.contenders[run.contender]
    let outputs =
      options.loss == .binaryCrossEntropy && file.targetKind == .classes(count: 2)
      ? 1 : file.targetKind.outputWidth
    let hidden = plan.configurations[run.configuration].hidden.map {
      LayerArchitecture(
        units: $0, activation: contender.activation.name, settings: contender.settings,
        dropout: plan.dropout)
    }
    let identity = IdentityActivation()
    let architecture = NetworkArchitecture(
      inputs: inputs,
      layers: hidden + [LayerArchitecture(units: outputs, activation: identity.name)])
    var layer = 0
    return try Network(architecture, initializer: plan.initializer, seed: options.seed) { _ in
      layer += 1
      return layer <= hidden.count ? contender.activation : identity
    }
  }

  /// What a run reads.
  private struct Sources {
    var training: any SampleSource<Scalar>
    var validation: (any SampleSource<Scalar>)?
    var test: any SampleSource<Scalar>
    var scaling: Standardization?
    var classWeights: [Double]?

    init(_ data: TrainingData<Scalar>, classWeights: [Double]?) throws {
      guard let test = data.test else {
        throw NetworkError(.unsuitableData, "a comparison needs samples to test on")
      }
      (training, validation, self.test) = (data.training, data.validation, test)
      scaling = data.preparation.targets
      self.classWeights = classWeights
    }

    init(_ samples: Samples) {
      training = DatasetSource(samples.training)
      validation = samples.validation.map { DatasetSource($0) }
      test = DatasetSource(samples.test)
      (scaling, classWeights) = (samples.scaling, samples.classWeights)
    }

    /// What it reads, where that is in memory.
    var samples: Samples? {
      guard let training = training as? DatasetSource<Scalar>,
        let test = test as? DatasetSource<Scalar>
      else { return nil }
      return Samples(
        training: training.dataset,
        validation: (validation as? DatasetSource<Scalar>)?.dataset, test: test.dataset,
        scaling: scaling, classWeights: classWeights)
    }
  }

  /// The samples of a seed's split, prepared.
  private func data(seed: UInt64) throws -> TrainingData<Scalar> {
    try TrainingData<Scalar>(
      file, test: plan.split.test(seed: seed), validation: plan.split.validation(seed: seed),
      standardizes: plan.standardizes,
      standardizesTargets: plan.standardizes && plan.options.loss?.isOfDistances ?? true)
  }

  /// What was understood of the data, as the first seed splits them.
  public func dataSummary() throws -> DataSummary {
    try data(seed: plan.seeds.first ?? 0).summary
  }

  /// Sources of a run's own over its seed's samples: shared in memory, or streaming from the file.
  private func sources(_ place: Int) throws -> Sources {
    if let samples = state.withLock({ $0.samples[place] }) { return Sources(samples) }
    let data = try data(seed: plan.seeds[place])
    let sources = try Sources(
      data, classWeights: plan.balancesClasses ? data.summary.balancedClassWeights : nil)
    guard let samples = sources.samples else { return sources }
    state.withLock { state in
      // Runs go from seed to seed: at most two are at work on all but the smallest comparisons.
      if state.samples.count >= 2, let oldest = state.samples.keys.min() {
        state.samples[oldest] = nil
      }
      state.samples[place] = samples
    }
    return Sources(samples)
  }
}
