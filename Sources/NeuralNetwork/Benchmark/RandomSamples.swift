import Activations
import CKernels

/// Random inputs for a network, and a class for each: what benchmarks train on.
final class RandomSamples<Scalar: ActivationScalar> {
  private let memory: AlignedBuffer<Scalar>
  private let classes: UnsafeMutablePointer<Int32>

  init(_ network: Network<Scalar>, count: Int) {
    let (width, outputs) = (network.architecture.inputs, network.architecture.outputs)
    memory = AlignedBuffer(count: count * width)
    NumericKernels<Scalar>.make().normal(
      RandomPurpose.gain.stream(seed: 1), 0, memory.start, count * width)
    classes = .allocate(capacity: count)
    for sample in 0..<count { classes[sample] = Int32(sample % outputs) }
  }

  deinit { classes.deallocate() }

  var inputs: UnsafePointer<Scalar> { UnsafePointer(memory.start) }
  var targets: TargetPointer<Scalar> { TargetPointer(.classes(UnsafePointer(classes))) }
}
