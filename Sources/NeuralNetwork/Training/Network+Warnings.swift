import Activations

extension Network {
  /// What about this network is likely to be a mistake.
  ///
  /// An activation's derivative counts as zero everywhere where it is at 8,192 points drawn from
  /// N(0, 1) and as many from N(0, 16^2).
  public var warnings: [TrainingWarning] {
    layers.enumerated().compactMap { index, layer in
      let values = UnsafePointer(parameters.start + layer.parameters)
      let isFlat = [Scalar(1), 16].allSatisfy { scale in
        layer.sample(parameters: values, scale: scale).slopes.allSatisfy { $0 == 0 }
      }
      return isFlat ? .zeroDerivative(layer: index, activation: layer.activation.name) : nil
    }
  }
}

extension TrainingStep {
  /// The first layer with an output of the last forward pass that is not finite.
  var firstLayerNotFinite: Int? {
    layers.indices.first { index in
      !numerics.isFinite(
        UnsafePointer(buffers.layers[index].output), rows * layers[index].units)
    }
  }
}
