/// Where the values of an activation's parameters lie in one flat buffer.
///
/// A parameter has one value for the layer, or one value for each channel (neuron) of it. The
/// buffer of gradients has the same layout as the buffer of values.
public struct ParameterLayout: Sendable, Hashable {
  /// The place of one parameter.
  public struct Slot: Sendable, Hashable {
    /// The parameter's name.
    public let name: String
    /// The index of its first value.
    public let offset: Int
    /// How many values it has: 1, or the layer's channels.
    public let count: Int
    /// Whether each channel has a value of its own.
    public let isPerChannel: Bool
  }

  /// One slot a parameter, in the activation's order.
  public let slots: [Slot]
  /// The columns of the matrices that the kernels will be given.
  public let channels: Int
  /// The length of the buffer.
  public let count: Int

  /// Lays out the parameters one after another.
  ///
  /// - Parameters:
  ///   - parameters: the activation's parameters.
  ///   - channels: the width of the layer; at least 1.
  ///   - perChannel: the names of those that have a value for each channel.
  public init(
    _ parameters: [ActivationParameter], channels: Int = 1, perChannel: Set<String> = []
  ) {
    precondition(channels >= 1, "a layout needs at least one channel")
    var next = 0
    slots = parameters.map { parameter in
      let isPerChannel = perChannel.contains(parameter.name)
      let slot = Slot(
        name: parameter.name, offset: next, count: isPerChannel ? channels : 1,
        isPerChannel: isPerChannel)
      next += slot.count
      return slot
    }
    self.channels = channels
    count = next
  }

  /// The buffer's first contents: each parameter's default, or what `overrides` says.
  public func initialValues<Scalar: ActivationScalar>(
    _ parameters: [ActivationParameter], overrides: [String: Double] = [:]
  ) -> [Scalar] {
    zip(parameters, slots).flatMap { parameter, slot in
      [Scalar](
        repeating: Scalar(overrides[parameter.name] ?? parameter.defaultValue), count: slot.count)
    }
  }
}
