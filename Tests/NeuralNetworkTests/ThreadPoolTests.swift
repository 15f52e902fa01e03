import Activations
import NeuralNetwork
import Testing

/// The pool: as many threads as asked, used by several networks at once, and ended with it.
@Suite struct ThreadPoolTests {
  @Test func sizes() {
    #expect(ThreadPool(threads: 1).threads == 1)
    #expect(ThreadPool(threads: 3).threads == 3)
    #expect(ThreadPool(threads: 0).threads >= 1)
    #expect(ThreadPool.allCores.threads == ThreadPool(threads: 0).threads)
  }

  /// Jobs of many sizes, from several threads on one pool: each output is its own input's.
  @Test func manyCallersShareAPool() async throws {
    let pool = ThreadPool(threads: 3)
    try await withThrowingTaskGroup(of: Void.self) { group in
      for caller in 0..<4 {
        group.addTask {
          let network = try Network<Float>(
            NetworkArchitecture(
              inputs: 64, layers: [LayerArchitecture(units: 512, activation: "identity")]),
            seed: UInt64(caller), activations: TestActivations.named)
          let row = (0..<64).map { Float($0 * caller % 5) }
          let one = try network.predict(row, pool: ThreadPool(threads: 1))
          for count in [1, 130, 700, 3, 1000] {
            let inputs = Array(repeatElement(row, count: count).joined())
            let outputs = try network.predict(inputs, pool: pool)
            for sample in 0..<count {
              let output = outputs[sample * 512..<(sample + 1) * 512]
              #expect(zip(output, one).allSatisfy { abs($0 - $1) < 1e-4 })
            }
          }
        }
      }
      try await group.waitForAll()
    }
  }
}
