import Activations
import Datasets

/// What one layer makes of some samples.
package struct LayerObservation<Scalar: ActivationScalar> {
  /// The layer's width.
  package let units: Int
  /// z = x W + b, `[count, units]`; of a gated layer the half that is not the gate.
  package let netInputs: [Scalar]
  /// f(z), `[count, units]`
  package let outputs: [Scalar]
  /// f'(z), `[count, units]`; nil where an output depends on a row.
  package let slopes: [Scalar]?
}

/// Looks into a network between two steps of its training, and changes nothing there.
///
/// Stochastic layers are shown at the middle of their range. Not thread-safe, as its network is not.
package final class NetworkObserver<Scalar: ActivationScalar> {
  private let network: Network<Scalar>
  private let capacity: Int
  private let numerics = NumericKernels<Scalar>.make()
  private let products: [LayerProducts<Scalar>]
  private let netInput: AlignedBuffer<Scalar>
  private let gate: AlignedBuffer<Scalar>
  private let random: AlignedBuffer<Scalar>
  private let outputs: [AlignedBuffer<Scalar>]

  /// An observer that takes up to `capacity` samples at once.
  ///
  /// - Throws: ``NetworkError`` with code `.missingLibrary` where there is no matrix product.
  package init(_ network: Network<Scalar>, capacity: Int) throws {
    try MatrixProduct.load()
    self.network = network
    self.capacity = capacity
    products = network.layers.map {
      LayerProducts($0, rows: capacity, workers: 1, packs: false, passesDown: false)
    }
    netInput = AlignedBuffer(count: capacity * network.widest)
    gate = AlignedBuffer(count: capacity * network.widest)
    random = AlignedBuffer(count: capacity * network.widest)
    random.start.update(repeating: 0.5, count: random.count)
    outputs = network.layers.map { AlignedBuffer(count: capacity * $0.units) }
  }

  /// Every layer's outputs for samples `[count, inputs]`, from the first layer to the last.
  package func layerOutputs(_ inputs: [Scalar]) -> [[Scalar]] {
    var results = network.layers.map { _ in [Scalar]() }
    forEachPart(inputs) { index, rows in
      results[index] += UnsafeBufferPointer(
        start: outputs[index].start, count: rows * network.layers[index].units)
    }
    return results
  }

  /// Everything about every layer for samples `[count, inputs]`.
  package func observe(_ inputs: [Scalar]) -> [LayerObservation<Scalar>] {
    var netInputs = network.layers.map { _ in [Scalar]() }
    var slopes = netInputs
    var values = netInputs
    forEachPart(inputs) { index, rows in
      let layer = network.layers[index]
      let count = rows * layer.units
      netInputs[index] += UnsafeBufferPointer(start: netInput.start, count: count)
      values[index] += UnsafeBufferPointer(start: outputs[index].start, count: count)
      guard let derivative = layer.kernels.derivative else { return }
      slopes[index] += [Scalar](unsafeUninitializedCapacity: count) { buffer, made in
        buffer.initialize(repeating: 0)
        derivative(
          ActivationInputs(
            rows: rows, columns: layer.units, x: UnsafePointer(netInput.start),
            gate: layer.isGated ? UnsafePointer(gate.start) : nil,
            u: layer.isStochastic ? UnsafePointer(random.start) : nil,
            parameters: UnsafePointer(network.parameters.start + layer.parameters)),
          buffer.baseAddress!)
        made = count
      }
    }
    return network.layers.indices.map { index in
      LayerObservation(
        units: network.layers[index].units, netInputs: netInputs[index], outputs: values[index],
        slopes: network.layers[index].kernels.derivative == nil ? nil : slopes[index])
    }
  }

  /// Takes the samples through all layers, as many at a time as there is room for.
  ///
  /// - Parameter look: at a layer, and how many rows, while its net inputs and outputs are there.
  private func forEachPart(_ inputs: [Scalar], look: (Int, Int) -> Void) {
    let width = network.architecture.inputs
    inputs.withUnsafeBufferPointer { inputs in
      guard let start = inputs.baseAddress else { return }
      let count = inputs.count / width
      for first in stride(from: 0, to: count, by: capacity) {
        let rows = min(capacity, count - first)
        var input = start + first * width
        for (index, layer) in network.layers.enumerated() {
          layer.forward(
            ForwardBlock(
              rows: rows, input: input, netInput: netInput.start,
              gate: layer.isGated ? gate.start : nil, output: outputs[index].start,
              u: layer.isStochastic ? UnsafePointer(random.start) : nil, isTraining: false,
              worker: 0),
            products: products[index], network: network.parameters.start, numerics: numerics)
          look(index, rows)
          input = UnsafePointer(outputs[index].start)
        }
      }
    }
  }
}

extension Network {
  /// The gradient of the loss by each layer's weights, over the first samples of a source.
  ///
  /// - Parameters:
  ///   - source: restarted first, in its own order.
  ///   - samples: how many to take; at most 512.
  /// - Throws: ``NetworkError`` where the data does not suit the network, and what the source throws.
  package func weightGradients(
    on source: any SampleSource<Scalar>, samples: Int, loss: Loss? = nil, pool: ThreadPool
  ) throws -> [[Scalar]] {
    let loss = loss ?? Loss(suiting: source.targetKind)
    try check(source, loss: loss)
    let step = try TrainingStep(
      self, loss: loss, optimizer: nil, batch: samples, clipNorm: nil, seed: 0, pool: pool)
    let batch = SampleBatch(of: source, capacity: samples)
    try source.restart(shuffleSeed: nil)
    let rows = try batch.read(source)
    guard rows > 0, let gradients = step.gradients else {
      throw NetworkError(.unsuitableData, "the data has no samples")
    }
    _ = step.run(inputs: batch.inputs, targets: batch.targets, rows: rows, step: 0, learningRate: 0)
    return places.filter { $0.name.hasSuffix(".weights") }.map { $0.values(in: gradients.start) }
  }
}
