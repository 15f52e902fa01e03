import Activations
import CProcess

/// Tiles: what is done for some of the batch's samples on their own.
extension TrainingStep {
  /// Takes tiles through all layers, to the loss and the gradient of the last layer's net input.
  func forward(tiles: Range<Int>, worker: Int) {
    guard let inputs, let targets, let last = layers.indices.last else { return }
    for (index, layer) in layers.enumerated() {
      hillock_begin_layer(UInt32(index + 1), HILLOCK_FORWARD)
      let buffers = buffers.layers[index]
      for tile in tiles {
        let rows = partition.rows(tile, of: self.rows)
        let start = rows.lowerBound * layer.units
        let input =
          index == 0
          ? inputs + rows.lowerBound * layer.inputs
          : UnsafePointer(self.buffers.layers[index - 1].passedOn + rows.lowerBound * layer.inputs)
        timed(.forward, layer: index, worker: worker) {
          layer.forward(
            ForwardBlock(
              rows: rows.count, input: input, netInput: buffers.netInput + start,
              gate: buffers.gate.map { $0 + start }, output: buffers.output + start,
              u: random(layer: index, rows: rows, worker: worker), isTraining: true,
              worker: worker),
            products: products[index], network: network.parameters.start, numerics: numerics)
          drop(layer: index, rows: rows, from: buffers.output, to: buffers.passedOn)
        }
      }
    }
    for tile in tiles {
      let rows = partition.rows(tile, of: self.rows)
      let outputs = UnsafePointer(
        buffers.layers[last].passedOn + rows.lowerBound * layers[last].units)
      outcomes[tile] = timed(.loss, layer: last, worker: worker) {
        outcome(of: outputs, targets: targets, tile: tile, rows: rows, worker: worker)
      }
    }
  }

  /// The loss of a tile's outputs, and the gradient of the last layer's net input.
  private func outcome(
    of outputs: UnsafePointer<Scalar>, targets: TargetPointer<Scalar>, tile: Int, rows: Range<Int>,
    worker: Int
  ) -> Outcome {
    let last = layers.count - 1
    let block = targets.advanced(rows: rows.lowerBound, width: loss.outputs)
    var outcome = Outcome()
    if case .classes(let classes) = block.values {
      outcome.correct = loss.correct(outputs, classes: classes, rows: rows.count)
    }
    outcome.loss = loss.sum(
      outputs, targets: block, rows: rows.count,
      dz: buffers.layers[last].gradient + rows.lowerBound * layers[last].units, weight: weight,
      scratch: scratch.loss(worker))
    activationGradient(last, tile: tile, rows: rows, worker: worker)
    return outcome
  }

  /// Takes a tile's dL/dz of layer `index` to that of the layer below.
  func backward(_ index: Int, tile: Int, worker: Int) {
    hillock_begin_layer(UInt32(index + 1), HILLOCK_BACKWARD)
    let rows = partition.rows(tile, of: self.rows)
    passDown(
      index, rows: rows,
      to: buffers.layers[index - 1].gradient + rows.lowerBound * layers[index].inputs,
      worker: worker)
    activationGradient(index - 1, tile: tile, rows: rows, worker: worker)
  }

  /// dL/d(inputs) of the last step, which training itself has no use for.
  func inputGradient(rows: Int) -> [Scalar] {
    let result = AlignedBuffer<Scalar>(count: rows * layers[0].inputs)
    passDown(0, rows: 0..<rows, to: result.start, worker: 0)
    return result.array
  }

  /// dL/dx = dL/dz W^T, for some samples.
  private func passDown(
    _ index: Int, rows: Range<Int>, to target: UnsafeMutablePointer<Scalar>, worker: Int
  ) {
    let layer = layers[index]
    let source = buffers.layers[index]
    if let prepared = products[index].backward, prepared.rows == rows.count,
      prepared.run(
        worker: worker, UnsafePointer(source.gradient + rows.lowerBound * layer.units),
        UnsafePointer(network.parameters.start + layer.weights), bias: nil, to: target)
    {
      return
    }
    for half in 0..<(layer.isGated ? 2 : 1) {
      numerics.matrixProduct(
        false, true, rows.count, layer.inputs, layer.units,
        source.gradient + half * source.gateDistance + rows.lowerBound * layer.units, layer.units,
        network.parameters.start + layer.weights + half * layer.units, layer.weightStride,
        half == 0 ? 0 : 1, target, layer.inputs)
    }
  }

  /// Turns dL/dy of a layer's output into dL/dz, in place.
  private func activationGradient(_ index: Int, tile: Int, rows: Range<Int>, worker: Int) {
    hillock_begin_layer(UInt32(index + 1), HILLOCK_BACKWARD)
    let layer = layers[index]
    let buffers = buffers.layers[index]
    drop(layer: index, rows: rows, from: buffers.gradient, to: buffers.gradient)
    let start = rows.lowerBound * layer.units
    var parameters: UnsafeMutablePointer<Scalar>?
    if !layer.learnableSlots.isEmpty {
      let sums = scratch.parameters(layer: index, tile: tile)
      sums.update(repeating: 0, count: layer.layout.count)
      parameters = sums
    }
    layer.kernels.gradient(
      ActivationInputs(
        rows: rows.count, columns: layer.units,
        x: layer.keepsNetInput ? UnsafePointer(buffers.netInput + start) : nil,
        gate: buffers.gate.map { UnsafePointer($0 + start) },
        u: random(layer: index, rows: rows, worker: worker),
        parameters: UnsafePointer(network.parameters.start + layer.parameters), isTraining: true),
      ActivationGradients(
        y: UnsafePointer(buffers.output + start), dy: UnsafePointer(buffers.gradient + start),
        dx: buffers.gradient + start,
        dgate: layer.isGated ? buffers.gradient + buffers.gateDistance + start : nil,
        parameters: parameters))
  }

  /// Drops the same elements of a layer's output, and backward of its gradient.
  private func drop(
    layer index: Int, rows: Range<Int>, from source: UnsafeMutablePointer<Scalar>,
    to target: UnsafeMutablePointer<Scalar>
  ) {
    let layer = layers[index]
    guard layer.dropout > 0 else { return }
    let start = rows.lowerBound * layer.units
    numerics.dropout(
      RandomPurpose.dropout.stream(seed: seed, layer: index, step: step),
      firstElement(start, layer),
      layer.dropout, UnsafePointer(source + start), target + start, rows.count * layer.units)
  }

  /// The random numbers of a stochastic layer's tile, the same forward and backward.
  private func random(layer index: Int, rows: Range<Int>, worker: Int) -> UnsafePointer<Scalar>? {
    let layer = layers[index]
    guard layer.isStochastic else { return nil }
    let u = scratch.random(worker)
    numerics.uniform(
      RandomPurpose.activation.stream(seed: seed, layer: index, step: step),
      firstElement(rows.lowerBound * layer.units, layer), u, rows.count * layer.units)
    return UnsafePointer(u)
  }

  /// The place of an element of this part within the whole batch.
  private func firstElement(_ start: Int, _ layer: Layer<Scalar>) -> UInt64 {
    UInt64((firstSample + part * capacity) * layer.units + start)
  }
}
