import Activations
import CAllocations
import NeuralNetwork
import Testing

#if DEBUG
  private let isOptimized = false
#else
  private let isOptimized = true
#endif

/// What a step takes of memory: nothing after the first, and one buffer a layer where it can.
@Suite struct AllocationTests {
  func measure<Scalar: ActivationScalar>(
    _: Scalar.Type, _ activation: any Activation, widths: [Int], batch: Int
  ) throws -> NetworkBenchmark {
    try NetworkBenchmark(
      .init(widths: widths, batch: batch, seconds: 0.01), activation: activation,
      scalar: Scalar.self, pool: ThreadPool(threads: 1),
      allocations: { Int(hillock_allocations()) })
  }

  @Test func theCounterCounts() {
    let before = hillock_allocations()
    let block = UnsafeMutableRawPointer.allocate(byteCount: 100, alignment: 8)
    let aligned = UnsafeMutableRawPointer.allocate(byteCount: 128, alignment: 64)
    #expect(hillock_allocations() >= before + 2)
    block.deallocate()
    aligned.deallocate()
  }

  /// Sizes whose products OpenBLAS computes without memory of its own: what remains is ours. The
  /// libraries may allocate within larger products, which `hillock bench network` shows.
  @Test(.enabled(if: isOptimized, "closures are kept on the heap where nothing is optimized"))
  func aTrainingStepAllocatesNothing() throws {
    for name in ["relu", "sigmoid", "dyt", "swiglu", "rrelu", "softplus"] {
      let result = try measure(
        Float.self, TestActivations.named(name), widths: [64, 32, 32, 10], batch: 32)
      #expect(result.allocationsPerStep == 0, "\(name)")
    }
  }

  @Test func aDerivativeOfTheValueKeepsOneBufferALayer() throws {
    let ofY = try measure(
      Float.self, TestActivations.sigmoid, widths: Array(repeating: 64, count: 33), batch: 32)
    let ofX = try measure(
      Float.self, TestActivations.relu, widths: Array(repeating: 64, count: 33), batch: 32)
    let buffer = 64 * 32 * 4
    #expect(ofY.activationBytes == 32 * buffer)
    // The last layer has the identity, which keeps no net input.
    #expect(ofX.activationBytes == 63 * buffer)
  }
}
