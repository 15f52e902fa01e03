import Activations

/// What the functions return.
enum Status {
  static let done: Int32 = 0
  static let invalid: Int32 = 1
  static let unusable: Int32 = 2
}

/// The precisions that an array may have.
private protocol ArrayScalar: ActivationScalar {
  static func prepared(_ activation: ActivationHandle) -> PreparedKernels<Self>
}

extension Float: ArrayScalar {
  fileprivate static func prepared(_ activation: ActivationHandle) -> PreparedKernels<Float> {
    activation.float
  }
}

extension Double: ArrayScalar {
  fileprivate static func prepared(_ activation: ActivationHandle) -> PreparedKernels<Double> {
    activation.double
  }
}

/// A matrix of inputs with what goes with it, as a caller gives it.
private struct Operands<Scalar: ArrayScalar> {
  var rows: Int
  var columns: Int
  var x: UnsafePointer<Scalar>?
  var gate: UnsafePointer<Scalar>?
  var parameters: UnsafePointer<Scalar>?

  /// Whether they are what an activation takes; x may be missing where nothing reads it.
  func suit(_ activation: ActivationHandle, readingX: Bool = true) -> Bool {
    let (count, overflow) = rows.multipliedReportingOverflow(by: columns)
    guard rows >= 0, columns >= 0, !overflow else { return false }
    return count == 0
      || (x != nil || !readingX) && (gate != nil) == (activation.form == .gated)
  }

  /// Calls `body` with the inputs of a kernel.
  func with(
    _ parameters: [Scalar], _ body: (ActivationInputs<Scalar>) -> Void
  ) {
    parameters.withUnsafeBufferPointer { own in
      body(
        ActivationInputs(
          rows: rows, columns: columns, x: x, gate: gate,
          parameters: self.parameters ?? (own.isEmpty ? nil : own.baseAddress)))
    }
  }
}

private func value<Scalar: ArrayScalar>(
  _ activation: UnsafeRawPointer?, _ operands: Operands<Scalar>,
  _ y: UnsafeMutablePointer<Scalar>?
) -> Int32 {
  guard let activation = object(activation, ActivationHandle.self),
    operands.suit(activation)
  else { return Status.invalid }
  guard operands.rows * operands.columns > 0 else { return Status.done }
  guard let y else { return Status.invalid }
  let prepared = Scalar.prepared(activation)
  operands.with(prepared.parameters) { prepared.kernels.value($0, y) }
  return Status.done
}

private func derivative<Scalar: ArrayScalar>(
  _ activation: UnsafeRawPointer?, _ operands: Operands<Scalar>,
  _ y: UnsafeMutablePointer<Scalar>?
) -> Int32 {
  guard let activation = object(activation, ActivationHandle.self),
    operands.suit(activation), let derivative = Scalar.prepared(activation).kernels.derivative
  else { return Status.invalid }
  guard operands.rows * operands.columns > 0 else { return Status.done }
  guard let y else { return Status.invalid }
  operands.with(Scalar.prepared(activation).parameters) { derivative($0, y) }
  return Status.done
}

private func gradient<Scalar: ArrayScalar>(
  _ activation: UnsafeRawPointer?, _ operands: Operands<Scalar>, _ y: UnsafePointer<Scalar>?,
  _ dy: UnsafePointer<Scalar>?, _ dx: UnsafeMutablePointer<Scalar>?,
  _ dgate: UnsafeMutablePointer<Scalar>?, _ dparameters: UnsafeMutablePointer<Scalar>?
) -> Int32 {
  guard let activation = object(activation, ActivationHandle.self) else { return Status.invalid }
  let prepared = Scalar.prepared(activation)
  let readsX = y == nil || prepared.kernels.gradientInputs.contains(.x)
  guard operands.suit(activation, readingX: readsX) else { return Status.invalid }
  let count = operands.rows * operands.columns
  guard count > 0 else { return Status.done }
  guard let dy, let dx, (dgate != nil) == (activation.form == .gated) else {
    return Status.invalid
  }
  func run(_ y: UnsafePointer<Scalar>?) {
    operands.with(prepared.parameters) { inputs in
      prepared.kernels.gradient(
        inputs,
        ActivationGradients(y: y, dy: dy, dx: dx, dgate: dgate, parameters: dparameters))
    }
  }
  guard y == nil, prepared.kernels.gradientInputs.contains(.y) else {
    run(y)
    return Status.done
  }
  let values = UnsafeMutablePointer<Scalar>.allocate(capacity: count)
  defer { values.deallocate() }
  operands.with(prepared.parameters) { prepared.kernels.value($0, values) }
  run(UnsafePointer(values))
  return Status.done
}

