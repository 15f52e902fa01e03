import Activations
import CAllocations
import NeuralNetwork
import Testing

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

  @Test func aTrainingStepAllocatesNothing() throws {
    for activation in [TestActivations.relu, TestActivations.sigmoid] {
      let small = try measure(Float.self, activation, widths: [64, 32, 10], batch: 32)
      #expect(small.allocationsPerStep == 0)
      let double = try measure(Double.self, activation, widths: [300, 200, 10], batch: 100)
      #expect(double.allocationsPerStep == 0)
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
