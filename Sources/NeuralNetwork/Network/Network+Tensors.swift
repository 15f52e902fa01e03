import Activations

extension Network {
  /// Where each tensor lies.
  var places: [TensorPlace] {
    layers.enumerated().flatMap { index, layer in
      let prefix = "layers.\(index)"
      func vector(_ name: String, _ count: Int, _ start: Int) -> TensorPlace {
        TensorPlace(name: "\(prefix).\(name)", shape: [count], start: start, rowStride: count)
      }
      return [
        TensorPlace(
          name: "\(prefix).weights", shape: [layer.inputs, layer.columns], start: layer.weights,
          rowStride: layer.weightStride),
        vector("bias", layer.columns, layer.bias),
      ]
        + layer.learnableSlots.map { slot, _ in
          vector("activation.\(slot.name)", slot.count, layer.parameters + slot.offset)
        }
    }
  }

  /// All learned values, copied: of each layer the weights, the bias, and the activation's
  /// learnable parameters.
  public var tensors: [NamedTensor<Scalar>] {
    places.map { place in
      NamedTensor(
        name: place.name, shape: place.shape, values: place.values(in: parameters.start))
    }
  }

  /// Sets all learned values.
  ///
  /// - Parameter tensors: the tensors of ``tensors``, in any order, each once.
  /// - Throws: ``NetworkError`` with code `.invalidTensor` where one is missing, unknown, given
  ///   twice or of another shape, or a learnable parameter leaves its interval; then nothing has
  ///   been changed.
  public func setTensors(_ tensors: [NamedTensor<Scalar>]) throws {
    let found = try checkTensors(tensors, areParameters: true)
    version += 1
    for place in places {
      guard let values = found[place.name]?.values else { continue }
      place.set(values, in: parameters.start)
    }
  }

  /// Checks that tensors are those of ``tensors``, in any order, each once.
  ///
  /// - Parameter areParameters: whether values must lie in the intervals of what can be learned, as
  ///   those of an optimizer's state need not.
  /// - Returns: the tensors by name.
  @discardableResult
  func checkTensors(
    _ tensors: [NamedTensor<Scalar>], areParameters: Bool
  ) throws -> [String: NamedTensor<Scalar>] {
    func refuse(_ message: String) -> NetworkError { .init(.invalidTensor, message) }
    let places = places
    var found: [String: NamedTensor<Scalar>] = [:]
    for tensor in tensors {
      guard let place = places.first(where: { $0.name == tensor.name }) else {
        throw refuse("tensor \(tensor.name) belongs to no layer of this network")
      }
      guard tensor.shape == place.shape, tensor.values.count == place.count else {
        throw refuse(
          "tensor \(tensor.name): expected shape \(place.shape), found \(tensor.shape) with "
            + "\(tensor.values.count) values")
      }
      guard found.updateValue(tensor, forKey: tensor.name) == nil else {
        throw refuse("tensor \(tensor.name) is there twice")
      }
    }
    for place in places where found[place.name] == nil {
      throw refuse("tensor \(place.name) is missing")
    }
    for (index, layer) in layers.enumerated() where areParameters {
      for (slot, parameter) in layer.learnableSlots {
        let name = "layers.\(index).activation.\(slot.name)"
        for value in found[name]?.values ?? [] where !parameter.interval.contains(Double(value)) {
          throw refuse("tensor \(name): expected in \(parameter.interval), found \(value)")
        }
      }
    }
    return found
  }
}
