import Activations
import CAllocations
import CKernels
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

  /// c = a b, either of them transposed: the shape (m, n, k), then each matrix and its stride.
  typealias Product<Scalar> = (
    Bool, Bool, Int, Int, Int, UnsafePointer<Scalar>, Int, UnsafePointer<Scalar>, Int, Scalar,
    UnsafeMutablePointer<Scalar>, Int
  ) -> Void

  /// What the libraries allocate in the products of a step on `rows` samples: oneDNN a block for
  /// most of them where there is no AVX-512, OpenBLAS one for some on others. The rest would be
  /// ours.
  func allocationsOfProducts<Scalar: ActivationScalar>(
    _ multiply: Product<Scalar>, widths: [Int], gatedLayers: Int, rows: Int
  ) -> Int {
    let most = widths.reduce(rows, max)
    let memory = (0..<2).map { _ in [Scalar](repeating: 0, count: 2 * most * most) }
    var c = memory[0]
    func product(_ transposed: (a: Bool, b: Bool), _ m: Int, _ n: Int, _ k: Int) -> Int {
      var count = 0
      // The first of each thread is another matter.
      for _ in 0..<2 {
        let before = hillock_allocations()
        multiply(
          transposed.a, transposed.b, m, n, k, memory[0], transposed.a ? m : k, memory[1],
          transposed.b ? k : n, 0, &c, n)
        count = Int(hillock_allocations() - before)
      }
      return count
    }
    return zip(widths, widths.dropFirst()).enumerated().reduce(0) { sum, layer in
      let (index, (inputs, units)) = layer
      let once =
        product((false, false), rows, units, inputs) + product((true, false), inputs, units, rows)
        + (index > 0 ? product((false, true), rows, inputs, units) : 0)
      return sum + once * (index < gatedLayers ? 2 : 1)
    }
  }

  @Test(.enabled(if: isOptimized, "closures are kept on the heap where nothing is optimized"))
  func aTrainingStepAllocatesNothing() throws {
    let widths = [64, 32, 32, 10]
    for name in ["relu", "sigmoid", "dyt", "swiglu", "rrelu", "softplus"] {
      let activation = try TestActivations.named(name)
      let float = try measure(Float.self, activation, widths: widths, batch: 32)
      let gatedLayers = activation.form == .gated ? 2 : 0
      let ofFloat = allocationsOfProducts(
        hillock_matrix_product_f32, widths: widths, gatedLayers: gatedLayers, rows: 32)
      #expect(float.allocationsPerStep == Double(ofFloat), "\(name)")
      let double = try measure(Double.self, activation, widths: widths, batch: 32)
      let ofDouble = allocationsOfProducts(
        hillock_matrix_product_f64, widths: widths, gatedLayers: gatedLayers, rows: 32)
      #expect(double.allocationsPerStep == Double(ofDouble), "\(name)")
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
