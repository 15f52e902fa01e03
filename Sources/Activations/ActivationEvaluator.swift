/// f, f' and their kin over arrays, by an activation's own functions: what a person asks of it,
/// without a network and without pointers.
///
/// An array holds rows of `columns` numbers. For an elementwise or a gated activation the division
/// into rows means nothing.
public struct ActivationEvaluator<Scalar: ActivationScalar>: Sendable {
  /// What one output depends on.
  public let form: ActivationForm
  /// The numbers in a row.
  public let columns: Int
  private let kernels: ActivationKernels<Scalar>
  private let parameters: [Scalar]
  private let isStochastic: Bool

  /// Prepares an activation's functions.
  ///
  /// - Parameters:
  ///   - columns: the numbers in a row, at least 1.
  ///   - settings: values of parameters where they differ from the defaults; the caller has
  ///     checked that there are such parameters and that the values lie in their intervals.
  /// - Throws: the activation's own error where its functions cannot be bound.
  public init(
    _ activation: some Activation, columns: Int, settings: [String: Double] = [:]
  ) throws {
    let layout = ParameterLayout(activation.parameters, channels: columns)
    form = activation.form
    self.columns = columns
    kernels = try activation.kernels(Scalar.self, layout: layout)
    parameters = layout.initialValues(activation.parameters, overrides: settings)
    isStochastic = activation.isStochastic
  }

  /// f(x), one number for each of x.
  ///
  /// - Parameters:
  ///   - x: whole rows.
  ///   - gate: the second inputs, as many as `x`, where the activation is gated; nil otherwise.
  ///   - u: the random numbers of a stochastic one, as many as `x`; 1/2 each where nil.
  ///   - isTraining: what the functions are told of the use of the values.
  public func values(
    _ x: [Scalar], gate: [Scalar]? = nil, u: [Scalar]? = nil, isTraining: Bool = false
  ) -> [Scalar] {
    output(x, gate, u, isTraining) { kernels.value($0, $1) }
  }

  /// df/dx, one number for each of x; nil where an output depends on a row.
  ///
  /// The parameters are those of ``values(_:gate:u:isTraining:)``.
  public func derivatives(
    _ x: [Scalar], gate: [Scalar]? = nil, u: [Scalar]? = nil, isTraining: Bool = false
  ) -> [Scalar]? {
    kernels.derivative.map { derivative in
      output(x, gate, u, isTraining) { derivative($0, $1) }
    }
  }

  /// df/dgate, one number for each of x; nil where there is no gate.
  public func gateDerivatives(_ x: [Scalar], gate: [Scalar]) -> [Scalar]? {
    guard form == .gated else { return nil }
    let values = values(x, gate: gate)
    let ones = [Scalar](repeating: 1, count: x.count)
    var ignored = ones
    return output(x, gate) { inputs, result in
      gradient(inputs, values, ones, &ignored, result)
    }
  }

  /// The matrix df[i]/dx[j] of each row, `columns` x `columns`, one after another.
  public func jacobians(_ x: [Scalar]) -> [Scalar] {
    let values = values(x)
    var jacobians: [Scalar] = []
    jacobians.reserveCapacity(x.count * columns)
    for start in stride(from: 0, to: x.count, by: columns) {
      let row = Array(x[start..<start + columns])
      let y = Array(values[start..<start + columns])
      for index in 0..<columns {
        var dy = [Scalar](repeating: 0, count: columns)
        dy[index] = 1
        jacobians += output(row, nil) { inputs, dx in
          y.withUnsafeBufferPointer { y in
            dy.withUnsafeBufferPointer { dy in
              kernels.gradient(
                inputs, ActivationGradients(y: y.baseAddress, dy: dy.baseAddress!, dx: dx))
            }
          }
        }
      }
    }
    return jacobians
  }

  private func gradient(
    _ inputs: ActivationInputs<Scalar>, _ y: [Scalar], _ dy: [Scalar], _ dx: inout [Scalar],
    _ dgate: UnsafeMutablePointer<Scalar>
  ) {
    y.withUnsafeBufferPointer { y in
      dy.withUnsafeBufferPointer { dy in
        dx.withUnsafeMutableBufferPointer { dx in
          kernels.gradient(
            inputs,
            ActivationGradients(
              y: y.baseAddress, dy: dy.baseAddress!, dx: dx.baseAddress!, dgate: dgate))
        }
      }
    }
  }

  /// What `body` writes for x, and for the numbers that go with it.
  private func output(
    _ x: [Scalar], _ gate: [Scalar]?, _ u: [Scalar]? = nil, _ isTraining: Bool = false,
    _ body: (ActivationInputs<Scalar>, UnsafeMutablePointer<Scalar>) -> Void
  ) -> [Scalar] {
    precondition(x.count.isMultiple(of: columns), "x must be whole rows")
    precondition((gate != nil) == (form == .gated), "a gate for a gated activation and no other")
    precondition(gate.map { $0.count == x.count } ?? true, "a gate for each input")
    precondition(u.map { $0.count == x.count } ?? true, "a random number for each input")
    guard !x.isEmpty else { return [] }
    let u = isStochastic ? u ?? [Scalar](repeating: 0.5, count: x.count) : []
    return [Scalar](unsafeUninitializedCapacity: x.count) { result, count in
      x.withUnsafeBufferPointer { x in
        (gate ?? []).withUnsafeBufferPointer { gate in
          u.withUnsafeBufferPointer { u in
            parameters.withUnsafeBufferPointer { parameters in
              let inputs = ActivationInputs(
                rows: x.count / columns, columns: columns, x: x.baseAddress,
                gate: form == .gated ? gate.baseAddress : nil,
                u: isStochastic ? u.baseAddress : nil,
                parameters: parameters.isEmpty ? nil : parameters.baseAddress,
                isTraining: isTraining)
              // A kernel may leave what it writes unread; nothing else reads it before.
              result.baseAddress!.initialize(repeating: 0, count: x.count)
              body(inputs, result.baseAddress!)
            }
          }
        }
      }
      count = x.count
    }
  }
}
