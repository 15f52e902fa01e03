import Activations

extension PluginActivation {
  /// Every parameter's value: the default, or what `settings` says.
  ///
  /// - Parameters:
  ///   - settings: values by parameter name.
  ///   - precision: in which they must be values as well.
  /// - Returns: a value for each of ``parameters``, by name.
  /// - Throws: ``HostError``: `unknownParameter` with the parameters that there are;
  ///   `outOfInterval` with the interval and the value.
  public func validatedParameters(
    _ settings: [String: Double] = [:], in precision: Precision = .float64
  ) throws(HostError) -> [String: Double] {
    for name in settings.keys.sorted() where !parameters.contains(where: { $0.name == name }) {
      throw HostError(
        .unknownParameter, "has no parameter '\(name)'", activation: self.name,
        expected: parameters.isEmpty
          ? "none, as it has no parameters"
          : NearestNames.sorted(parameters.map(\.name), to: name).joined(separator: ", "),
        found: "'\(name)'")
    }
    var values: [String: Double] = [:]
    for parameter in parameters {
      let value = settings[parameter.name] ?? parameter.defaultValue
      do throws(HostError) {
        try parameter.checkValue(value)
        if precision == .float32 { try parameter.checkFloat(value) }
      } catch {
        throw error.within(activation: self.name)
      }
      values[parameter.name] = value
    }
    return values
  }

  /// Values and derivatives at a list of inputs, in the precision of `Scalar`.
  ///
  /// A row form takes the inputs as one row, and has no derivatives.
  ///
  /// - Parameters:
  ///   - x: the inputs.
  ///   - gate: the second inputs of a gated form, as many as `x`; 0 each where nil.
  ///   - u: the random numbers of a stochastic one, as many as `x`; 0.5 each where nil.
  ///   - settings: parameter values that differ from the defaults.
  ///   - isTraining: what the plugin is told of the use of the values.
  /// - Returns: y = f(x), and df/dx or nil.
  /// - Throws: ``HostError``, as ``validatedParameters(_:)`` and ``kernels(_:layout:)``.
  public func evaluate<Scalar: ActivationScalar>(
    _ x: [Scalar], gate: [Scalar]? = nil, u: [Scalar]? = nil, settings: [String: Double] = [:],
    isTraining: Bool = false
  ) throws -> (values: [Scalar], derivatives: [Scalar]?) {
    let evaluator = try ActivationEvaluator<Scalar>(
      self, columns: max(x.count, 1), settings: validatedParameters(settings))
    let gate = form == .gated ? gate ?? [Scalar](repeating: 0, count: x.count) : nil
    return (
      evaluator.values(x, gate: gate, u: u, isTraining: isTraining),
      evaluator.derivatives(x, gate: gate, u: u, isTraining: isTraining)
    )
  }
}

extension ActivationParameter {
  /// Refuses what is infinite as a float, or 0 where 0 is not allowed.
  fileprivate func checkFloat(_ value: Double) throws(HostError) {
    let float = Float(value)
    guard float.isInfinite || float == 0 && !interval.contains(0) else { return }
    throw HostError(
      .outOfInterval, "parameter '\(name)' is \(float) in float32",
      expected: "a float32 in \(interval), or float64", found: "\(value)")
  }
}
