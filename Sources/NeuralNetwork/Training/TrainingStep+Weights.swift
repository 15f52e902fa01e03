import Activations

/// Blocks: what is done for some rows of a layer's weights, over all of the part's samples.
extension TrainingStep {
  /// Makes a block's gradient, dW = x^T dL/dz, and moves the weights where they need not wait.
  func makeGradient(of index: Int, worker: Int) {
    guard let inputs else { return }
    let block = plan.blocks[index]
    let layer = layers[block.layer]
    let source = buffers.layers[block.layer]
    let input =
      block.layer == 0 ? inputs : UnsafePointer(buffers.layers[block.layer - 1].passedOn)
    let beta: Scalar = accumulates ? 1 : 0

    let offset = layer.weights + block.rows.lowerBound * layer.weightStride
    let target = gradients.map { $0.start + offset } ?? scratch.block(worker)
    for half in 0..<(layer.isGated ? 2 : 1) {
      if let prepared = block.gradient, plan.samples == rows,
        prepared.run(
          worker: worker, input + block.rows.lowerBound,
          UnsafePointer(source.gradient + half * source.gateDistance), bias: nil,
          to: target + half * layer.units)
      {
        continue
      }
      numerics.matrixProduct(
        true, false, block.rows.count, layer.units, rows, input + block.rows.lowerBound,
        layer.inputs, source.gradient + half * source.gateDistance, layer.units, beta,
        target + half * layer.units, layer.weightStride)
    }
    if gradients == nil { clearGaps(of: layer, rows: block.rows.count, in: target) }
    finish(offset, count: block.rows.count * layer.weightStride, gradient: target, decays: true)
    guard block.isFirst else { return }

    let biases = gradients.map { $0.start + layer.bias } ?? scratch.block(worker)
    for half in 0..<(layer.isGated ? 2 : 1) {
      numerics.columnSums(
        source.gradient + half * source.gateDistance, rows, layer.units, beta,
        biases + half * layer.units)
    }
    finish(layer.bias, count: layer.columns, gradient: biases, decays: false)

    guard !layer.learnableSlots.isEmpty else { return }
    let sums = gradients.map { $0.start + layer.parameters } ?? scratch.block(worker)
    sumParameters(block.layer, into: sums)
    for (slot, _) in layer.learnableSlots {
      finish(
        layer.parameters + slot.offset, count: slot.count, gradient: sums + slot.offset,
        decays: false)
    }
    if gradients == nil, tree == nil { confineParameters(layer) }
  }

  /// Sets to 0 what lies between the rows of a gradient of weights in memory that others used.
  private func clearGaps(
    of layer: Layer<Scalar>, rows: Int, in gradient: UnsafeMutablePointer<Scalar>
  ) {
    let gap = layer.weightStride - layer.columns
    guard gap > 0 else { return }
    for row in 0..<rows {
      (gradient + row * layer.weightStride + layer.columns).update(repeating: 0, count: gap)
    }
  }

  /// Adds up the tiles' gradients of a layer's activation parameters, in their order.
  private func sumParameters(_ index: Int, into sums: UnsafeMutablePointer<Scalar>) {
    let count = layers[index].layout.count
    if !accumulates { sums.update(repeating: 0, count: count) }
    for tile in 0..<partition.tiles(rows) {
      let part = scratch.parameters(layer: index, tile: tile)
      for value in 0..<count { sums[value] += part[value] }
    }
  }

  /// Moves values by their gradient, unless they wait.
  private func finish(
    _ offset: Int, count: Int, gradient: UnsafeMutablePointer<Scalar>, decays: Bool
  ) {
    guard gradients == nil else { return }
    use(gradient, offset: offset, count: count, decays: decays)
  }

  /// Moves values by their gradient, or adds that to the tree.
  private func use(
    _ gradient: UnsafeMutablePointer<Scalar>, offset: Int, count: Int, decays: Bool
  ) {
    if let tree {
      tree.add(gradient, offset: offset, count: count)
    } else {
      optimizer?.update(
        network.parameters.start, offset: offset, count: count, gradient: gradient, decays: decays)
    }
  }

  /// The ranges of parameters that a block stands for.
  private func forEachRange(
    of index: Int, _ body: (_ offset: Int, _ count: Int, _ decays: Bool) -> Void
  ) {
    let block = plan.blocks[index]
    let layer = layers[block.layer]
    body(
      layer.weights + block.rows.lowerBound * layer.weightStride,
      block.rows.count * layer.weightStride, true)
    guard block.isFirst else { return }
    body(layer.bias, layer.columns, false)
    for (slot, _) in layer.learnableSlots {
      body(layer.parameters + slot.offset, slot.count, false)
    }
  }

  /// The sum of the squares of a block's gradients.
  func sumOfSquares(block index: Int) -> Double {
    guard let gradients else { return 0 }
    var sum = 0.0
    forEachRange(of: index) { offset, count, _ in
      sum += numerics.sumSquares(gradients.start + offset, count)
    }
    return sum
  }

  /// Uses a block's gradients that waited.
  func update(block index: Int) {
    guard let gradients else { return }
    forEachRange(of: index) { offset, count, decays in
      use(gradients.start + offset, offset: offset, count: count, decays: decays)
    }
    let block = plan.blocks[index]
    if block.isFirst, tree == nil { confineParameters(layers[block.layer]) }
  }

  /// Brings an activation's parameters back into their intervals.
  private func confineParameters(_ layer: Layer<Scalar>) {
    for (slot, parameter) in layer.learnableSlots {
      let values = network.parameters.start + layer.parameters + slot.offset
      for index in 0..<slot.count { values[index] = parameter.interval.nearest(to: values[index]) }
    }
  }
}

extension Interval {
  /// The value of the interval that is nearest to `value`: `value` itself where it lies within, or
  /// is NaN.
  func nearest<Scalar: ActivationScalar>(to value: Scalar) -> Scalar {
    let low = Scalar(low)
    let high = Scalar(high)
    if value < low || (value == low && !includesLow) {
      return includesLow && Double(low) >= self.low ? low : low.nextUp
    }
    if value > high || (value == high && !includesHigh) {
      return includesHigh && Double(high) <= self.high ? high : high.nextDown
    }
    return value
  }
}
