import Activations

/// The samples of a ``Dataset``, in its order or in a permutation that the epoch's seed decides.
///
/// The shuffle is Fisher and Yates's over ``RandomStream``: every order is equally likely, and one
/// seed gives one order on every machine. Reading allocates nothing.
public final class DatasetSource<Scalar: ActivationScalar>: SampleSource {
  /// The samples.
  public let dataset: Dataset<Scalar>
  private var order: [Int]
  private var next = 0

  /// The numbers in one sample's input.
  public var inputWidth: Int { dataset.inputWidth }
  /// Whether a target is a class or numbers.
  public var targetKind: TargetKind { dataset.targets.kind }
  /// The samples in an epoch.
  public var count: Int? { dataset.count }
  /// The weights of the samples that were read last.
  public private(set) var weights: [Double] = []

  /// A source of `dataset`, at the beginning of an epoch in its own order.
  public init(_ dataset: Dataset<Scalar>) {
    self.dataset = dataset
    order = Array(0..<dataset.count)
  }

  /// Begins an epoch: in the data set's order, or shuffled.
  public func restart(shuffleSeed: UInt64?) {
    next = 0
    for index in order.indices { order[index] = index }
    if let shuffleSeed {
      var random = RandomStream(seed: shuffleSeed)
      random.shuffle(&order)
    }
  }

  /// Copies the epoch's next samples.
  public func read(
    _ capacity: Int, inputs: UnsafeMutablePointer<Scalar>, targets: TargetBuffer<Scalar>
  ) -> Int {
    let rows = order[next..<min(next + max(capacity, 0), order.count)]
    next = rows.endIndex
    if !dataset.weights.isEmpty {
      weights.removeAll(keepingCapacity: true)
      for row in rows { weights.append(dataset.weights[row]) }
    }
    let width = dataset.inputWidth
    dataset.inputs.withUnsafeBufferPointer { source in
      guard let base = source.baseAddress else { return }
      for (place, row) in rows.enumerated() {
        (inputs + place * width).update(from: base + row * width, count: width)
      }
    }
    switch (targets, dataset.targets) {
    case (.classes(let output), .classes(let indices, _)):
      for (place, row) in rows.enumerated() { output[place] = indices[row] }
    case (.values(let output), .values(let values, let width)):
      values.withUnsafeBufferPointer { source in
        guard let base = source.baseAddress else { return }
        for (place, row) in rows.enumerated() {
          (output + place * width).update(from: base + row * width, count: width)
        }
      }
    case (.none, _): break
    default: preconditionFailure("the target buffer is not of the source's kind")
    }
    return rows.count
  }
}
