import Activations

/// How a network's one buffer of parameters is cut into chunks, which ranks own and tasks update: by
/// its size alone.
struct ParameterChunks {
  /// Some parameters of a chunk that move by one rule.
  struct Segment {
    let range: Range<Int>
    /// Whether weight decay applies.
    let decays: Bool
    /// Where an activation's parameter must stay.
    let interval: Interval?
  }

  /// What can be learned, of each chunk.
  let segments: [[Segment]]
  private let count: Int

  /// The scalars of a chunk: what fits in the first cache with its gradients and state beside it,
  /// and is work enough for a task.
  static var size: Int { 4096 }

  init<Scalar: ActivationScalar>(_ network: Network<Scalar>) {
    count = network.parameters.count
    var segments = [[Segment]](repeating: [], count: (count + Self.size - 1) / Self.size)
    func add(_ start: Int, _ count: Int, decays: Bool, interval: Interval? = nil) {
      var next = start
      while next < start + count {
        let chunk = next / Self.size
        let end = min(start + count, (chunk + 1) * Self.size)
        segments[chunk].append(Segment(range: next..<end, decays: decays, interval: interval))
        next = end
      }
    }
    for layer in network.layers {
      add(layer.weights, layer.inputs * layer.weightStride, decays: true)
      add(layer.bias, layer.columns, decays: false)
      for (slot, parameter) in layer.learnableSlots {
        add(
          layer.parameters + slot.offset, slot.count, decays: false, interval: parameter.interval)
      }
    }
    self.segments = segments
  }

  /// The chunks that each of so many ranks owns.
  func parts(ranks: Int) -> [Range<Int>] {
    (0..<ranks).map { $0 * segments.count / ranks..<($0 + 1) * segments.count / ranks }
  }

  /// The parameters of some chunks in a row.
  func scalars(_ chunks: Range<Int>) -> Range<Int> {
    min(chunks.lowerBound * Self.size, count)..<min(chunks.upperBound * Self.size, count)
  }
}