/// What the gradient reads: 1 for x, 2 for y, and both their sum; 0 where there is no activation.
@_cdecl("hillock_activation_gradient_reads")
public func hillockGradientReads(_ activation: UnsafeRawPointer?) -> Int32 {
  guard let activation = object(activation, ActivationHandle.self) else { return 0 }
  // Both precisions have the same forms wherever an author wrote both.
  let inputs = activation.float.kernels.gradientInputs.union(
    activation.double.kernels.gradientInputs)
  return (inputs.contains(.x) ? 1 : 0) + (inputs.contains(.y) ? 2 : 0)
}

/// `hillock_value_f32`
@_cdecl("hillock_value_f32")
public func hillockValueFloat(
  _ activation: UnsafeRawPointer?, _ rows: Int, _ columns: Int, _ x: UnsafePointer<Float>?,
  _ gate: UnsafePointer<Float>?, _ parameters: UnsafePointer<Float>?,
  _ y: UnsafeMutablePointer<Float>?
) -> Int32 {
  value(
    activation,
    Operands(rows: rows, columns: columns, x: x, gate: gate, parameters: parameters), y)
}

/// `hillock_derivative_f32`
@_cdecl("hillock_derivative_f32")
public func hillockDerivativeFloat(
  _ activation: UnsafeRawPointer?, _ rows: Int, _ columns: Int, _ x: UnsafePointer<Float>?,
  _ gate: UnsafePointer<Float>?, _ parameters: UnsafePointer<Float>?,
  _ y: UnsafeMutablePointer<Float>?
) -> Int32 {
  derivative(
    activation,
    Operands(rows: rows, columns: columns, x: x, gate: gate, parameters: parameters), y)
}

/// `hillock_gradient_f32`
@_cdecl("hillock_gradient_f32")
public func hillockGradientFloat(
  _ activation: UnsafeRawPointer?, _ rows: Int, _ columns: Int, _ x: UnsafePointer<Float>?,
  _ gate: UnsafePointer<Float>?, _ parameters: UnsafePointer<Float>?, _ y: UnsafePointer<Float>?,
  _ dy: UnsafePointer<Float>?, _ dx: UnsafeMutablePointer<Float>?,
  _ dgate: UnsafeMutablePointer<Float>?, _ dparameters: UnsafeMutablePointer<Float>?
) -> Int32 {
  gradient(
    activation,
    Operands(rows: rows, columns: columns, x: x, gate: gate, parameters: parameters), y, dy, dx,
    dgate, dparameters)
}

/// `hillock_value_f64`
@_cdecl("hillock_value_f64")
public func hillockValueDouble(
  _ activation: UnsafeRawPointer?, _ rows: Int, _ columns: Int, _ x: UnsafePointer<Double>?,
  _ gate: UnsafePointer<Double>?, _ parameters: UnsafePointer<Double>?,
  _ y: UnsafeMutablePointer<Double>?
) -> Int32 {
  value(
    activation,
    Operands(rows: rows, columns: columns, x: x, gate: gate, parameters: parameters), y)
}

/// `hillock_derivative_f64`
@_cdecl("hillock_derivative_f64")
public func hillockDerivativeDouble(
  _ activation: UnsafeRawPointer?, _ rows: Int, _ columns: Int, _ x: UnsafePointer<Double>?,
  _ gate: UnsafePointer<Double>?, _ parameters: UnsafePointer<Double>?,
  _ y: UnsafeMutablePointer<Double>?
) -> Int32 {
  derivative(
    activation,
    Operands(rows: rows, columns: columns, x: x, gate: gate, parameters: parameters), y)
}

/// `hillock_gradient_f64`
@_cdecl("hillock_gradient_f64")
public func hillockGradientDouble(
  _ activation: UnsafeRawPointer?, _ rows: Int, _ columns: Int, _ x: UnsafePointer<Double>?,
  _ gate: UnsafePointer<Double>?, _ parameters: UnsafePointer<Double>?, _ y: UnsafePointer<Double>?,
  _ dy: UnsafePointer<Double>?, _ dx: UnsafeMutablePointer<Double>?,
  _ dgate: UnsafeMutablePointer<Double>?, _ dparameters: UnsafeMutablePointer<Double>?
) -> Int32 {
  gradient(
    activation,
    Operands(rows: rows, columns: columns, x: x, gate: gate, parameters: parameters), y, dy, dx,
    dgate, dparameters)
}
