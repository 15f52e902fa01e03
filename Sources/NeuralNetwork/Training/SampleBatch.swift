import Activations
import Datasets

/// Memory for the samples of a batch, and for their targets.
final class SampleBatch<Scalar: ActivationScalar> {
  let capacity: Int
  private let inputMemory: AlignedBuffer<Scalar>
  private let valueMemory: AlignedBuffer<Scalar>
  private let classMemory: UnsafeMutablePointer<Int32>
  private let buffer: TargetBuffer<Scalar>
  private let weightMemory: UnsafeMutablePointer<Double>
  private var isWeighted = false

  init(of source: any SampleSource<Scalar>, capacity: Int) {
    self.capacity = capacity
    inputMemory = AlignedBuffer(count: capacity * source.inputWidth)
    classMemory = .allocate(capacity: capacity)
    weightMemory = .allocate(capacity: capacity)
    switch source.targetKind {
    case .classes:
      valueMemory = AlignedBuffer(count: 0)
      buffer = .classes(classMemory)
    case .values(let width):
      valueMemory = AlignedBuffer(count: capacity * width)
      buffer = .values(valueMemory.start)
    }
  }

  deinit {
    classMemory.deallocate()
    weightMemory.deallocate()
  }

  var isClassified: Bool {
    if case .classes = buffer { true } else { false }
  }

  var mutableInputs: UnsafeMutablePointer<Scalar> { inputMemory.start }
  var inputs: UnsafePointer<Scalar> { UnsafePointer(inputMemory.start) }
  var targets: TargetPointer<Scalar> {
    TargetPointer(buffer, weights: isWeighted ? UnsafePointer(weightMemory) : nil)
  }

  /// Reads the next samples; 0 at the epoch's end.
  func read(_ source: any SampleSource<Scalar>) throws -> Int {
    let rows = try source.read(capacity, inputs: inputMemory.start, targets: buffer)
    let weights = source.weights
    isWeighted = !weights.isEmpty
    for (row, weight) in weights.enumerated() { weightMemory[row] = weight }
    return rows
  }
}

extension Network {
  /// Checks that samples suit this network and a loss.
  func check(_ source: any SampleSource<Scalar>, loss: Loss) throws {
    guard source.inputWidth == architecture.inputs else {
      throw NetworkError(
        .unsuitableData,
        "the network takes \(architecture.inputs) inputs, but the data has \(source.inputWidth)")
    }
    try loss.validate(targets: source.targetKind, outputs: architecture.outputs)
  }
}
