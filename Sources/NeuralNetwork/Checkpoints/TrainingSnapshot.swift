import Activations
import FoundationEssentials

/// The last end of an epoch, kept in memory: copied without allocating, and made into a
/// ``TrainingState`` where one is wanted.
final class TrainingSnapshot<Scalar: ActivationScalar> {
  private let network: Network<Scalar>
  private let optimizer: OptimizerKernel<Scalar>?
  private let parameters: AlignedBuffer<Scalar>
  private let states: [AlignedBuffer<Scalar>]
  private var course: TrainingState<Scalar>.Course?
  private var best: [Scalar]?

  /// - Parameter isSaved: whether a ``state`` will ever be wanted. Otherwise only weights are kept: an
  ///   optimizer's states are twice as much to copy at the end of each epoch.
  init(_ network: Network<Scalar>, _ optimizer: OptimizerKernel<Scalar>?, isSaved: Bool) {
    self.network = network
    self.optimizer = optimizer
    parameters = AlignedBuffer(count: network.parameters.count)
    states = isSaved ? (optimizer?.states ?? []).map { AlignedBuffer(count: $0.count) } : []
  }

  /// The epoch that is kept, from 1; 0 where there is none yet.
  var epoch: Int { course?.history.count ?? 0 }

  /// Keeps the present.
  ///
  /// - Parameter best: all parameters of the best epoch.
  func take(_ course: TrainingState<Scalar>.Course, best: [Scalar]?) {
    parameters.start.update(from: network.parameters.start, count: parameters.count)
    for (kept, state) in zip(states, optimizer?.states ?? []) {
      kept.start.update(from: state.start, count: kept.count)
    }
    self.course = course
    self.best = best
  }

  /// Gives the network its weights of then.
  func restoreWeights() {
    guard course != nil else { return }
    network.parameters.start.update(from: parameters.start, count: parameters.count)
    network.version += 1
  }

  /// What was kept; nil where there is nothing yet. Without the optimizer's states where it was said
  /// that this will not be wanted.
  var state: TrainingState<Scalar>? {
    guard let course else { return nil }
    func tensors(_ values: UnsafePointer<Scalar>) -> [NamedTensor<Scalar>] {
      network.places.map { place in
        NamedTensor(name: place.name, shape: place.shape, values: place.values(in: values))
      }
    }
    return TrainingState(
      course: course, tensors: tensors(parameters.start),
      optimizer: states.map { tensors($0.start) },
      best: best.map { $0.withUnsafeBufferPointer { tensors($0.baseAddress!) } })
  }

  /// Gives rank 0's network, optimizer and course to all ranks, and keeps them there.
  ///
  /// - Returns: the course, and all parameters of the best epoch; nil where nothing has begun.
  func broadcast(
    _ course: TrainingState<Scalar>.Course?, best: [Scalar]?, over communicator: any Communicator
  ) throws -> (course: TrainingState<Scalar>.Course, best: [Scalar]?)? {
    guard communicator.size > 1 else { return course.map { ($0, best) } }
    network.version += 1
    try communicator.broadcast(network.parameters.buffer)
    let text = try communicator.broadcast(course.map { Array(try JSONEncoder().encode($0)) } ?? [])
    guard !text.isEmpty else { return nil }
    let course = try JSONDecoder().decode(TrainingState<Scalar>.Course.self, from: Data(text))
    for state in optimizer?.states ?? [] { try communicator.broadcast(state.buffer) }
    var values: [Scalar]?
    if course.bestEpoch != nil {
      var received = best ?? network.parameters.array
      try received.withUnsafeMutableBufferPointer { try communicator.broadcast($0) }
      values = received
    }
    guard communicator.rank > 0 else { return (course, best) }
    optimizer?.steps = course.steps
    take(course, best: values)
    return (course, values)
  }

  /// Makes network and optimizer what they were in `state`, and keeps it.
  ///
  /// - Returns: all parameters of the best epoch.
  /// - Throws: ``NetworkError`` where the tensors are others than the network's; then nothing has
  ///   been changed.
  func restore(_ state: TrainingState<Scalar>) throws -> [Scalar]? {
    let kept = optimizer?.states ?? []
    guard state.optimizer.count == kept.count else {
      throw NetworkError(
        .invalidTensor,
        "the optimizer keeps \(kept.count) states, but there are \(state.optimizer.count)")
    }
    for tensors in state.optimizer { try network.checkTensors(tensors, areParameters: false) }
    if let best = state.best { try network.checkTensors(best, areParameters: true) }
    try network.setTensors(state.tensors)
    func set(_ tensors: [NamedTensor<Scalar>], in buffer: UnsafeMutablePointer<Scalar>) {
      let values = Dictionary(uniqueKeysWithValues: tensors.map { ($0.name, $0.values) })
      for place in network.places { place.set(values[place.name] ?? [], in: buffer) }
    }
    for (tensors, buffer) in zip(state.optimizer, kept) { set(tensors, in: buffer.start) }
    optimizer?.steps = state.course.steps
    var best: [Scalar]?
    if let tensors = state.best {
      // What no training changes is as in the network.
      var values = network.parameters.array
      values.withUnsafeMutableBufferPointer { set(tensors, in: $0.baseAddress!) }
      best = values
    }
    take(state.course, best: best)
    return best
  }
}
